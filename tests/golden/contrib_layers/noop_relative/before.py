import tensorflow as tf
from .contrib import layers

net = layers.fully_connected(tf.nn.relu(x), 10)
