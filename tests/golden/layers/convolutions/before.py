"""Every convolution, by position and by keyword."""
import numpy as np
import tensorflow as tf


def init(seed, *shape):
  return tf.constant_initializer(np.random.RandomState(seed).uniform(-1, 1, shape))


def compute(sequences, images, volumes):
  one = tf.layers.conv1d(sequences, 3, 2, 1, "SAME", kernel_initializer=init(1, 2, 4, 3), activation=tf.sigmoid)
  two = tf.layers.conv2d(images, 4, [3, 3], (2, 2), padding="same", kernel_initializer=init(2, 3, 3, 3, 4))
  dilated = tf.layers.conv2d(images, 2, 2, 1, "valid", "channels_last", 2, tf.nn.elu,
                             kernel_initializer=init(3, 2, 2, 3, 2))
  three = tf.layers.conv3d(inputs=volumes, filters=2, kernel_size=2, strides=(1, 2, 1), kernel_initializer=init(4, 2, 2, 2, 2, 2))
  up = tf.layers.conv2d_transpose(two, 3, 3, 2, "same", "channels_last", tf.nn.selu, kernel_initializer=init(5, 3, 3, 3, 4))
  up3 = tf.layers.conv3d_transpose(three, 1, 2, strides=2, kernel_initializer=init(6, 2, 2, 2, 1, 2))
  thin = tf.layers.separable_conv2d(
      images, 4, 3, depth_multiplier=2,
      depthwise_initializer=init(7, 3, 3, 3, 2), pointwise_initializer=init(8, 1, 1, 6, 4))
  thin1 = tf.layers.separable_conv1d(
      sequences, 2, 3, 1, "same",
      depthwise_initializer=init(9, 3, 4, 1), pointwise_initializer=init(10, 1, 4, 2))
  return [one, two, dilated, three, up, up3, thin, thin1]
