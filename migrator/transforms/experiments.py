"""tf.contrib.learn's Experiment and learn_runner to support definitions around the wrapped Estimator.

Its rules belong to the transform `drivers`.
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.estimator_api import estimator_api
from migrator.transforms.layer_forms import is_none
from migrator.transforms.registry import CallSite, Kind, Left

_LEARN = "tf.contrib.learn.python.learn"
_PARAMETERS = (
    "estimator train_input_fn eval_input_fn eval_metrics train_steps eval_steps train_monitors eval_hooks "
    "local_eval_frequency eval_delay_secs continuous_eval_throttle_secs min_eval_frequency delay_workers_by_global_step "
    "export_strategies train_steps_per_iteration checkpoint_and_export saving_listeners check_interval_secs")
_KEPT = ("estimator train_input_fn eval_input_fn train_steps eval_steps train_monitors eval_hooks min_eval_frequency "
         "export_strategies saving_listeners").split()
_TIMES = ("local_eval_frequency", "eval_delay_secs", "continuous_eval_throttle_secs", "delay_workers_by_global_step",
          "train_steps_per_iteration", "check_interval_secs")


@estimator_api.call(f"tf.contrib.learn.Experiment {_LEARN}.experiment.Experiment", _PARAMETERS, Kind.CONFIGURATION)
def experiment(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support class.

    Raises:
        Left: it is given metrics of its own, or exports at checkpoints.
    """
    for name in ("eval_metrics", "checkpoint_and_export"):
        given = site.arguments.pop(name)
        if given is not None and not (is_none(given) or isinstance(given, cst.Name) and given.value == "False"):
            raise Left("MIG288", f"the Experiment is given {name}")
    site.drop(*_TIMES, reason="it timed processes that wait for one another")
    return site.arguments.call(context.supported("Experiment"), _KEPT)


@estimator_api.call(f"tf.contrib.learn.learn_runner.run {_LEARN}.learn_runner.run",
                    "experiment_fn output_dir schedule run_config hparams", Kind.CONFIGURATION)
def run(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function with the same parameters.

    Raises:
        Left: it is to run what the support class does not have.
    """
    schedule = site.arguments.get("schedule")
    if isinstance(schedule, cst.SimpleString) and schedule.evaluated_value not in (
            "train", "evaluate", "train_and_evaluate", "local_run"):
        raise Left("MIG288", f"the schedule is {schedule.evaluated_value}")
    return site.arguments.call(context.supported("run_experiment"), site.parameters)


@estimator_api.call(
    "tf.contrib.learn.make_export_strategy tf.contrib.learn.utils.make_export_strategy "
    f"{_LEARN}.utils.saved_model_export_utils.make_export_strategy {_LEARN}.export_strategy.make_export_strategy",
    "serving_input_fn default_output_alternative_key assets_extra as_text exports_to_keep strip_default_attrs", Kind.CONFIGURATION)
def export_strategy(site: CallSite, context: Context) -> cst.BaseExpression:
    """The exporter for where a training ends, under the name that such exports had."""
    arguments = site.arguments
    if not is_none(arguments.pop("default_output_alternative_key") or cst.Name("None")):
        raise Left("MIG288", "the export is given default_output_alternative_key")
    site.drop("exports_to_keep", "strip_default_attrs", reason="a run makes one export")
    arguments.rename("serving_input_fn", "serving_input_receiver_fn")
    arguments.add("name", context.string("Servo"), before="serving_input_receiver_fn")
    return arguments.call(context.supported("FinalExporter"), ["name", "serving_input_receiver_fn", "assets_extra", "as_text"])
