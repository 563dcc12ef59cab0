"""Which helpers are given names that a Keras layer can have.

In TF1 the parameter `name` of a helper could be a number (``"conv_{}".format(name)``) or a path; a Keras layer
takes a text without slashes.
"""
from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from migrator.analysis.helpers import Helper, bind
from migrator.names import Names


def check_names(helpers: Mapping[cst.FunctionDef, Helper], names: Names) -> None:
    """Says of each helper whether the class that it becomes can hand its parameter `name` on to its layer.

    Args:
        helpers: the helpers of a model_fn, with all their calls.
        names: the names of their modules.
    """
    parameters = {(helper.node, name) for helper in helpers.values() for name in helper.roles}
    texts = set(parameters)
    while True:
        kept = {(node, name) for node, name in texts if all(
            _is_text(value, texts, parameters, names) for value in _given(helpers[node], name))}
        if kept == texts:
            break
        texts = kept
    for node, helper in helpers.items():
        helper.is_named = (node, "name") in texts


def _given(helper: Helper, name: str) -> list[cst.BaseExpression]:
    """What the calls of a helper, or its default, give for a parameter."""
    given = [bind(call, helper.node, helper.owner is not None).get(name) for call in helper.sites]
    return [value if value is not None else helper.default(name) or cst.Name("None") for value in given]


def _is_text(value: cst.BaseExpression, texts: set, parameters: set, names: Names, seen: frozenset = frozenset()) -> bool:
    match value:
        case cst.Integer() | cst.Float() | cst.List() | cst.Tuple():
            return False
        case cst.SimpleString() | cst.ConcatenatedString():
            return "/" not in str(value.evaluated_value)
        case cst.FormattedString(parts=parts):
            return not any(isinstance(part, cst.FormattedStringText) and "/" in part.value for part in parts)
        case cst.BinaryOperation(left=left, operator=cst.Modulo()):
            return _is_text(left, texts, parameters, names, seen)
        case cst.BinaryOperation(left=left, right=right):
            return _is_text(left, texts, parameters, names, seen) and _is_text(right, texts, parameters, names, seen)
        case cst.Call(func=cst.Attribute(value=cst.SimpleString() as template, attr=cst.Name(value="format"))):
            return _is_text(template, texts, parameters, names, seen)
        case cst.Name():
            return _is_text_variable(value, texts, parameters, names, seen)
    return True


def _is_text_variable(name: cst.Name, texts: set, parameters: set, names: Names, seen: frozenset) -> bool:
    scope = names.scope(name)
    found = scope.lookup(name.value) if scope is not None else None
    if found is None:
        return True
    for binding in found[1]:
        if binding in seen:
            continue
        if isinstance(binding.node, cst.Param):
            parameter = (found[0].node, name.value)
            if parameter in parameters and parameter not in texts:
                return False
        elif isinstance(binding.node, (cst.For, cst.CompFor)):
            if _counts(binding.node, name.value, names):
                return False
        elif binding.value is not None and not isinstance(binding.value, cst.Name) and not _is_text(
                binding.value, texts, parameters, names, seen | {binding}):
            return False
    return True


def _counts(loop: cst.For | cst.CompFor, name: str, names: Names) -> bool:
    """Whether a loop gives a variable numbers: those of a range, or the places of what enumerate gives."""
    match loop.iter:
        case cst.Call(func=cst.Name(value="range" | "xrange")):
            return True
        case cst.Call(func=cst.Name(value="enumerate")):
            target = loop.target
            return isinstance(target, cst.Tuple) and isinstance(target.elements[0].value, cst.Name) and (
                target.elements[0].value.value == name)
    return False
