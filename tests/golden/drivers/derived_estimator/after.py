"""An Estimator of the program's own."""
import tensorflow as tf

from tf1_semantics import EstimatorSpec, ScopedEstimator, dense


class Line(ScopedEstimator):
    """Fits a line."""

    def __init__(self, rate=0.1, model_dir=None):

        def _model_fn(features, labels, mode):
            y = dense(features["x"], 1)
            if mode == "infer":
                return EstimatorSpec(mode, predictions={"y": y})
            loss = tf.compat.v1.losses.mean_squared_error(labels, y)
            train_op = tf.compat.v1.train.GradientDescentOptimizer(rate).minimize(
                loss, tf.compat.v1.train.get_global_step())
            return EstimatorSpec(mode, loss=loss, train_op=train_op)

        super(Line, self).__init__(_model_fn, model_dir)

    def fit(self, input_fn):
        """Trains on all data."""
        return self.train(input_fn=input_fn)
