"""Computes recorded expressions as far as their values are known.

What is not known stays unknown, and a string of which a part is unknown keeps the other parts.
Nothing of the program is called: only operators, and functions and methods of Python's own types.
"""
from __future__ import annotations

import ast
import itertools
import operator
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass


class Unknown:
    """A value that is not known."""


UNKNOWN = Unknown()


@dataclass(frozen=True)
class Hole:
    """An unknown part of a string.

    Attributes:
        number: tells it from others.
        regex: what it may be.
    """

    number: int
    regex: str = ".+"


_numbers = itertools.count()


def hole(regex: str = ".+") -> Hole:
    """Makes an unknown part of a string."""
    return Hole(next(_numbers), regex)


@dataclass(frozen=True)
class Text:
    """A string of which parts may be unknown.

    Attributes:
        parts: what it consists of.
    """

    parts: tuple[str | Hole, ...]

    @classmethod
    def of(cls, *parts: str | Hole | Text) -> Text:
        """Joins strings and texts."""
        flat: list[str | Hole] = []
        for part in parts:
            for one in part.parts if isinstance(part, Text) else (part,):
                if isinstance(one, str) and flat and isinstance(flat[-1], str):
                    flat[-1] += one
                else:
                    flat.append(one)
        return cls(tuple(flat))

    @property
    def exact(self) -> str | None:
        """The string, where all of it is known."""
        return "".join(self.parts) if all(isinstance(part, str) for part in self.parts) else None

    @property
    def regex(self) -> str:
        """A regular expression for what it may be."""
        return "".join(re.escape(part) if isinstance(part, str) else part.regex for part in self.parts)

    @property
    def key(self) -> str:
        """A string that only the same text has."""
        return "".join(part if isinstance(part, str) else f"\0{part.number}\0" for part in self.parts)

    def __str__(self):
        return "".join(part if isinstance(part, str) else "…" for part in self.parts)


class Environment:
    """The values of names.

    Args:
        outer: the names of the module, or of the enclosing function.
        local: the function's own names: one that has no value here is unknown.
    """

    def __init__(self, outer: Environment | Mapping[str, object], local: frozenset[str] = frozenset()):
        self.outer = outer
        self.local = local
        self.values: dict[str, object] = {}

    def lookup(self, name: str):
        """Gives the value of a name, or `UNKNOWN`."""
        if name in self.values:
            return self.values[name]
        if name in self.local:
            return UNKNOWN
        if isinstance(self.outer, Environment):
            return self.outer.lookup(name)
        return self.outer[name] if name in self.outer else _FUNCTIONS.get(name, UNKNOWN)


_FUNCTIONS = {one.__name__: one for one in (
    abs, bool, dict, enumerate, float, int, len, list, max, min, range, reversed, round, set, sorted, str, sum, tuple, zip,
    any, all, isinstance, repr)}
_OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow, ast.LShift: operator.lshift,
    ast.RShift: operator.rshift, ast.BitAnd: operator.and_, ast.BitOr: operator.or_,
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.Is: operator.is_, ast.IsNot: operator.is_not,
    ast.In: lambda item, items: item in items, ast.NotIn: lambda item, items: item not in items,
    ast.Not: operator.not_, ast.USub: operator.neg, ast.UAdd: operator.pos,
}
_OWN_TYPES = (str, int, float, bool, list, tuple, dict, set, range)
_CHANGING = {"append", "extend", "insert", "remove", "pop", "clear", "update", "setdefault", "popitem", "add", "sort", "reverse"}


def evaluate(source: str, names: Environment):
    """Computes an expression.

    Args:
        source: Python source.
        names: the values of names.

    Returns:
        The value, a `Text`, or `UNKNOWN`.
    """
    return _value(ast.parse(source, mode="eval").body, names)


def assign(source: str, names: Environment) -> None:
    """Runs an assignment; what it assigns may become unknown."""
    statement = ast.parse(source).body[0]
    match statement:
        case ast.Assign(targets=[target], value=value):
            bind(target, _value(value, names), names)
        case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
            names.values[name] = _apply(type(op), names.lookup(name), _value(value, names))
        case _:
            for name in assigned_names(source):
                names.values[name] = UNKNOWN


