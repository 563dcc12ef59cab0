import tensorflow as tf


def tower(features, column):
    return tf.layers.dense(tf.feature_column.input_layer(features, column), 2)


def once(features, columns):
    return tower(features, columns[0]) * tower(features, columns[1])


query = tf.feature_column.categorical_column_with_identity('query', 9)
doc = tf.feature_column.categorical_column_with_identity('doc', 9)
columns = tf.feature_column.shared_embedding_columns([query, doc], 3)
