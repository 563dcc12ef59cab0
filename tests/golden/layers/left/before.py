import functools

import tensorflow as tf

conv = functools.partial(tf.layers.conv2d, padding='same')


def network(x, sizes, options, shape):
    x = tf.layers.dense(x, *sizes)
    x = tf.layers.dense(x, 10, **options)
    x = tf.layers.batch_normalization(x, virtual_batch_size=4)
    x = tf.layers.batch_normalization(x, trainable=False, training=True)
    x = tf.layers.batch_normalization(x, axis=[1, 2])
    x = tf.layers.dropout(x, noise_shape=[tf.shape(x)[0], 1, 1])
    if tf.layers.dense(units=3): x = conv(x)
    return x
