"""Hooks of tf.train and tf.estimator.experimental to callbacks of Keras.

Its rules belong to the transform `drivers`.

>>> from migrator.transforms import drivers
>>> before = '''import tensorflow as tf
... estimator.train(input_fn, hooks=[tf.train.StopAtStepHook(last_step=100)])
... '''
>>> print(drivers(before).after.decode().splitlines()[-1])
estimator.train(input_fn, hooks=[StopAtStep(last_step=100)])
"""
from __future__ import annotations

import libcst as cst

from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.estimator_api import estimator_api
from migrator.transforms.registry import CallSite, Kind, Left
from migrator.trees import walk

_EARLY = "tf.estimator.experimental.{0} tf.contrib.estimator.{0}"
_COMMON = "eval_dir min_steps run_every_secs run_every_steps"


def _both(name: str) -> str:
    return f"tf.train.{name} tf.estimator.{name}"


def _early_stopping(name: str, parameters: str) -> None:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        """The support function of the same name and arguments."""
        if name != "make_early_stopping_hook":
            context.review(site, "MIG281", "it knows the evaluations that the same Estimator made in this process", "drivers")
        return site.updated.with_changes(func=context.supported(name))
    estimator_api.call(_EARLY.format(name), parameters, Kind.CONFIGURATION)(rule)


_early_stopping("make_early_stopping_hook", "estimator should_stop_fn run_every_secs run_every_steps")
_early_stopping("stop_if_no_decrease_hook", f"estimator metric_name max_steps_without_decrease {_COMMON}")
_early_stopping("stop_if_no_increase_hook", f"estimator metric_name max_steps_without_increase {_COMMON}")
_early_stopping("stop_if_lower_hook", f"estimator metric_name threshold {_COMMON}")
_early_stopping("stop_if_higher_hook", f"estimator metric_name threshold {_COMMON}")


@estimator_api.call(_EARLY.format("InMemoryEvaluatorHook"), "estimator input_fn steps hooks name every_n_iter", Kind.CONFIGURATION)
def in_memory_evaluator(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support callback."""
    return site.updated.with_changes(func=context.supported("InMemoryEvaluator"))


@estimator_api.call(_EARLY.format("make_stop_at_checkpoint_step_hook"), "estimator last_step wait_after_file_check_secs",
                    Kind.CONFIGURATION)
def stop_at_checkpoint_step(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support callback: all that train count the same steps."""
    arguments = site.arguments
    site.drop("estimator", "wait_after_file_check_secs", reason="whoever trains counts the steps itself")
    return arguments.call(context.supported("StopAtStep"))


@estimator_api.call(_both("StopAtStepHook"), "num_steps last_step", Kind.CONFIGURATION)
def stop_at_step(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support callback."""
    return site.updated.with_changes(func=context.supported("StopAtStep"))


@estimator_api.call(_both("NanTensorHook"), "loss_tensor fail_on_nan_loss", Kind.CONFIGURATION)
def nan_tensor(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support callback, which looks at the loss."""
    arguments = site.arguments
    site.drop("loss_tensor", reason="the callback looks at the loss")
    return arguments.call(context.supported("StopOnNan"), ["fail_on_nan_loss"])


@estimator_api.use(_both("NanLossDuringTrainingError") + " tf.contrib.learn.NanLossDuringTrainingError")
def nan_loss_error(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The error that the support callback raises; plain drivers are given the callback where a program names the error."""
    context.settle(node, Disposition.REVIEW, "drivers", "MIG245",
                   "StopOnNan raises a RuntimeError where a fit is given it; a wrapped Estimator has to be given it as a hook")
    return cst.Name("RuntimeError")


@estimator_api.call(_both("StepCounterHook"), "every_n_steps every_n_secs output_dir summary_writer", Kind.CONFIGURATION)
def step_counter(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support callback, which logs and writes no summary."""
    arguments = site.arguments
    site.drop("output_dir", "summary_writer", code="MIG306", reason="it logs the steps per second and writes no summary")
    return arguments.call(context.supported("StepCounter"), ["every_n_steps", "every_n_secs"])


@estimator_api.call(_both("ProfilerHook"), "save_steps save_secs output_dir show_dataflow show_memory", Kind.CONFIGURATION)
def profiler(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support callback, with TensorFlow's profiler of today."""
    arguments = site.arguments
    site.drop("show_dataflow", "show_memory", reason="the profiler of today records both")
    context.review(site, "MIG283", "it writes profiles for TensorBoard, no timeline-*.json", "drivers")
    return arguments.call(context.supported("Profiler"), ["save_steps", "save_secs", "output_dir"])


@estimator_api.use(_both("CheckpointSaverListener"))
def saver_listener(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The support class, whose methods are given no session.

    Raises:
        Left: a class that is derived from it asks the session for something.
    """
    derived = [one for one in context.names.scopes if isinstance(one, cst.ClassDef)
               and any(context.names.symbol(base.value) == symbol for base in one.bases)]
    for function in (one for owner in derived for one in owner.body.body if isinstance(one, cst.FunctionDef)):
        if function.name.value in _TOLD and len(function.params.params) > 1:
            session = function.params.params[1].name.value
            if any(isinstance(inner, cst.Name) and inner.value == session and context.names.is_use(inner)
                   for inner in walk(function.body)):
                raise Left("MIG147", f"{function.name.value} uses the session")
    return context.supported("CheckpointSaverListener")


_TOLD = ("before_save", "after_save", "end")


@estimator_api.call(f"{_both('SummarySaverHook')} {_both('CheckpointSaverHook')} {_both('FinalOpsHook')} {_both('FeedFnHook')} "
                    f"{_both('GlobalStepWaiterHook')}", "", Kind.CONFIGURATION)
def of_sessions(site: CallSite, context: Context) -> cst.BaseExpression:
    """No callback does the same."""
    name = site.symbol.rpartition(".")[2]
    raise Left("MIG284", f"{name}: {_INSTEAD[name]}")


_INSTEAD = {
    "SummarySaverHook": "it runs an operation of a graph; write summaries with tf.summary in train_step",
    "CheckpointSaverHook": "it takes the place of the Estimator's own checkpoints; ModelDir saves these",
    "FinalOpsHook": "it runs operations of a graph where a training ends",
    "FeedFnHook": "it feeds placeholders of a graph; give the values to the Dataset",
    "GlobalStepWaiterHook": "it waits for the steps of other workers",
}
