"""Variable scopes in functions that only compute: they named nodes of the graph, and go."""
from __future__ import annotations

import builtins

import libcst as cst

from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.fates import is_tf1_only
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.trees import find, nodes

_SCOPES = ("tf.variable_scope", "tf.name_scope")


def without_bare_scope(original: cst.With, updated: cst.With, kinds: dict, context: Context):
    """Gives the body of a block that only opens variable scopes, where it makes no variables; else the block.

    Args:
        original: the block.
        updated: the same, rewritten.
        kinds: the kinds of the TF1 symbols that transforms know.
        context: the state of rewriting the module.
    """
    names = context.names
    opened = [names.symbol(item.item.func) if isinstance(item.item, cst.Call) else None for item in original.items]
    if not isinstance(updated.body, cst.IndentedBlock) or not set(opened) <= set(_SCOPES) or _SCOPES[0] not in opened:
        return updated
    facts = FunctionFacts(names, kinds)
    bound = {name.value for item in original.items if item.asname is not None for name in find(item.asname, cst.Name)}
    if any(name.value in bound for name in find(original.body, cst.Name)) or not all(
            _only_computes(call, facts) for call in calls_in(original.body)):
        return updated
    opening = set().union(*(nodes(item) for item in original.items))
    for reference in names.references:
        if reference.node in opening and is_tf1_only(reference.symbol):
            context.settle(reference.node, Disposition.REMOVED, "model_fns", "MIG304", "a scope only names things in a graph")
    body = updated.body.body
    first = body[0].with_changes(leading_lines=[*updated.leading_lines, *body[0].leading_lines])
    return cst.FlattenSentinel([first, *body[1:]])


def _only_computes(call: cst.Call, facts: FunctionFacts) -> bool:
    """Whether it can be seen that a call makes no variables."""
    symbol = facts.names.symbol(call.func)
    if symbol is not None:
        return symbol in _SCOPES or not facts.makes(call)
    called = facts.called(call)
    if called is not None:
        return not facts.creates(called)
    match call.func:
        case cst.Name(value=name):
            return hasattr(builtins, name) and not facts.names.bindings(call.func)
        case cst.Attribute(value=value):  # A method of a tensor, a list or a string.
            return not any(isinstance(one, cst.Name) and one.value == "self" for one in find(value, cst.Name))
    return False
