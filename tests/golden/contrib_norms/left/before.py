import tensorflow as tf


def tower(images, params):
    net = tf.contrib.layers.batch_norm(images, zero_debias_moving_mean=True)
    net = tf.contrib.layers.batch_norm(net, renorm=True)
    net = tf.contrib.layers.batch_norm(net, data_format=params['data_format'])
    return tf.contrib.layers.batch_norm(net, trainable=False, param_initializers={})
