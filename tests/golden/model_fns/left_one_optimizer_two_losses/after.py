import tensorflow as tf


# TODO(migrator): MIG118 one optimizer minimizes several losses, in an order that the graph leaves open
def model_fn(features, labels, mode):
    net = tf.layers.dense(features, 8)
    a = tf.layers.dense(net, 1)
    b = tf.layers.dense(net, 1)
    loss0 = tf.losses.mean_squared_error(labels["a"], a)
    loss1 = tf.losses.mean_squared_error(labels["b"], b)
    optimizer = tf.train.AdamOptimizer(1e-3)
    step = tf.train.get_global_step()
    train_op = tf.group(optimizer.minimize(loss0, global_step=step), optimizer.minimize(loss1, global_step=step))
    return tf.estimator.EstimatorSpec(mode, loss=loss0 + loss1, train_op=train_op)
