import tensorflow as tf

from tf1_semantics import InputLayer


def tower(features, column):
    return tf.layers.dense(InputLayer(column)(features), 2)


def once(features, columns):
    return tower(features, columns[0]) * tower(features, columns[1])


query = tf.feature_column.categorical_column_with_identity('query', 9)
doc = tf.feature_column.categorical_column_with_identity('doc', 9)
# TODO(migrator): MIG173 what has a layer take the columns runs more than once, and each layer has weights of its own
columns = tf.feature_column.shared_embedding_columns([query, doc], 3)
