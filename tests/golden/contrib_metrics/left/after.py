import tensorflow as tf

# TODO(migrator): MIG133 tf.contrib.metrics.f1_score has no counterpart yet
f1 = tf.contrib.metrics.f1_score(labels, scores)
# TODO(migrator): MIG101 tf.contrib.metrics.streaming_accuracy: a starred argument hides which parameters are given
accuracy = tf.contrib.metrics.streaming_accuracy(*pair)
