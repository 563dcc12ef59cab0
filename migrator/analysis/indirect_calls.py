"""Functions that make layers and are called under another name than their own."""
from __future__ import annotations

from collections.abc import Collection, Iterable

import libcst as cst

from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.analysis.steps import Unsupported
from migrator.trees import find


def check_indirect_calls(functions: Iterable[cst.FunctionDef], facts: FunctionFacts,
                         values: Collection[cst.FunctionDef] = ()) -> None:
    """Checks that the functions that make layers are called where they are named.

    Args:
        functions: a model_fn and its helpers.
        facts: what is known of the module's functions.
        values: the functions whose calls are seen where they are values.

    Raises:
        Unsupported: one is stored or passed on, so that its calls can't be seen.
    """
    for function in functions:
        called = {call.func for call in calls_in(function.body)}
        for name, definition in functions_named_in(function.body, facts):
            if name not in called and facts.names.is_use(name) and definition not in values and facts.creates(definition):
                raise Unsupported("MIG151", name, f"{definition.name.value} makes layers, and where it is called can't be seen")
        for call in calls_in(function.body):
            if _may_make_layers(call, facts):
                raise Unsupported("MIG151", call, f"{facts.names.code(call.func).strip()} may make layers, and can't be followed")


def _may_make_layers(call: cst.Call, facts: FunctionFacts) -> bool:
    """Whether a call of an attribute of something unknown may be one of a method of the program that makes layers."""
    match call.func:
        case cst.Attribute(attr=cst.Name(value=name)) if facts.names.symbol(call.func) is None and facts.called(call) is None:
            return any(facts.creates(method) for method in facts.names.linker.scopes
                       if isinstance(method, cst.FunctionDef) and method.name.value == name and _is_of_plain_class(method, facts))
    return False


def _is_of_plain_class(method: cst.FunctionDef, facts: FunctionFacts) -> bool:
    owner = facts.names.scopes[method].parent.node
    return isinstance(owner, cst.ClassDef) and not facts.is_keras_class(owner) and not any(
        (facts.names.symbol(base.value) or "").startswith("tf.train.") for base in owner.bases)


def functions_named_in(tree: cst.CSTNode, facts: FunctionFacts, depth: int = 0):
    """The names in a tree that stand for functions of the module, also inside of the values that it names."""
    for node in reversed(find(tree, cst.Name)):
        definition = facts.names.definition(node)
        if isinstance(definition, cst.FunctionDef):
            yield node, definition
            continue
        bindings = facts.names.bindings(node)
        value = bindings[0].value if len(bindings) == 1 else None
        if isinstance(value, (cst.Dict, cst.List, cst.Tuple)) and depth < 3:
            yield from functions_named_in(value, facts, depth + 1)
