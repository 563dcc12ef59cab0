import tensorflow as tf

from tf1_semantics import maxout, unit_norm


def compute(vectors, logits, ids, images):
    best = maxout(vectors, 3)
    best_channel = maxout(images, num_units=1, axis=-1)
    probabilities = tf.nn.softmax(logits)
    unit = unit_norm(vectors, dim=1)
    rows = tf.nn.embedding_lookup(vectors, ids % 4)
    return [best, best_channel, probabilities, unit, rows]
