"""Calls of functions that only the running program knows: a builder's parameter, a registry's entry.

They may be functions of the program that make layers. In a class's ``call`` those would be new ones each time, which
nothing trains.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.analysis.steps import Unsupported
from migrator.trees import find

_OF_CONTAINERS = {"append", "update", "extend", "insert", "add", "setdefault", "get", "pop"}


def check_unknown_callables(graph: GraphFunction) -> None:
    """Checks that no function that is not known is given tensors, in a program with functions that might be it.

    Raises:
        Unsupported: one is.
    """
    facts = graph.facts
    known = {site.node for site in graph.sites}
    for index, step in enumerate(graph.body.steps):
        for call in calls_in(step.statement):
            if call not in known and _is_unknown(call, graph) and any(
                    graph.time(arg.value, index) is Time.RUN for arg in call.args) and _makers_without_calls(facts):
                raise Unsupported("MIG151", call, f"{facts.names.code(call.func).strip()} may make layers, and can't be followed")


def _is_unknown(call: cst.Call, graph: GraphFunction) -> bool:
    """Whether a call calls what a parameter, a container or another call gives."""
    names = graph.facts.names
    function = call.func
    if names.symbol(function) is not None or names.definition(function) is not None or graph.facts.called(call) is not None:
        return False
    match function:
        case cst.Name():
            bindings = names.bindings(function)
            return bool(bindings) and all(
                isinstance(one.node, cst.Param) or isinstance(one.value, (cst.Subscript, cst.Call, cst.Attribute))
                and names.symbol(one.value.func if isinstance(one.value, cst.Call) else one.value) is None
                for one in bindings)
        case cst.Subscript():
            return names.symbol(function.value) is None
        case cst.Call(func=cst.Name(value="getattr")):
            return True
        case cst.Attribute(value=cst.Name(value="self" | "params" | "config" | "hparams"), attr=cst.Name(value=name)):
            return name not in _OF_CONTAINERS
    return False


def _makers_without_calls(facts: FunctionFacts) -> bool:
    """Whether the program has functions that make layers and are decorated, or that nothing calls by their names."""
    linker = facts.names.linker
    makers = [node for node in linker.scopes if isinstance(node, cst.FunctionDef) and node.params.params and facts.creates(node)
              and "labels" not in {param.name.value for param in node.params.params}]
    if not makers:
        return False
    called = {call.func.value if isinstance(call.func, cst.Name) else call.func.attr.value
              for module in linker.trees() or [facts.names.module] for call in find(module, cst.Call)
              if isinstance(call.func, (cst.Name, cst.Attribute))}
    return any(node.decorators or node.name.value not in called for node in makers)
