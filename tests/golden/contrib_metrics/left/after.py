import tensorflow as tf

from tf1_semantics import F1Score

f1 = F1Score()(labels, scores)
# TODO(migrator): MIG101 tf.contrib.metrics.streaming_accuracy: a starred argument hides which parameters are given
accuracy = tf.contrib.metrics.streaming_accuracy(*pair)
