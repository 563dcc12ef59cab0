import logging

import tensorflow as tf

logger = logging.getLogger(__name__)
tf.logging.set_verbosity(tf.logging.ERROR)
tf.logging.info("both")
