from functools import partial

import tensorflow as tf


def model_fn(features, labels, mode, params):
    """A lambda and a partial save typing."""
    regularizer = tf.contrib.layers.l2_regularizer(0.01)
    conv = partial(tf.layers.conv2d, kernel_size=3, padding="same", activation=tf.nn.relu)
    fc = lambda x, units, name: tf.layers.dense(x, units, activation=tf.nn.relu, name=name)
    with tf.variable_scope("tower") as scope:
        net = conv(features["image"], 8)
        net = conv(net, 2 * 8, activation=None)
        net = tf.nn.relu(net, name=scope.name)
    net = tf.layers.flatten(net)
    net = fc(net, params["units"], "fc1")
    net = fc(net, params["units"] // 2, name="fc2")
    logits = tf.layers.dense(net, 10)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"classes": tf.argmax(logits, 1)})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    train_op = tf.train.AdagradOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def attention(queries, keys, size):
    """In a helper; its output's size is known where the next layer is made."""
    project = partial(tf.layers.dense, units=size, use_bias=False)
    scores = tf.matmul(project(queries, name="q"), project(keys, name="k"), transpose_b=True)
    attended = tf.matmul(tf.nn.softmax(scores), project(keys, name="v"))
    hidden = tf.layers.dense(attended, 2 * size, activation=tf.nn.relu)
    hidden = tf.nn.dropout(hidden, keep_prob=1.0)
    last = hidden.get_shape().as_list()[-1]
    mix = tf.get_variable("mix", [last, size])
    return tf.tensordot(hidden, mix, 1)


def ranking_model_fn(features, labels, mode):
    net = attention(features["query"], features["documents"], 16)
    scores = tf.squeeze(tf.layers.dense(net, 1), -1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"scores": scores})
    loss = tf.losses.mean_squared_error(labels, scores)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
