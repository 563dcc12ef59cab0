import tensorflow as tf


def network(features, columns, words, tensors):
    net = tf.feature_column.input_layer(features, columns, cols_to_output_tensors=tensors)
    net += tf.feature_column.input_layer(features, columns, ['embeddings'])
    wide = tf.feature_column.linear_model(features, columns)
    loaded = tf.feature_column.embedding_column(words, 8, ckpt_to_load_from='/tmp/model', tensor_name_in_ckpt='words')
    shared = tf.feature_column.shared_embedding_columns([words, words], 8)
    return net, wide, loaded, shared, tf.feature_column.input_layer(*columns)
