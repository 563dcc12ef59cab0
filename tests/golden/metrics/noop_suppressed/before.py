import tensorflow as tf

accuracy = tf.metrics.accuracy(labels, classes)  # migrator: ignore
