import tensorflow as tf
import tf_metrics

f1 = tf_metrics.f1(labels, tf.argmax(logits, 1), 3)
