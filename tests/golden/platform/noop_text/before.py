import tensorflow as tf

"""Calls tf.app.run and tf.logging.info."""
name = "tf.gfile.Exists"  # tf.set_random_seed(1)
