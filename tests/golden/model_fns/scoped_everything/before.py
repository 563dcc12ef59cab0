import functools

import tensorflow as tf
from tensorflow.contrib import layers as contrib_layers
from tensorflow.contrib import slim

arg_scope = tf.contrib.framework.arg_scope


class Tower(object):
    """Builds graph in its constructor."""

    def __init__(self, inputs, cell=tf.nn.rnn_cell.GRUCell, is_training=False):
        with tf.variable_scope("tower", reuse=tf.AUTO_REUSE) as scope:
            self.scope = scope
            outputs, _ = tf.nn.dynamic_rnn(cell(8), inputs, dtype=tf.float32)
            net = tf.layers.batch_normalization(outputs[:, -1], training=is_training)  # of the last step
            with arg_scope([slim.fully_connected], weights_regularizer=contrib_layers.l2_regularizer(1e-3)):
                self.net = slim.fully_connected(net, 4, scope="top")


def make_model_fn(towers, make_optimizer=tf.train.AdagradOptimizer):
    def model_fn(features, labels, mode, params):
        training = mode == tf.estimator.ModeKeys.TRAIN
        nets = [towers[key](features[key], is_training=training).net for key in sorted(towers)]
        net = tf.layers.dropout(tf.concat(nets, axis=1), params["rate"], training=training)
        logits = tf.squeeze(tf.layers.Dense(1, name="logits")(net), axis=1)
        table = tf.Variable(tf.truncated_normal([3], stddev=0.1), name="table", trainable=False)
        logits += tf.reduce_sum(table, keep_dims=True)
        if mode == tf.estimator.ModeKeys.PREDICT:
            return tf.estimator.EstimatorSpec(mode, {"p": tf.sigmoid(logits)})
        tf.losses.sigmoid_cross_entropy(labels, logits)
        loss = tf.losses.get_total_loss()
        metrics = {name: getattr(tf.metrics, name)(labels, tf.sigmoid(logits) > 0.5) for name in params["metrics"]}
        step = tf.train.get_or_create_global_step()
        rate = tf.train.cosine_decay(0.1, step, 100)
        with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
            train_op = make_optimizer(rate).minimize(loss, step)
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)
    return model_fn


TOWERS = {"a": Tower, "b": functools.partial(Tower, cell=tf.contrib.rnn.BasicLSTMCell)}
estimator = tf.estimator.Estimator(make_model_fn(TOWERS), params={"rate": 0.1, "metrics": ["accuracy", "recall"]})
