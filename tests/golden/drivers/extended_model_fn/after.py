"""An Estimator that gives its predictions the keys of the examples."""
import tensorflow as tf

from tf1_semantics import EstimatorSpec, ScopedEstimator, dense


def model_fn(features, labels, mode):
    y = dense(features["x"], 1)
    if mode == "infer":
        return EstimatorSpec(mode, predictions={"y": y})
    loss = tf.compat.v1.losses.mean_squared_error(labels, y)
    train_op = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(
        loss, tf.compat.v1.train.get_global_step())
    return EstimatorSpec(mode, loss=loss, train_op=train_op)


def with_keys(estimator, key="key"):
    """Returns an Estimator like another one."""

    def keyed_model_fn(features, labels, mode):
        spec = estimator.model_fn(features, labels, mode, estimator.config)
        if mode == "infer":
            spec = spec._replace(predictions=dict(spec.predictions, **{key: features[key]}))
        return spec

    return ScopedEstimator(keyed_model_fn, estimator.model_dir, estimator.config)
