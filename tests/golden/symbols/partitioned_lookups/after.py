import tensorflow as tf


def compute(vectors, ids, labels):
    mod = tf.compat.v1.nn.embedding_lookup([vectors[:2], vectors[2:]], labels)
    div = tf.compat.v1.nn.embedding_lookup([vectors[:2], vectors[2:]], labels, "div")
    shards = tf.compat.v1.nn.embedding_lookup([vectors + i for i in range(3)], ids)
    one = tf.nn.embedding_lookup(vectors, labels, name="one")
    return [mod, div, shards, one]
