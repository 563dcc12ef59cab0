"""Layers one behind the other."""
import numpy as np
import tensorflow as tf
from tensorflow.contrib import slim


def compute(vectors, images):
    hidden_units = [4, 3]
    # The hidden layers.
    net = tf.contrib.layers.stack(vectors, tf.contrib.layers.fully_connected, hidden_units, activation_fn=tf.nn.tanh,
                                  weights_initializer=tf.constant_initializer(0.1), scope="hidden")
    listed = tf.contrib.layers.stack(vectors, slim.fully_connected, [4, 3], weights_initializer=tf.constant_initializer(0.1))
    seen = slim.repeat(images, 2, slim.conv2d, 3, [3, 3], weights_initializer=tf.constant_initializer(0.1), scope="conv1")
    pairs = slim.stack(images, slim.conv2d, [(4, [3, 3]), (2, [1, 1])], weights_initializer=tf.constant_initializer(0.1))
    return {"net": net, "listed": listed, "seen": seen, "pairs": pairs}
