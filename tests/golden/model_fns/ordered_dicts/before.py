import collections
from collections import OrderedDict
import tensorflow as tf


def model_fn(features, labels, mode):
    y = tf.layers.dense(features, 1)[:, 0]
    predictions = OrderedDict()
    predictions['y'] = y
    predictions['twice'] = 2 * y
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions)
    loss = tf.losses.mean_squared_error(labels, y)
    if mode == tf.estimator.ModeKeys.EVAL:
        ops = collections.OrderedDict()
        ops['mae'] = tf.metrics.mean_absolute_error(labels, y)
        ops['rmse'] = tf.metrics.root_mean_squared_error(labels, predictions['y'])
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=ops)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=tf.train.AdamOptimizer().minimize(loss, tf.train.get_global_step()))


def other_fn(features, labels, mode):
    y = tf.layers.dense(features, 1)[:, 0]
    loss = tf.losses.mean_squared_error(labels, y)
    return tf.estimator.EstimatorSpec(
        mode, y, loss, tf.train.AdamOptimizer().minimize(loss, tf.train.get_global_step()),
        eval_metric_ops=OrderedDict([('mae', tf.metrics.mean_absolute_error(labels, y))]))
