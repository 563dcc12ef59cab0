import numpy as np
import tensorflow as tf

class Tower(object):

    def __init__(self, units):
        values = np.linspace(-1, 1, 6 * units)
        self.dense = tf.layers.Dense(units, tf.nn.softplus, kernel_initializer=tf.constant_initializer(values))
        self.norm = tf.layers.BatchNormalization(axis=-1, momentum=0.9, fused=False)
        self.drop = tf.layers.Dropout(name='drop')
        self.conv = tf.layers.Conv2D(4, [3, 3], padding='SAME', _reuse=tf.AUTO_REUSE)

    def __call__(self, inputs):
        return self.dense(inputs)


def compute(vectors):
    return Tower(4)(vectors)


def is_dense(layer):
    return isinstance(layer, (tf.layers.Dense, tf.layers.Flatten))
