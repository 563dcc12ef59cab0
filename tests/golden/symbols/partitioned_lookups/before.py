import tensorflow as tf


def compute(vectors, ids, labels):
    mod = tf.nn.embedding_lookup([vectors[:2], vectors[2:]], labels)
    div = tf.nn.embedding_lookup([vectors[:2], vectors[2:]], labels, "div")
    shards = tf.nn.embedding_lookup([vectors + i for i in range(3)], ids)
    one = tf.nn.embedding_lookup(vectors, labels, partition_strategy="div", name="one")
    return [mod, div, shards, one]
