"""Lambdas and partials of layer functions that a function gives a name: what they stand for at each call.

``fc = lambda x, n: tf.layers.dense(x, n, activation=tf.nn.relu)`` and
``fc = functools.partial(tf.layers.dense, activation=tf.nn.relu)`` save typing; each call of them makes a layer of its own.
"""
from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from migrator.analysis.def_use import uses
from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.transforms.registry import Kind
from migrator.trees import rewrite, walk

_CREATING = {Kind.LAYER, Kind.VARIABLE}
_ATOMS = (cst.Name, cst.Integer, cst.Float, cst.SimpleString, cst.Attribute, cst.Subscript)


def with_callables_written_out(function: cst.FunctionDef, facts: FunctionFacts) -> cst.FunctionDef:
    """Replaces the calls of such a name by what it stands for.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        facts: what is known of the module's functions.
    """
    held = _held(function, facts)
    return rewrite(function, _Writer(held)) if held else function


def _held(function: cst.FunctionDef, facts: FunctionFacts) -> dict[str, cst.BaseExpression]:
    """The callables by their names, those that are assigned once and called at every other place."""
    found: dict[str, cst.BaseExpression] = {}
    for statement in function.body.body:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value)]):
                if _makes_layers(value, facts):
                    found[name] = value
    named = {name: _count(function.body, name) for name in found}
    for call in calls_in(function.body) if found else ():
        match call.func:
            case cst.Name(value=name) if name in found and _applied(found[name], call) is not None:
                named[name] -= 1
    return {name: value for name, value in found.items() if named[name] == 1}


def _makes_layers(value: cst.BaseExpression, facts: FunctionFacts) -> bool:
    match value:
        case cst.Lambda(body=body):
            return any(facts.kind(facts.names.symbol(call.func)) in _CREATING for call in calls_in(body))
        case cst.Call(args=[cst.Arg(value=function), *_]) if facts.names.symbol(value.func) == "functools.partial":
            return facts.kind(facts.names.symbol(function)) in _CREATING
    return False


def _applied(value: cst.BaseExpression, call: cst.Call) -> cst.BaseExpression | None:
    """What a call of a callable stands for, or None where that can't be written."""
    if any(arg.star for arg in call.args):
        return None
    if isinstance(value, cst.Lambda):
        return _body_with(value, call)
    given = {arg.keyword.value for arg in call.args if arg.keyword is not None}
    first = [arg for arg in value.args[1:] if arg.keyword is None]
    bound = [arg for arg in value.args[1:] if arg.keyword is not None and arg.keyword.value not in given]
    if any(arg.star for arg in value.args):
        return None
    spaced = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    args = [*first, *call.args, *bound]
    args = [arg.with_changes(comma=spaced, whitespace_after_arg=cst.SimpleWhitespace("")) for arg in args[:-1]] + [
        args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=cst.SimpleWhitespace(""))]
    return call.with_changes(func=value.args[0].value, args=args)


def _body_with(value: cst.Lambda, call: cst.Call) -> cst.BaseExpression | None:
    params = value.params.params
    if value.params.star_kwarg is not None or value.params.kwonly_params or isinstance(value.params.star_arg, cst.Param):
        return None
    names = [param.name.value for param in params]
    given = {param.name.value: param.default for param in params if param.default is not None}
    for index, arg in enumerate(call.args):
        name = arg.keyword.value if arg.keyword is not None else names[index] if index < len(names) else None
        if name not in names:
            return None
        given[name] = arg.value
    if set(given) != set(names):
        return None
    counts = [_count(value.body, name) for name in names]
    if any(count > 1 and not isinstance(given[name], _ATOMS) for name, count in zip(names, counts)):
        return None
    inner = {param.name.value for node in walk(value.body) if isinstance(node, cst.Lambda) for param in node.params.params}
    if inner & {*names, *set().union(*map(uses, given.values()), set())}:
        return None
    return rewrite(value.body, _Arguments(given))


def _count(tree: cst.CSTNode, name: str) -> int:
    """How often a tree names a variable."""
    plain = {node.attr for node in walk(tree) if isinstance(node, cst.Attribute)}
    plain |= {node.keyword for node in walk(tree) if isinstance(node, cst.Arg)}
    return sum(isinstance(node, cst.Name) and node.value == name and node not in plain for node in walk(tree))


class _Arguments(cst.CSTTransformer):
    """Puts arguments in the places of parameters; each call is a node of its own, for each copy makes its own layer."""

    def __init__(self, given: Mapping[str, cst.BaseExpression]):
        super().__init__()
        self.given = given
        self._plain: set[cst.CSTNode] = set()

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self._plain.add(node.attr)

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword is not None:
            self._plain.add(node.keyword)

    def leave_Name(self, original: cst.Name, updated: cst.Name) -> cst.BaseExpression:
        value = self.given.get(original.value) if original not in self._plain else None
        if value is None:
            return updated
        compound = isinstance(value, (cst.BinaryOperation, cst.BooleanOperation, cst.Comparison, cst.IfExp, cst.UnaryOperation))
        return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]) if compound and not value.lpar else value

    def leave_Arg(self, original: cst.Arg, updated: cst.Arg) -> cst.Arg:
        """An argument needs no parentheses."""
        if isinstance(original.value, cst.Name) and updated.value is not original.value:
            return updated.with_changes(value=updated.value.with_changes(lpar=[], rpar=[]))
        return updated

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.Call:
        return updated.with_changes() if updated is original else updated


class _Writer(cst.CSTTransformer):
    def __init__(self, held: Mapping[str, cst.BaseExpression]):
        super().__init__()
        self.held = held

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        match updated.func:
            case cst.Name(value=name) if name in self.held:
                return _applied(self.held[name], updated) or updated
        return updated

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))])] if name in self.held:
                return cst.RemoveFromParent()
        return updated
