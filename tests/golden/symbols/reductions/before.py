import tensorflow as tf


def compute(vectors, binary):
    total = tf.reduce_sum(vectors, 1, True)
    means = tf.reduce_mean(vectors, reduction_indices=[1], keep_dims=True)
    largest = tf.reduce_max(vectors, keep_dims=False)  # a scalar
    both = tf.reduce_logsumexp(vectors, axis=None, reduction_indices=0)
    held = tf.reduce_all(tf.cast(binary, tf.bool), reduction_indices=[0])
    return [total, means, largest, both, held, tf.count_nonzero(binary, reduction_indices=0)]
