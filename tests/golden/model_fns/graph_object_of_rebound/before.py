import tensorflow as tf


class A(object):
    def __init__(self, x, labels=None):
        self.logits = tf.layers.dense(x, 2)
        if labels is not None:
            self.loss = tf.losses.sparse_softmax_cross_entropy(labels, self.logits)


class B(object):
    def __init__(self, units):
        self.units = units

    def build(self, x):
        return tf.layers.dense(x, self.units)


def model_fn(features, labels, mode, params):
    a = A(features['x'], labels)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'logits': a.logits})
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(a.loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=a.loss, train_op=train_op)


def other_fn(features, labels, mode, params):
    units = params['units']
    b = B(units)
    units = 2
    logits = tf.layers.dense(b.build(features['x']), units)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
