import tensorflow as tf

model.metrics.accuracy(labels, predictions)
self.tf.metrics.mean(loss)
