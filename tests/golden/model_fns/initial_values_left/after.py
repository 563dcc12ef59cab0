"""A student that starts from its teacher's checkpoint goes on building a graph: no method of a model would load it."""
import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def model_fn(features, labels, mode, params):
    with tf.compat.v1.variable_scope("teacher"):
        teacher = tf.stop_gradient(dense(features, 2, name="logits", trainable=False))
    with tf.compat.v1.variable_scope("student"):
        logits = dense(features, 2, name="logits")
    tf.compat.v1.train.init_from_checkpoint(params["teacher_dir"], {"teacher/": "teacher/"})
    if mode == "infer":
        return EstimatorSpec(mode, predictions={"logits": logits})
    loss = tf.compat.v1.losses.mean_squared_error(teacher, logits)
    train_op = tf.compat.v1.train.AdamOptimizer(0.1).minimize(loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op)
