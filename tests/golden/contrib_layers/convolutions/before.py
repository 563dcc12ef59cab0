import numpy as np
import tensorflow as tf
from tensorflow.contrib import layers


def init(seed, *shape):
    return tf.constant_initializer(np.random.RandomState(seed).uniform(-1, 1, shape))


def compute(sequences, images, volumes):
    one = layers.conv1d(sequences, 3, 2, weights_initializer=init(1, 2, 4, 3))
    two = layers.conv2d(images, 4, [3, 3], 2, weights_initializer=init(2, 3, 3, 3, 4), biases_initializer=None)
    atrous = layers.convolution2d(images, 2, 2, rate=2, padding='VALID', data_format='NHWC',
                                  weights_initializer=init(3, 2, 2, 3, 2))
    up = layers.conv2d_transpose(two, 3, 3, 2, activation_fn=tf.tanh, weights_initializer=init(5, 3, 3, 3, 4))
    thin = layers.separable_conv2d(images, 4, 3, 2, weights_initializer=init(7, 3, 3, 3, 2),
                                   pointwise_initializer=init(8, 1, 1, 6, 4))
    return [one, two, atrous, up, thin, layers.max_pool2d(images, 3), layers.avg_pool2d(images, [2, 2], 1, 'SAME'),
            layers.flatten(images), layers.dropout(images, 0.5, is_training=False)]
