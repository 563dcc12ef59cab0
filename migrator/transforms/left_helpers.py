"""The helpers of a model_fn that stays: they stay with it.

A layer, a variable or an optimizer of Keras is of no use to a graph of TF1, so a helper that was
rewritten alone would break the model_fn that calls it.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.analysis.indirect_calls import functions_named_in
from migrator.analysis.steps import Unsupported
from migrator.transforms.registry import Kind

_OF_THE_GRAPH = {Kind.LAYER, Kind.LAYER_CLASS, Kind.VARIABLE, Kind.OPTIMIZER, Kind.SCHEDULE, Kind.METRIC, Kind.STEP}


def left_helpers(model_fn: cst.FunctionDef, facts: FunctionFacts) -> dict[cst.FunctionDef, Unsupported]:
    """Finds the functions of the module that build the graph of a model_fn that stays.

    Args:
        model_fn: the model_fn.
        facts: what is known of the module's functions.

    Returns:
        The functions outside of the model_fn that it calls or names, directly or through others, and that
        make layers, variables, optimizers, schedules or metrics; for each the reason that it stays.
    """
    reached, waiting = {model_fn}, [model_fn]
    while waiting:
        for function in _named_in(waiting.pop(), facts):
            if function not in reached:
                reached.add(function)
                waiting.append(function)
    reason = f"a helper of {model_fn.name.value}, which is left"
    return {function: Unsupported("MIG150", function, reason) for function in reached - {model_fn}
            if _builds_graph(function, facts)}


def _named_in(function: cst.FunctionDef, facts: FunctionFacts) -> set[cst.FunctionDef]:
    """The functions that a function names, and the methods of the classes that it names."""
    found = {facts.called(call) for call in calls_in(function.body)}
    found |= {definition for _, definition in functions_named_in(function.body, facts)}
    found |= {method for call in calls_in(function.body) for method in _methods(facts.names.definition(call.func))}
    return {definition for definition in found if isinstance(definition, cst.FunctionDef)}


def _methods(definition: cst.CSTNode | None) -> list[cst.FunctionDef]:
    if not isinstance(definition, cst.ClassDef) or not isinstance(definition.body, cst.IndentedBlock):
        return []
    return [statement for statement in definition.body.body if isinstance(statement, cst.FunctionDef)]


def _builds_graph(function: cst.FunctionDef, facts: FunctionFacts) -> bool:
    return facts.creates(function) or any(
        facts.kind(facts.names.symbol(call.func)) in _OF_THE_GRAPH for call in calls_in(function.body))
