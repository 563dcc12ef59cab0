import tensorflow as tf

# TODO(migrator): MIG103 tf.metrics.accuracy is used as a value
evaluate(model, tf.metrics.accuracy)
# TODO(migrator): MIG102 class_id of tf.metrics.recall_at_k: the metric of one class only
a = tf.metrics.recall_at_k(labels, logits, 5, class_id=2)
# TODO(migrator): MIG102 the curve or the summation_method of tf.metrics.auc can't be seen
b = tf.metrics.auc(labels, scores, curve=FLAGS.curve)
# TODO(migrator): MIG133 tf.metrics.mean_tensor has no counterpart yet
c = tf.metrics.mean_tensor(values)
# TODO(migrator): MIG101 tf.metrics.accuracy: a starred argument hides which parameters are given
d = tf.metrics.accuracy(*pair)
# TODO(migrator): MIG101 tf.metrics.mean is called without values
e = tf.metrics.mean()
