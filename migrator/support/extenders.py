"""What `tf.contrib.estimator` put around Estimators and optimizers."""
import inspect

import keras
import tensorflow as tf

from migrator.support.estimator import Estimator


def clip_gradients_by_norm(optimizer, clip_norm):
    """Has an optimizer scale gradients down to a global norm first, and returns it.

    The argument `global_clipnorm` of Keras makes the gradients of lookups dense, so that rows move
    that were not looked up.
    """
    apply = optimizer.apply
    optimizer.apply = lambda gradients, variables=None: apply(
        tf.clip_by_global_norm(gradients, clip_norm)[0], variables
    )
    return optimizer


class ExtendedModel(keras.Model):
    """Base of models that do what another one does, and more.

    Args:
        model: the other model, compiled.
    """

    def __init__(self, model):
        super().__init__()
        self.autocast = False
        self.model = model
        self.built = True  # The other model makes all variables.
        if hasattr(model, "global_step"):
            self.global_step = model.global_step
        self.compile(optimizer=model.optimizer, jit_compile=False)

    @property
    def metrics(self):
        return self.model.metrics

    def call(self, features, training=False):
        return self.model(features, training=training)

    def train_step(self, data):
        return self.model.train_step(data)

    def test_step(self, data):
        return self.model.test_step(data)

    def predict_step(self, data):
        return self.model.predict_step(data)

    def export_outputs(self, features):
        """Returns the outputs of the signatures of an export."""
        if hasattr(self.model, "export_outputs"):
            return self.model.export_outputs(features)
        return {"serving_default": self.predict_step((features,))}


class ModelWithMetrics(ExtendedModel):
    """A model that is evaluated by more metrics.

    Args:
        model: the model.
        metric_fn: see `add_metrics`.
        config: what it gets as `config`.
    """

    def __init__(self, model, metric_fn, config):
        super().__init__(model)
        self.added = AddedMetrics(metric_fn, config)

    @property
    def metrics(self):
        return [*super().metrics, *self.added.metrics.values()]

    def test_step(self, data):
        features, labels, _ = keras.utils.unpack_x_y_sample_weight(data)
        return {**super().test_step(data), **self.added.update(features, labels, self.predict_step(data))}


class AddedMetrics:
    """The metrics that a function asks for, each made once; see `add_metrics`."""

    def __init__(self, metric_fn, config):
        self.metric_fn = metric_fn
        self.config = config
        self.metrics = {}

    def update(self, features, labels, predictions):
        """Counts a batch; returns the results."""
        given = {"features": features, "labels": labels, "predictions": predictions, "config": self.config}
        taken = inspect.signature(self.metric_fn).parameters
        results = {}
        for name, (make, *values) in self.metric_fn(**{key: given[key] for key in taken}).items():
            if name not in self.metrics:
                with tf.init_scope():  # A metric's variables belong to no graph.
                    self.metrics[name] = make()
            self.metrics[name].update_state(*values)
            results[name] = self.metrics[name].result()
        return results


def add_metrics(estimator, metric_fn):
    """`tf.contrib.estimator.add_metrics`: an Estimator that is evaluated by more metrics.

    Args:
        estimator: an `Estimator`.
        metric_fn: takes any of `labels`, `predictions`, `features` and `config`, and returns for each
            name a tuple: what makes a metric, and what to update it with.
    """
    model = ModelWithMetrics(estimator.model, metric_fn, estimator.config)
    return Estimator(model, config=estimator.config, params=estimator.params)


class ModelWithFeatures(ExtendedModel):
    """A model whose predictions contain features.

    Args:
        model: the model.
        keys: names of the features; None for all of them.
        sparse_default_values: for each name of a sparse feature, what stands where it is empty.
    """

    def __init__(self, model, keys, sparse_default_values):
        super().__init__(model)
        self.keys = [keys] if isinstance(keys, str) else keys
        self.sparse_default_values = sparse_default_values

    def predict_step(self, data):
        features, _, _ = keras.utils.unpack_x_y_sample_weight(data)
        return self.with_features(super().predict_step(data), features)

    def export_outputs(self, features):
        outputs = super().export_outputs(features)
        for name in ("predict", "serving_default"):
            if isinstance(outputs.get(name), dict):
                outputs[name] = self.with_features(outputs[name], features)
        return outputs

    def with_features(self, predictions, features):
        """Returns predictions with the features beside them."""
        forwarded = {}
        for key in self.keys or features:
            if key in predictions:
                raise ValueError(f"Cannot forward feature key ({key}): a prediction has that name.")
            forwarded[key] = features[key]
            if isinstance(features[key], tf.SparseTensor):
                forwarded[key] = tf.sparse.to_dense(features[key], self.sparse_default_values[key])
        return {**predictions, **forwarded}


def forward_features(estimator, keys=None, sparse_default_values=None):
    """`tf.contrib.estimator.forward_features`: an Estimator whose predictions contain features.

    Args:
        estimator: an `Estimator`.
        keys, sparse_default_values: see `ModelWithFeatures`.
    """
    model = ModelWithFeatures(estimator.model, keys, sparse_default_values or {})
    return Estimator(model, config=estimator.config, params=estimator.params)
