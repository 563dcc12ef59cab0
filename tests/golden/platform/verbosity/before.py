import tensorflow as tf

tf.logging.set_verbosity(20)
tf.logging.set_verbosity("WARN")
tf.logging.set_verbosity(args.verbosity)
saved = tf.logging.get_verbosity()
