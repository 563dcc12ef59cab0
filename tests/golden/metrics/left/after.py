import tensorflow as tf

from tf1_semantics import MeanTensor, RecallAtK

# TODO(migrator): MIG103 tf.metrics.accuracy is used as a value
evaluate(model, tf.metrics.accuracy)
a = RecallAtK(k=5, class_id=2)(labels, logits)
# TODO(migrator): MIG102 the curve or the summation_method of tf.metrics.auc can't be seen
b = tf.metrics.auc(labels, scores, curve=FLAGS.curve)
c = MeanTensor()(values)
# TODO(migrator): MIG101 tf.metrics.accuracy: a starred argument hides which parameters are given
d = tf.metrics.accuracy(*pair)
# TODO(migrator): MIG101 tf.metrics.mean is called without values
e = tf.metrics.mean()
