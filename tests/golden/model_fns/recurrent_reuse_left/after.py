"""Both cells may have had the same variables: only TF1's scopes can tell."""
import tensorflow as tf

from tf1_semantics import EstimatorSpec, GRUCell


def model_fn(features, labels, mode):
    with tf.compat.v1.variable_scope("rnn", reuse=tf.compat.v1.AUTO_REUSE):
        first, _ = tf.compat.v1.nn.dynamic_rnn(GRUCell(8), features["first"], dtype=tf.float32)
        second, _ = tf.compat.v1.nn.dynamic_rnn(GRUCell(8), features["second"], dtype=tf.float32)
    distance = tf.reduce_sum(tf.square(first[:, -1] - second[:, -1]), 1)
    if mode == "infer":
        return EstimatorSpec(mode, predictions={"distance": distance})
    loss = tf.compat.v1.losses.mean_squared_error(labels, distance)
    train_op = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(
        loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op)
