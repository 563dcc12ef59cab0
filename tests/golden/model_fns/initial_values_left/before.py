"""A student that starts from its teacher's checkpoint goes on building a graph: no method of a model would load it."""
import tensorflow as tf


def model_fn(features, labels, mode, params):
    with tf.variable_scope("teacher"):
        teacher = tf.stop_gradient(tf.layers.dense(features, 2, name="logits", trainable=False))
    with tf.variable_scope("student"):
        logits = tf.layers.dense(features, 2, name="logits")
    tf.train.init_from_checkpoint(params["teacher_dir"], {"teacher/": "teacher/"})
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"logits": logits})
    loss = tf.losses.mean_squared_error(teacher, logits)
    train_op = tf.train.AdamOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
