import tensorflow as tf

from tf1_semantics import EstimatorSpec, dense


def model_fn(features, labels, mode):
    """The spec has the loss without its penalty."""
    outputs = dense(features["x"], 1)[:, 0]
    loss = tf.compat.v1.losses.mean_squared_error(labels, outputs)
    entries = {"loss": loss}
    loss += 0.1 * tf.reduce_mean(outputs)
    entries["train_op"] = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(
        loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, **entries)
