"""Docstrings of several definitions as that of one."""
from __future__ import annotations

import inspect
import textwrap
from collections.abc import Sequence

import libcst as cst

_QUOTES = ('"""', "'''")


def joined_docstring(docstrings: Sequence[cst.SimpleStatementLine], indent: str) -> cst.SimpleStatementLine:
    """Joins the paragraphs of docstrings to that of the first; of others than plain ones in three quotes it is the first alone.

    Args:
        docstrings: the statements; at least one.
        indent: how far a docstring of the result is indented.
    """
    strings = [one.body[0].value for one in docstrings]
    first = strings[0]
    if len(strings) == 1 or not all(isinstance(one, cst.SimpleString) and not one.prefix and "\\" not in one.value for one in strings) or (
            first.quote not in _QUOTES or any(first.quote in one.raw_value for one in strings)):
        return docstrings[0]
    added = "\n\n".join(inspect.cleandoc(one.raw_value) for one in strings[1:])
    text = f"{first.raw_value.rstrip()}\n\n{textwrap.indent(added, indent)}\n{indent}"
    return docstrings[0].with_changes(body=[cst.Expr(first.with_changes(value=f"{first.quote}{text}{first.quote}"))])
