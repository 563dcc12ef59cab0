import tensorflow as tf


def dense(x, zeros_initializer, constant_initializer=None):
    return tf.matmul(x, zeros_initializer() + constant_initializer(0.1))
