"""The Estimator's protocol around a Keras model, for drivers that can't be followed."""
import dataclasses
import math
import operator
import os

import keras
import numpy as np
from absl import logging

from migrator.support.inputs import call_input_fn
from migrator.support.logs import LogSteps
from migrator.support.model_dir import ModelDir, create_variables
from migrator.support.prediction import predict_examples
from migrator.support.replicas import fit
from migrator.support.run_config import RunConfig
from migrator.support.serving import Receiver, export_saved_model
from migrator.support.steps import trained_steps
from migrator.support.train_and_evaluate import evaluation, train_and_evaluate
from migrator.support.warm_start import warm_start


@dataclasses.dataclass(frozen=True)
class TrainSpec:
    """`tf.estimator.TrainSpec`: the data to train on, and up to which step. Hooks are callbacks."""

    input_fn: object
    max_steps: int | None = None
    hooks: tuple = ()
    saving_listeners: tuple = ()

    def __post_init__(self):
        check_steps(max_steps=self.max_steps)


@dataclasses.dataclass(frozen=True)
class EvalSpec:
    """`tf.estimator.EvalSpec`: the data to evaluate, how many batches, and how often."""

    input_fn: object
    steps: int | None = 100
    name: str | None = None
    hooks: tuple = ()
    exporters: object = ()
    start_delay_secs: int = 120
    throttle_secs: int = 600

    def __post_init__(self):
        check_steps(steps=self.steps)


