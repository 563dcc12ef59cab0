"""The rest of tf.estimator's driver API, for Estimators that the support class wraps, and hooks.

As a transform it is called ``drivers`` and takes the model_fns along, without which there is nothing to drive.

>>> from migrator.transforms import drivers
>>> before = '''import tensorflow as tf
... def model_fn(features, labels, mode):
...     outputs = tf.layers.dense(features, 1)
...     if mode == tf.estimator.ModeKeys.PREDICT:
...         return tf.estimator.EstimatorSpec(mode, predictions=outputs)
... estimator = tf.estimator.Estimator(model_fn)
... for row in estimator.predict(input_fn):
...     print(row)
... '''
>>> print(drivers(before).after.decode().partition("estimator = ")[2])
Model()
for row in predict_examples(estimator, as_dataset(input_fn())):
    print(row)
<BLANKLINE>
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.drivers import RUN_CONFIGS
from migrator.arguments import Arguments
from migrator.result import Disposition
from migrator.transforms import extenders
from migrator.transforms.context import Context
from migrator.transforms.layer_forms import is_none
from migrator.transforms.registry import CallSite, Kind, Left, Transform
from migrator.trees import children

estimator_api = Transform("drivers", "Estimators, RunConfig, specs and hooks to compile, fit, evaluate, predict and callbacks")

extenders.register(estimator_api)

SUPPORTED_FIELDS = ("model_dir tf_random_seed save_checkpoints_steps save_checkpoints_secs keep_checkpoint_max "
                     "keep_checkpoint_every_n_hours log_step_count_steps train_distribute").split()


def run_config(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support dataclass with the fields that have a meaning, or with all where it can't be seen which are given."""
    stars = [arg.star for arg in site.original.args]
    if "**" in stars and "*" not in stars and site.symbol == "tf.estimator.RunConfig" and (
            sum(arg.keyword is None and not arg.star for arg in site.original.args) <= 2):
        return site.updated.with_changes(func=context.supported("RunConfig"))
    arguments = site.arguments
    for name in list(arguments):
        if name not in site.parameters or name == "experimental_distribute" and not is_none(arguments.get(name)):
            raise Left("MIG142", f"RunConfig has the field {name}")
        if name not in SUPPORTED_FIELDS:
            site.drop(name, code="MIG321")
    return arguments.call(context.supported("RunConfig"), [name for name in site.parameters if name in SUPPORTED_FIELDS])


def check_not_distributed(call: cst.Call) -> None:
    """Checks that a RunConfig for a model_fn that goes on building a graph has no strategy.

    Raises:
        Left: it has one.
    """
    for argument in call.args:
        name = argument.keyword.value if argument.keyword is not None else ""
        if name.endswith("_distribute") and not is_none(argument.value):
            raise Left("MIG142", f"RunConfig has the field {name}, and a model_fn that goes on building a graph trains on one device")


def is_config_copy(call: cst.Call) -> bool:
    """Whether a call copies a RunConfig with other fields: nothing else has a `replace` with such keywords.

    Args:
        call: a call.
    """
    match call:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="replace")), args=[_, *_] as args):
            fields = RUN_CONFIGS["tf.estimator.RunConfig"]
            return all(arg.keyword is not None and arg.keyword.value in fields for arg in args)
    return False


def config_copy(original: cst.Call, updated: cst.Call, context: Context) -> cst.BaseExpression:
    """A copy of a RunConfig without the fields that have no meaning; without others, the RunConfig.

    Args:
        original: the call, in the original tree.
        updated: the call with its arguments rewritten.
        context: the state of rewriting the module.

    Raises:
        Left: it has a field that nothing in the target has.
    """
    arguments = Arguments(updated, ())
    for arg in original.args:
        name = arg.keyword.value
        if name == "experimental_distribute" and not is_none(arg.value):
            raise Left("MIG142", f"RunConfig has the field {name}")
        if name not in SUPPORTED_FIELDS:
            arguments.pop(name)
            _settle_removed(arg.value, context)
    return arguments.call(updated.func) if list(arguments) else updated.func.value


