import tensorflow as tf

from tf1_semantics import EstimatorSpec


def model_fn(features, labels, mode):
    with tf.compat.v1.variable_scope("net"):
        weights = tf.compat.v1.get_variable("weights", [4, 1])
        outputs = tf.matmul(features, weights)
    if mode == "infer":
        return EstimatorSpec(mode, predictions=outputs)
    loss = tf.reduce_sum(tf.square(outputs - labels), axis=1)
    optimizer = tf.compat.v1.train.GradientDescentOptimizer(0.1)
    train_op = optimizer.minimize(
        loss, tf.compat.v1.train.get_global_step(), grad_loss=tf.nn.softplus(features[:, 0]))
    return EstimatorSpec(mode, loss=tf.reduce_mean(loss), train_op=train_op)
