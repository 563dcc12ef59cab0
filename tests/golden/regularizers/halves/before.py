import tensorflow as tf
from tensorflow.contrib.layers import l2_regularizer, l1_regularizer as l1


def regularizers(params, scale, weight_decay):
    return [
        l2_regularizer(0.002),
        l2_regularizer(scale=1e-4),
        l2_regularizer(scale, scope='l2'),
        tf.contrib.layers.l2_regularizer(params['weight_decay']),
        tf.contrib.layers.l2_regularizer(scale=weight_decay * 2 + 1),
        tf.contrib.layers.l2_regularizer(scale if scale else 0.5),
        tf.contrib.slim.l2_regularizer(float(params.decay)),
        l1(0.01),
        tf.contrib.layers.l1_regularizer(scale=scale),
        tf.contrib.layers.l1_l2_regularizer(),
        tf.contrib.layers.l1_l2_regularizer(0.1, 0.1),
        tf.contrib.layers.l1_l2_regularizer(
            scale_l1=1e-5,  # sparse
            scale_l2=scale,
        ),
    ]
