import tensorflow as tf


def build(tf, x):
    return tf.layers.dense(x, 10)


def rebuild(x):
    tf = make_backend()
    return tf.layers.dense(x, 10)
