import tensorflow as tf

evaluate(model, tf.metrics.accuracy)
a = tf.metrics.recall_at_k(labels, logits, 5, class_id=2)
b = tf.metrics.auc(labels, scores, curve=FLAGS.curve)
c = tf.metrics.mean_tensor(values)
d = tf.metrics.accuracy(*pair)
e = tf.metrics.mean()
