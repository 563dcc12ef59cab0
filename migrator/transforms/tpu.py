"""TPUEstimators as Estimators: what they are given for a TPU goes, and input functions get the batch size of their mode.

With ``use_tpu=False`` a TPUEstimator is an Estimator that calls its input functions with
``params["batch_size"]``: that for training, evaluation or prediction.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.drivers import BATCH_SIZES, TPU_ESTIMATORS, Driver
from migrator.analysis.helpers import calls_in
from migrator.analysis.input_fns import returned_values
from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.transforms.context import Context
from migrator.trees import walk

DROPPED = ("use_tpu", "batch_axis", "eval_on_tpu", "export_to_tpu", "export_to_cpu")
KEY = "batch_size"


def is_tpu(driver: Driver, names: Names) -> bool:
    """Whether a driver makes a TPUEstimator."""
    return names.symbol(driver.call.func) in TPU_ESTIMATORS


def check_tpu(driver: Driver, context: Context) -> None:
    """Checks that a TPUEstimator is one that runs without a TPU, and accounts for what it is given for one.

    Raises:
        Unsupported: it needs a TPU, or its model_fn asks for the batch size of its mode.
    """
    given = driver.arguments
    use = given.get("use_tpu")
    if use is None or isinstance(use, cst.Name) and use.value == "True":
        raise Unsupported("MIG140", driver.call, "the TPUEstimator runs on a TPU (use_tpu), which takes batches apart")
    asks = _asks_for_batch_size(driver.model_fn, context.names)
    if asks is not None:
        raise Unsupported("MIG140", asks, "the model_fn asks for the batch size of its mode")
    for name in DROPPED:
        value = given.get(name)
        if value is not None:
            context.drop(driver.call, value, name, "drivers", "MIG232",
                         "the migrated model runs on the devices that TensorFlow finds, as with use_tpu=False")


def drop_unused_sizes(driver: Driver, context: Context) -> None:
    """Accounts for the batch sizes of what a followed TPUEstimator is never asked to do."""
    used = {use.method for use in driver.uses}
    if "train_and_evaluate" in used:
        used |= {"train", "evaluate"}
    if is_tpu(driver, context.names):
        for method, name in BATCH_SIZES.items():
            value = driver.arguments.get(name)
            if value is not None and method not in used:
                context.drop(driver.call, value, name, "drivers", "MIG232", f"it is never asked to {method}")


def _asks_for_batch_size(model_fn: cst.FunctionDef, names: Names) -> cst.CSTNode | None:
    """A place in a model_fn, or in what it calls, that reads the batch size among its hyperparameters."""
    seen, waiting = {model_fn}, [model_fn]
    while waiting:
        function = waiting.pop()
        for node in walk(function.body):
            match node:
                case cst.SimpleString() if node.evaluated_value == KEY:
                    return node
                case cst.Attribute(value=cst.Name(value="params" | "hparams"), attr=cst.Name(value="batch_size")):
                    return node
        for call in calls_in(function.body):
            called = names.definition(call.func)
            if isinstance(called, cst.FunctionDef) and called not in seen:
                seen.add(called)
                waiting.append(called)
    return None


def input_function(names: Names, node: cst.BaseExpression | None) -> cst.FunctionDef | None:
    """Gives the input function that an expression stands for, also one that a builder defines and returns."""
    definition = names.definition(node)
    if isinstance(definition, cst.FunctionDef):
        return definition
    if isinstance(node, cst.Name):
        bindings = names.bindings(node)
        return input_function(names, bindings[0].value) if len(bindings) == 1 and bindings[0].value is not None else None
    if not isinstance(node, cst.Call):
        return None
    if names.symbol(node.func) == "functools.partial" and node.args:
        return input_function(names, node.args[0].value)
    builder = names.definition(node.func)
    if not isinstance(builder, cst.FunctionDef):
        return None
    nested = {one.name.value: one for one in builder.body.body if isinstance(one, cst.FunctionDef)}
    match returned_values(builder):
        case [cst.Name(value=name)]:
            return nested.get(name)
    return None


def params_of(driver: Driver, method: str, names: Names, given: str | None) -> str:
    """The source of the hyperparameters that an input function gets.

    Args:
        driver: the Estimator.
        method: "train", "evaluate" or "predict".
        names: the module's names.
        given: the source of those that the Estimator was given, rewritten, or None.
    """
    size = driver.arguments.get(BATCH_SIZES[method]) if is_tpu(driver, names) else None
    if size is None:
        return given or "{}"
    quote = "'" if given is not None and "'" in given else '"'
    entry = f"{quote}{KEY}{quote}: {names.code(size).strip()}"
    params = driver.arguments.get("params")
    if params is None or isinstance(params, cst.Name) and params.value == "None":
        return f"{{{entry}}}"
    if isinstance(params, cst.Dict) and params.elements and "\n" not in given:
        return f"{given.rstrip()[:-1].rstrip().rstrip(',')}, {entry}}}"
    return f"{{**{given}, {entry}}}"
