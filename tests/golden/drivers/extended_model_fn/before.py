"""An Estimator that gives its predictions the keys of the examples."""
import tensorflow as tf


def model_fn(features, labels, mode):
    y = tf.layers.dense(features["x"], 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"y": y})
    loss = tf.losses.mean_squared_error(labels, y)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def with_keys(estimator, key="key"):
    """Returns an Estimator like another one."""

    def keyed_model_fn(features, labels, mode):
        spec = estimator.model_fn(features, labels, mode, estimator.config)
        if mode == tf.estimator.ModeKeys.PREDICT:
            spec = spec._replace(predictions=dict(spec.predictions, **{key: features[key]}))
        return spec

    return tf.estimator.Estimator(keyed_model_fn, estimator.model_dir, estimator.config)
