import keras
import tensorflow as tf

from tf1_semantics import GraphHead, RegressionHead, dense


def model_fn(features, labels, mode):
    """Goes on in a graph: the head adds the penalties."""
    head = GraphHead(RegressionHead(loss_reduction="sum_over_batch_size"))
    logits = dense(features["x"], 1, kernel_regularizer=keras.regularizers.L2(0.05))
    return head.create_estimator_spec(
        features=features, mode=mode, labels=labels, logits=logits,
        optimizer=tf.compat.v1.train.AdagradOptimizer(0.1),
        regularization_losses=tf.compat.v1.losses.get_regularization_losses())
