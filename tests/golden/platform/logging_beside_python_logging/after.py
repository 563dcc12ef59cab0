import logging

from absl import logging as absl_logging

logger = logging.getLogger(__name__)
absl_logging.set_verbosity(absl_logging.ERROR)
absl_logging.info("both")
