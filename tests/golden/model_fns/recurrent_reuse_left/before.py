"""Both cells may have had the same variables: only TF1's scopes can tell."""
import tensorflow as tf


def model_fn(features, labels, mode):
    with tf.variable_scope("rnn", reuse=tf.AUTO_REUSE):
        first, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(8), features["first"], dtype=tf.float32)
        second, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(8), features["second"], dtype=tf.float32)
    distance = tf.reduce_sum(tf.square(first[:, -1] - second[:, -1]), 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"distance": distance})
    loss = tf.losses.mean_squared_error(labels, distance)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
