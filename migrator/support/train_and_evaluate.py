"""Training that is evaluated at its checkpoints."""
import math
import os
import time

import numpy as np
import tensorflow as tf
from absl import logging

from migrator.support.cluster import cluster_task, is_shared
from migrator.support.model_dir import ModelDir
from migrator.support.replicas import fit


def evaluation(logs, global_step):
    """Returns an evaluation as the Estimator returned it: sorted by name, then the global step.

    Numbers are Python's, with no more digits than float32 has: they print as numpy's did before its release 2.
    """
    logs = {name: python_number(logs[name]) for name in sorted(logs)}
    logging.info(
        "Saving dict for global step %d: %s",
        global_step,
        ", ".join(f"{name} = {value}" for name, value in sorted({**logs, "global_step": global_step}.items())),
    )
    return {**logs, "global_step": int(global_step)}


def python_number(value):
    """Returns a number of an evaluation as Python's; anything else as it is."""
    if isinstance(value, (float, np.float32)) and not isinstance(value, np.float64):
        return float(str(np.float32(value)))
    return value.item() if isinstance(value, np.generic) else value


class Evaluator:
    """Evaluates a model at its checkpoints, and has exporters look at each evaluation.

    Args:
        model, input_fn, steps, model_dir, callbacks, exporters, max_steps, estimator, on_evaluation: see
            `train_and_evaluate`.

    Attributes:
        step, time: when the last evaluation was made.
        metrics, exports: what it and its exporters gave.
    """

    def __init__(
        self, model, input_fn, steps, model_dir, callbacks, exporters, max_steps, estimator, on_evaluation
    ):
        self.model = model
        self.input_fn = input_fn
        self.steps = steps
        self.model_dir = model_dir
        self.callbacks = list(callbacks)
        if not isinstance(exporters, (list, tuple)):
            exporters = [exporters] if exporters else []
        self.exporters = exporters
        self.max_steps = max_steps
        self.estimator = estimator or model
        self.on_evaluation = on_evaluation
        self.step = self.time = self.metrics = self.exports = None

    def dataset(self):
        dataset = self.input_fn()
        return dataset if self.steps is None else dataset.take(math.ceil(self.steps))

    def evaluate(self, step):
        """Evaluates the model as it is."""
        logs = self.model.evaluate(self.dataset(), callbacks=self.callbacks, return_dict=True, verbose=0)
        self.step, self.time, self.metrics = step, time.time(), evaluation(logs, step)
        if self.on_evaluation:
            self.on_evaluation(self.metrics)
        is_final = self.max_steps is not None and step >= self.max_steps
        self.exports = [
            exporter.export(
                self.estimator,
                os.path.join(self.model_dir.directory, "export", exporter.name),
                self.model_dir.latest_checkpoint,
                self.metrics,
                is_final,
            )
            for exporter in self.exporters
        ]

    def restore(self, path):
        """Has the model take the weights of a checkpoint."""
        self.model_dir.restore(self.model, self.dataset())
        self.model_dir.restore_from(path)

    def evaluate_checkpoints(self, start_delay_secs, throttle_secs):
        """Evaluates the checkpoints that another process saves, up to that of `max_steps`."""
        time.sleep(start_delay_secs)
        for path in tf.train.checkpoints_iterator(self.model_dir.directory, min_interval_secs=throttle_secs):
            self.restore(path)
            self.evaluate(int(path.rpartition("-")[2]))
            if self.max_steps is not None and self.step >= self.max_steps:
                break


def train_and_evaluate(
    model,
    train_input_fn,
    eval_input_fn,
    max_steps=None,
    eval_steps=100,
    throttle_secs=600,
    model_dir=None,
    callbacks=(),
    eval_callbacks=(),
    exporters=(),
    estimator=None,
    on_evaluation=None,
    start_delay_secs=120,
    trainer=None,
):
    """Trains a model and evaluates it at checkpoints, as `tf.estimator.train_and_evaluate` did.

    The first checkpoint after a step is evaluated, later ones once `throttle_secs` have passed
    since the last evaluation, and always the one where training ends.

    Args:
        model: a compiled model.
        train_input_fn, eval_input_fn: functions that return a Dataset.
        max_steps: the step to train up to; None trains until the data end.
        eval_steps: batches of an evaluation; None evaluates all.
        throttle_secs: seconds between two evaluations.
        model_dir: a `ModelDir`; None makes one in a temporary directory.
        callbacks: more callbacks of the training.
        eval_callbacks: callbacks of the evaluations.
        exporters: an `Exporter` or a list of them, asked after each evaluation.
        estimator: what exporters are given; None gives them the model.
        on_evaluation: called with each evaluation.
        start_delay_secs: how long an evaluator in a process of its own waits before it starts.
        trainer: an `Estimator` whose model is trained in the place of `model`, which evaluates its checkpoints.

    In a cluster (see `cluster_task`) chief and workers train together, each on batches of its own, and the chief saves
    checkpoints, which an evaluator follows; parameter servers have nothing to do.

    Returns:
        The last evaluation (a dict of metrics and `global_step`) and a list of what the exporters returned
        after it; None and None where no step was left to train. In a cluster None.
    """
    model_dir = model_dir or ModelDir()
    evaluator = Evaluator(
        model, eval_input_fn, eval_steps, model_dir, eval_callbacks, exporters, max_steps, estimator, on_evaluation
    )
    task = cluster_task()
    if task == "evaluator":
        return evaluator.evaluate_checkpoints(start_delay_secs, throttle_secs)
    if task not in (None, "chief", "master") and not (task == "worker" and is_shared()):
        return logging.warning("This %s has nothing to do: those that train keep the variables.", task)
    evaluates = task in (None, "master") and not is_shared()

    def evaluate(step):
        if trainer:
            evaluator.restore(model_dir.latest_checkpoint)
        evaluator.evaluate(step)

    def evaluate_if_due(step):
        is_due = evaluator.time is None or time.time() - evaluator.time >= throttle_secs
        if evaluates and (step == max_steps or is_due):
            evaluate(step)

    if max_steps is not None and model_dir.steps_until(max_steps) == 0:
        logging.info("Skipping training since max_steps has already saved.")
        return None if task else (None, None)
    steps = None if max_steps is None else model_dir.steps_until(max_steps)
    trained, trained_dir = (trainer.model, trainer.checkpoints) if trainer else (model, model_dir)
    trained_dir.on_save = evaluate_if_due
    fit(trained, train_input_fn(), steps, [trained_dir, *callbacks])
    trained_dir.on_save = None
    if evaluates and evaluator.step != model_dir.global_step:
        evaluate(model_dir.global_step)
    return None if task else (evaluator.metrics, evaluator.exports)
