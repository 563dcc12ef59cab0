import numpy as np
import tensorflow as tf


def compute(images, vectors):
    by_images = tf.layers.batch_normalization(images, axis=[3], training=True, momentum=0.9)
    still = tf.layers.batch_normalization(images, -1, 0.9, epsilon=0.1)
    by_vectors = tf.layers.batch_normalization(vectors, training=True)
    unfused = tf.layers.batch_normalization(images, training=True, fused=False, center=False)
    return [by_images, still, by_vectors, unfused]


def tower(images, is_training):
    net = tf.layers.conv2d(images, 8, 3)
    net = tf.layers.batch_normalization(net, training=is_training)  # four axes: fused
    flat = tf.layers.flatten(net)
    for units in [64, 32]:
        flat = tf.layers.dense(flat, units, activation=tf.nn.relu)
        flat = tf.layers.batch_normalization(flat, training=is_training)  # two
    steps = tf.layers.conv1d(tf.reshape(net, [-1, 10, 8]), 4, 3)
    return flat, tf.layers.batch_normalization(steps, training=is_training, name='steps')
