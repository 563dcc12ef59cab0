import tensorflow as tf

net = tf.layers.dense(x, 10)  # migrator: ignore