class Estimator:
    """Trains, evaluates and asks a Keras model in the way of `tf.estimator.Estimator`.

    Input functions return a Dataset, or tensors that stand for one batch, and may take `params`,
    `config` and `mode`. Hooks are Keras callbacks.

    Args:
        model: a compiled model.
        model_dir: the directory of its checkpoints; None takes that of `config`, or makes one.
        config: a `RunConfig`.
        params: what input functions get as `params`.
        batch_sizes: what they get as `params["batch_size"]` in the modes "train", "eval" and "infer", as from a TPUEstimator.
        variable_names: the attributes of the model that hold variables or layers, such as `encoder.code`,
            by the names that TF1 gave to these.
        warm_start_from: a checkpoint, its directory or `WarmStartSettings`: what a first training starts from.
    """

    def __init__(self, model, model_dir=None, config=None, params=None, variable_names=None, batch_sizes=None, warm_start_from=None):
        self.model = model
        self.variable_names = variable_names
        self.warm_start_from = warm_start_from
        config = config or RunConfig()
        if config.train_distribute is not None:
            raise ValueError("train_distribute needs a DistributedEstimator, which makes the model under the strategy.")
        self.checkpoints = ModelDir(
            model_dir or config.model_dir,
            config.save_checkpoints_steps,
            config.save_checkpoints_secs,
            config.keep_checkpoint_max,
            keep_every_n_hours=config.keep_checkpoint_every_n_hours,
        )
        self.checkpoints.named = self.variables
        self.config = config.replace(model_dir=self.model_dir)
        self.params = params or {}
        self.batch_sizes = batch_sizes or {}
        self.evaluations = {}  # For each directory of evaluations, the metrics of each step.

    @property
    def model_dir(self):
        return self.checkpoints.directory

    def eval_dir(self, name=None):
        return os.path.join(self.model_dir, f"eval_{name}" if name else "eval")

    def latest_checkpoint(self):
        return self.checkpoints.latest_checkpoint

    def dataset(self, input_fn, mode, hooks=None):
        """Returns the data of an input function, which some hooks watch."""
        params = self.params
        if mode in self.batch_sizes:
            params = {**params, "batch_size": self.batch_sizes[mode]}
        return call_input_fn(input_fn, params=params, config=self.config, mode=mode)

    def train(self, input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None):
        """Trains for so many steps, or up to a step, or until the data end; returns self."""
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        check_steps(steps=steps, max_steps=max_steps)
        if max_steps is not None:
            steps = self.checkpoints.steps_until(max_steps)
            if steps == 0:
                logging.info("Skipping training since max_steps has already saved.")
                return self
        self.checkpoints.listen(saving_listeners)
        dataset = self.dataset(input_fn, "train", hooks)
        self.warm_start(dataset)
        steps = None if steps is None else math.ceil(steps)
        callbacks = [*self.log_steps(), *self.callbacks(hooks)]
        self.set_steps_at_once(callbacks)
        fit(self.model, dataset, steps, [self.checkpoints, *callbacks])
        return self

    def warm_start(self, dataset):
        """Takes weights from another training, where this one is to start from it."""
        if self.warm_start_from is not None and self.latest_checkpoint() is None:
            create_variables(self.model, dataset.element_spec, training=True)
            warm_start(self.model, self.warm_start_from, self.variables(), self.variable_names)

    def set_steps_at_once(self, callbacks):
        """Has the model run several steps at once where nothing looks at single ones."""
        at_once = 1 if callbacks else math.gcd(20, int(self.checkpoints.save_steps or 20))
        if at_once != self.model.steps_per_execution:
            self.model.steps_per_execution = at_once
            self.model.train_function = self.model.test_function = None

    def callbacks(self, hooks):
        """Returns those of some hooks that are callbacks of Keras: all of them."""
        return list(hooks or [])

    def log_steps(self):
        every = self.config.log_step_count_steps
        return [LogSteps(every)] if every and logging.level_info() else []

    def evaluate(self, input_fn, steps=None, hooks=None, checkpoint_path=None, name=None):
        """Returns a dict of metrics and `global_step`, of the latest or of another checkpoint."""
        check_steps(steps=steps)
        dataset = self.dataset(input_fn, "eval", hooks)
        if steps is not None:
            dataset = dataset.take(math.ceil(steps))
        self.checkpoints.restore(self.model, dataset)
        if checkpoint_path:
            self.checkpoints.restore_from(checkpoint_path)
        if hooks:
            self.set_steps_at_once(hooks)
        logs = self.model.evaluate(dataset, verbose=0, return_dict=True, callbacks=self.callbacks(hooks))
        metrics = evaluation(logs, trained_steps(self.model))
        self.record(metrics, name)
        if checkpoint_path:
            self.checkpoints.restore_from(self.latest_checkpoint())
        return metrics

    def record(self, metrics, name=None):
        """Keeps an evaluation for hooks that look at all of them."""
        self.evaluations.setdefault(self.eval_dir(name), {})[int(metrics["global_step"])] = metrics

    def predict(
        self, input_fn, predict_keys=None, hooks=None, checkpoint_path=None, yield_single_examples=True
    ):
        """Yields a dict of predictions for each example."""
        dataset = self.dataset(input_fn, "infer", hooks)
        self.checkpoints.restore(self.model, dataset)
        if checkpoint_path:
            self.checkpoints.restore_from(checkpoint_path)
        yield from predict_examples(
            self.model, dataset, predict_keys, yield_single_examples, callbacks=self.callbacks(hooks)
        )
        if checkpoint_path:
            self.checkpoints.restore_from(self.latest_checkpoint())

    def train_and_evaluate(self, train_spec, eval_spec):
        """`tf.estimator.train_and_evaluate(estimator, train_spec, eval_spec)` in one process."""
        callbacks, eval_callbacks = [*self.log_steps(), *(train_spec.hooks or [])], eval_spec.hooks or []
        self.set_steps_at_once([*callbacks, *eval_callbacks])
        self.checkpoints.listen(train_spec.saving_listeners)

        def train_input_fn():
            dataset = self.dataset(train_spec.input_fn, "train")
            self.warm_start(dataset)
            return dataset

        return train_and_evaluate(
            self.model,
            train_input_fn,
            lambda: self.dataset(eval_spec.input_fn, "eval"),
            train_spec.max_steps,
            eval_spec.steps,
            eval_spec.throttle_secs,
            self.checkpoints,
            callbacks=callbacks,
            eval_callbacks=eval_callbacks,
            exporters=eval_spec.exporters,
            estimator=self,
            on_evaluation=lambda metrics: self.record(metrics, eval_spec.name),
            start_delay_secs=eval_spec.start_delay_secs,
        )

    def export_saved_model(
        self,
        export_dir_base,
        serving_input_receiver_fn,
        assets_extra=None,
        as_text=False,
        checkpoint_path=None,
        strip_default_attrs=None,
    ):
        """Exports the latest or another checkpoint as a SavedModel; returns its path as bytes."""
        arguments = export_dir_base, serving_input_receiver_fn, assets_extra, as_text, self.checkpoints
        if not checkpoint_path or checkpoint_path == self.latest_checkpoint():
            return export_saved_model(self.model, *arguments)
        self.checkpoints.restore(self.model, Receiver(serving_input_receiver_fn))
        self.checkpoints.restore_from(checkpoint_path)
        path = export_saved_model(self.model, *arguments)
        self.checkpoints.restore_from(self.latest_checkpoint())
        return path

    export_savedmodel = export_saved_model

    def variables(self):
        if not self.model.built:
            raise ValueError(f"Could not find trained model in model_dir: {self.model_dir}.")
        if hasattr(self.model, "named_weights"):  # A canned model.
            return self.model.named_weights()
        if self.variable_names is None:
            return {variable.path: variable for variable in self.model.weights}
        named = {}
        for name, attribute in self.variable_names.items():
            held = operator.attrgetter(attribute)(self.model)
            if isinstance(held, keras.layers.Layer):
                named.update((f"{name}/{variable.name}", variable) for variable in held.weights)
            else:
                named[name] = held
        return named

    def get_variable_names(self):
        """Returns the names of the model's variables, which must have been trained or restored."""
        return sorted(["global_step", *self.variables()])

    def get_variable_value(self, name):
        """Returns the value of a variable by its name, or the global step."""
        name = name.removesuffix(":0")
        if name != "global_step":
            return self.variables()[name].numpy()
        return np.int64(max(self.checkpoints.global_step, trained_steps(self.model)))


def check_steps(**numbers):
    """Raises ValueError if a number of steps is given but not positive."""
    for name, number in numbers.items():
        if number is not None and number <= 0:
            raise ValueError(f"Must specify {name} > 0, given: {number}")
