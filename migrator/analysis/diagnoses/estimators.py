"""Estimators that are given what their model_fn does not take."""
from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import libcst as cst

from migrator.analysis.diagnoses.diagnosis import Diagnosis
from migrator.analysis.diagnoses.fixes import take_params
from migrator.analysis.helpers import calls_in
from migrator.analysis.values import value_of
from migrator.names import Names
from migrator.trees import walk

_ESTIMATORS = ("tf.estimator.Estimator", "tf.contrib.tpu.TPUEstimator", "tf.estimator.tpu.TPUEstimator")
_TAKEN = {"features", "labels", "mode", "params", "config", "self"}


def check_estimators(program: Sequence[Names], model_fns: Collection[cst.FunctionDef]) -> list[Diagnosis]:
    """Says where an Estimator is given a model_fn whose parameters are not those that it calls it with.

    Args:
        program: the names of each of its modules.
        model_fns: its model_fns.
    """
    return [one for names in program for call in calls_in(names.module) if names.symbol(call.func) in _ESTIMATORS
            for one in _check(call, names, model_fns)]


def _check(call: cst.Call, names: Names, model_fns: Collection[cst.FunctionDef]) -> Iterator[Diagnosis]:
    given = {arg.keyword.value if arg.keyword is not None else index: arg.value for index, arg in enumerate(call.args)}
    function = names.definition(given.get("model_fn", given.get(0)))
    if function not in model_fns or any(arg.star for arg in call.args) or function.params.star_kwarg is not None:
        return
    own = [param.name.value for param in (*function.params.params, *function.params.kwonly_params)]
    name = function.name.value
    unexpected = [one for one in own if one not in _TAKEN]
    if unexpected:
        yield Diagnosis(call, "MIG619", f"the Estimator raises ValueError: model_fn (<function {name}>) has following not expected "
                                        f"args: {unexpected}")
        return
    params = given.get("params", given.get(3))
    value = value_of(params, names)
    is_empty = value is None or isinstance(value, cst.Name) and value.value == "None" or (
        isinstance(value, cst.Dict) and not value.elements)
    if "params" not in own and not is_empty and isinstance(value, (cst.Dict, cst.Call)):
        yield Diagnosis(call, "MIG619", f"the Estimator raises ValueError: model_fn (<function {name}>) does not include params "
                                        "argument, but params is passed to Estimator.", take_params(function))
    elif isinstance(value, cst.Dict) and "params" in own:
        yield from _unread(value, function, names)


def _unread(params: cst.Dict, function: cst.FunctionDef, names: Names) -> Iterator[Diagnosis]:
    """Says which keys nothing in the program reads, where all that reads them can be seen.

    Where most of them are read: a dict of settings for several programs has keys that this one does not know.
    """
    keys = {element.key.evaluated_value: element for element in params.elements
            if isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString)}
    if len(keys) < len(params.elements):
        return
    said = {node.evaluated_value for node in walk(names.module)
            if isinstance(node, cst.SimpleString) and not any(node is element.key for element in keys.values())}
    unread = [key for key in keys if key not in said]
    if not _reads_by_literals(function) or 2 * len(unread) >= len(keys):
        return
    for key in unread:
        yield Diagnosis(keys[key].key, "MIG623", f"the Estimator says nothing: no line of the program reads the parameter {key!r}")


def _reads_by_literals(function: cst.FunctionDef) -> bool:
    """Whether a model_fn does nothing with its params but take entries by keys that are written there."""
    plain = set()
    for node in walk(function.body):
        match node:
            case cst.Subscript(value=cst.Name(value="params") as name, slice=[cst.SubscriptElement(
                    slice=cst.Index(value=cst.SimpleString()))]):
                plain.add(name)
            case cst.Call(func=cst.Attribute(value=cst.Name(value="params") as name, attr=cst.Name(value="get")), args=[
                    cst.Arg(value=cst.SimpleString()), *_]):
                plain.add(name)
    return all(node in plain for node in walk(function.body) if isinstance(node, cst.Name) and node.value == "params")
