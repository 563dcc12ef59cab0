import numpy as np
import tensorflow as tf

VALUES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]


def variable(shape, initializer):
    """An initializer asked for the values that a variable of this shape starts with."""
    return initializer(shape, dtype=tf.float32)


def compute():
    return {
        'flat': variable([2, 3], tf.constant_initializer(VALUES)),
        'array': variable([4, 3], tf.constant_initializer(np.arange(12) / 7., dtype=tf.float32)),
        'number': variable([2, 3], tf.constant_initializer(0.25, tf.float32)),
        'negative': variable([3], tf.constant_initializer(value=-1)),
        'nested': variable([2, 2], tf.initializers.constant(value=[[0.5, 1.0]] * 2, verify_shape=True)),
        'nothing': variable([2], tf.constant_initializer()),
        'ones': variable([2], tf.ones_initializer()),
        'zeros': variable([2], tf.zeros_initializer(tf.float32)),
        'identity': variable([3, 3], tf.initializers.identity(gain=2.0)),
    }
