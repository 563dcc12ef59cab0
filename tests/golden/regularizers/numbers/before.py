import tensorflow as tf


def compute(vectors):
    scale = 0.3
    return [
        tf.contrib.layers.l2_regularizer(0.002)(vectors),
        tf.contrib.layers.l2_regularizer(scale)(vectors),
        tf.contrib.layers.l1_regularizer(scale)(vectors),
        tf.contrib.layers.l1_l2_regularizer(0.1)(vectors),
        tf.contrib.layers.l1_l2_regularizer(scale_l2=0.1)(vectors),
    ]
