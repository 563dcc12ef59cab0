"""What a model_fn returns in each mode."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.def_use import uses
from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.model_fns import SPECS
from migrator.analysis.modes import Mode
from migrator.analysis.steps import Unsupported
from migrator.arguments import Arguments, Unbindable

_ALL_FIELDS = frozenset(field for fields in SPECS.values() for field in fields)


@dataclass(frozen=True, eq=False)
class Spec:
    """An EstimatorSpec in one mode.

    Attributes:
        call: the call that makes it.
        fields: the given fields that are not None in this mode, with their expressions.
        end: number of steps of the body that ran before it was made.
    """

    call: cst.Call
    fields: dict[str, cst.BaseExpression]
    end: int


def read_specs(graph: GraphFunction) -> dict[Mode, Spec]:
    """Gives the spec that a model_fn returns in each mode that it handles.

    Raises:
        Unsupported: what it returns is made where it can't be followed.
    """
    specs = {}
    for mode, (value, end) in graph.body.returns.items():
        if value is None or isinstance(value, cst.Name) and value.value == "None":
            continue
        if _is_never_bound(graph, mode, value, end):
            continue  # TF1 raises there: the mode is not handled.
        calls = _spec_calls(graph, mode, value, end)
        given = {}
        for call, at in calls:
            given |= _fields(graph, mode, call, at)
        fields = {name: value for name, (value, _) in given.items() if value is not None}
        last = calls[-1][1]
        _check_fields_hold(graph, mode, [given[name] for name in fields], last)
        specs[mode] = Spec(calls[0][0], fields, last)
    return specs


def _is_never_bound(graph, mode, value, end) -> bool:
    """Whether a variable of the function is returned that it binds in other modes only."""
    if not isinstance(value, cst.Name) or reaching(graph, mode, value.value, end) is not None:
        return False
    return any(value.value in step.effects.changes for step in graph.body.steps)


def _spec_calls(graph, mode, value, end) -> list[tuple[cst.Call, int]]:
    """The call that makes the spec, and the calls of ``_replace`` that change it, each with the steps that ran before it."""
    names = graph.facts.names
    match value:
        case cst.Call(func=func) if names.symbol(func) in SPECS:
            return [(value, end)]
        case cst.Call(func=cst.Attribute(value=spec, attr=cst.Name(value="_replace"))):
            return [*_spec_calls(graph, mode, spec, end), (value, end)]
        case cst.Name(value=name):
            index = reaching(graph, mode, name, end)
            if index is not None and graph.body.steps[index].target == name and graph.body.steps[index].value is not None:
                return _spec_calls(graph, mode, graph.body.steps[index].value, index)
    raise Unsupported("MIG116", value or graph.node, "the returned spec is made where it can't be followed")


def _check_fields_hold(graph, mode, given: Iterable[tuple[cst.BaseExpression, int]], end: int) -> None:
    """Checks that fields that were given before a step still mean the same there."""
    for value, at in given:
        changed = set().union(*(step.effects.changes for step in graph.body.steps[at:end] if mode in step.modes), set())
        if uses(value) & changed:
            raise Unsupported("MIG116", value, "a variable in the spec is bound again before the spec is returned")


def reaching(graph: GraphFunction, mode: Mode, name: str, end: int) -> int | None:
    """Gives the step whose binding of a name reaches step `end` in a mode, or None."""
    steps = graph.body.steps
    for index in range(end - 1, -1, -1):
        if mode in steps[index].modes and name in steps[index].effects.changes:
            return index
    return None


def _fields(graph, mode, call, end) -> dict[str, tuple[cst.BaseExpression | None, int]]:
    """The fields that a call gives, with the steps that ran before; None where the call takes one away."""
    names = SPECS.get(graph.facts.names.symbol(call.func), [])
    given, plain = {}, []
    for arg in call.args:
        if arg.star == "**":
            given |= _entries(graph, mode, arg.value, end)
        else:
            plain.append(arg)
    try:
        arguments = Arguments(call.with_changes(args=plain), names)
    except Unbindable as reason:
        raise Unsupported("MIG101", call, f"EstimatorSpec: {reason}") from None
    given |= {name: (arguments.get(name), end) for name in arguments}
    known = names or _ALL_FIELDS
    if any(name not in known for name in given):
        return {}  # The call raised in TF1: the mode is not served.
    fields = {}
    for name, (value, at) in given.items():
        value = _in_mode(graph, mode, value)
        fields[name] = None if _is_none(graph, mode, value, at) else value, at
    return fields


def _entries(graph, mode, value: cst.BaseExpression, end: int) -> dict[str, tuple[cst.BaseExpression, int]]:
    """The entries of a dict that the statements before a step build up, with the steps that ran before each.

    Raises:
        Unsupported: something else is done with it.
    """
    match value:
        case cst.Dict(elements=elements) if all(isinstance(element, cst.DictElement) and isinstance(
                element.key, cst.SimpleString) for element in elements):
            return {str(element.key.evaluated_value): (element.value, end) for element in elements}
        case cst.Call(func=cst.Name(value="dict"), args=args) if all(arg.keyword is not None for arg in args):
            return {arg.keyword.value: (arg.value, end) for arg in args}
        case cst.Name(value=name) if (index := reaching(graph, mode, name, end)) is not None:
            step = graph.body.steps[index]
            if step.target == name:
                return _entries(graph, mode, step.value, index)
            return _entries(graph, mode, value, index) | _added(graph, mode, step, index)
    raise _hidden(value)


def _added(graph, mode, step, index: int) -> dict[str, tuple[cst.BaseExpression, int]]:
    """The entries that a statement adds to a dict."""
    match step.simple:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Subscript(value=cst.Name(), slice=[
                cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]))], value=value):
            return {str(key.evaluated_value): (value, index)}
        case cst.Expr(value=cst.Call(func=cst.Attribute(attr=cst.Name(value="update")), args=args)):
            added = {}
            for arg in args:
                added |= {arg.keyword.value: (arg.value, index)} if arg.keyword is not None else (
                    _entries(graph, mode, arg.value, index))
            return added
    raise _hidden(step.statement)


def _hidden(node: cst.CSTNode) -> Unsupported:
    return Unsupported("MIG101", node, "EstimatorSpec: a ** argument hides which parameters are given")


def _in_mode(graph, mode, value: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(value, cst.IfExp):
        chosen = graph.body.modes.truth(value.test, mode)
        if chosen is not None:
            return _in_mode(graph, mode, value.body if chosen else value.orelse)
    return value


def _is_none(graph, mode, value, end) -> bool:
    """Whether a field is None in a mode, also through a variable."""
    if not isinstance(value, cst.Name):
        return False
    if value.value == "None":
        return True
    index = reaching(graph, mode, value.value, end)
    if index is None:
        return False
    step = graph.body.steps[index]
    return step.target == value.value and _is_none(graph, mode, _in_mode(graph, mode, step.value), index)
