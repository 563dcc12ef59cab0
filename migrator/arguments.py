"""The arguments of a call, bound to the parameters of what it calls, and how to edit them.

An edited call keeps the layout of the original: what stays positional, line breaks, comments.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import libcst as cst

from migrator.trees import code

_NOTHING = cst.SimpleWhitespace("")


class Unbindable(Exception):
    """The arguments of a call can't be told apart: it has a star argument or too many."""


@dataclass(frozen=True)
class _Entry:
    """One argument and the whitespace (line breaks, comments) that stands before it."""

    name: str
    arg: cst.Arg
    before: cst.BaseParenthesizableWhitespace
    added: bool = False
    parameter: str = ""  # its name before it was renamed


class Arguments:
    """The arguments of one call, in the order in which they stand, by parameter name.

    Args:
        call: the call.
        parameters: names of the called function's parameters, in positional order. Names that
            are only ever given as keywords need not be in it.

    Raises:
        Unbindable: the call has ``*args`` or more positional arguments than parameters.
    """

    def __init__(self, call: cst.Call, parameters: Sequence[str]):
        self._call = call
        self._entries: list[_Entry] = []
        before = call.whitespace_before_args
        for index, arg in enumerate(call.args):
            name = _name(arg, index, parameters)
            self._entries.append(_Entry(name, arg, before, parameter=name))
            before = _after(arg)
        self._end = before if call.args else _NOTHING
        self._trailing_comma = bool(call.args) and isinstance(call.args[-1].comma, cst.Comma)
        if not call.args and _comments(call.whitespace_before_args):
            self._end = call.whitespace_before_args

    def __contains__(self, name: str) -> bool:
        return any(name == entry.name for entry in self._entries)

    def __iter__(self):
        return iter([entry.name for entry in self._entries])

    def get(self, name: str) -> cst.BaseExpression | None:
        """Gives the value of an argument, or None where it is not given."""
        for entry in self._entries:
            if entry.name == name:
                return entry.arg.value
        return None

    def parameter(self, name: str) -> str:
        """Gives the name that an argument had before it was renamed."""
        return next((entry.parameter for entry in self._entries if entry.name == name), "") or name

    def pop(self, *names: str) -> cst.BaseExpression | None:
        """Takes arguments out; gives the value of the first one that was there, or None.

        Comments beside what is taken out stay with the call.
        """
        value = next((self.get(name) for name in names if name in self), None)
        for name in names:
            for index, entry in enumerate(self._entries):
                if entry.name == name:
                    self._remove(index)
                    break
        return value

    def rename(self, old: str, new: str) -> None:
        """Renames an argument where it is given."""
        self._entries = [replace(entry, name=new) if entry.name == old else entry for entry in self._entries]

    def replace(self, name: str, value: cst.BaseExpression) -> None:
        """Gives an argument that is there another value."""
        self._entries = [replace(entry, arg=entry.arg.with_changes(value=value)) if entry.name == name else entry
                         for entry in self._entries]

    def add(self, name: str, value: cst.BaseExpression, before: str = "") -> None:
        """Adds an argument, or replaces it where it is given.

        Args:
            name: its name.
            value: its value.
            before: name of the argument to put it in front of; without one it comes last.
        """
        if name in self:
            self.replace(name, value)
            return
        for index, entry in enumerate(self._entries):
            if entry.name == before:
                self._insert(index, _Entry(name, cst.Arg(value), entry.before, added=True))
                return
        self._entries.append(_Entry(name, cst.Arg(value), self._space_at_end(), added=True))

    def _space_at_end(self) -> cst.BaseParenthesizableWhitespace:
        """The whitespace for an argument that comes last; takes over the comments that stand there."""
        if not self._entries:
            return _NOTHING
        last = self._entries[-1].before
        if _comments(self._end):
            taken, self._end = self._end, _without_comments(self._end)
            return taken.with_changes(last_line=last.last_line) if _is_broken(last) else taken
        return cst.SimpleWhitespace(" ") if len(self._entries) == 1 else _without_comments(last)

    def _insert(self, index: int, entry: _Entry) -> None:
        follower = self._entries[index]
        space = _without_comments(entry.before) if _is_broken(entry.before) else cst.SimpleWhitespace(" ")
        self._entries[index] = replace(follower, before=space)
        self._entries.insert(index, entry)

    def prepend(self, name: str, value: cst.BaseExpression) -> None:
        """Adds an argument in front; `call` gives it by position where its order allows."""
        if self._entries:
            self._insert(0, _Entry(name, cst.Arg(value), self._entries[0].before))
        else:
            self._entries.append(_Entry(name, cst.Arg(value), _NOTHING))

    def call(self, function: cst.BaseExpression, order: Iterable[str] = (), indent: int = 0) -> cst.Call:
        """Makes the edited call.

        Args:
            function: what is called now.
            order: parameters of `function` in positional order. An argument that was positional
                stays so as long as it is in its place; all others are given by keyword.
            indent: width of what will stand before the call on its line that did not before.

        Returns:
            The call, laid out as the original.
        """
        self._realign(function, indent)
        order = list(order)
        args, positional = [], True
        for index, entry in enumerate(self._entries):
            positional = (positional and entry.arg.keyword is None and not entry.added
                          and index < len(order) and order[index] == entry.name)
            arg = entry.arg if positional else _keyword(entry)
            args.append(self._punctuated(index, arg))
        first = self._entries[0].before if self._entries else self._end
        return self._call.with_changes(func=function, args=args, whitespace_before_args=first)

    def _realign(self, function: cst.BaseExpression, indent: int) -> None:
        """Moves lines that are aligned with the opening bracket by as much as the bracket moves."""
        if not self._call.args or _is_broken(self._call.whitespace_before_args) or not any(
                _is_broken(entry.before) for entry in self._entries):
            return
        bracket = _width(self._call.func) + 1
        shift = _width(function) + 1 - bracket + indent
        for index, entry in enumerate(self._entries):
            if _is_broken(entry.before) and len(entry.before.last_line.value) >= bracket:
                moved = entry.arg.with_changes(value=entry.arg.value.visit(_Shift(shift)))
                self._entries[index] = replace(entry, arg=moved, before=entry.before.visit(_Shift(shift)))

    def _remove(self, index: int) -> None:
        """Takes one argument out and joins the whitespace around it."""
        before = self._entries[index].before
        is_last = index == len(self._entries) - 1
        after = self._end if is_last else self._entries[index + 1].before
        joined = _joined(before, after, keep_after=is_last or (index > 0 and not _is_broken(before)))
        del self._entries[index]
        if is_last:
            self._end = joined if self._entries or _comments(joined) else _NOTHING
        else:
            self._entries[index] = replace(self._entries[index], before=joined)

    def _punctuated(self, index: int, arg: cst.Arg) -> cst.Arg:
        if index + 1 < len(self._entries):
            before = arg.comma.whitespace_before if isinstance(arg.comma, cst.Comma) else _NOTHING
            comma = cst.Comma(before, self._entries[index + 1].before)
            return arg.with_changes(comma=comma, whitespace_after_arg=_NOTHING)
        comma = cst.Comma() if self._trailing_comma else cst.MaybeSentinel.DEFAULT
        return arg.with_changes(comma=comma, whitespace_after_arg=self._end)


