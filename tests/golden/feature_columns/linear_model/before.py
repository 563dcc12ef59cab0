import tensorflow as tf
from tensorflow import feature_column as fc


def model(features, columns, units=1):
    with tf.variable_scope('wide'):
        wide = tf.feature_column.linear_model(features, columns, units)
    return wide


def compute(vectors, ids):
    features = {'vectors': vectors, 'ids': ids}
    numbers = fc.numeric_column('vectors', shape=6)
    one = fc.categorical_column_with_identity('ids', num_buckets=7)
    return [fc.linear_model(features, [numbers, one], units=2, sparse_combiner='mean'),
            fc.linear_model(features=features, feature_columns=one, trainable=True)]
