"""One class, several building methods, used in two places."""
import numpy as np
import tensorflow as tf


class AutoEncoder:
    def __init__(self, sizes, input_dim, l2=0.0):
        self.sizes = sizes
        self.input_dim = input_dim
        self.reg = tf.contrib.layers.l2_regularizer(l2) if l2 else None

    def encode(self, x):
        with tf.variable_scope('encoder'):
            for size in self.sizes:
                x = tf.layers.dense(x, size, tf.nn.elu, kernel_regularizer=self.reg)
        return x

    def decode(self, code):
        with tf.variable_scope('decoder'):
            net = code
            for size in reversed(self.sizes[:-1]):
                net = tf.layers.dense(net, size, tf.nn.elu, kernel_regularizer=self.reg)
            return tf.layers.dense(net, self.input_dim, tf.sigmoid)

    @staticmethod
    def reconstruction_loss(x, y):
        return tf.reduce_mean(tf.reduce_sum(tf.square(x - y), axis=1))


def model_fn(features, labels, mode, params):
    x = features['x']
    ae = AutoEncoder(params['sizes'], 10, l2=1e-3)
    code = ae.encode(x)
    decoded = ae.decode(code)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode=mode, predictions=dict(code=code, decoded=decoded))
    loss = ae.reconstruction_loss(x, decoded)
    loss += tf.losses.get_regularization_loss()
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss, tf.train.get_or_create_global_step())
    return tf.estimator.EstimatorSpec(mode=mode, loss=loss, train_op=train_op)


def input_fn():
    x = np.random.RandomState(0).rand(32, 10).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices({'x': x}).repeat(2).batch(8)


est = tf.estimator.Estimator(model_fn, params={'sizes': [6, 3]})
est.train(input_fn)
print(sorted(est.evaluate(input_fn)))
