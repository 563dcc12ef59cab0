"""Predictions that the program makes Python numbers of: numpy no longer does, of an array with one element.

``float(prediction["price"])`` gets what the array holds; what surely is no array stays.
"""
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import libcst as cst

from migrator.analysis.parents import Parents
from migrator.analysis.predicted_parts import Part, PredictedParts
from migrator.analysis.steps import Unsupported
from migrator.analysis.values import value_of
from migrator.names import Names
from migrator.transforms.canned import is_canned_column
from migrator.trees import children

_ELEMENTWISE = {"tf.sigmoid", "tf.nn.sigmoid", "tf.exp", "tf.tanh", "tf.nn.tanh", "tf.nn.relu", "tf.nn.softplus",
                "tf.identity", "tf.round", "tf.abs", "tf.log", "tf.math.log", "tf.math.exp", "tf.cast", "tf.to_float",
                "tf.to_int32", "tf.to_int64"}
_REDUCING = {f"tf.{name}" for name in (
    "argmax argmin arg_max arg_min math.argmax math.argmin squeeze reduce_sum reduce_mean reduce_max reduce_min reduce_any reduce_all "
    "math.reduce_sum math.reduce_mean math.reduce_max math.reduce_min").split()}
_CONVERSION = re.compile(r"%(?P<name>\(\w*\))?[#0\- +]*(?P<width>\*|\d+)?(\.(?P<digits>\*|\d+))?[hlL]?(?P<kind>[a-zA-Z%])")


class PredictedNumbers:
    """Writes what makes numbers of predictions.

    Args:
        names: the module's names.
        parents: the parents of its nodes.
        model_fns: for each call of ``predict`` that could be followed, the model_fn; None for that of a canned Estimator.
    """

    def __init__(self, names: Names, parents: Parents, model_fns: Mapping[cst.Call, cst.FunctionDef | None]):
        self._names, self._model_fns = names, model_fns
        self._parts = PredictedParts(names, parents, self._predicts)

    def _predicts(self, call: cst.Call) -> bool:
        if not isinstance(call.func, cst.Attribute) or call.func.attr.value != "predict":
            return False
        given = {arg.keyword.value for arg in call.args if arg.keyword is not None}
        return "yield_single_examples" not in given and (call in self._model_fns or "input_fn" in given)

    def of_call(self, original: cst.Call, updated: cst.Call) -> cst.Call:
        """Writes ``float(prediction[key])``, and functions of `math`, or gives the call as it is."""
        match original:
            case cst.Call(func=cst.Name(value="float" | "int") | cst.Attribute(value=cst.Name(value="math")), args=[cst.Arg(star="")]):
                made = self._number(original.args[0].value, updated.args[0].value)
                if made is not updated.args[0].value:
                    return updated.with_changes(args=[updated.args[0].with_changes(value=made)])
        return updated

    def of_format(self, original: cst.BinaryOperation, updated: cst.BinaryOperation) -> cst.BinaryOperation:
        """Writes ``"%.3f" % prediction[key]``, or gives the operation as it is."""
        match original:
            case cst.BinaryOperation(left=cst.SimpleString() | cst.ConcatenatedString() as text, operator=cst.Modulo()):
                kinds = _conversions(text)
            case _:
                return updated
        if isinstance(original.right, cst.Tuple) and isinstance(updated.right, cst.Tuple):
            made = [new.with_changes(value=self._number(old.value, new.value)) if kind in "diouxXeEfFgG" else new
                    for old, new, kind in zip(original.right.elements, updated.right.elements, kinds)]
            if len(made) != len(original.right.elements) or all(one.value is two.value for one, two in zip(made, updated.right.elements)):
                return updated
            return updated.with_changes(right=updated.right.with_changes(elements=made))
        if len(kinds) == 1 and kinds[0] in "diouxXeEfFgG":
            made = self._number(original.right, updated.right)
            return updated if made is updated.right else updated.with_changes(right=made)
        return updated

    def _number(self, original: cst.BaseExpression, updated: cst.BaseExpression) -> cst.BaseExpression:
        """The element of an array with one, where that is what an expression is, or may be."""
        part = self._part(original)
        if part is None:
            return updated
        known = [self._model_fns[call] for call in part.calls if call in self._model_fns]
        if len(known) == len(part.calls):
            if all(is_canned_column(part.key) if model_fn is None else is_column(model_fn, part.key, self._names) for model_fn in known):
                return cst.Subscript(updated, [cst.SubscriptElement(cst.Index(cst.Integer("0")))])
            if all(model_fn is not None and is_number(model_fn, part.key, self._names) for model_fn in known):
                return updated
        return cst.Call(cst.Attribute(updated, cst.Name("item")))

    def _part(self, node: cst.BaseExpression) -> Part | None:
        if not isinstance(node, (cst.Name, cst.Subscript, cst.Call)):
            return None
        try:
            part = self._parts.of(node)
        except Unsupported:
            return None
        return part if isinstance(part, Part) else None


def _conversions(text: cst.BaseExpression) -> str:
    """The kinds of what a format converts, by their places; none where places have names or widths are given."""
    said = text.evaluated_value
    found = list(_CONVERSION.finditer(said)) if isinstance(said, str) else []
    if any(one["name"] or "*" in (one["width"], one["digits"]) for one in found):
        return ""
    return "".join(one["kind"] for one in found if one["kind"] != "%")


def is_column(function: cst.FunctionDef, key: str | None, names: Names) -> bool:
    """Whether a model_fn surely gives under a key of its predictions what a layer of one unit gives.

    Args:
        function: the model_fn.
        key: the key.
        names: its module's names.
    """
    return all(found := [_of_one_unit(value, names) for value in _values(function, key)]) and bool(found)


def is_number(function: cst.FunctionDef, key: str | None, names: Names) -> bool:
    """Whether a model_fn surely gives under a key of its predictions one number for each example: it drops an axis.

    Args:
        function: the model_fn.
        key: the key.
        names: its module's names.
    """
    return all(found := [_is_reduced(value, names) for value in _values(function, key)]) and bool(found)


def _values(function: cst.FunctionDef, key: str | None) -> Iterator[cst.BaseExpression]:
    stack = [function]
    while stack:
        node = stack.pop()
        match node:
            case cst.DictElement(key=cst.SimpleString() as written, value=value) if written.evaluated_value == key:
                yield value
        stack.extend(children(node))


def _is_reduced(node: cst.BaseExpression, names: Names) -> bool:
    match value_of(node, names):
        case cst.Call(func=func, args=[first, *rest]):
            symbol = names.symbol(func)
            if symbol in _ELEMENTWISE:
                return _is_reduced(first.value, names)
            keeps = any(arg.keyword is not None and arg.keyword.value in ("keepdims", "keep_dims") for arg in rest)
            return symbol in _REDUCING and not keeps
        case cst.Subscript(slice=[_, *_, cst.SubscriptElement(slice=cst.Index())]):
            return True
    return False


def _of_one_unit(node: cst.BaseExpression, names: Names) -> bool:
    match value_of(node, names):
        case cst.Call(func=func, args=[first, *rest]):
            symbol = names.symbol(func)
            if symbol == "tf.layers.dense":
                units = [arg.value for arg in rest if arg.keyword is not None and arg.keyword.value == "units"]
                units += [arg.value for arg in rest[:1] if arg.keyword is None]
                return len(units) == 1 and isinstance(units[0], cst.Integer) and units[0].evaluated_value == 1
            return symbol in _ELEMENTWISE and _of_one_unit(first.value, names)
    return False
