"""`tf.estimator.Estimator` for a model_fn that still builds a graph."""
import copy

import keras
import numpy as np
import tensorflow as tf
from absl import logging

from migrator.support.callbacks import StopAtStep
from migrator.support.estimator import Estimator, RunConfig, check_steps
from migrator.support.inputs import call_input_fn
from migrator.support.scoped_model import ScopedModel
from migrator.support.steps import trained_steps
from migrator.support.train_and_evaluate import train_and_evaluate


class FailOnNan(keras.callbacks.Callback):
    """Raises `tf.compat.v1.train.NanLossDuringTrainingError` when the loss is not a number, as the Estimator did."""

    def on_train_batch_end(self, batch, logs=None):
        if np.isnan(logs["loss"]).any():
            logging.error("Model diverged with loss = NaN.")
            raise tf.compat.v1.train.NanLossDuringTrainingError


class ScopedEstimator(Estimator):
    """`tf.estimator.Estimator` around a `ScopedModel`.

    Builds the graph anew for each training, evaluation and prediction, as TF1 did.

    Args:
        model_fn, model_dir, config, params, warm_start_from: those of `tf.estimator.Estimator`.
    """

    def __init__(self, model_fn, model_dir=None, config=None, params=None, warm_start_from=None):
        model = ScopedModel(model_fn, params, config or RunConfig())
        super().__init__(model, model_dir, config, warm_start_from=warm_start_from)
        self.model.run_config = self.config
        self.params = params or {}

    @property
    def model_fn(self):
        """Builds the graph of a mode, for a model_fn that extends it."""
        return lambda features, labels, mode, config=None: self.model.call_model_fn(features, labels, mode)

    def dataset(self, input_fn, mode, hooks=None):
        """Returns the data of an input function, for which the model has its graph then."""
        dataset = call_input_fn(input_fn, params=self.model.params_of(mode), config=self.config, mode=mode)
        element_spec = dataset.element_spec
        if mode == "infer":
            element_spec, _, _ = keras.utils.unpack_x_y_sample_weight(element_spec)
        self.model.build_graph(mode, element_spec, [hook for hook in hooks or () if not is_callback(hook)])
        if mode == "train":
            self.checkpoints.set_model(self.model)
            if not self.checkpoints.resumed:
                self.checkpoints.restore_from(self.latest_checkpoint())
                self.warm_start(dataset)
                self.checkpoints.begin()
        return dataset

    def train(self, input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None):
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        check_steps(steps=steps, max_steps=max_steps)
        if max_steps is not None and self.checkpoints.steps_until(max_steps) == 0:
            logging.info("Skipping training since max_steps has already saved.")
            return self
        self.checkpoints.listen(saving_listeners)
        dataset = self.dataset(input_fn, "train", hooks)
        last_step = max_steps if steps is None else trained_steps(self.model) + steps
        stop = [StopAtStep(last_step=last_step)] if last_step is not None else []
        callbacks = [self.checkpoints, FailOnNan(), *self.log_steps(), *self.callbacks(hooks), *stop]
        self.model.fit(dataset, verbose=0, callbacks=callbacks)
        return self

    def predict(self, *args, **kwargs):
        yield from super().predict(*args, **kwargs)
        self.model.hooks["infer"].end()

    def callbacks(self, hooks):
        return [hook for hook in hooks or () if is_callback(hook)]

    def train_and_evaluate(self, train_spec, eval_spec):
        stop = [] if train_spec.max_steps is None else [StopAtStep(train_spec.max_steps)]
        self.checkpoints.listen(train_spec.saving_listeners)
        return train_and_evaluate(
            self.model,
            lambda: self.dataset(train_spec.input_fn, "train", train_spec.hooks),
            lambda: self.dataset(eval_spec.input_fn, "eval", eval_spec.hooks),
            train_spec.max_steps,
            eval_spec.steps,
            eval_spec.throttle_secs,
            self.checkpoints,
            callbacks=[FailOnNan(), *self.log_steps(), *self.callbacks(train_spec.hooks), *stop],
            eval_callbacks=self.callbacks(eval_spec.hooks),
            exporters=eval_spec.exporters,
            estimator=self,
            on_evaluation=lambda metrics: self.record(metrics, eval_spec.name),
            start_delay_secs=eval_spec.start_delay_secs,
        )

    def variables(self):
        return {name: value for name, value in self.model.saved_variables.by_name.items() if name != "global_step"}


class ScopedTPUEstimator(ScopedEstimator):
    """`tf.estimator.tpu.TPUEstimator` around a `ScopedModel`, on whatever device TensorFlow finds.

    Args:
        model_fn, model_dir, config, params, warm_start_from: those of `tf.estimator.Estimator`.
        train_batch_size, eval_batch_size, predict_batch_size: what the model_fn and input functions get as
            `params["batch_size"]`.
    """

    def __init__(
        self, model_fn, model_dir=None, config=None, params=None, train_batch_size=None, eval_batch_size=None,
        predict_batch_size=None, warm_start_from=None,
    ):
        super().__init__(model_fn, model_dir, config, params, warm_start_from)
        sizes = {"train": train_batch_size, "eval": eval_batch_size, "infer": predict_batch_size}

        def params_of(mode):
            given = copy.deepcopy(params or {})
            added = {"batch_size": sizes[mode], "use_tpu": False}
            for name, value in added.items():
                if value is not None and isinstance(given, dict):
                    given[name] = value
                elif value is not None:
                    given.add_hparam(name, value)
            return given

        self.model.params_of = params_of


def is_callback(hook):
    """Whether a hook is a callback of Keras: the others are hooks of a session."""
    return isinstance(hook, keras.callbacks.Callback)
