import tensorflow as tf

y = tf.log(x)  # migrator: ignore
