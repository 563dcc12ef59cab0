"""A network of which the subclass says the sizes; the class is an argument of the function that builds the spec."""
import tensorflow as tf


class Network(object):
    """Dense layers."""

    def __init__(self, sizes, activation=None, rate=0.0):
        if not activation:
            activation = "relu"
        self.sizes = sizes
        self.activation = activation
        self.rate = rate

    def __call__(self, net, training):
        for size in self.sizes:
            net = tf.layers.dense(net, size, activation=self.activation)
            net = tf.layers.dropout(net, self.rate, training=training)
        return tf.layers.dense(net, 2)


class Small(Network):

    def __init__(self, units, activation=None):
        super(Small, self).__init__(sizes=[units] * 2, activation=activation, rate=0.1)


def build_spec(features, labels, mode, model_class, units, activation):
    network = model_class(units, activation)
    logits = network(features, mode == tf.estimator.ModeKeys.TRAIN)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"logits": logits})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def model_fn(features, labels, mode, params):
    return build_spec(features, labels, mode, Small, units=params["units"], activation=params["activation"])