def assigned_names(source: str) -> set[str]:
    """Gives the names that an assignment binds."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def target_of(source: str) -> ast.expr:
    """Reads the target of a loop."""
    return ast.parse(source, mode="eval").body


def bind(target: ast.expr, value, names: Environment) -> None:
    """Binds the names of a target to a value, as far as that can be taken apart."""
    if isinstance(target, ast.Name):
        names.values[target.id] = value
    elif isinstance(target, (ast.Tuple, ast.List)):
        known = isinstance(value, (tuple, list)) and len(value) == len(target.elts)
        for index, one in enumerate(target.elts):
            bind(one, value[index] if known else UNKNOWN, names)


def rounds(source: str, names: Environment) -> list | None:
    """Gives what a loop runs over, or None where that is not known."""
    value = evaluate(source, names)
    if isinstance(value, Text) or value is UNKNOWN:
        return None
    try:
        return list(value)
    except TypeError:
        return None


def round_of_unknown(source: str, index: int, names: Environment):
    """Gives what is known of an element of an iterable that is not known: what counts the rounds."""
    match ast.parse(source, mode="eval").body:
        case ast.Call(func=ast.Name(id="enumerate"), args=[_, *rest], keywords=[]):
            start = _value(rest[0], names) if rest else 0
            return (start + index if isinstance(start, int) else UNKNOWN, UNKNOWN)
        case ast.Call(func=ast.Name(id="range"), args=[_], keywords=[]):
            return index
        case ast.Call(func=ast.Name(id="range"), args=[first, _, *step]):
            start, step = _value(first, names), _value(step[0], names) if step else 1
            return start + index * step if isinstance(start, int) and isinstance(step, int) else UNKNOWN
    return UNKNOWN


def _value(node: ast.expr, names: Environment):
    try:
        return _evaluate(node, names)
    except Exception:  # Whatever the program's values do when they are asked.
        return UNKNOWN


def _evaluate(node: ast.expr, names: Environment):
    match node:
        case ast.Constant(value=value):
            return UNKNOWN if value is ... else value
        case ast.Name(id=name):
            return names.lookup(name)
        case ast.Attribute(value=value, attr=name):
            owner = _value(value, names)
            return UNKNOWN if isinstance(owner, (Text, Unknown)) else getattr(owner, name)
        case ast.Subscript(value=value, slice=index):
            owner, index = _value(value, names), _value(index, names)
            return UNKNOWN if isinstance(owner, (Text, Unknown)) or _is_unknown(index) else owner[index]
        case ast.Slice(lower=lower, upper=upper, step=step):
            bounds = [_value(one, names) if one is not None else None for one in (lower, upper, step)]
            return UNKNOWN if any(_is_unknown(one) for one in bounds) else slice(*bounds)
        case ast.BinOp(left=left, op=op, right=right):
            return _apply(type(op), _value(left, names), _value(right, names))
        case ast.UnaryOp(op=op, operand=operand):
            value = _value(operand, names)
            return UNKNOWN if _is_unknown(value) else _OPERATORS[type(op)](value)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            left, right = _value(left, names), _value(right, names)
            return UNKNOWN if _is_unknown(left) or _is_unknown(right) else _OPERATORS[type(op)](left, right)
        case ast.BoolOp(op=op, values=values):
            return _either(isinstance(op, ast.Or), [_value(one, names) for one in values])
        case ast.IfExp(test=test, body=body, orelse=orelse):
            test = _value(test, names)
            return UNKNOWN if _is_unknown(test) else _value(body if test else orelse, names)
        case ast.List(elts=elements):
            return [_value(one, names) for one in elements]
        case ast.Tuple(elts=elements):
            return tuple(_value(one, names) for one in elements)
        case ast.Dict(keys=keys, values=values) if None not in keys:
            return {_value(key, names): _value(value, names) for key, value in zip(keys, values)}
        case ast.JoinedStr(values=values):
            return _joined(*(_formatted(one, names) for one in values))
        case ast.Call(func=function, args=args, keywords=keywords):
            return _call(function, [_value(one, names) for one in args],
                         {one.arg: _value(one.value, names) for one in keywords}, names)
    return UNKNOWN


def _is_unknown(value) -> bool:
    if isinstance(value, (list, tuple)):
        return any(_is_unknown(one) for one in value)
    return isinstance(value, (Text, Unknown))


def _either(is_or: bool, values: list):
    for value in values[:-1]:
        if _is_unknown(value):
            return UNKNOWN
        if bool(value) is is_or:
            return value
    return values[-1]


def _apply(op: type, left, right):
    if op is ast.Mod and isinstance(left, str) and _is_unknown(right):
        return _interpolated(left, right)
    if op is ast.Add and (isinstance(left, (str, Text)) or isinstance(right, (str, Text))) and (
            _is_unknown(left) or _is_unknown(right)):
        return _joined(left, right)
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)) and op is ast.Add:
        return left + right
    return UNKNOWN if _is_unknown(left) or _is_unknown(right) else _OPERATORS[op](left, right)


def _joined(*parts):
    text = Text.of(*(one if isinstance(one, (str, Text)) else hole() for one in parts))
    return text.exact if text.exact is not None else text


_SPEC = re.compile(r"%(?:\((?P<key>\w+)\))?[-+ #0]*\d*(?:\.\d+)?[diouxXeEfFgGcrs%]")


def _interpolated(template: str, values):
    """``template % values`` where some of the values are unknown."""
    values = list(values) if isinstance(values, tuple) else [values]
    parts, end, index = [], 0, 0
    for spec in _SPEC.finditer(template):
        parts.append(template[end:spec.start()])
        end = spec.end()
        if spec.group().endswith("%"):
            parts.append("%")
        elif spec.group("key") is not None:
            return UNKNOWN
        else:
            value = values[index]
            index += 1
            parts.append(_as_string(value) if isinstance(value, (Text, Unknown)) else spec.group() % value)
    return _joined(*parts, template[end:])


def _as_string(value):
    return value if isinstance(value, Text) else hole() if isinstance(value, Unknown) else str(value)


def _formatted(node: ast.expr, names: Environment):
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return _as_string(_value(value, names))
        case ast.FormattedValue(value=value, conversion=-1, format_spec=ast.JoinedStr(values=[ast.Constant(value=spec)])):
            value = _value(value, names)
            return hole() if _is_unknown(value) else format(value, spec)
    return hole()


def _format(template: str, args: list, keywords: dict):
    """``template.format(...)`` where some of the values are unknown."""
    parts, automatic = [], itertools.count()
    for literal, field, spec, conversion in string.Formatter().parse(template):
        parts.append(literal)
        if field is None:
            continue
        key = next(automatic) if field == "" else int(field) if field.isdigit() else field
        value = args[key] if isinstance(key, int) else keywords.get(key, UNKNOWN)
        parts.append(_as_string(value) if _is_unknown(value) or not spec and not conversion else format(value, spec))
    return _joined(*parts)


def _call(function: ast.expr, args: list, keywords: dict, names: Environment):
    match function:
        case ast.Attribute(value=value, attr=name):
            owner = _value(value, names)
            if isinstance(owner, str) and name == "format":
                return _format(owner, args, keywords)
            if not isinstance(owner, _OWN_TYPES) or name in _CHANGING:
                return UNKNOWN
            called = getattr(owner, name)
        case ast.Name(id=name):
            called = names.lookup(name)
            if called is str and len(args) == 1 and isinstance(args[0], Text):
                return args[0]
            if not any(called is one for one in _FUNCTIONS.values()):
                return UNKNOWN
            if called is enumerate and args and not _is_unknown(args[1:]) and isinstance(args[0], (list, tuple)):
                return list(enumerate(*args, **keywords))
            if called is len and isinstance(args[0], (list, tuple)):
                return len(args[0])
        case _:
            return UNKNOWN
    if any(_is_unknown(one) for one in [*args, *keywords.values()]):
        return UNKNOWN
    value = called(*args, **keywords)
    return list(value) if isinstance(value, (enumerate, zip, reversed)) else value
