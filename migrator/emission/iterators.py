"""Iterators that a model_fn walks: a model walks what it keeps in every call, so it keeps a list."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.helpers import calls_in
from migrator.analysis.steps import Step, Unsupported
from migrator.names import Names
from migrator.trees import find

_FINITE = frozenset(("map", "zip", "filter", "enumerate", "reversed", "iter"))


def is_iterator(node: cst.CSTNode | None, names: Names) -> bool:
    """Whether an expression makes something that can be walked once only.

    Args:
        node: an expression of the module.
        names: of the module.

    Raises:
        Unsupported: it does, and may never end.
    """
    match node:
        case cst.GeneratorExp():
            return True
        case cst.Call(func=cst.Name(value=name) as func) if name in _FINITE and not names.bindings(func):
            for call in calls_in(node):
                if _is_endless(call, names):
                    raise Unsupported("MIG155", node, "it may give elements without end")
            return True
        case cst.Call() if _is_endless(node, names):
            raise Unsupported("MIG155", node, "it may give elements without end")
    return False


def _is_endless(call: cst.Call, names: Names) -> bool:
    """Whether a call is one of itertools, or of a generator of the program."""
    root = call.func
    while isinstance(root, cst.Attribute):
        root = root.value
    if isinstance(root, cst.Name):
        of_itertools = any(one.imported is not None and one.imported.module.partition(".")[0] == "itertools"
                           for one in names.bindings(root))
        definition = names.definition(call.func)
        return of_itertools or isinstance(definition, cst.FunctionDef) and bool(find(definition, cst.Yield))
    return False


def as_kept(step: Step, statement: cst.CSTNode, graph: GraphFunction, is_kept: bool) -> cst.CSTNode:
    """Gives what a step became in the constructor, with a list in place of an iterator that is kept or was a list in Python 2.

    Args:
        step: the step.
        statement: what it became.
        graph: the function.
        is_kept: whether an attribute keeps what the step binds.

    Raises:
        Unsupported: several places share the iterator, so that each walks what the one before it left.
    """
    if step.target is None or not is_iterator(step.value, graph.facts.names):
        return statement
    reads = [name for name in find(graph.node, cst.Name)
             if name.value == step.target and graph.facts.names.is_use(name)]
    was_list = _is_read_as_list(reads, graph)
    if not is_kept and not was_list:
        return statement
    if not was_list and (len(reads) > 1 or any(name in _given_to("next", graph) for name in reads)):
        raise Unsupported("MIG155", step.value, f"{step.target} is walked in several places, each of which goes on where the "
                                                "one before it stopped")
    line = statement.body[0]
    return statement.with_changes(body=[line.with_changes(value=as_list(line.value)), *statement.body[1:]])


def _is_read_as_list(reads: list[cst.Name], graph: GraphFunction) -> bool:
    """Whether the function asks for the length or an element of what is an iterator in Python 3 only."""
    indexed = {one.value for one in find(graph.node, cst.Subscript)} | _given_to("len", graph)
    return not indexed.isdisjoint(reads)


def _given_to(function: str, graph: GraphFunction) -> set[cst.CSTNode]:
    """What is passed to calls of a builtin function."""
    return {arg.value for call in calls_in(graph.node) if isinstance(call.func, cst.Name) and call.func.value == function
            for arg in call.args}


def as_list(value: cst.BaseExpression) -> cst.BaseExpression:
    """Writes the list of what an expression gives."""
    if isinstance(value, cst.GeneratorExp):
        return cst.ListComp(value.elt, value.for_in)
    return cst.Call(cst.Name("list"), [cst.Arg(value)])
