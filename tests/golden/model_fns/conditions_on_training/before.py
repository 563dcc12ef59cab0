import collections

import tensorflow as tf


def tower(net, params, name, mode):
    with tf.variable_scope(name):
        for units in params['hidden']:
            net = tf.layers.dense(net, units)
            if params['use_batch_norm']:
                net = tf.layers.batch_normalization(net, training=mode == tf.estimator.ModeKeys.TRAIN)
            net = tf.nn.relu(net)
            # Only in training.
            if mode == tf.estimator.ModeKeys.TRAIN:
                net = tf.layers.dropout(net, rate=params['rate'], training=True)
        for i in range(2):
            layer = tf.layers.Dense(4, name='last_%d' % i)
            net = layer(net)
        return net


def model_fn(features, labels, mode, params):
    net = tower(features['x'], params, 'tower', mode)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=net)

    if params['strategy'] == 'mean':
        error = tf.reduce_mean(tf.abs(net - labels), axis=1)
        loss = tf.reduce_mean(error)
    elif params['strategy'] == 'max':
        loss = tf.reduce_max(tf.abs(net - labels))
    else:
        raise ValueError(params['strategy'])

    metrics = collections.OrderedDict()
    metrics['norm'] = tf.metrics.mean(tf.norm(net, axis=1))
    if params['strategy'] == 'mean':
        metrics['error'] = tf.metrics.mean(error)
    if mode == tf.estimator.ModeKeys.EVAL:
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)

    optimizer = tf.train.AdamOptimizer(0.01)
    step = tf.train.get_global_step()
    if params['use_batch_norm']:
        # The moving mean and variance.
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train_op = optimizer.minimize(loss, global_step=step)
    else:
        train_op = optimizer.minimize(loss, global_step=step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


tf.reset_default_graph()
estimator = tf.estimator.Estimator(model_fn, params={
    'hidden': [8, 4], 'rate': 0.1, 'use_batch_norm': True, 'strategy': 'mean'})
