"""Networks with a base class."""
import numpy as np
import tensorflow as tf


class Network(object):
    """Base of all networks."""
    activation = staticmethod(tf.nn.relu)

    def __init__(self, n_classes, dropout=0.0):
        self.n_classes = n_classes
        self.dropout = dropout

    def body(self, x, training):
        raise NotImplementedError

    def fc(self, x, units, name):
        return tf.layers.dense(x, units, activation=tf.nn.relu, name=name)

    def inference(self, x, training):
        net = self.body(x, training)
        net = tf.layers.dropout(net, self.dropout, training=training)
        return tf.layers.dense(net, self.n_classes, name='logits')


class MLP(Network):
    def __init__(self, n_classes, hidden, dropout=0.0):
        super(MLP, self).__init__(n_classes, dropout)
        self.hidden = hidden

    def body(self, x, training):
        for i, units in enumerate(self.hidden):
            x = self.fc(x, units, 'fc%d' % i)
        return x


def model_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    network = MLP(params['n_classes'], hidden=params['hidden'])
    logits = network.inference(features['x'], training)
    loss, train_op = None, None
    if mode != tf.estimator.ModeKeys.PREDICT:
        loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if training:
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, {'logits': logits}, loss, train_op)


def input_fn():
    random = np.random.RandomState(0)
    x = random.rand(32, 6).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices(({'x': x}, (x.sum(1) > 3).astype(np.int32))).repeat(2).batch(8)


est = tf.estimator.Estimator(model_fn, params={'n_classes': 2, 'hidden': [8, 6]})
est.train(input_fn)
print(sorted(est.evaluate(input_fn)))
