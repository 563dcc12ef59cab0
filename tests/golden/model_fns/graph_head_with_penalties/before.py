import tensorflow as tf


def model_fn(features, labels, mode):
    """Goes on in a graph: the head adds the penalties."""
    head = tf.contrib.estimator.regression_head()
    logits = tf.layers.dense(features["x"], 1, kernel_regularizer=tf.contrib.layers.l2_regularizer(0.1))
    return head.create_estimator_spec(
        features=features, mode=mode, labels=labels, logits=logits,
        optimizer=tf.train.AdagradOptimizer(0.1),
        regularization_losses=tf.losses.get_regularization_losses())
