import tensorflow as tf
from tensorflow import layers as tf_layers


def network(x, layers):
    return tf.nn.relu(layers.dense(x, 10))
