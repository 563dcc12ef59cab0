import keras
import numpy as np
import tensorflow as tf


def compute(ids, labels):
    table = tf.constant_initializer(np.linspace(-1, 1, 21))
    return [
        keras.layers.Embedding(input_dim=7, output_dim=3, embeddings_initializer=table)(ids),
        tf.one_hot(labels, 3),
        tf.one_hot(labels, depth=4, on_value=0.9, off_value=0.1),
    ]


def embed(ids):
    return keras.layers.Embedding(
        7, 3, embeddings_initializer='glorot_uniform', name='words'
    )(ids)
