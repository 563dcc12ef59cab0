"""The ways through a function body in one mode: which statements run, in order, and what is returned at the end.

Nothing is refused here: what can't be followed makes a value unknown, and of what is unknown nothing is said.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import libcst as cst

from migrator.analysis.def_use import effects
from migrator.analysis.modes import Mode, Modes
from migrator.names import Names
from migrator.trees import children, find

_MOST = 16  # Ways through one body that are looked at.


@dataclass(frozen=True, eq=False)
class Path:
    """One way through a function body in one mode.

    Attributes:
        names: the module's resolved names.
        mode: the mode.
        modes: what tests of the mode are worth.
        statements: the small statements, and the compound ones that are taken whole, as they run.
        returned: the return statement that ends it; None where the body ends.
    """

    names: Names
    mode: Mode
    modes: Modes
    statements: tuple[cst.CSTNode, ...] = ()
    returned: cst.Return | None = None

    def resolve(self, value: cst.BaseExpression | None, end: int | None = None) -> tuple[cst.BaseExpression | None, int]:
        """Follows an expression through plain assignments and conditions on the mode.

        Args:
            value: the expression.
            end: the number of statements before it; all by default.

        Returns:
            What it is, as far as that can be told, and the number of statements before that.
        """
        end = len(self.statements) if end is None else end
        while True:
            match value:
                case cst.IfExp(test=test, body=body, orelse=orelse) if (
                        chosen := self.modes.truth(test, self.mode)) is not None:
                    value = body if chosen else orelse
                case cst.Name(value=name):
                    index = self.binding(name, end)
                    assigned = _assigned(self.statements[index], name) if index is not None else None
                    if assigned is None:
                        return value, end
                    value, end = assigned, index
                case _:
                    return value, end

    def binding(self, name: str, end: int | None = None) -> int | None:
        """Gives the last of the first `end` statements that may bind a name, or None."""
        for index in range((len(self.statements) if end is None else end) - 1, -1, -1):
            if name in effects(self.statements[index]).changes:
                return index
        return None


def _assigned(statement: cst.CSTNode, name: str) -> cst.BaseExpression | None:
    match statement:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=target))], value=value) if target == name:
            return value
        case cst.AnnAssign(target=cst.Name(value=target), value=value) if target == name:
            return value
    return None


def paths(function: cst.FunctionDef, names: Names, mode: Mode) -> list[Path]:
    """Gives the ways through a function body in one mode that do not end in an exception; none where that can't be told.

    Args:
        function: a function with a parameter ``mode``.
        names: the resolved names of its module.
        mode: the mode.
    """
    given = {param.name.value for param in function.params.params}
    modes = Modes(names, mode="mode", labels="labels" if "labels" in given else None)
    start = Path(names, mode, modes)
    try:
        going, ended = _block(function.body, [start])
    except _Untold:
        return []
    return going + ended


class _Untold(Exception):
    """There are too many ways, or a return where it can't be told whether it runs."""


def _block(body: cst.BaseSuite, going: list[Path]) -> tuple[list[Path], list[Path]]:
    ended: list[Path] = []
    for statement in body.body:
        smalls = statement.body if isinstance(statement, cst.SimpleStatementLine) else (statement,)
        for small in smalls:
            going, more = _statement(small, going)
            ended += more
            if len(going) + len(ended) > _MOST:
                raise _Untold
    return going, ended


def _statement(statement, going: list[Path]) -> tuple[list[Path], list[Path]]:
    match statement:
        case cst.Return():
            return [], [replace(path, returned=statement) for path in going]
        case cst.Raise():
            return [], []
        case cst.Assert(test=test):
            return [path for path in going if path.modes.truth(test, path.mode) is not False], []
        case cst.If():
            return _if(statement, going)
        case cst.With(items=items, body=body):
            opened = cst.With(items, cst.IndentedBlock([]))
            return _block(body, [_with(path, opened) for path in going])
        case _:
            if not isinstance(statement, (cst.FunctionDef, cst.ClassDef)) and _leaves(statement):
                raise _Untold
            for path in going:
                _flag(path, statement)
            return [_with(path, statement) for path in going], []


def _if(statement: cst.If, going: list[Path]) -> tuple[list[Path], list[Path]]:
    onward, ended = [], []
    for path in going:
        chosen = path.modes.truth(statement.test, path.mode)
        if chosen is None and not _leaves(statement):
            onward.append(_with(path, statement))
            continue
        for branch in (True, False) if chosen is None else (chosen,):
            more, done = _branch(statement, branch, path)
            onward += more
            ended += done
    return onward, ended


def _branch(statement: cst.If, branch: bool, path: Path) -> tuple[list[Path], list[Path]]:
    if branch:
        return _block(statement.body, [path])
    match statement.orelse:
        case cst.Else(body=body):
            return _block(body, [path])
        case cst.If() as other:
            return _if(other, [path])
    return [path], []


def _with(path: Path, *more: cst.CSTNode) -> Path:
    return replace(path, statements=(*path.statements, *more))


def _flag(path: Path, statement: cst.CSTNode) -> None:
    match statement:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
            if path.modes.is_test(value) and name not in path.modes.flags:
                path.modes.flags[name] = value
            else:
                path.modes.flags.pop(name, None)


def _leaves(statement: cst.CSTNode) -> bool:
    """Whether a statement may end the function."""
    return bool(find(statement, cst.Return) or find(statement, cst.Raise))


_LATER_OR_NEVER = frozenset((cst.FunctionDef, cst.ClassDef, cst.Lambda, cst.If, cst.IfExp, cst.For, cst.While, cst.Try,
                             cst.BooleanOperation))


def own_calls(statements: Sequence[cst.CSTNode]) -> list[cst.Call]:
    """Gives the calls that surely run with some statements of a path: none of functions and conditions within them."""
    found, stack = [], list(reversed(statements))
    while stack:
        node = stack.pop()
        if type(node) in _LATER_OR_NEVER:
            continue
        if type(node) is cst.Call:
            found.append(node)
        stack.extend(reversed(children(node)))
    return found
