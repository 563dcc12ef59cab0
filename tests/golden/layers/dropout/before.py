import tensorflow as tf


def compute(vectors):
    off = tf.layers.dropout(vectors)
    also_off = tf.layers.dropout(vectors, 0.9, name='drop')
    zero = tf.layers.dropout(inputs=vectors, rate=0.0, training=True)
    return [off, also_off, zero]


def tower(features, mode, rate=0.4):
    net = tf.layers.dropout(features, rate=rate, training=mode == tf.estimator.ModeKeys.TRAIN)
    net = tf.layers.dropout(net, training=mode == tf.estimator.ModeKeys.TRAIN, seed=7)
    return tf.layers.Dropout()(net)
