"""The arguments of a call, bound to the parameters of what it calls, and how to edit them.

An edited call keeps the layout of the original: what stays positional, line breaks, comments.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst


class Unbindable(Exception):
    """The arguments of a call can't be told apart: it has a star argument or too many."""


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
        self._added: set[str] = set()
        self._entries: list[tuple[str, cst.Arg]] = []
        for index, arg in enumerate(call.args):
            if arg.star == "**":
                self._entries.append(("**", arg))
            elif arg.star:
                raise Unbindable("a starred argument hides which parameters are given")
            elif arg.keyword is not None:
                self._entries.append((arg.keyword.value, arg))
            elif index < len(parameters):
                self._entries.append((parameters[index], arg))
            else:
                raise Unbindable("more positional arguments than the TF1 signature has")
        if any(name == "**" for name, _ in self._entries):
            raise Unbindable("a ** argument hides which parameters are given")

    def __contains__(self, name: str) -> bool:
        return any(name == given for given, _ in self._entries)

    def __iter__(self):
        return iter([name for name, _ in self._entries])

    def get(self, name: str) -> cst.BaseExpression | None:
        """Gives the value of an argument, or None where it is not given."""
        for given, arg in self._entries:
            if given == name:
                return arg.value
        return None

    def pop(self, *names: str) -> cst.BaseExpression | None:
        """Takes arguments out; gives the value of the first one that was there, or None."""
        value = next((self.get(name) for name in names if name in self), None)
        kept = [entry for entry in self._entries if entry[0] not in names]
        if kept and self._entries and kept[-1] is not self._entries[-1]:
            # The new last argument takes over how the old one ended: before the bracket.
            last = self._entries[-1][1]
            name, arg = kept[-1]
            kept[-1] = (name, arg.with_changes(comma=last.comma, whitespace_after_arg=last.whitespace_after_arg))
        self._entries = kept
        return value

    def rename(self, old: str, new: str) -> None:
        """Renames an argument where it is given."""
        self._entries = [(new if name == old else name, arg) for name, arg in self._entries]

    def replace(self, name: str, value: cst.BaseExpression) -> None:
        """Gives an argument that is there another value."""
        self._entries = [
            (given, arg.with_changes(value=value) if given == name else arg) for given, arg in self._entries]

    def add(self, name: str, value: cst.BaseExpression) -> None:
        """Adds an argument at the end, or replaces it where it is given."""
        if name in self:
            self.replace(name, value)
            return
        if self._entries:
            given, last = self._entries[-1]
            comma = self._entries[-2][1].comma if len(self._entries) > 1 else cst.MaybeSentinel.DEFAULT
            if isinstance(comma, cst.MaybeSentinel):
                comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
            if _has_comment(comma):
                comma = cst.Comma(whitespace_after=_without_comment(comma.whitespace_after))
            closing = (last.comma, last.whitespace_after_arg)
            self._entries[-1] = (given, last.with_changes(comma=comma, whitespace_after_arg=cst.SimpleWhitespace("")))
        else:
            closing = (cst.MaybeSentinel.DEFAULT, cst.SimpleWhitespace(""))
        added = cst.Arg(value, comma=closing[0], whitespace_after_arg=closing[1])
        self._entries.append((name, added))
        self._added.add(name)

    def call(self, function: cst.BaseExpression, order: Iterable[str] = ()) -> cst.Call:
        """Makes the edited call.

        Args:
            function: what is called now.
            order: parameters of `function` in positional order. An argument that was positional
                stays so as long as it is in its place; all others are given by keyword.

        Returns:
            The call, laid out as the original.
        """
        order = list(order)
        args, positional = [], True
        for index, (name, arg) in enumerate(self._entries):
            positional = (positional and arg.keyword is None and name not in self._added
                          and index < len(order) and order[index] == name)
            args.append(arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT) if positional
                        else _keyword(name, arg))
        changes = {"whitespace_before_args": cst.SimpleWhitespace("")} if not args else {}
        return self._call.with_changes(func=function, args=args, **changes)


def _keyword(name: str, arg: cst.Arg) -> cst.Arg:
    if arg.keyword is not None and arg.keyword.value == name:
        return arg
    tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    equal = arg.equal if arg.keyword is not None else tight
    return arg.with_changes(keyword=cst.Name(name), equal=equal)


def _has_comment(comma: cst.Comma) -> bool:
    after = comma.whitespace_after
    return isinstance(after, cst.ParenthesizedWhitespace) and (
        after.first_line.comment is not None or any(line.comment for line in after.empty_lines))


def _without_comment(after: cst.ParenthesizedWhitespace) -> cst.ParenthesizedWhitespace:
    first = after.first_line.with_changes(comment=None, whitespace=cst.SimpleWhitespace(""))
    return after.with_changes(first_line=first, empty_lines=[])
