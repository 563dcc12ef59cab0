import tensorflow as tf


def wide(net, training):
    return tf.layers.dense(net, 1)


def deep(net, training):
    net = tf.layers.dense(net, 16, activation=tf.nn.relu)
    net = tf.layers.dropout(net, 0.5, training=training)
    return tf.layers.dense(net, 1)


def model_fn(features, labels, mode, params):
    """Picks its network by a hyperparameter."""
    networks = {"wide": wide, "deep": deep}
    # One of the two.
    score = networks[params["network"]](features["x"], mode == tf.estimator.ModeKeys.TRAIN)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"score": score})
    loss = tf.losses.mean_squared_error(labels, score)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
