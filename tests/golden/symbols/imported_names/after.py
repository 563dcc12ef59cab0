import tensorflow as tf1
from tensorflow.compat.v1 import reduce_sum as total

divide = tf1.compat.v1.div


def compute(probabilities, labels, vectors):
    entropy = -total(probabilities * tf1.math.log(probabilities), 1, keepdims=True)
    return [entropy, tf1.cast(labels, tf1.float32),
            tf1.compat.v1.where(labels > 1, vectors, -vectors), tf1.compat.v1.div(labels, 2)]
