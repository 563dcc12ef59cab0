from absl import logging

# shorter

logging.set_verbosity(logging.DEBUG)
logging.warning("old %s", name)
