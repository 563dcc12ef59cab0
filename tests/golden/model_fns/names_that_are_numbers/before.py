"""Blocks with numbers for names, and a switch that has the name of what it switches on."""
import tensorflow as tf


def block(net, filters, name, pool=True):
    net = tf.layers.conv2d(net, filters, 3, padding="same", name="conv_{}".format(name))
    if pool is False:
        return net
    pool = tf.layers.max_pooling2d(net, 2, 2, name="pool_{}".format(name))
    return net, pool


def head(net, name):
    return tf.layers.dense(net, 2, name=name)


def model_fn(features, labels, mode):
    skip, net = block(features, 4, name=1)
    net = block(net, 8, name=2, pool=False)
    net = tf.layers.conv2d_transpose(net, 4, 2, 2) + skip
    logits = head(tf.reduce_mean(net, [1, 2]), "logits")
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=dict(logits=logits, block=net))
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdamOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
