import tensorflow as tf


def compute(vectors, binary):
    total = tf.reduce_sum(vectors, 1, True)
    means = tf.reduce_mean(vectors, axis=[1], keepdims=True)
    largest = tf.reduce_max(vectors, keepdims=False)  # a scalar
    both = tf.reduce_logsumexp(vectors, axis=0)
    held = tf.reduce_all(tf.cast(binary, tf.bool), axis=[0])
    return [total, means, largest, both, held, tf.math.count_nonzero(binary, axis=0)]
