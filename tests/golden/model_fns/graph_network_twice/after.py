import tensorflow as tf

from tf1_semantics import EstimatorSpec, batch_normalization, dense


def network(net, is_training, reuse):
    with tf.compat.v1.variable_scope("net", reuse=reuse):
        net = dense(net, 8)
        net = batch_normalization(net, training=is_training)
        return dense(net, 1)


def model_fn(features, labels, mode):
    """In evaluation too its loss is that of the batch's own statistics."""
    train = network(features, True, reuse=False)
    test = network(features, False, reuse=True)
    if mode == "infer":
        return EstimatorSpec(mode, predictions=test)
    loss = tf.compat.v1.losses.mean_squared_error(labels, train)
    with tf.control_dependencies(tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.UPDATE_OPS)):
        train_op = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(
            loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, predictions=test, loss=loss, train_op=train_op)
