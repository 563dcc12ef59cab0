import keras
import numpy as np
import tensorflow as tf

class Tower(object):

    def __init__(self, units):
        values = np.linspace(-1, 1, 6 * units)
        self.dense = keras.layers.Dense(units, 'softplus', kernel_initializer=tf.constant_initializer(values))
        self.norm = keras.layers.BatchNormalization(axis=-1, momentum=0.9)
        self.drop = keras.layers.Dropout(0.5, name='drop')
        self.conv = keras.layers.Conv2D(4, [3, 3], padding='same')

    def __call__(self, inputs):
        return self.dense(inputs)


def compute(vectors):
    return Tower(4)(vectors)


def is_dense(layer):
    return isinstance(layer, (keras.layers.Dense, keras.layers.Flatten))
