import tensorflow as tf

f1 = tf.contrib.metrics.f1_score(labels, scores)
accuracy = tf.contrib.metrics.streaming_accuracy(*pair)
