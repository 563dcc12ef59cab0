"""A network that is called once and may reuse a part of its layers, for several GPUs if there are any."""
import tensorflow as tf


def block(net, units, scope="block"):
    with tf.variable_scope(scope, reuse=tf.AUTO_REUSE):
        return tf.layers.dense(net, units, activation=tf.nn.relu)


def network(ids, params):
    table = tf.get_variable("table", [10, 4])
    with tf.variable_scope("encoder", reuse=tf.AUTO_REUSE):
        net = tf.nn.embedding_lookup(table, ids)
        for i, units in enumerate(params["units"]):
            with tf.variable_scope("block_{}".format(i), reuse=tf.AUTO_REUSE):
                net = block(net, units)
    return tf.layers.dense(tf.reduce_mean(net, 1), 2)


def model_fn(features, labels, mode, params):
    logits = network(features, params)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=logits)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    optimizer = tf.train.AdamOptimizer(0.1)
    if params.get("multi_gpu"):
        optimizer = tf.contrib.estimator.TowerOptimizer(optimizer)
    train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
