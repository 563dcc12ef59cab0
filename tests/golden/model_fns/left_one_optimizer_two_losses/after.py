import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def model_fn(features, labels, mode):
    net = dense(features, 8)
    a = dense(net, 1)
    b = dense(net, 1)
    loss0 = tf.compat.v1.losses.mean_squared_error(labels["a"], a)
    loss1 = tf.compat.v1.losses.mean_squared_error(labels["b"], b)
    optimizer = tf.compat.v1.train.AdamOptimizer(1e-3)
    step = tf.compat.v1.train.get_global_step()
    train_op = tf.group(optimizer.minimize(loss0, global_step=step), optimizer.minimize(loss1, global_step=step))
    return EstimatorSpec(mode, loss=loss0 + loss1, train_op=train_op)
