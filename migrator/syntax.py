"""What the standard parser makes of a program: positions and statements, for a tenth of what libcst's tree costs."""
from __future__ import annotations

import ast
import functools
from collections.abc import Iterator

_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")  # in the order of the source


@functools.lru_cache(maxsize=4)
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
    return program == other or ast.dump(parsed(program)) == ast.dump(parsed(other))


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Yields the statements below a node, each before those within it, in the order of the source."""
    for name in _BLOCKS:
        for inner in getattr(node, name, ()):
            if isinstance(inner, ast.stmt):
                yield inner
            if not isinstance(inner, _PLAIN):
                yield from statements(inner)


_PLAIN = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Import, ast.ImportFrom, ast.Pass, ast.Raise)
