import tensorflow as tf

logging = tf.logging  # shorter

logging.set_verbosity(logging.DEBUG)
logging.warn("old %s", name)
