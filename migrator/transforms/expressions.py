"""Small pieces of expressions that the rules of several families make."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.trees import code

_EQUAL = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def call(function: cst.BaseExpression, *positional: cst.BaseExpression, **keywords: cst.BaseExpression) -> cst.Call:
    """Makes a call.

    Args:
        function: what is called.
        positional, keywords: its arguments.
    """
    named = [cst.Arg(value, cst.Name(name), _EQUAL) for name, value in keywords.items()]
    return cst.Call(function, [*map(cst.Arg, positional), *named])


def without_keywords(made: cst.Call, names: Iterable[str]) -> cst.Call:
    """Gives the first arguments of a call by position, put in order if they were not.

    Args:
        made: a call.
        names: the first parameters of what it calls.
    """
    names = list(names)
    args = _ordered(list(made.args), names)
    for index, arg in enumerate(args[:len(names)]):
        if arg.keyword is not None and arg.keyword.value != names[index]:
            break
        args[index] = arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)
    return made.with_changes(args=args)


def _ordered(args: list[cst.Arg], names: list[str]) -> list[cst.Arg]:
    """Swaps keyword arguments into the order of their parameters, unless comments speak of them."""
    given = {arg.keyword.value: arg for arg in args[:len(names)] if arg.keyword is not None}
    if set(given) != set(names) or any("#" in code(arg) for arg in args):
        return args
    swapped = [arg.with_changes(keyword=given[name].keyword, value=given[name].value, equal=given[name].equal)
               for name, arg in zip(names, args)]
    return swapped + args[len(names):]


def as_float(value: cst.BaseExpression) -> cst.BaseExpression:
    """Gives an integer literal as a float, anything else as it is."""
    match value:
        case cst.Integer(value=digits) if digits.isdecimal():
            return cst.Float(f"{digits}.0", lpar=value.lpar, rpar=value.rpar)
        case cst.UnaryOperation(expression=cst.Integer() as number):
            return value.with_changes(expression=as_float(number))
        case cst.IfExp(body=body, orelse=orelse):
            return value.with_changes(body=as_float(body), orelse=as_float(orelse))
    return value


def number(value: cst.BaseExpression | None) -> float | None:
    """Gives the value of a number that is written out, or None."""
    match value:
        case cst.Integer() | cst.Float():
            return float(value.evaluated_value)
        case cst.UnaryOperation(operator=cst.Minus(), expression=cst.Integer() | cst.Float() as positive):
            return -float(positive.evaluated_value)
    return None


def grouped(value: cst.BaseExpression) -> cst.BaseExpression:
    """Puts brackets round an expression that an operator beside it would tear apart."""
    if value.lpar or isinstance(value, (cst.Name, cst.Attribute, cst.Subscript, cst.Call, cst.BaseNumber, cst.BaseString)):
        return value
    return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def is_literal(value: cst.BaseExpression | None, name: str) -> bool:
    """Whether a value is the name of a constant, such as None or False."""
    return isinstance(value, cst.Name) and value.value == name


def only_argument(made: cst.Call) -> cst.BaseExpression:
    """Gives the one argument of a call that goes; comments between its brackets stay, in brackets of their own.

    Args:
        made: a call with one argument.
    """
    [arg] = made.args
    before, after = made.whitespace_before_args, arg.whitespace_after_arg
    if not any("#" in code(space) for space in (before, after)):
        return arg.value
    return arg.value.with_changes(lpar=[cst.LeftParen(before), *arg.value.lpar], rpar=[*arg.value.rpar, cst.RightParen(after)])


def spaced(args: Iterable[cst.Arg]) -> list[cst.Arg]:
    """Gives arguments, of whatever calls, as they stand on one line."""
    nothing, after = cst.SimpleWhitespace(""), cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    found = [arg.with_changes(comma=after, whitespace_after_arg=nothing) for arg in args]
    return [*found[:-1], found[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)] if found else []
