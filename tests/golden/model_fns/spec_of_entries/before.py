"""A spec of entries that are collected."""
import tensorflow as tf


def model_fn(features, labels, mode):
    outputs = tf.layers.dense(features["x"], 1)[:, 0]
    entries = dict(mode=mode, predictions={"y": outputs})
    if mode != tf.estimator.ModeKeys.PREDICT:
        loss = tf.losses.mean_squared_error(labels, outputs)
        entries["loss"] = loss
        if mode == tf.estimator.ModeKeys.TRAIN:
            optimizer = tf.train.GradientDescentOptimizer(0.1)
            entries["train_op"] = optimizer.minimize(loss, tf.train.get_global_step())
        else:
            entries.update({"eval_metric_ops": {"error": tf.metrics.mean_absolute_error(labels, outputs)}})
    return tf.estimator.EstimatorSpec(**entries)
