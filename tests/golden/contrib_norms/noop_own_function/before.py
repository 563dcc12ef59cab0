import tensorflow as tf


def batch_norm(x, is_training):
    return tf.keras.layers.BatchNormalization()(x, training=is_training)


net = batch_norm(net, True)
