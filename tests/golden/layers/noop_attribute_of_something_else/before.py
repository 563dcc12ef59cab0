import tensorflow as tf


class Network:

    def __init__(self, tf_module):
        self.tf = tf_module

    def call(self, x):
        return tf.nn.relu(self.tf.layers.dense(x, self.layers.dense))