def _name(arg: cst.Arg, index: int, parameters: Sequence[str]) -> str:
    if arg.star == "**":
        raise Unbindable("a ** argument hides which parameters are given")
    if arg.star:
        raise Unbindable("a starred argument hides which parameters are given")
    if arg.keyword is not None:
        return arg.keyword.value
    if index < len(parameters):
        return parameters[index]
    raise Unbindable("more positional arguments than the TF1 signature has")


def _keyword(entry: _Entry) -> cst.Arg:
    arg = entry.arg
    if arg.keyword is not None and arg.keyword.value == entry.name:
        return arg
    equal = arg.equal if arg.keyword is not None else cst.AssignEqual(_NOTHING, _NOTHING)
    return arg.with_changes(keyword=cst.Name(entry.name), equal=equal)


# Whitespace between arguments.

def _after(arg: cst.Arg) -> cst.BaseParenthesizableWhitespace:
    """The whitespace after an argument and its comma; the parser puts it in either of two places."""
    if isinstance(arg.comma, cst.Comma) and not arg.comma.whitespace_after.empty:
        return arg.comma.whitespace_after
    return arg.whitespace_after_arg


def _is_broken(space: cst.BaseParenthesizableWhitespace) -> bool:
    return isinstance(space, cst.ParenthesizedWhitespace)


def _comments(space: cst.BaseParenthesizableWhitespace) -> list[cst.Comment]:
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return []
    found = [space.first_line.comment, *(line.comment for line in space.empty_lines)]
    return [comment for comment in found if comment is not None]


def _without_comments(space: cst.BaseParenthesizableWhitespace) -> cst.BaseParenthesizableWhitespace:
    if not _comments(space):
        return space
    first = space.first_line.with_changes(comment=None, whitespace=_NOTHING)
    return space.with_changes(first_line=first, empty_lines=[])


def _joined(before, after, keep_after: bool):
    """Joins the whitespace on both sides of an argument that goes.

    A comment at the end of a line speaks of what stands before it, one on a line of its own of
    what follows; those of the argument that goes get lines of their own.

    Args:
        before, after: the whitespace.
        keep_after: whether the layout of `after` wins over that of `before`.
    """
    if not _comments(before) and not _comments(after):
        return after if keep_after else before
    if not _is_broken(before) or not _is_broken(after):
        return before if _is_broken(before) else after
    layout = after if keep_after else before
    lines = list(before.empty_lines)
    if after.first_line.comment is not None:
        lines.append(cst.EmptyLine(before.indent, before.last_line, after.first_line.comment))
    return layout.with_changes(first_line=before.first_line, empty_lines=[*lines, *after.empty_lines])


def _width(node: cst.BaseExpression) -> int:
    return len(code(node))


class _Shift(cst.CSTTransformer):
    """Shifts all lines that begin inside an expression."""

    def __init__(self, columns: int):
        super().__init__()
        self.columns = columns

    def leave_ParenthesizedWhitespace(self, original, updated):
        lines = [line.with_changes(whitespace=self._shifted(line.whitespace)) if line.comment else line
                 for line in updated.empty_lines]
        return updated.with_changes(empty_lines=lines, last_line=self._shifted(updated.last_line))

    def _shifted(self, space: cst.SimpleWhitespace) -> cst.SimpleWhitespace:
        columns = max(0, len(space.value) + self.columns)
        return space.with_changes(value=" " * columns) if space.value.strip(" ") == "" else space
