import functools

import tensorflow as tf

# TODO(migrator): MIG103 tf.layers.conv2d is used as a value, and keras.layers has classes in place of functions
conv = functools.partial(tf.layers.conv2d, padding='same')


def network(x, sizes, options, shape):
    # TODO(migrator): MIG101 tf.layers.dense: a starred argument hides which parameters are given
    x = tf.layers.dense(x, *sizes)
    # TODO(migrator): MIG101 tf.layers.dense: a ** argument hides which parameters are given
    x = tf.layers.dense(x, 10, **options)
    # TODO(migrator): MIG102 Keras's BatchNormalization has no virtual_batch_size
    x = tf.layers.batch_normalization(x, virtual_batch_size=4)
    # TODO(migrator): MIG102 a batch normalization with trainable=False used the batch's statistics in training, and Keras would use the moving ones
    x = tf.layers.batch_normalization(x, trainable=False, training=True)
    # TODO(migrator): MIG102 Keras's BatchNormalization has one axis only
    x = tf.layers.batch_normalization(x, axis=[1, 2])
    # TODO(migrator): MIG102 noise_shape may hold tensors, and Keras takes integers and None only
    x = tf.layers.dropout(x, noise_shape=[tf.shape(x)[0], 1, 1])
    # TODO(migrator): MIG101 tf.layers.dense is called without inputs
    if tf.layers.dense(units=3): x = conv(x)
    return x
