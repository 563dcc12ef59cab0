"""Line breaks of what the tool wrote, as the program's author would set them."""
from __future__ import annotations

import ast
import dataclasses
from collections import Counter

from migrator.emission.author_style import Style, limit_of, style_of
from migrator.emission.logical_line import Form, Group, LogicalLine, Writer, is_hanging
from migrator.syntax import parsed, statements

_ROUNDS = 8  # in which a statement is broken once more


def lay_out(before: str, after: str) -> str:
    """Breaks, joins and indents the lines of the statements that a migration changed.

    Statements that are written in the original as well stay as they are.

    Args:
        before: the original program.
        after: the migrated program.

    Returns:
        The migrated program with its lines set; what it means is not changed.
    """
    if "\r" in after.replace("\r\n", ""):
        return after  # The parser counts other lines than we do.
    known = Counter(line.strip() for line in before.split("\n"))
    lines = after.split("\n")
    limit = limit_of(before.split("\n"))
    new = {number for number, line in enumerate(lines, 1) if line.strip() not in known}
    old = {line.rstrip() for line in before.split("\n")}
    moved = {number for number, line in enumerate(lines, 1) if line.rstrip() not in old}
    if not moved:
        return after
    writer, ended = None, [line + "\n" for line in lines]
    replaced: dict[int, tuple[int, list[str]]] = {}
    for start, end in _statements(parsed(after)):
        rows = range(start, end + 1)
        if not any(row in moved for row in rows) or not (
                end > start or any(row in new and len(lines[row - 1].rstrip()) > limit for row in rows)):
            continue
        writer = writer or Setter(before)
        count, made = writer.set(ended[start - 1:], new, start)
        if made is not None:
            replaced[start] = count, made
    for start in sorted(replaced, reverse=True):
        count, made = replaced[start]
        ending = "\r" if lines[start - 1].endswith("\r") else ""
        lines[start - 1:start - 1 + count] = [line + ending for line in made]
    return "\n".join(lines)


