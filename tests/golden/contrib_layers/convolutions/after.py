import keras
import numpy as np
import tensorflow as tf


def init(seed, *shape):
    return tf.constant_initializer(np.random.RandomState(seed).uniform(-1, 1, shape))


def compute(sequences, images, volumes):
    one = keras.layers.Conv1D(
        3, 2, padding='same', activation='relu', kernel_initializer=init(1, 2, 4, 3))(sequences)
    two = keras.layers.Conv2D(4, [3, 3], 2, padding='same', activation='relu',
                              kernel_initializer=init(2, 3, 3, 3, 4), use_bias=False)(images)
    atrous = keras.layers.Conv2D(2, 2, dilation_rate=2, padding='valid',
                                 activation='relu',
                                 kernel_initializer=init(3, 2, 2, 3, 2))(images)
    up = keras.layers.Conv2DTranspose(3, 3, 2, padding='same', activation='tanh',
                                      kernel_initializer=init(5, 3, 3, 3, 4))(two)
    thin = keras.layers.SeparableConv2D(4, 3, depth_multiplier=2, depthwise_initializer=init(7, 3, 3, 3, 2),
                                        pointwise_initializer=init(8, 1, 1, 6, 4),
                                        padding='same',
                                        activation='relu')(images)
    return [one, two, atrous, up, thin, keras.layers.MaxPooling2D(3, strides=2)(images),
            keras.layers.AveragePooling2D([2, 2], 1, 'same')(images),
            keras.layers.Flatten()(images), keras.layers.Dropout(0.5)(images, training=False)]
