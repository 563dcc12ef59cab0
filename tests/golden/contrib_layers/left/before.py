import tensorflow as tf


def network(x, data_format):
    x = tf.contrib.layers.conv2d(x, 8, 3, normalizer_fn=tf.contrib.layers.batch_norm)
    x = tf.contrib.layers.conv2d(x, 8, 3, outputs_collections=['end_points'])
    x = tf.contrib.layers.conv2d(x, 8, 3, data_format=data_format)
    x = tf.contrib.layers.separable_conv2d(x, None, 3)
    x = tf.contrib.layers.dropout(x, noise_shape=[1, 2])
    return tf.contrib.layers.embed_sequence(x, scope='words', reuse=True)
