import keras
import numpy as np
import tensorflow as tf

from tf1_semantics import FusedBatchNormalization


def compute(images, vectors):
    by_images = FusedBatchNormalization(axis=3, momentum=0.9)(images, training=True)
    still = FusedBatchNormalization(axis=-1, momentum=0.9, epsilon=0.1)(
        images, training=False)
    by_vectors = FusedBatchNormalization()(vectors, training=True)
    unfused = keras.layers.BatchNormalization(center=False)(images, training=True)
    return [by_images, still, by_vectors, unfused]


def tower(images, is_training):
    net = keras.layers.Conv2D(8, 3)(images)
    net = FusedBatchNormalization()(net, training=is_training)  # four axes: fused
    flat = keras.layers.Flatten()(net)
    for units in [64, 32]:
        flat = keras.layers.Dense(units, activation='relu')(flat)
        flat = keras.layers.BatchNormalization()(flat, training=is_training)  # two
    steps = keras.layers.Conv1D(4, 3)(tf.reshape(net, [-1, 10, 8]))
    return flat, keras.layers.BatchNormalization(name='steps')(steps, training=is_training)
