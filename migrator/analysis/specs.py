"""What a model_fn returns in each mode."""
from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.model_fns import SPECS
from migrator.analysis.modes import Mode
from migrator.analysis.steps import Unsupported
from migrator.arguments import Arguments, Unbindable


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
        call, end = _spec_call(graph, mode, value, end)
        specs[mode] = Spec(call, _fields(graph, mode, call, end), end)
    return specs


def _is_never_bound(graph, mode, value, end) -> bool:
    """Whether a variable of the function is returned that it binds in other modes only."""
    if not isinstance(value, cst.Name) or reaching(graph, mode, value.value, end) is not None:
        return False
    return any(value.value in step.effects.changes for step in graph.body.steps)


def _spec_call(graph, mode, value, end) -> tuple[cst.Call, int]:
    names = graph.facts.names
    if isinstance(value, cst.Call) and names.symbol(value.func) in SPECS:
        return value, end
    if isinstance(value, cst.Name):
        index = reaching(graph, mode, value.value, end)
        if index is not None and graph.body.steps[index].value is not None:
            return _spec_call(graph, mode, graph.body.steps[index].value, index)
    raise Unsupported("MIG116", value or graph.node, "the returned spec is made where it can't be followed")


def reaching(graph: GraphFunction, mode: Mode, name: str, end: int) -> int | None:
    """Gives the step whose binding of a name reaches step `end` in a mode, or None."""
    steps = graph.body.steps
    for index in range(end - 1, -1, -1):
        if mode in steps[index].modes and name in steps[index].effects.changes:
            return index
    return None


def _fields(graph, mode, call, end) -> dict[str, cst.BaseExpression]:
    names = SPECS[graph.facts.names.symbol(call.func)]
    try:
        arguments = Arguments(call, names)
    except Unbindable as reason:
        raise Unsupported("MIG101", call, f"EstimatorSpec: {reason}") from None
    fields = {}
    if any(name not in names for name in arguments):
        return fields  # The call raised in TF1: the mode is not served.
    for name in arguments:
        value = _in_mode(graph, mode, arguments.get(name))
        if not _is_none(graph, mode, value, end):
            fields[name] = value
    return fields


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
