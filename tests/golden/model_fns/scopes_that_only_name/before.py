"""Functions that compute within a variable scope; a module of TF1 with the name of a scope."""
import tensorflow as tf
from tensorflow.contrib import layers


def lrelu(x, leak=0.2, name="lrelu"):
    with tf.variable_scope(name):
        # The same as a maximum, but with one kernel.
        f1 = 0.5 * (1 + leak)
        f2 = 0.5 * (1 - leak)
        return f1 * x + f2 * abs(x)


def linear(x, size, scope=None):
    with tf.variable_scope(scope or "linear"):
        matrix = tf.get_variable("matrix", [4, size])
        return tf.matmul(x, matrix)


def distance(a, b):
    with tf.variable_scope("layers"), tf.name_scope("distance"):
        return tf.reduce_sum(tf.square(a - b))


def model_fn(features, labels, mode):
    net = lrelu(linear(features, 4, scope="first"))
    logits = layers.fully_connected(net, 2, activation_fn=None)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=logits)
    with tf.variable_scope("layers"):
        loss = distance(logits, labels)
    train_op = tf.train.AdamOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
