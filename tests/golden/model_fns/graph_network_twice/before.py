import tensorflow as tf


def network(net, is_training, reuse):
    with tf.variable_scope("net", reuse=reuse):
        net = tf.layers.dense(net, 8)
        net = tf.layers.batch_normalization(net, training=is_training)
        return tf.layers.dense(net, 1)


def model_fn(features, labels, mode):
    """In evaluation too its loss is that of the batch's own statistics."""
    train = network(features, True, reuse=False)
    test = network(features, False, reuse=True)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=test)
    loss = tf.losses.mean_squared_error(labels, train)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, predictions=test, loss=loss, train_op=train_op)
