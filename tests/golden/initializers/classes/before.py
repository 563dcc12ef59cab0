import tensorflow.compat.v1 as tf
from tensorflow.compat.v1 import zeros_initializer

zeros = tf.zeros_initializer


def variables(initializer=tf.ones_initializer, biases=zeros_initializer):
    return initializer(), biases(), zeros(), tf.random_normal_initializer
