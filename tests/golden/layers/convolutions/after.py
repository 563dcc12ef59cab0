"""Every convolution, by position and by keyword."""
import keras
import numpy as np
import tensorflow as tf


def init(seed, *shape):
  return tf.constant_initializer(np.random.RandomState(seed).uniform(-1, 1, shape))


def compute(sequences, images, volumes):
  one = keras.layers.Conv1D(3, 2, 1, "same", kernel_initializer=init(1, 2, 4, 3), activation="sigmoid")(sequences)
  two = keras.layers.Conv2D(4, [3, 3], (2, 2), padding="same", kernel_initializer=init(2, 3, 3, 3, 4))(images)
  dilated = keras.layers.Conv2D(2, 2, 1, "valid", "channels_last", 2, activation="elu",
                                kernel_initializer=init(3, 2, 2, 3, 2))(images)
  three = keras.layers.Conv3D(
      filters=2, kernel_size=2, strides=(1, 2, 1), kernel_initializer=init(4, 2, 2, 2, 2, 2))(volumes)
  up = keras.layers.Conv2DTranspose(
      3, 3, 2, "same", data_format="channels_last", activation="selu", kernel_initializer=init(5, 3, 3, 3, 4))(two)
  up3 = keras.layers.Conv3DTranspose(1, 2, strides=2, kernel_initializer=init(6, 2, 2, 2, 1, 2))(three)
  thin = keras.layers.SeparableConv2D(
      4, 3, depth_multiplier=2,
      depthwise_initializer=init(7, 3, 3, 3, 2), pointwise_initializer=init(8, 1, 1, 6, 4))(images)
  thin1 = keras.layers.SeparableConv1D(
      2, 3, 1, "same",
      depthwise_initializer=init(9, 3, 4, 1), pointwise_initializer=init(10, 1, 4, 2))(sequences)
  return [one, two, dilated, three, up, up3, thin, thin1]
