import numpy as np
import tensorflow as tf


def compute(ids, labels):
    table = tf.constant_initializer(np.linspace(-1, 1, 21))
    return [
        tf.contrib.layers.embed_sequence(ids, vocab_size=7, embed_dim=3, initializer=table),
        tf.contrib.layers.one_hot_encoding(labels, 3),
        tf.contrib.layers.one_hot_encoding(labels, num_classes=4, on_value=0.9, off_value=0.1),
    ]


def embed(ids):
    return tf.contrib.layers.embed_sequence(ids, 7, 3, scope='words')
