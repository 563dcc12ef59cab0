"""Assignments that only gave a TF1 module or function another name: they go once nothing uses the name."""
from __future__ import annotations

import libcst as cst

from migrator.fates import is_tf1_only
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.removal import without


def drop_dead_aliases(module: cst.Module, context: Context) -> cst.Module:
    """Takes out ``slim = tf.contrib.slim`` and the like where the rewritten module no longer uses the name.

    Args:
        module: the rewritten module.
        context: the state of the rewriting; what is taken out is settled as removed.

    Returns:
        The module without them.
    """
    aliases = _aliases(context)
    if not aliases:
        return module
    loads = _Loads(aliases)
    module.visit(loads)
    dead = {name: node for name, node in aliases.items() if name not in loads.names}
    if not dead:
        return module
    for name, value in dead.items():
        context.settle(value, Disposition.REMOVED, None, "MIG312", f"nothing uses {name} any more")
    return module.visit(_Removal(context, dead))


def _aliases(context: Context) -> dict[str, cst.BaseExpression]:
    """The names that are bound once, to a TF1 symbol that the target lacks, by an assignment of the top level."""
    top = context.names.scopes[context.names.module]
    found = {}
    for name, bindings in top.bindings.items():
        if len(bindings) == 1 and isinstance(bindings[0].value, cst.Attribute):
            symbol = context.names.symbol(bindings[0].value)
            if symbol is not None and is_tf1_only(symbol):
                found[name] = bindings[0].value
    return found


class _Loads(cst.CSTVisitor):
    """The names among some that a module mentions anywhere but where they are assigned."""

    def __init__(self, aliases: dict[str, cst.BaseExpression]):
        super().__init__()
        self.aliases = aliases
        self.names: set[str] = set()

    def visit_AssignTarget(self, node: cst.AssignTarget) -> bool:
        return not isinstance(node.target, cst.Name)

    def visit_Name(self, node: cst.Name) -> None:
        self.names.add(node.value)

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        text = node.value.strip("rRbBuU'\"")
        if text in self.aliases:  # __all__ and the like.
            self.names.add(text)

    def visit_Attribute_attr(self, node: cst.Attribute) -> None:
        """An attribute of that name is a mention as well: rather keep an alias than drop one in use."""


class _Removal(cst.CSTTransformer):
    """Takes the assignments of dead names out of the top level."""

    def __init__(self, context: Context, dead: dict[str, cst.BaseExpression]):
        super().__init__()
        self.dead = dead

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    visit_ClassDef = visit_FunctionDef

    def leave_Module(self, original: cst.Module, updated: cst.Module) -> cst.Module:
        body, footer = without(updated.body, updated.footer, self._is_gone)
        return updated.with_changes(body=body, footer=footer)

    def _is_gone(self, statement: cst.BaseStatement) -> bool:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))],
                                                          value=value)]):
                return name in self.dead and value.deep_equals(self.dead[name])
        return False
