import tensorflow.compat.v1 as tf
from tensorflow.compat.v1.layers import conv2d, dense as fully_connected

layers = tf.layers
tfl = layers


def network(x, train):
    x = conv2d(x, 8, 3)
    x = layers.flatten(x)
    x = tfl.dropout(x, 0.5, training=train)
    x = fully_connected(x, 20)
    return (tf.compat.v1.layers.dense)(x, 10)
