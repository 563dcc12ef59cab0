from absl import logging

logging.set_verbosity(logging.INFO)
logging.set_verbosity("WARN")
logging.set_verbosity(args.verbosity)
saved = logging.get_verbosity()
