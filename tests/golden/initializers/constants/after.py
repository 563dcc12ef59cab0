import keras
import numpy as np
import tensorflow as tf

VALUES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]


def variable(shape, initializer):
    """An initializer asked for the values that a variable of this shape starts with."""
    return initializer(shape, dtype=tf.float32)


def compute():
    return {
        'flat': variable([2, 3], tf.constant_initializer(VALUES)),
        'array': variable([4, 3], tf.constant_initializer(np.arange(12) / 7.)),
        'number': variable([2, 3], keras.initializers.Constant(0.25)),
        'negative': variable([3], keras.initializers.Constant(value=-1)),
        'nested': variable([2, 2], tf.constant_initializer(value=[[0.5, 1.0]] * 2)),
        'nothing': variable([2], keras.initializers.Zeros()),
        'ones': variable([2], keras.initializers.Ones()),
        'zeros': variable([2], keras.initializers.Zeros()),
        'identity': variable([3, 3], keras.initializers.Identity(gain=2.0)),
    }
