"""Heads in a model_fn that goes on building a graph."""
import keras
import tensorflow as tf

from migrator.support.metrics import broadcast_weights
from migrator.support.specs import EstimatorSpec


class GraphHead:
    """Has a head make the specs of a model_fn, as the heads of `tf.contrib.estimator` and `tf.estimator` did.

    Args:
        head: a head, such as `RegressionHead`.
        runs_update_ops: whether a training step runs the collection UPDATE_OPS.
    """

    def __init__(self, head, runs_update_ops=True):
        self.head = head
        self.runs_update_ops = runs_update_ops

    @property
    def logits_dimension(self):
        return self.head.units

    def create_estimator_spec(
        self, features, mode, logits, labels=None, optimizer=None, trainable_variables=None, train_op_fn=None,
        update_ops=None, regularization_losses=None,
    ):
        """Returns the spec of a mode; a training step minimizes the loss with an optimizer, or runs what `train_op_fn` returns."""
        predictions = self.head.predictions(logits)
        if mode == "infer":
            return EstimatorSpec(mode, predictions, export_outputs=self.head.export_outputs(logits))
        loss = self.head.loss(labels, logits, features)
        metrics = {}
        if regularization_losses:
            penalty = tf.add_n(regularization_losses)
            loss += penalty
            metrics["regularization_loss"] = tf.compat.v1.metrics.mean(penalty)
        if mode == "eval":
            return EstimatorSpec(mode, predictions, loss, eval_metric_ops={**self.metrics(labels, logits, features), **metrics})
        if train_op_fn is not None:
            train_op = train_op_fn(loss)
        else:
            train_op = optimizer.minimize(loss, tf.compat.v1.train.get_global_step(), var_list=trainable_variables)
        updates = list(update_ops or [])
        if self.runs_update_ops:
            updates += tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.UPDATE_OPS)
        return EstimatorSpec(mode, predictions, loss, tf.group(train_op, *updates))

    def metrics(self, labels, logits, features):
        """Returns the metrics of the head as pairs of a value and an update."""
        counted = _Counted(self.head)
        self.head.means, self.head.areas = counted, {name: counted.area(name) for name in self.head.area_names}
        self.head.update_metrics(labels, logits, features)
        del self.head.means, self.head.areas
        return counted.results()


class _Counted(dict):
    """Takes the place of a head's metrics, and keeps what these count as metrics of the graph."""

    def __init__(self, head):
        super().__init__()
        self.head = head
        self.pairs = {}

    def __missing__(self, name):
        return _Update(lambda values, weights=None: self.keep(name, tf.compat.v1.metrics.mean(values, weights)))

    def area(self, name):
        curve = "PR" if name.endswith("recall") else "ROC"
        method = "careful_interpolation" if self.head.area is keras.metrics.AUC else "trapezoidal"

        def update(labels, values, weights):
            weights = broadcast_weights(weights, labels)
            self.keep(name, tf.compat.v1.metrics.auc(labels, values, weights, curve=curve, summation_method=method))

        return _Update(update)

    def keep(self, name, pair):
        self.pairs[name] = pair

    def results(self):
        pairs = {name: pair for name, pair in self.pairs.items() if name != "loss"}
        if "auc" in pairs and "label/mean" in pairs:
            mean, update = pairs["label/mean"]
            pairs["accuracy_baseline"] = tf.maximum(mean, 1 - mean), tf.maximum(update, 1 - update)
        return pairs


class _Update:
    """A metric that calls a function with what it is to count."""

    def __init__(self, update_state):
        self.update_state = update_state
