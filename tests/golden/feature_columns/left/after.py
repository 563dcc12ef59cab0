import tensorflow as tf

from tf1_semantics import LinearModel


def network(features, columns, words, tensors):
    # TODO(migrator): MIG170 cols_to_output_tensors hands out what only the layer has now
    net = tf.feature_column.input_layer(features, columns, cols_to_output_tensors=tensors)
    # TODO(migrator): MIG170 weight_collections hands out what only the layer has now
    net += tf.feature_column.input_layer(features, columns, ['embeddings'])
    wide = LinearModel(columns)(features)
    # TODO(migrator): MIG171 the embedding starts from a checkpoint (ckpt_to_load_from)
    loaded = tf.feature_column.embedding_column(words, 8, ckpt_to_load_from='/tmp/model', tensor_name_in_ckpt='words')
    # TODO(migrator): MIG173 more than one layer of this module takes feature columns
    shared = tf.feature_column.shared_embedding_columns([words, words], 8)
    # TODO(migrator): MIG101 tf.feature_column.input_layer: a starred argument hides which parameters are given
    return net, wide, loaded, shared, tf.feature_column.input_layer(*columns)
