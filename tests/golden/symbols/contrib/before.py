import tensorflow as tf


def compute(vectors, labels):
    pairs = {"a": vectors, "b": [labels]}
    flat = tf.contrib.framework.nest.flatten(pairs)
    order = tf.contrib.framework.argsort(vectors[:, 0])
    known = tf.contrib.util.constant_value(tf.constant(3))
    return [flat[0], flat[1], order, tf.constant(known)]
