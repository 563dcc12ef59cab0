import tensorflow as tf


def network(x, data_format):
    # TODO(migrator): MIG102 conv2d with normalizer_fn is not rewritten yet
    x = tf.contrib.layers.conv2d(x, 8, 3, normalizer_fn=tf.contrib.layers.batch_norm)
    # TODO(migrator): MIG102 conv2d with outputs_collections is not rewritten yet
    x = tf.contrib.layers.conv2d(x, 8, 3, outputs_collections=['end_points'])
    # TODO(migrator): MIG102 data_format is not written out, and Keras has other names for its values
    x = tf.contrib.layers.conv2d(x, 8, 3, data_format=data_format)
    # TODO(migrator): MIG102 separable_conv2d without num_outputs is a depthwise convolution alone
    x = tf.contrib.layers.separable_conv2d(x, None, 3)
    # TODO(migrator): MIG102 dropout with noise_shape is not rewritten yet
    x = tf.contrib.layers.dropout(x, noise_shape=[1, 2])
    # TODO(migrator): MIG102 embed_sequence that finds a table which another call made is not rewritten yet
    return tf.contrib.layers.embed_sequence(x, scope='words', reuse=True)
