import tensorflow as tf


def entropy(tf, x):
    return tf.log(x), tf.to_float(x)
