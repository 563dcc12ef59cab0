"""Returns that choose between two kinds of spec and say the same: one return.

Programs that run on a TPU or not return ``TPUEstimatorSpec(...)`` or ``EstimatorSpec(...)`` with the
same fields by a flag. What a model is does not depend on which.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.model_fns import SPECS
from migrator.names import Names
from migrator.trees import code, rewrite


def with_one_return(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Joins the returns of a function that differ in the kind of their specs alone.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    return rewrite(function, _Joiner(names))


class _Joiner(cst.CSTTransformer):
    def __init__(self, names: Names):
        super().__init__()
        self.names = names

    def leave_If(self, original: cst.If, updated: cst.If):
        match updated:
            case cst.If(body=taken, orelse=cst.Else(body=other)) if self._say_the_same(taken.body, other.body) and (
                    _is_pure(updated.test)):
                [kept] = other.body
                return kept.with_changes(leading_lines=[*updated.leading_lines, *kept.leading_lines])
        return updated

    def leave_IndentedBlock(self, original: cst.IndentedBlock, updated: cst.IndentedBlock):
        match updated.body:
            case [*before, cst.If(body=taken, orelse=None) as choice, cst.SimpleStatementLine() as last] if (
                    self._say_the_same(taken.body, [last]) and _is_pure(choice.test)):
                kept = last.with_changes(leading_lines=[*choice.leading_lines, *last.leading_lines])
                return updated.with_changes(body=[*before, kept])
        return updated

    def _say_the_same(self, *blocks) -> bool:
        fields = []
        for block in blocks:
            match block:
                case [cst.SimpleStatementLine(body=[cst.Return(value=cst.Call() as call)])] if (
                        self.names.symbol(call.func) in SPECS):
                    fields.append(_fields(call, SPECS[self.names.symbol(call.func)]))
                case _:
                    return False
        return fields[0] is not None and fields[0] == fields[1]


def _fields(call: cst.Call, parameters: list[str]) -> dict[str, str] | None:
    """The fields that a call gives, as text; None where stars hide them."""
    if any(arg.star for arg in call.args) or len(call.args) > len(parameters):
        return None
    return {arg.keyword.value if arg.keyword is not None else name: code(arg.value)
            for arg, name in zip(call.args, parameters)}


def _is_pure(test: cst.BaseExpression) -> bool:
    """Whether evaluating a condition does nothing: names, attributes and items alone."""
    match test:
        case cst.Name():
            return True
        case cst.Attribute(value=value):
            return _is_pure(value)
        case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString()))]):
            return _is_pure(value)
        case cst.UnaryOperation(operator=cst.Not(), expression=value):
            return _is_pure(value)
    return False
