import tensorflow as tf


def model_fn(features, labels, mode):
    with tf.variable_scope("net", initializer=tf.truncated_normal_initializer(stddev=0.02)):
        weights = tf.get_variable("weights", [4, 1])
        outputs = tf.matmul(features, weights)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=outputs)
    loss = tf.reduce_sum(tf.square(outputs - labels), axis=1)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=tf.reduce_mean(loss), train_op=train_op)
