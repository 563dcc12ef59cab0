import tensorflow as tf


def mixer_builder(blocks, num_classes):
    """A residual network."""
    units = [8] * blocks

    def network(inputs, is_training):
        # The stem.
        net = tf.layers.dense(inputs, 8, name='stem')
        for i, n in enumerate(units):
            shortcut = net
            net = tf.layers.batch_normalization(net, training=is_training)
            net = tf.layers.dense(tf.nn.relu(net), n) + shortcut
        return tf.layers.dense(net, num_classes, name='logits')

    return network


class Attention(object):
    """Additive attention."""

    def __init__(self, size):
        self.size = size

    def attend(self, x):
        with tf.variable_scope('attention'):
            u = tf.layers.dense(x, self.size, activation=tf.nn.tanh, name='proj')
            self.alpha = tf.nn.softmax(tf.layers.dense(u, 1, name='score'), axis=1)
            return tf.reduce_sum(x * self.alpha, axis=1)


def model_fn(features, labels, mode, params):
    # The size of the network is a hyperparameter.
    network = mixer_builder(params['blocks'], params['num_classes'])
    attention = Attention(params['attention'])
    pooled = attention.attend(features['x'])
    logits = network(pooled, mode == tf.estimator.ModeKeys.TRAIN)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'logits': logits, 'alpha': attention.alpha})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train_op = tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn, params={'blocks': 2, 'num_classes': 3, 'attention': 4})
