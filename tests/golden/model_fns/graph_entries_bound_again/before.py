import tensorflow as tf


def model_fn(features, labels, mode):
    """The spec has the loss without its penalty."""
    outputs = tf.layers.dense(features["x"], 1)[:, 0]
    loss = tf.losses.mean_squared_error(labels, outputs)
    entries = {"loss": loss}
    loss += 0.1 * tf.reduce_mean(outputs)
    entries["train_op"] = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, **entries)
