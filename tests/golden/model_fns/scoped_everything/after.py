import functools

import keras
import tensorflow as tf
import tf1_semantics

from tf1_semantics import (
    BasicLSTMCell,
    Dense,
    EstimatorSpec,
    GRUCell,
    ScopedEstimator,
    batch_normalization,
    dropout,
    fully_connected,
)

arg_scope = tf1_semantics.arg_scope


class Tower(object):
    """Builds graph in its constructor."""

    def __init__(self, inputs, cell=GRUCell, is_training=False):
        with tf.compat.v1.variable_scope("tower", reuse=tf.compat.v1.AUTO_REUSE) as scope:
            self.scope = scope
            outputs, _ = tf.compat.v1.nn.dynamic_rnn(cell(8), inputs, dtype=tf.float32)
            net = batch_normalization(outputs[:, -1], training=is_training)  # of the last step
            with tf1_semantics.arg_scope([fully_connected], weights_regularizer=keras.regularizers.L2(0.0005)):
                self.net = fully_connected(net, 4, scope="top")


def make_model_fn(towers, make_optimizer=tf.compat.v1.train.AdagradOptimizer):
    def model_fn(features, labels, mode, params):
        training = mode == "train"
        nets = [towers[key](features[key], is_training=training).net for key in sorted(towers)]
        net = dropout(tf.concat(nets, axis=1), params["rate"], training=training)
        logits = tf.squeeze(Dense(1, name="logits")(net), axis=1)
        table = tf.compat.v1.Variable(tf.random.truncated_normal([3], stddev=0.1), name="table", trainable=False)
        logits += tf.reduce_sum(table, keepdims=True)
        if mode == "infer":
            return EstimatorSpec(mode, {"p": tf.sigmoid(logits)})
        tf.compat.v1.losses.sigmoid_cross_entropy(labels, logits)
        loss = tf.compat.v1.losses.get_total_loss()
        metrics = {name: getattr(tf.compat.v1.metrics, name)(labels, tf.sigmoid(logits) > 0.5)
                   for name in params["metrics"]}
        step = tf.compat.v1.train.get_or_create_global_step()
        rate = tf.compat.v1.train.cosine_decay(0.1, step, 100)
        with tf.control_dependencies(tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.UPDATE_OPS)):
            train_op = make_optimizer(rate).minimize(loss, step)
        return EstimatorSpec(mode, loss=loss, train_op=train_op, eval_metric_ops=metrics)
    return model_fn


TOWERS = {"a": Tower, "b": functools.partial(Tower, cell=BasicLSTMCell)}
estimator = ScopedEstimator(make_model_fn(TOWERS), params={"rate": 0.1, "metrics": ["accuracy", "recall"]})
