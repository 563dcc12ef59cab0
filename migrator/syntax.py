"""What the standard parser makes of a program: positions and statements, for a tenth of what libcst's tree costs."""
from __future__ import annotations

import ast
from collections.abc import Iterator

from migrator.memory import remembered

_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")  # in the order of the source


@remembered(4)
def parsed(program: str) -> ast.Module:
    """Gives a program's tree, which nobody changes: those of a program before and after its migration are asked for again and again.

    Args:
        program: its text, without the mark of UTF-8.

    Raises:
        SyntaxError: it is no Python.
    """
    return ast.parse(program)


def says_the_same(program: str, other: str) -> bool:
    """Whether two programs differ at most in blanks, line breaks, brackets and comments.

    Raises:
        SyntaxError: one of them is no Python.
    """
    return program == other or _is_same(parsed(program), parsed(other))


def _is_same(tree: ast.AST, other: ast.AST) -> bool:
    """Whether two trees say the same, wherever they stand."""
    pairs = [(tree, other)]
    while pairs:
        one, two = pairs.pop()
        if one is two:
            continue
        if type(one) is not type(two):
            return False
        if isinstance(one, ast.AST):
            pairs += [(getattr(one, name, None), getattr(two, name, None)) for name in one._fields]
        elif type(one) is list:
            if len(one) != len(two):
                return False
            pairs += zip(one, two)
        elif one != two:
            return False
    return True


@remembered(4)
def levels(program: str) -> list[list[ast.AST]]:
    """Gives the nodes of a program's tree: the module, what it consists of, what that consists of, and so on.

    Args:
        program: its text.

    Raises:
        SyntaxError: it is no Python.
    """
    found, level = [], [parsed(program)]
    while level:
        found.append(level)
        level = [part for node in level for part in _parts(node)]
    return found


def nodes(tree: ast.AST) -> list[ast.AST]:
    """Gives a node of a tree and all below it, each before its parts."""
    found = [tree]
    for node in found:
        found += _parts(node)
    return found


def _parts(node: ast.AST) -> list[ast.AST]:
    """What a node consists of, but for whether a name is read or bound."""
    found = []
    for name in node._fields:
        if name == "ctx":
            continue
        value = getattr(node, name, None)
        if type(value) is list:
            found += [part for part in value if isinstance(part, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Yields the statements below a node, each before those within it, in the order of the source."""
    for name in _BLOCKS:
        for inner in getattr(node, name, ()):
            if isinstance(inner, ast.stmt):
                yield inner
            if not isinstance(inner, _PLAIN):
                yield from statements(inner)


_PLAIN = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Import, ast.ImportFrom, ast.Pass, ast.Raise)
