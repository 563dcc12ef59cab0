"""Objects that remember whether they were called, and which variables they have: said without remembering.

``self.reuse``, which is true once the network was called, is ``tf.AUTO_REUSE``; ``self.variables``, which every call
collects anew, is known to the constructor by the name of its scope.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.def_use import parameters, uses
from migrator.analysis.plain_classes import Method, PlainClass, attributes_of, stored_attributes
from migrator.analysis.program_edits import Edits
from migrator.linking import Program
from migrator.names import Names
from migrator.trees import find, rewrite

COLLECTIONS = frozenset(("tf.get_collection", "tf.trainable_variables", "tf.global_variables"))


def of_a_network_object(found: PlainClass, program: Program) -> Edits | None:
    """The changes of a class that remembers such things, or None where it remembers nothing, or something else as well.

    Args:
        found: the class.
        program: the modules.
    """
    constructor = found.own.get("__init__")
    if constructor is None or found.base is not None or not isinstance(constructor.node.body, cst.IndentedBlock):
        return None
    flags = {name for name in _stored(constructor) if _is_reuse_flag(name, found, program)}
    collections = {name: value for method in found.own.values() if method is not constructor
                   for name in _stored(method) if (value := _collection(name, method, found)) is not None}
    tensorflow = found.names.spelling("tf")
    if not flags and not collections or flags and tensorflow is None:
        return None
    writer = _Writer(found, flags, collections, tensorflow)
    return Edits({found.node: lambda updated: rewrite(updated, writer)})


def _stored(method: Method) -> list[str]:
    return sorted({node.attr.value for node in stored_attributes(method)})


def _stores(name: str, method: Method) -> list[cst.BaseExpression | None]:
    """What a method assigns to an attribute in statements of their own; None for other assignments."""
    plain = {}
    for node in find(method.node, cst.Assign):
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute() as target)], value=value):
                plain[target] = value
    return [plain.get(node) for node in stored_attributes(method) if node.attr.value == name]


def _is_reuse_flag(name: str, found: PlainClass, program: Program) -> bool:
    """Whether an attribute is false at first and true after a call, and only says whether variables are reused."""
    accesses, stored = set(), set()
    for method in found.own.values():
        values = _stores(name, method)
        wanted = ("False", "None") if method.name == "__init__" else ("True",)
        if not all(isinstance(value, cst.Name) and value.value in wanted for value in values):
            return False
        stored |= {node for node in stored_attributes(method) if node.attr.value == name}
        accesses |= {node for one, node in attributes_of(method) if one == name}
    reused = {arg.value for arg in find(found.node, cst.Arg) if arg.keyword is not None and arg.keyword.value == "reuse"}
    everywhere = {node for names in program.modules.values() for node in find(names.module, cst.Attribute)
                  if node.attr.value == name and names.symbol(node) is None and _of_module(node, names)}
    others = {node for node in everywhere - accesses if not _is_of_other_class(node, found, names_of(node, program))}
    return accesses - stored <= reused and bool(accesses - stored) and not others


def names_of(node: cst.CSTNode, program: Program) -> Names | None:
    """The names of the module that an attribute of a name stands in."""
    root = node.value
    return next((names for names in program.modules.values() if isinstance(root, cst.Name) and names.scope(root) is not None), None)


def _of_module(node: cst.Attribute, names: Names) -> bool:
    return not isinstance(node.value, cst.Name) or names.symbol(node.value) is None


def _is_of_other_class(node: cst.Attribute, found: PlainClass, names: Names | None) -> bool:
    """Whether an attribute is of the instance that a method of another class is called for."""
    if names is None or not isinstance(node.value, cst.Name) or node.value.value != "self":
        return False
    scope = names.scope(node.value)
    while scope is not None and not isinstance(scope.node, cst.ClassDef):
        scope = scope.parent
    return scope is not None and scope.node is not found.node


def _collection(name: str, method: Method, found: PlainClass) -> cst.BaseExpression | None:
    """The collection of variables that a method keeps each time, in terms of the constructor's parameters."""
    values = [value for one in found.own.values() for value in _stores(name, one)]
    reads = [node for one in found.own.values() for other, node in attributes_of(one)
             if other == name and node not in stored_attributes(one)]
    constructor = found.own["__init__"]
    if len(values) != 1 or reads or not isinstance(values[0], cst.Call) or (
            found.names.symbol(values[0].func) not in COLLECTIONS):
        return None
    given = {param.name.value for param in parameters(constructor.node.params)}
    kept = {}
    for other in _stored(constructor):
        stores = [value for one in found.own.values() for value in _stores(other, one)]
        if len(stores) == 1 and isinstance(stores[0], cst.Name) and stores[0].value in given:
            kept[other] = stores[0]
    written = rewrite(values[0], _Kept(kept, method.instance))
    return written if method.instance not in uses(written) else None


class _Kept(cst.CSTTransformer):
    """Writes attributes as the parameters that they are."""

    def __init__(self, kept: dict[str, cst.Name], instance: str | None):
        super().__init__()
        self.kept = kept
        self.instance = instance

    def leave_Attribute(self, original: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        own = isinstance(original.value, cst.Name) and original.value.value == self.instance
        return self.kept.get(original.attr.value, updated) if own else updated


class _Writer(cst.CSTTransformer):
    def __init__(self, found: PlainClass, flags: set[str], collections: dict[str, cst.BaseExpression], tensorflow: str | None):
        super().__init__()
        self.constructor = found.own["__init__"]
        self.collections = collections
        self.reuse = cst.parse_expression(f"{tensorflow}.AUTO_REUSE")
        self.flags = {node for method in found.own.values() for name, node in attributes_of(method) if name in flags}
        self.stores = {node for method in found.own.values() for node in stored_attributes(method)
                       if node.attr.value in flags or node.attr.value in collections and method is not self.constructor}

    def leave_SimpleStatementLine(self, original, updated):
        match original.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=target)])] if target in self.stores:
                return cst.RemoveFromParent()
        return updated

    def leave_Attribute(self, original, updated):
        return self.reuse if original in self.flags and original not in self.stores else updated

    def leave_FunctionDef(self, original, updated):
        if original is not self.constructor.node:
            return updated
        more = [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Attribute(
            cst.Name(self.constructor.instance), cst.Name(name)))], value)]) for name, value in self.collections.items()]
        return updated.with_changes(body=updated.body.with_changes(body=[*updated.body.body, *more]))