def _settle_removed(value: cst.CSTNode, context: Context) -> None:
    stack = [value]
    while stack:
        node = stack.pop()
        if context.names.symbol(node) is not None:
            context.settled.pop(node, None)
            context.settle(node, Disposition.REMOVED, "drivers", "MIG321", "nothing here has sessions")
        stack.extend(children(node))


for _symbol, _fields in RUN_CONFIGS.items():
    estimator_api.call(_symbol, " ".join(_fields), Kind.CONFIGURATION)(run_config)


@estimator_api.call("tf.estimator.WarmStartSettings",
                    "ckpt_to_initialize_from vars_to_warm_start var_name_to_vocab_info var_name_to_prev_var_name", Kind.CONFIGURATION)
def warm_start_settings(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support dataclass with the same fields, but for vocabularies."""
    if not is_none(site.arguments.pop("var_name_to_vocab_info") or cst.Name("None")):
        raise Left("MIG140", "the warm start is given vocabularies (var_name_to_vocab_info)")
    return site.arguments.call(context.supported("WarmStartSettings"), site.parameters)


@estimator_api.call("tf.estimator.TrainSpec", "input_fn max_steps hooks saving_listeners", Kind.CONFIGURATION)
def train_spec(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support dataclass with the same fields."""
    return site.updated.with_changes(func=context.supported("TrainSpec"))


@estimator_api.call("tf.estimator.EvalSpec", "input_fn steps name hooks exporters start_delay_secs throttle_secs",
                    Kind.CONFIGURATION)
def eval_spec(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support dataclass with the same fields."""
    return site.updated.with_changes(func=context.supported("EvalSpec"))


@estimator_api.call("tf.estimator.train_and_evaluate", "estimator train_spec eval_spec", Kind.CONFIGURATION)
def train_and_evaluate(site: CallSite, context: Context) -> cst.BaseExpression:
    """A method of the support class."""
    estimator = site.arguments.pop("estimator")
    return site.arguments.call(cst.Attribute(estimator, cst.Name("train_and_evaluate")), ["train_spec", "eval_spec"])


@estimator_api.call("tf.train.LoggingTensorHook tf.estimator.LoggingTensorHook",
                    "tensors every_n_iter every_n_secs at_end formatter", Kind.CONFIGURATION)
def logging_tensor_hook(site: CallSite, context: Context) -> cst.BaseExpression:
    """A callback that logs the loss: other tensors had names in the graph, and there is no graph."""
    every = site.arguments.get("every_n_iter")
    args = []
    if not is_none(every or cst.Name("None")):
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        args.append(cst.Arg(every, keyword=cst.Name("every"), equal=tight))
    context.review(site, "MIG234", "only the loss is logged: the tensors that the hook names have no names in Keras",
                   "drivers")
    return cst.Call(context.supported("LogSteps"), args)


_MODES = {"TRAIN": "train", "EVAL": "eval", "PREDICT": "infer", "INFER": "infer"}


@estimator_api.use("tf.estimator.ModeKeys tf.contrib.learn.ModeKeys")
def mode_keys(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression | None:
    """The strings that the modes are; what is given them, such as an input function, compares them with one another."""
    member = symbol.rpartition(".")[2]
    return context.string(_MODES[member]) if member in _MODES else None


import migrator.transforms.serving  # noqa: E402,F401  Its rules are rules of this transform.
import migrator.transforms.strategies  # noqa: E402,F401  Its rules are rules of this transform.
import migrator.transforms.experiments  # noqa: E402,F401  Its rules are rules of this transform.
import migrator.transforms.keras_estimators  # noqa: E402,F401  Its rules are rules of this transform.
import migrator.transforms.hooks  # noqa: E402,F401  Its rules are rules of this transform.
