"""Assignments that say several things at once, as one each.

``loss, train_op, metrics = None, None, {}`` is three assignments, and ``train_op = minimize(loss) if training else None`` is a
condition on the mode with an assignment in each branch: so the modes are told apart as in functions that write them out.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.modes import Modes
from migrator.names import Names
from migrator.trees import find, rewrite, walk


def with_plain_assignments(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Writes such assignments apart.

    Args:
        function: a model_fn; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    return rewrite(function, _Writer(names, _mode_tests(function, names)))


def _mode_tests(function: cst.FunctionDef, names: Names) -> Modes:
    """What is known of the mode from its parameter and from the variables that hold a test of it, each bound once."""
    modes = Modes(names, mode="mode")
    bound: dict[str, list[cst.BaseExpression]] = {}
    for assign in find(function.body, cst.Assign):
        match assign:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                bound.setdefault(name, []).append(value)
    modes.flags |= {name: values[0] for name, values in bound.items() if len(values) == 1 and modes.is_test(values[0])}
    return modes


class _Writer(cst.CSTTransformer):
    def __init__(self, names: Names, modes: Modes):
        super().__init__()
        self.names = names
        self.modes = modes

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple(elements=targets))], value=cst.Tuple(elements=values))] if (
                    _are_apart(targets, values)):
                lines = [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(target.value)], value.value)])
                         for target, value in zip(targets, values)]
                return cst.FlattenSentinel([updated.with_changes(body=lines[0].body, trailing_whitespace=lines[0].trailing_whitespace),
                                            *lines[1:-1], lines[-1].with_changes(trailing_whitespace=updated.trailing_whitespace)])
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name())] as targets, value=cst.IfExp() as choice)] if (
                    self._chooses_an_op(choice)):
                branches = [cst.IndentedBlock([cst.SimpleStatementLine([cst.Assign(targets, value)])])
                            for value in (choice.body, choice.orelse)]
                return cst.If(choice.test, branches[0], cst.Else(branches[1]), leading_lines=updated.leading_lines)
        return updated

    def _chooses_an_op(self, choice: cst.IfExp) -> bool:
        """Whether the mode decides between nothing and what a call makes."""
        match choice.body, choice.orelse:
            case (cst.Call(), cst.Name(value="None")) | (cst.Name(value="None"), cst.Call()):
                return self.modes.is_test(choice.test)
        return False


def _are_apart(targets, values) -> bool:
    """Whether an assignment binds several names to values that read none of them, one of which is nothing yet."""
    if len(targets) != len(values) or len(targets) < 2 or any(isinstance(one, cst.StarredElement) for one in (*targets, *values)) or (
            not all(isinstance(one.value, cst.Name) for one in targets)):
        return False
    names = {one.value.value for one in targets}
    if len(names) < len(targets) or any(isinstance(node, cst.Name) and node.value in names for one in values for node in walk(one)):
        return False
    return all(_is_plain(one.value) for one in values) and any(_is_nothing(one.value) for one in values)


def _is_plain(node: cst.BaseExpression) -> bool:
    return _is_nothing(node) or isinstance(node, (cst.Name, cst.Integer, cst.Float, cst.SimpleString))


def _is_nothing(node: cst.BaseExpression) -> bool:
    """Whether an expression is None or an empty container."""
    match node:
        case cst.Name(value="None") | cst.Dict(elements=[]) | cst.List(elements=[]):
            return True
        case cst.Call(func=cst.Name(value="dict" | "list"), args=[]):
            return True
    return False
