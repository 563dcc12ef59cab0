"""How the author of a program breaks long lines."""
from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass

from migrator.emission.logical_line import LogicalLine, is_hanging
from migrator.syntax import statements

_LEAST, _BLACK = 79, 88  # what everybody allows; what those who close brackets on lines of their own do
_MOST = 120  # No author's line makes us write longer ones.
_ENOUGH = 150  # statements over several lines that are looked at


@dataclass(frozen=True)
class Style:
    """How an author breaks lines.

    Attributes:
        limit: the length that a line may have.
        usual: the length that the author's lines have, but for the longest few.
        hang: by how much lines after a hanging bracket are indented.
        hangs: the values of it that the author uses.
        offsets: indentations of the lines after a bracket with something behind it, where they are not aligned with it.
        aligns: lines are rather aligned with the bracket than hanging.
        one_per_line: what does not fit on one line gets a line for each element.
        closes_below: a hanging bracket is closed on a line of its own.
    """

    limit: int = 79
    usual: int = 79
    hang: int = 4
    hangs: frozenset[int] = frozenset({4})
    offsets: frozenset[int] = frozenset()
    aligns: bool = False
    one_per_line: bool = False
    closes_below: bool = False


def style_of(lines: list[str], tree: ast.Module) -> Style:
    """Reads from a program how its author breaks lines.

    Args:
        lines: its physical lines, with their ends.
        tree: the program, parsed.
    """
    hangs, offsets, counts = Counter(), Counter(), Counter()
    for start in sorted(_broken_statements(tree))[:_ENOUGH]:
        line = LogicalLine(lines[start - 1:])
        if line.is_plain:
            for group in line.groups:
                _count(line, group, hangs, offsets, counts)
    total = sum(hangs.values())
    closes_below = counts["closed below"] > counts["closed behind"]
    least = _BLACK if closes_below else _LEAST
    return Style(
        limit=max(limit_of(lines), least),
        usual=max(limit_of(lines, but=2 + len(lines) // 50), least),
        hang=hangs.most_common(1)[0][0] if hangs else 4,
        hangs=frozenset(value for value, count in hangs.items() if count * 6 >= total) or frozenset({4}),
        offsets=frozenset(value for value, count in offsets.items() if count > 1 or count == sum(offsets.values())),
        aligns=counts["aligned"] > total,
        one_per_line=counts["one per line"] > max(counts["filled"], 2),
        closes_below=closes_below,
    )


def limit_of(lines: list[str], but: int = 0) -> int:
    """The length that an author's lines may have: that of the longest, leaving some out, within reason."""
    lengths = sorted(len(line.rstrip()) for line in lines if not line.lstrip().startswith("#") and "http" not in line)
    return max(_LEAST, min(_MOST, lengths[-1 - but] if len(lengths) > but else 0))


def _broken_statements(tree: ast.Module):
    """The lines that statements over several lines start in; of compound ones the headers are not looked at."""
    for node in statements(tree):
        if not hasattr(node, "body") and node.end_lineno > node.lineno:
            yield node.lineno


def _count(line: LogicalLine, group, hangs: Counter, offsets: Counter, counts: Counter) -> None:
    if group.first is None:
        return
    first, closing = line.tokens[group.first], line.tokens[group.closing]
    offset = first.column - group.indent
    if is_hanging(line, group):
        if offset > 0:
            hangs[offset] += 1
        counts["closed below" if closing.starts_line else "closed behind"] += 1
        rows = {line.tokens[index].row for index in (group.first, *group.starts)}
        if len(rows) > 1 and len(group.starts) > 1:
            counts["one per line" if len(rows) == len(group.starts) + 1 else "filled"] += 1
    elif first.column == line.tokens[group.opening + 1].column:
        counts["aligned"] += 1
    elif offset > 0:
        offsets[offset] += 1
