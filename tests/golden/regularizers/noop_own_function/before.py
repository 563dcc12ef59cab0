import tensorflow as tf


def l2_regularizer(scale):
    return lambda weights: scale * tf.nn.l2_loss(weights)


a = l2_regularizer(0.01)
