import tensorflow as tf
import numpy as np


def compute(vectors, probabilities, labels):
    logs = tf.math.log(probabilities)
    halves = tf.compat.v1.div(labels, 2)
    scaled = tf.divide(vectors, 255.0)
    floats = tf.divide(tf.cast(labels, tf.float32), vectors[:, 0])
    clipped = tf.compat.v1.clip_by_average_norm(vectors, 0.5)
    products = tf.linalg.band_part(tf.matmul(vectors, vectors, transpose_b=True), -1, 0)
    sums = tf.math.unsorted_segment_sum(vectors, labels, 3)
    doubled = tf.numpy_function(lambda x: np.float32(2) * x, [vectors], tf.float32)
    best, _ = tf.nn.top_k(vectors, 2, sorted=True)
    return [logs, halves, scaled, floats, clipped, products, sums, doubled, best,
            tf.math.is_finite(vectors), tf.math.floormod(labels, 2), tf.math.digamma(probabilities),
            tf.math.cumprod(vectors)]
