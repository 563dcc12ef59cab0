import tensorflow as tf

tf.logging.info("x")  # migrator: ignore
tf.set_random_seed(1)  # migrator: ignore
