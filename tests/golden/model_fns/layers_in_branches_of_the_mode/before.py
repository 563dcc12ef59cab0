"""Layers that are written once for each mode have the same variables in the graph of each."""
import tensorflow as tf

ModeKeys = tf.estimator.ModeKeys


def network(x, units, scope='network'):
    with tf.variable_scope(scope):
        x = tf.layers.dense(x, units, activation=tf.nn.relu)
        return tf.layers.dense(x, 1)


def block(x):
    return tf.layers.dense(x, 3, activation=tf.nn.relu)


def trained(mode, loss):
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def dropped_model_fn(features, labels, mode):
    if mode == ModeKeys.TRAIN:
        # Dropout on the inputs
        outputs = network(tf.nn.dropout(features['x'], 0.5), 4)
    else:
        outputs = network(features['x'], 4)
    if mode == ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=outputs)
    return trained(mode, tf.losses.mean_squared_error(labels, outputs))


def early_model_fn(features, labels, mode):
    code = network(features['x'], 2, 'encoder')
    if mode == ModeKeys.PREDICT:
        hidden = tf.layers.dense(features['x'] * 2., 4)
        return tf.estimator.EstimatorSpec(
            mode, predictions={'again': network(code, 3, 'decoder'), 'score': tf.layers.dense(hidden, 1)})
    hidden = tf.layers.dense(features['x'], 4)
    again = network(features['noise'], 3, 'decoder')
    return trained(mode, tf.losses.mean_squared_error(labels, code * again + tf.layers.dense(hidden, 1)))


def counted_model_fn(features, labels, mode):
    # Two blocks: what names its layers by their kind makes others at each call.
    with tf.variable_scope('blocks', reuse=tf.AUTO_REUSE):
        left = block(features['x'])
        right = block(left)
    outputs = tf.layers.dense(right, 1)
    if mode == ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=outputs)
    return trained(mode, tf.losses.mean_squared_error(labels, outputs))


def other_names_model_fn(features, labels, mode):
    # In evaluation, the last layer has the weights that the first one trained.
    x = features['x']
    if mode == ModeKeys.TRAIN:
        x = tf.layers.dense(x, 3)
    outputs = tf.layers.dense(x, 3)
    if mode == ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=outputs)
    return trained(mode, tf.losses.mean_squared_error(labels, outputs))
