import tensorflow as tf


def tower(images, params):
    # TODO(migrator): MIG102 batch_norm with zero_debias_moving_mean is not rewritten yet
    net = tf.contrib.layers.batch_norm(images, zero_debias_moving_mean=True)
    # TODO(migrator): MIG102 batch_norm with renorm is not rewritten yet
    net = tf.contrib.layers.batch_norm(net, renorm=True)
    # TODO(migrator): MIG102 data_format is not written out, and Keras has an axis in its place
    net = tf.contrib.layers.batch_norm(net, data_format=params['data_format'])
    # TODO(migrator): MIG102 batch_norm with param_initializers is not rewritten yet
    return tf.contrib.layers.batch_norm(net, trainable=False, param_initializers={})