def _statements(tree: ast.Module):
    """The first and last lines of simple statements and of the headers of compound ones."""
    seen = set()
    for node in statements(tree):
        if node.lineno not in seen and not _is_docstring(node):
            seen.add(node.lineno)
            body = getattr(node, "body", None)
            end = max(body[0].lineno - 1, node.lineno) if body else node.end_lineno
            yield node.lineno, end


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class Setter:
    """Sets the lines of statements in the style of a program's author.

    Args:
        before: the program as the author wrote it.
    """

    def __init__(self, before: str):
        lines = [line + "\n" for line in before.split("\n")]
        self._written = [line.rstrip() for line in lines]
        self._places = {line.replace(" ", ""): index for index, line in enumerate(self._written) if index and line}
        self.style: Style = style_of(lines, parsed(before))

    def set(self, lines: list[str], new: set[int], start: int) -> tuple[int, list[str] | None]:
        """Sets one logical line.

        Args:
            lines: the physical lines from where it starts.
            new: numbers of the lines that the author did not write.
            start: number of the first line.

        Returns:
            How many physical lines it had, and those it has now; None where it stays.
        """
        line = LogicalLine(lines)
        if not line.is_plain:
            return line.count, None
        forms: dict[Group, Form] = {}
        self._join(line, forms, new, start)
        self._mend(line, forms, new, start)
        made = self._break(line, forms)
        if start in new and line.count == 1 and len(made) > 1:
            made = self._bracketed(line, lines[0]) or made
        return line.count, None if made == [one.rstrip() for one in lines[:line.count]] else made

    def _style_of(self, line: LogicalLine) -> Style:
        """The style for a line: what a header is broken into stands out from the block below."""
        if line.tokens[-1].text != ":" or self.style.closes_below:
            return self.style
        return dataclasses.replace(self.style, hang=2 * self.style.hang, aligns=True)

    # Joining.

    def _join(self, line: LogicalLine, forms: dict[Group, Form], new: set[int], start: int) -> None:
        """Joins calls that no longer need several lines."""
        for group in reversed(line.groups):
            if not group.is_call or group.first is None or not self._is_short(line, group, forms):
                continue
            row = line.tokens[group.first].row
            if start + row - 1 not in new and not self._had_to_break(line, row, is_hanging(line, group)):
                continue
            tried = {**forms, group: Form.FLAT}
            if len(Writer(line, self._style_of(line), tried).lines()) < len(Writer(line, self._style_of(line), forms).lines()) and (
                    self._overflow(line, tried, self.style.usual) == 0):
                forms[group] = Form.FLAT

    def _mend(self, line: LogicalLine, forms: dict[Group, Form], new: set[int], start: int) -> None:
        """Lets no arguments follow behind the closing bracket of a call over several lines that was put around them."""
        for group in line.groups:
            around = group.parent
            opened = line.tokens[group.opening].row
            if (group.first is not None and is_hanging(line, group) and around is not None and around.is_call
                    and self._is_followed(line, group) and around.first is None and start + opened - 1 in new
                    and not any(token.is_comment for token in line.tokens[around.opening:around.closing])):
                forms[group] = Form.FLAT

    def _is_short(self, line: LogicalLine, group: Group, forms: dict[Group, Form]) -> bool:
        """Whether a call is broken in one place, or has few arguments, and holds no comment."""
        broken = [token for token in line.tokens[group.opening + 1:group.closing] if token.starts_line
                  and forms.get(token.group) is not Form.FLAT]
        few = all(token.group is group for token in broken) and len(group.starts) < 2
        return (len(broken) == 1 or few) and not any(
            token.is_comment for token in line.tokens[group.opening:group.closing])

    def _had_to_break(self, line: LogicalLine, row: int, hangs: bool) -> bool:
        """Whether the author's line did not fit behind the one before it, or something beside it is gone."""
        text = "".join(token.text for token in line.tokens if token.row == row)
        if text not in self._places:
            return True
        index = self._places[text]
        before, written = self._written[index - 1], self._written[index].strip()
        following = self._written[index + 1].strip() if index + 1 < len(self._written) else ""
        if hangs and (not before.endswith(("(", "[", "{")) or written.endswith(",") and following[:1] not in (*")]}", "")):
            return True
        return len(before) + 1 + len(written) > self.style.usual

    # Breaking.

    def _overflow(self, line: LogicalLine, forms: dict[Group, Form], limit: int | None = None) -> int:
        limit = limit or self.style.limit
        return sum(max(len(one) - limit, 0) for one in Writer(line, self._style_of(line), forms).lines())

    def _break(self, line: LogicalLine, forms: dict[Group, Form]) -> list[str]:
        """Breaks brackets, one after the other, until every line fits."""
        made = Writer(line, self._style_of(line), forms).lines()
        for _ in range(_ROUNDS):
            overflow = self._overflow(line, forms)
            if not overflow:
                break
            tried = list(self._broken_more(line, forms))
            best = min(tried, key=lambda one: self._cost(line, one), default=None)
            if best is None or self._overflow(line, best) >= overflow:
                break
            forms = best
            made = Writer(line, self._style_of(line), forms).lines()
        return made

    def _bracketed(self, line: LogicalLine, code: str) -> list[str] | None:
        """Puts brackets round the operands of what would be broken within one of them."""
        start = next((token.column + len(token.text) for token in line.tokens if token.group is None
                      and token.text in ("=", "return")), None)
        if start is None or line.tokens[-1].is_comment or not any(token.group is None and token.text in ("+", "-", "and", "or", "if", ",")
                                    and token.column > start + 1 for token in line.tokens):
            return None
        bracketed = LogicalLine([f"{code[:start]} ({code[start:].strip()})\n"])
        form = {bracketed.groups[0]: Form.ALIGNED}
        return None if self._overflow(bracketed, form) else Writer(bracketed, self._style_of(bracketed), form).lines()

    def _broken_more(self, line: LogicalLine, forms: dict[Group, Form]):
        """The ways to break one more bracket, alone or with the one around it."""
        for group in line.groups:
            for form in (Form.HANGING, Form.ALIGNED):
                if self._may(line, group, form, forms):
                    yield {**forms, group: form}
                    around = group.parent
                    if around is not None and around.first is None and self._may(line, around, Form.HANGING, forms):
                        yield {**forms, group: form, around: Form.HANGING}

    def _may(self, line: LogicalLine, group: Group, form: Form, forms: dict[Group, Form]) -> bool:
        if forms.get(group) is form or group.closing == group.opening + 1 or group.is_subscript:
            return False
        inside = line.tokens[group.opening + 1:group.closing]
        if any(token.is_comment and token.group is group for token in inside):
            return False
        return form is Form.HANGING or not self.style.closes_below and bool(group.starts or group.splits)

    def _cost(self, line: LogicalLine, forms: dict[Group, Form]) -> tuple[int, int]:
        """What breaks cost: too long lines first, then the number of lines and whatever reads badly."""
        style = self._style_of(line)
        lines = Writer(line, style, forms).lines()
        overflow = sum(max(len(one) - style.limit, 0) for one in lines)
        wanted = Form.ALIGNED if style.aligns else Form.HANGING
        cost = 10 * sum(not one.lstrip().startswith((")", "]", "}")) for one in lines)
        for group, form in forms.items():
            if form is not Form.FLAT:
                narrow = form is Form.ALIGNED and max(map(_indentation, lines)) > 0.6 * style.limit
                cost += 4 * group.depth + 2 * (form is not wanted) + 8 * narrow + self._tearing(line, group, forms)
        return overflow, cost

    def _tearing(self, line: LogicalLine, group: Group, forms: dict[Group, Form]) -> int:
        """The cost of breaking what is small or not the last thing of the statement."""
        following = line.tokens[group.closing + 1:]
        cost = 8 if len(line.text(group)) < 12 else 0
        if any(token.text not in ")]},:" for token in following):
            cost += 4
        while group.parent is not None and forms.get(group.parent) is not Form.HANGING:
            cost += 24 * self._is_followed(line, group)
            group = group.parent
        return cost

    def _is_followed(self, line: LogicalLine, group: Group) -> bool:
        """Whether a group is not the last thing within the one around it."""
        return group.parent is not None and any(start > group.closing for start in group.parent.starts)


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
