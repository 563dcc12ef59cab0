"""Taking statements out of a block without losing the comments that stand beside them."""
from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst


def without(body: Sequence[cst.BaseStatement], footer: Sequence[cst.EmptyLine],
            is_gone: Callable[[cst.BaseStatement], bool]) -> tuple[list[cst.BaseStatement], list[cst.EmptyLine]]:
    """Takes statements out of a block.

    Args:
        body: the statements of a module or an indented block.
        footer: the lines after the last of them.
        is_gone: says which statements to take out.

    Returns:
        The statements that stay and the footer. Comments of those that went stand before the next
        statement, or in the footer.
    """
    kept: list[cst.BaseStatement] = []
    waiting: list[cst.EmptyLine] | None = None
    for statement in body:
        if is_gone(statement):
            waiting = _with_comments_of(statement, waiting)
        else:
            kept.append(_led_by(waiting, statement, is_first=not kept) if waiting is not None else statement)
            waiting = None
    comments = [line for line in waiting or () if line.comment is not None]
    return kept, [*comments, *footer]


def _with_comments_of(gone: cst.SimpleStatementLine, waiting: list[cst.EmptyLine] | None) -> list[cst.EmptyLine]:
    """The lines that stood before a run of statements that go, and all comments in it."""
    lines = gone.leading_lines if waiting is None else [line for line in gone.leading_lines if line.comment is not None]
    trailing = gone.trailing_whitespace.comment
    return [*(waiting or ()), *lines, *([cst.EmptyLine(comment=trailing)] if trailing is not None else ())]


def _led_by(waiting: list[cst.EmptyLine], statement: cst.BaseStatement, is_first: bool) -> cst.BaseStatement:
    """Gives a statement the lines of what stood before it; blank lines are not doubled."""
    lead = list(statement.leading_lines)
    has_comment = any(line.comment is not None for line in waiting)
    starts_blank = bool(lead) and lead[0].comment is None
    if not has_comment and starts_blank and not is_first:
        return statement
    while is_first and lead and lead[0].comment is None:
        del lead[0]
    return statement.with_changes(leading_lines=[*waiting, *lead])
