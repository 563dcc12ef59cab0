import tensorflow as tf
from tensorflow.contrib import layers


def compute(vectors, logits, ids, images):
    best = layers.maxout(vectors, 3)
    best_channel = layers.maxout(images, num_units=1, axis=-1, scope="maxout")
    probabilities = tf.contrib.layers.softmax(logits, scope="probabilities")
    unit = tf.contrib.layers.unit_norm(vectors, dim=1)
    rows = tf.contrib.layers.embedding_lookup_unique(vectors, ids % 4)
    return [best, best_channel, probabilities, unit, rows]
