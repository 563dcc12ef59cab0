import tensorflow as tf
from tensorflow import feature_column as fc

from tf1_semantics import LinearModel


def model(features, columns, units=1):
    with tf.variable_scope('wide'):
        wide = LinearModel(columns, units=units)(features)
    return wide


def compute(vectors, ids):
    features = {'vectors': vectors, 'ids': ids}
    numbers = fc.numeric_column('vectors', shape=6)
    one = fc.categorical_column_with_identity('ids', num_buckets=7)
    return [LinearModel([numbers, one], units=2, sparse_combiner='mean')(features),
            LinearModel(feature_columns=one)(features)]
