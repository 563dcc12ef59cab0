"""A learning rate that is made of a schedule's, and a scaffold that does nothing of its own."""
import tensorflow as tf


def scaled(value):
    return lambda shape, dtype=tf.float32, partition_info=None: tf.fill(shape, value)


def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features, 2, kernel_initializer=scaled(0.1))
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=logits)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    global_step = tf.train.get_global_step()
    learning_rate = tf.train.piecewise_constant(tf.cast(global_step, tf.int32), [4, 15], [0.1, 0.2, 0.01])
    truncated = tf.maximum(learning_rate, tf.constant(params["end_learning_rate"], dtype=learning_rate.dtype))
    train_op = tf.train.MomentumOptimizer(truncated, 0.9).minimize(loss, global_step)
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op, scaffold=tf.train.Scaffold(init_fn=None))
