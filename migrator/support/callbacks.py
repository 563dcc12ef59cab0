"""Hooks of `tf.train` and `tf.estimator.experimental` as callbacks of `fit`."""
import operator
import time

import keras
import numpy as np
import tensorflow as tf
from absl import logging

from migrator.support.steps import trained_steps


class EverySoOften(keras.callbacks.Callback):
    """Does something after the first step of a training, then every so many steps or seconds.

    Args:
        every_steps: steps between two times.
        every_secs: seconds between two times, where `every_steps` is None.
    """

    def __init__(self, every_steps=None, every_secs=None):
        super().__init__()
        if (every_steps is None) == (every_secs is None):
            raise ValueError("exactly one of the numbers of steps and of seconds should be provided.")
        self.every_steps = every_steps
        self.every_secs = every_secs

    def on_train_begin(self, logs=None):
        self.last_step = None

    def on_train_batch_end(self, batch, logs=None):
        step = trained_steps(self.model)
        if self.last_step is None:
            due = True
        elif self.every_steps is not None:
            due = step >= self.last_step + self.every_steps
        else:
            due = time.time() >= self.last_time + self.every_secs
        if due:
            self.trigger(step)
            self.last_step, self.last_time = step, time.time()

    def trigger(self, step):
        raise NotImplementedError


class StopAtStep(keras.callbacks.Callback):
    """`tf.train.StopAtStepHook`: stops after so many steps, or at a step.

    Args:
        num_steps: how many steps to train.
        last_step: the step to train up to.
    """

    def __init__(self, num_steps=None, last_step=None):
        super().__init__()
        if (num_steps is None) == (last_step is None):
            raise ValueError("One of num_steps or last_step must be specified.")
        self.num_steps = num_steps
        self.last_step = last_step

    def on_train_batch_end(self, batch, logs=None):
        step = trained_steps(self.model)
        if self.last_step is None:
            self.last_step = step - 1 + self.num_steps
        if step >= self.last_step:
            self.model.stop_training = True


class StopOnNan(keras.callbacks.Callback):
    """`tf.train.NanTensorHook` of the loss: fails, or stops the training, when the loss is not a number."""

    def __init__(self, fail_on_nan_loss=True):
        super().__init__()
        self.fail_on_nan_loss = fail_on_nan_loss

    def on_train_batch_end(self, batch, logs=None):
        if np.isnan(logs["loss"]):
            if self.fail_on_nan_loss:
                logging.error("Model diverged with loss = NaN.")
                raise RuntimeError("NaN loss during training.")
            logging.warning("Model diverged with loss = NaN.")
            self.model.stop_training = True


class StepCounter(EverySoOften):
    """`tf.train.StepCounterHook`: logs the steps per second."""

    def __init__(self, every_n_steps=100, every_n_secs=None):
        super().__init__(every_n_steps, every_n_secs)

    def trigger(self, step):
        if self.last_step is not None:
            logging.info("global_step/sec: %g", (step - self.last_step) / (time.time() - self.last_time))


class Profiler(EverySoOften):
    """`tf.train.ProfilerHook`: profiles the step that follows, into `output_dir` as TensorBoard reads it."""

    def __init__(self, save_steps=None, save_secs=None, output_dir=""):
        super().__init__(save_steps, save_secs)
        self.output_dir = output_dir
        self.is_running = False

    def trigger(self, step):
        tf.profiler.experimental.start(self.output_dir)
        self.is_running = True

    def on_train_batch_end(self, batch, logs=None):
        self.stop()
        super().on_train_batch_end(batch, logs)

    def on_train_end(self, logs=None):
        self.stop()

    def stop(self):
        if self.is_running:
            tf.profiler.experimental.stop()
            self.is_running = False


class StopIf(EverySoOften):
    """Stops a training when a function of no arguments says so, which is asked every so often."""

    def __init__(self, should_stop_fn, run_every_secs=60, run_every_steps=None):
        super().__init__(run_every_steps, run_every_secs)
        self.should_stop_fn = should_stop_fn

    def trigger(self, step):
        if self.should_stop_fn():
            logging.info("Requesting early stopping at global step %d", step)
            self.model.stop_training = True


def make_early_stopping_hook(estimator, should_stop_fn, run_every_secs=60, run_every_steps=None):
    """`tf.estimator.experimental.make_early_stopping_hook`."""
    return StopIf(should_stop_fn, run_every_secs, run_every_steps)


def stop_if_no_decrease_hook(
    estimator, metric_name, max_steps_without_decrease, eval_dir=None, min_steps=0, run_every_secs=60, run_every_steps=None
):
    """`tf.estimator.experimental.stop_if_no_decrease_hook`: see `has_no_improvement`."""
    should_stop = has_no_improvement(
        estimator, metric_name, max_steps_without_decrease, operator.lt, eval_dir, min_steps
    )
    return StopIf(should_stop, run_every_secs, run_every_steps)


def stop_if_no_increase_hook(
    estimator, metric_name, max_steps_without_increase, eval_dir=None, min_steps=0, run_every_secs=60, run_every_steps=None
):
    """`tf.estimator.experimental.stop_if_no_increase_hook`: see `has_no_improvement`."""
    should_stop = has_no_improvement(
        estimator, metric_name, max_steps_without_increase, operator.gt, eval_dir, min_steps
    )
    return StopIf(should_stop, run_every_secs, run_every_steps)


def stop_if_lower_hook(
    estimator, metric_name, threshold, eval_dir=None, min_steps=0, run_every_secs=60, run_every_steps=None
):
    """`tf.estimator.experimental.stop_if_lower_hook`: see `has_crossed`."""
    should_stop = has_crossed(estimator, metric_name, threshold, operator.lt, eval_dir, min_steps)
    return StopIf(should_stop, run_every_secs, run_every_steps)


def stop_if_higher_hook(
    estimator, metric_name, threshold, eval_dir=None, min_steps=0, run_every_secs=60, run_every_steps=None
):
    """`tf.estimator.experimental.stop_if_higher_hook`: see `has_crossed`."""
    should_stop = has_crossed(estimator, metric_name, threshold, operator.gt, eval_dir, min_steps)
    return StopIf(should_stop, run_every_secs, run_every_steps)


def has_no_improvement(estimator, metric_name, max_steps, is_better, eval_dir, min_steps):
    """Returns a function that says whether a metric has not improved for so many steps.

    It knows the evaluations that the estimator made in this process, from `min_steps` on, those that
    `eval_dir` names (by default those without a name).
    """

    def should_stop():
        best = best_step = None
        for step, metrics in evaluations(estimator, eval_dir, min_steps):
            if best is None or is_better(metrics[metric_name], best):
                best, best_step = metrics[metric_name], step
            if step - best_step >= max_steps:
                return True
        return False

    return should_stop


def has_crossed(estimator, metric_name, threshold, is_beyond, eval_dir, min_steps):
    """Returns a function that says whether a metric was beyond a threshold; see `has_no_improvement`."""

    def should_stop():
        return any(
            is_beyond(metrics[metric_name], threshold) for _, metrics in evaluations(estimator, eval_dir, min_steps)
        )

    return should_stop


def evaluations(estimator, eval_dir, min_steps):
    """Returns (step, metrics) of the evaluations that an `Estimator` has made, by step."""
    made = estimator.evaluations.get(eval_dir or estimator.eval_dir(), {})
    return [(step, made[step]) for step in sorted(made) if step >= min_steps]
