"""What a model_fn returns."""
import typing


class EstimatorSpec(typing.NamedTuple):
    """`tf.estimator.EstimatorSpec`: the ends of the graph that a model_fn built."""

    mode: str
    predictions: object = None
    loss: object = None
    train_op: object = None
    eval_metric_ops: dict | None = None
    export_outputs: dict | None = None
    training_chief_hooks: object = None
    training_hooks: object = None
    scaffold: object = None
    evaluation_hooks: object = None
    prediction_hooks: object = None


class TPUEstimatorSpec(typing.NamedTuple):
    """`tf.estimator.tpu.TPUEstimatorSpec`: the ends of the graph that a model_fn for a TPU built."""

    mode: str
    predictions: object = None
    loss: object = None
    train_op: object = None
    eval_metrics: tuple | None = None
    export_outputs: dict | None = None
    scaffold_fn: object = None
    host_call: tuple | None = None
    training_hooks: object = None
    evaluation_hooks: object = None
    prediction_hooks: object = None

    def as_estimator_spec(self):
        """Returns the spec as one that has its metrics and its scaffold made."""
        metrics = None
        if self.eval_metrics is not None:
            metric_fn, tensors = self.eval_metrics
            metrics = metric_fn(**tensors) if isinstance(tensors, dict) else metric_fn(*tensors)
        return EstimatorSpec(
            self.mode,
            self.predictions,
            self.loss,
            self.train_op,
            metrics,
            self.export_outputs,
            training_hooks=self.training_hooks,
            scaffold=self.scaffold_fn() if self.scaffold_fn is not None else None,
            evaluation_hooks=self.evaluation_hooks,
            prediction_hooks=self.prediction_hooks,
        )
