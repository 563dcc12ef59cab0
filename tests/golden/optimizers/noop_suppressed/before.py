import tensorflow as tf

optimizer = tf.train.AdamOptimizer(0.1)  # migrator: ignore
