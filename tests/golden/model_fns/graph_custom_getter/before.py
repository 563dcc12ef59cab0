import tensorflow as tf


def model_fn(features, labels, mode):
    with tf.variable_scope("net"):
        weights = tf.get_variable("weights", [4, 1], custom_getter=lambda getter, *args, **kwargs: getter(*args, **kwargs))
        outputs = tf.matmul(features, weights)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=outputs)
    loss = tf.reduce_sum(tf.square(outputs - labels), axis=1)
    optimizer = tf.train.GradientDescentOptimizer(0.1)
    train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=tf.reduce_mean(loss), train_op=train_op)
