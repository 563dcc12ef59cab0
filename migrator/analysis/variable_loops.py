"""Loops that put the trainable variables into lists by their names, as comprehensions.

    for v in tf.trainable_variables():
        if v.name.startswith("generator"):
            g_vars.append(v)
        else:
            d_vars.append(v)
"""
from __future__ import annotations

import libcst as cst

from migrator.names import Names
from migrator.trees import find, rewrite, walk

_ALL = {"tf.trainable_variables", "tf.get_collection", "tf.global_variables", "tf.all_variables"}


def with_lists_of_variables(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Writes such loops as comprehensions, where the lists are empty before.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    bound: dict[str, list] = {}
    for node in walk(function.body):
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                bound.setdefault(name, []).append(value)
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple(elements=targets))], value=cst.Tuple(elements=values)) if (
                    len(targets) == len(values)):
                for target, value in zip(targets, values):
                    if isinstance(target.value, cst.Name):
                        bound.setdefault(target.value.value, []).append(value.value)
    return rewrite(function, _Writer(names, bound)) if any(
        names.symbol(call.func) in _ALL for call in find(function.body, cst.Call)) else function


class _Writer(cst.CSTTransformer):
    def __init__(self, names: Names, bound: dict[str, list]):
        super().__init__()
        self.names = names
        self.bound = bound

    def leave_For(self, original: cst.For, updated: cst.For):
        if not isinstance(updated.target, cst.Name) or updated.orelse is not None or not self._lists(original.iter):
            return updated
        match updated.body:
            case cst.IndentedBlock(body=[cst.If() as choice]):
                made = self._lists_of(choice, updated, None)
                if made:
                    first = made[0].with_changes(leading_lines=[*updated.leading_lines, *choice.leading_lines])
                    return cst.FlattenSentinel([first, *made[1:]])
        return updated

    def _lists(self, node: cst.BaseExpression) -> bool:
        if isinstance(node, cst.Name):
            values = self.bound.get(node.value, [])
            return len(values) == 1 and self._lists(values[0])
        return isinstance(node, cst.Call) and self.names.symbol(node.func) in _ALL

    def _lists_of(self, choice: cst.If, loop: cst.For, before: cst.BaseExpression | None) -> list[cst.BaseStatement] | None:
        """The comprehensions of a chain of conditions; None where one does anything else than to append."""
        test = choice.test if before is None else cst.BooleanOperation(before, cst.And(), _grouped(choice.test))
        made = self._list_of(choice.body, loop, test)
        otherwise = _not(choice.test) if before is None else cst.BooleanOperation(before, cst.And(), _not(choice.test))
        match choice.orelse:
            case None:
                rest = []
            case cst.If() as other:
                rest = self._lists_of(other, loop, otherwise)
            case cst.Else(body=body):
                rest = self._list_of(body, loop, otherwise)
        return None if made is None or rest is None else [*made, *rest]

    def _list_of(self, body: cst.BaseSuite, loop: cst.For, test: cst.BaseExpression) -> list[cst.BaseStatement] | None:
        lines = body.body if isinstance(body, cst.IndentedBlock) else [cst.SimpleStatementLine(body.body)]
        match lines:
            case [cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call(
                    func=cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value="append")),
                    args=[cst.Arg(value=cst.Name(value=appended))]))])] if (
                        appended == loop.target.value and self._is_empty_before(name)):
                clause = cst.CompFor(loop.target, loop.iter, [cst.CompIf(test)])
                value = cst.ListComp(cst.Name(appended), clause)
                return [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], value)])]
        return None

    def _is_empty_before(self, name: str) -> bool:
        match self.bound.get(name):
            case [cst.List(elements=[])] | [cst.Call(func=cst.Name(value="list"), args=[])]:
                return True
        return False


def _grouped(test: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(test, (cst.Name, cst.Call)) or test.lpar:
        return test
    return test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _not(test: cst.BaseExpression) -> cst.BaseExpression:
    return cst.UnaryOperation(cst.Not(), _grouped(test))
