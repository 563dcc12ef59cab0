import tensorflow as tf
import numpy as np


def compute(vectors, probabilities, labels):
    logs = tf.log(probabilities)
    halves = tf.div(labels, 2)
    scaled = tf.div(vectors, 255.0)
    floats = tf.div(tf.to_float(labels), vectors[:, 0])
    clipped = tf.clip_by_average_norm(vectors, 0.5)
    products = tf.matrix_band_part(tf.matmul(vectors, vectors, transpose_b=True), -1, 0)
    sums = tf.unsorted_segment_sum(vectors, labels, 3)
    doubled = tf.py_func(lambda x: np.float32(2) * x, [vectors], tf.float32)
    best, _ = tf.nn.top_k(vectors, 2, sorted=True)
    return [logs, halves, scaled, floats, clipped, products, sums, doubled, best,
            tf.is_finite(vectors), tf.floormod(labels, 2), tf.digamma(probabilities), tf.cumprod(vectors)]
