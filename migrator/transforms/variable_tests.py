"""Whether an average of a variable is kept, which TF1 told by its truth: a variable of TF1 was true, whatever its value.

``ema_var if ema_var else var`` asks a variable of today's TensorFlow for its value, which no graph has while it is built.
"""
from __future__ import annotations

import libcst as cst

from migrator.names import Names


def told_by_none(test: cst.BaseExpression, updated: cst.BaseExpression, names: Names) -> cst.BaseExpression:
    """Gives a test with ``is not None`` where it asks for the truth of what ``ema.average(variable)`` gave.

    Args:
        test: the test, in the original tree.
        updated: the same, rewritten.
        names: the names of its module.
    """
    match test, updated:
        case cst.Name(), cst.Name() if _is_average(test, names):
            return cst.Comparison(updated, [cst.ComparisonTarget(cst.IsNot(), cst.Name("None"))], lpar=updated.lpar, rpar=updated.rpar)
        case cst.UnaryOperation(operator=cst.Not(), expression=cst.Name() as name), cst.UnaryOperation() if _is_average(name, names):
            return cst.Comparison(updated.expression, [cst.ComparisonTarget(cst.Is(), cst.Name("None"))],
                                  lpar=updated.lpar, rpar=updated.rpar)
    return updated


def _is_average(name: cst.Name, names: Names) -> bool:
    bindings = names.bindings(name)
    match bindings:
        case [binding] if isinstance(binding.value, cst.Call):
            return isinstance(binding.value.func, cst.Attribute) and binding.value.func.attr.value == "average"
    return False
