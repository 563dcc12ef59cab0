"""Whether an expression is one number, and no list of numbers."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.static_shapes import shape_owner
from migrator.names import Names

_DEPTH = 6


def is_size(node: cst.BaseExpression | None, names: Names, depth: int = _DEPTH) -> bool:
    """Whether an expression is surely an integer.

    Args:
        node: an expression of the original tree, or None.
        names: its module's names.
    """
    match node if depth else None:
        case cst.Integer():
            return True
        case cst.Call(func=cst.Name(value="int" | "len")):
            return True
        case cst.BinaryOperation(left=left, operator=cst.Subtract() | cst.FloorDivide(), right=right):
            return is_size(left, names, depth - 1) or is_size(right, names, depth - 1)
        case cst.BinaryOperation(left=left, operator=cst.Add() | cst.Multiply(), right=right):
            return is_size(left, names, depth - 1) and is_size(right, names, depth - 1)
        case cst.Subscript(value=shape, slice=[cst.SubscriptElement(slice=cst.Index(value=cst.Integer() | cst.UnaryOperation()))]):
            return shape_owner(shape) is not None
        case cst.Name():
            bindings = names.bindings(node)
            if len(bindings) != 1:
                return False
            value = bindings[0].value
            return is_size(value if value is not None else _part(node, bindings[0].node), names, depth - 1)
    return False


def _part(name: cst.Name, binding: cst.CSTNode | None) -> cst.BaseExpression | None:
    """What an assignment of several values to several names binds one of them to."""
    match binding:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple(elements=targets))], value=cst.Tuple(elements=values)) if (
                len(targets) == len(values)):
            for target, value in zip(targets, values):
                if isinstance(target.value, cst.Name) and target.value.value == name.value:
                    return value.value
    return None
