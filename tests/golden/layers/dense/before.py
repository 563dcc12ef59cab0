import numpy as np
import tensorflow as tf


def kernel(*shape):
    return tf.constant_initializer(np.linspace(-1, 1, np.prod(shape)))


def compute(vectors):
    hidden = tf.layers.dense(vectors, 5, tf.nn.relu, kernel_initializer=kernel(6, 5), name='hidden')
    hidden = tf.layers.dense(
        inputs=hidden,
        units=8 / 2,  # TF1 rounds down
        activation=tf.tanh,
        kernel_initializer=kernel(5, 4),
        bias_initializer=tf.ones_initializer(),
        name='block/hidden')
    return tf.layers.dense(hidden, units=3, use_bias=False, kernel_initializer=kernel(4, 3), activation=None)
