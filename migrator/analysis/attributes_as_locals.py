"""Attributes that a model_fn, where it is a method, keeps the parts of its graph in, as local names of it.

``self.logits = …`` in one method and ``self.loss = f(self.logits)`` in another are statements of the model_fn that calls both.
The instance keeps what else it has, and its other methods.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable

import libcst as cst

from migrator.analysis.class_functions import ClassWriter
from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.analysis.model_fns import ModelFn
from migrator.analysis.plain_classes import ClassFacts, Method, attributes_of, own_stores, plain_class
from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.trees import find

Edit = Callable[[cst.CSTNode], object]


class _LocalFacts(ClassFacts):
    """What methods do with the attributes that become local names."""

    wanted: frozenset[str] = frozenset()

    def stores(self, method: Method) -> frozenset[str]:
        return super().stores(method) & self.wanted

    def reads(self, method: Method) -> frozenset[str]:
        return super().reads(method) & self.wanted


def with_attributes_as_locals(model_fn: ModelFn, names: Names, modules: Iterable[Names], kinds: dict) -> dict[cst.CSTNode, Edit]:
    """Gives the changes that make local names of what a model_fn keeps on its instance.

    Args:
        model_fn: a method.
        names: the names of its module.
        modules: the names of all modules of the program.
        kinds: the kinds of the TF1 symbols that transforms know.

    Returns:
        For each changed node what takes its place; {} where there is nothing to do.

    Raises:
        Unsupported: something else uses what it keeps.
    """
    plain = plain_class(model_fn.owner, names)
    if plain is None or plain.base is not None:
        return {}
    facts = _LocalFacts(plain, FunctionFacts(names, kinds))
    method = plain.own[model_fn.name]
    reached = facts.reached([method])
    wanted = frozenset().union(*(own_stores(one) for one in reached))
    if not wanted or any(one.instance != method.instance for one in reached if one.kind == "instance"):
        return {}
    wanted = _used_only_here(wanted, plain, reached, modules)
    if not wanted:
        return {}
    facts.wanted = wanted
    writer = ClassWriter(facts, set(), "own", keeps_instance=True)
    writer.name_attributes(reached)
    writer.attribute_names = {name: local for name, local in writer.attribute_names.items() if name in wanted}
    local = set(local_names(method.node))
    body = writer.written(method, local, in_function=True)
    edits: dict[cst.CSTNode, Edit] = {method.node: lambda updated: updated.with_changes(body=cst.IndentedBlock(body))}
    for one, made in writer.methods.items():
        edits[one.node] = lambda updated, made=made: made
    others = [one for one in plain.own.values() if one not in reached]
    called = {callee for other in (*others, *(one for one in reached if not facts.stores(one))) for callee in facts.callees(other)}
    for one in reached:
        if facts.stores(one) and one is not method:
            if one in called:
                raise Unsupported("MIG126", one.node, f"{one.name} keeps tensors on its instance, and is called in several ways")
            edits[one.node] = lambda updated: cst.RemoveFromParent()
    return edits


def _used_only_here(wanted: frozenset[str], plain, reached: list[Method], modules: Iterable[Names]) -> frozenset[str]:
    """The attributes that nothing but some methods uses."""
    inside = {node for one in reached for _, node in attributes_of(one)}
    elsewhere: set[str] = set()
    for names in modules:
        elsewhere |= {node.attr.value for node in find(names.module, cst.Attribute)
                      if node.attr.value in wanted and node not in inside and names.symbol(node) is None}
        elsewhere |= {str(arg.value.evaluated_value) for call in calls_in(names.module) for arg in call.args
                      if isinstance(call.func, cst.Name) and call.func.value in ("getattr", "setattr", "hasattr")
                      and isinstance(arg.value, cst.SimpleString)}
    return wanted - elsewhere
