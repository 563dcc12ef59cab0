"""Assignments that only gave a TF1 module or function another name: they go once nothing uses the name."""
from __future__ import annotations

import libcst as cst

from migrator.fates import is_tf1_only
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.removal import without
from migrator.trees import visit


def drop_dead_aliases(module: cst.Module, context: Context) -> cst.Module:
    """Takes out ``slim = tf.contrib.slim`` and the like where the rewritten module no longer uses the name.

    Args:
        module: the rewritten module.
        context: the state of the rewriting; what is taken out is settled as removed.

    Returns:
        The module without them.
    """
    aliases = _aliases(context)
    while aliases:
        loads = _Loads()
        visit(module, loads)
        gone = {alias: aliases.pop(alias) for statement in module.body
                if (alias := _alias(statement, aliases)) is not None and alias not in loads.names}
        if not gone:
            break
        for name, value in gone.items():
            context.settle(value, Disposition.REMOVED, None, "MIG312", f"nothing uses {name} any more")
        body, footer = without(module.body, module.footer, lambda statement: _alias(statement, gone) is not None)
        module = module.with_changes(body=body, footer=footer)
    return module


def _aliases(context: Context) -> dict[str, cst.BaseExpression]:
    """The names that the top level binds once, by assigning a TF1 symbol that no rule rewrote, and their values."""
    names = context.names
    found = {}
    for name, bindings in names.scopes[names.module].bindings.items():
        symbol = names.symbol(bindings[0].value) if len(bindings) == 1 else None
        if symbol is not None and is_tf1_only(symbol) and bindings[0].value not in context.settled:
            found[name] = bindings[0].value
    return found


def _alias(statement: cst.BaseStatement, aliases: dict[str, cst.BaseExpression]) -> str | None:
    """Gives the alias that a statement still assigns as the original did, or None."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))],
                                                      value=value)]):
            return name if name in aliases and value.deep_equals(aliases[name]) else None
    return None


class _Loads(cst.CSTVisitor):
    """The names that a module mentions anywhere but where they are assigned; attributes are none."""

    def __init__(self):
        super().__init__()
        self.names: set[str] = set()

    def visit_AssignTarget(self, node: cst.AssignTarget) -> bool:
        return not isinstance(node.target, cst.Name)

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        visit(node.value, self)
        return False

    def visit_Name(self, node: cst.Name) -> None:
        self.names.add(node.value)

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        self.names.add(node.value.strip("rRbBuU'\""))  # __all__ and the like.
