"""Functions that make layers and are called under another name than their own."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.analysis.steps import Unsupported
from migrator.trees import children


def check_indirect_calls(functions: Iterable[cst.FunctionDef], facts: FunctionFacts) -> None:
    """Checks that the functions that make layers are called where they are named.

    Args:
        functions: a model_fn and its helpers.
        facts: what is known of the module's functions.

    Raises:
        Unsupported: one is stored or passed on, so that its calls can't be seen.
    """
    for function in functions:
        called = {call.func for call in calls_in(function.body)}
        for name, definition in functions_named_in(function.body, facts):
            if name not in called and facts.creates(definition):
                raise Unsupported("MIG151", name, f"{definition.name.value} makes layers, and where it is called can't be seen")


def functions_named_in(tree: cst.CSTNode, facts: FunctionFacts, depth: int = 0):
    """The names in a tree that stand for functions of the module, also inside of the values that it names."""
    stack = [tree]
    while stack:
        node = stack.pop()
        stack.extend(children(node))
        if not isinstance(node, cst.Name):
            continue
        definition = facts.names.definition(node)
        if isinstance(definition, cst.FunctionDef):
            yield node, definition
            continue
        bindings = facts.names.bindings(node)
        value = bindings[0].value if len(bindings) == 1 else None
        if isinstance(value, (cst.Dict, cst.List, cst.Tuple)) and depth < 3:
            yield from functions_named_in(value, facts, depth + 1)
