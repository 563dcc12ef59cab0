import numpy as np
import tensorflow as tf
from tensorflow import feature_column as fc


def spread(shape, dtype=None, partition_info=None):
    return tf.reshape(tf.linspace(-1.0, 1.5, int(np.prod(shape))), shape)


def make_columns(path):
    vectors = tf.feature_column.numeric_column('vectors', shape=6)
    ids = fc.categorical_column_with_identity('ids', num_buckets=7)
    words = tf.feature_column.categorical_column_with_vocabulary_file('words', path, 3, 2, dtype=tf.string)
    return [vectors, fc.indicator_column(ids), tf.feature_column.embedding_column(words, dimension=3)]


def compute(vectors, ids):
    features = {'vectors': vectors, 'ids': ids}
    numbers = tf.feature_column.numeric_column('vectors', shape=6, normalizer_fn=lambda x: x / 3)
    buckets = tf.feature_column.bucketized_column(
        tf.feature_column.numeric_column('vectors', shape=6), boundaries=[-0.5, 0.5])
    one = tf.feature_column.categorical_column_with_identity('ids', num_buckets=7)
    embedding = tf.feature_column.embedding_column(one, 3, initializer=spread)
    net = tf.feature_column.input_layer(features, [numbers, buckets, embedding, fc.indicator_column(one)])
    second = fc.input_layer(features={'vectors': vectors * 2},  # twice
                            feature_columns=[buckets], trainable=True)
    third = fc.input_layer(features, embedding, None, trainable=False)
    return [net, second, third]
