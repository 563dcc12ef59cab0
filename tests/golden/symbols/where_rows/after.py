import tensorflow as tf


def compute(vectors, labels, weights):
    chosen = labels > 1
    rows = tf.compat.v1.where(chosen, vectors, -vectors)
    kept = tf.where(weights > 0, weights, tf.zeros_like(weights))
    indices = tf.where(weights > 0)
    clean = tf.where(tf.math.is_nan(vectors), tf.zeros_like(vectors), vectors)
    return [rows, kept, indices, clean]
