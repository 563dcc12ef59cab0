import tensorflow.compat.v1 as tf1
from tensorflow.compat.v1 import log, reduce_sum as total, to_float, where

divide = tf1.div


def compute(probabilities, labels, vectors):
    entropy = -total(probabilities * log(probabilities), 1, keep_dims=True)
    return [entropy, to_float(labels), where(labels > 1, vectors, -vectors), divide(labels, 2)]
