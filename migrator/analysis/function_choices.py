"""Networks picked from a dict by a string: calls by name in the branches of an ``if``.

``{"linear": linear, "cnn": cnn}[params["model"]](images)`` hides which function makes the layers.
"""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.helpers import FunctionFacts
from migrator.trees import rewrite, walk


@dataclass(frozen=True, eq=False)
class _Choice:
    """A function that is one of several.

    Attributes:
        key: what picks it.
        functions: the functions by their keys, in order.
    """

    key: cst.BaseExpression
    functions: tuple[tuple[cst.SimpleString, cst.Name], ...]


def with_choices_written_out(function: cst.FunctionDef, facts: FunctionFacts) -> cst.FunctionDef:
    """Writes out the choice between functions that make layers, where a dict within the function holds them.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        facts: what is known of the module's functions.
    """
    dicts, choices = {}, {}
    for statement in function.body.body:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value)]):
                if (functions := _functions(value, facts)) is not None:
                    dicts[name] = functions
                elif (choice := _choice(value, dicts)) is not None:
                    choices[name] = choice
    if not dicts:
        return function
    written = rewrite(function, _Writer(dicts, choices))
    unused = {name for name in {*dicts, *choices} if _count(written, name) == 1}
    written = rewrite(written, _Remover(unused & choices.keys()))
    return rewrite(written, _Remover({name for name in dicts if _count(written, name) == 1}))


def _functions(value: cst.BaseExpression, facts: FunctionFacts) -> tuple | None:
    """The functions that a dict holds by strings, if they make layers."""
    if not isinstance(value, cst.Dict) or not value.elements:
        return None
    found = []
    for element in value.elements:
        match element:
            case cst.DictElement(key=cst.SimpleString() as key, value=cst.Name() as name):
                definition = facts.names.definition(name)
                if not isinstance(definition, cst.FunctionDef) or not facts.creates(definition):
                    return None
                found.append((key, name))
            case _:
                return None
    return tuple(found)


def _choice(value: cst.BaseExpression, dicts: Mapping[str, tuple]) -> _Choice | None:
    match value:
        case cst.Subscript(value=cst.Name(value=name), slice=[cst.SubscriptElement(slice=cst.Index(value=key))]) if (
                name in dicts and _is_plain(key)):
            return _Choice(key, dicts[name])
    return None


def _is_plain(key: cst.BaseExpression) -> bool:
    """Whether an expression may be evaluated again and again: names, attributes and items."""
    match key:
        case cst.Name() | cst.SimpleString():
            return True
        case cst.Attribute(value=value):
            return _is_plain(value)
        case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString()))]):
            return _is_plain(value)
    return False


class _Writer(cst.CSTTransformer):
    """Replaces an assignment of what a picked function gives."""

    def __init__(self, dicts: Mapping[str, tuple], choices: Mapping[str, _Choice]):
        super().__init__()
        self.dicts = dicts
        self.choices = choices

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Assign(value=cst.Call() as call) as assign]:
                choice = self.choices.get(call.func.value) if isinstance(call.func, cst.Name) else _choice(call.func, self.dicts)
                if choice is not None:
                    return self._branches(choice, assign, call).with_changes(leading_lines=updated.leading_lines)
        return updated

    def _branches(self, choice: _Choice, assign: cst.Assign, call: cst.Call) -> cst.If:
        """``if key == "first": … elif key == "second": … else: raise KeyError(key)``"""
        failure = cst.Raise(cst.Call(cst.Name("KeyError"), [cst.Arg(choice.key)]))
        rest: cst.Else | cst.If = cst.Else(cst.IndentedBlock([cst.SimpleStatementLine([failure])]))
        for key, function in reversed(choice.functions):
            test = cst.Comparison(choice.key, [cst.ComparisonTarget(cst.Equal(), key)])
            # A node of its own for each: what is known of calls is known by their nodes.
            named = call.with_changes(func=function)
            body = cst.SimpleStatementLine([assign.with_changes(value=named)])
            rest = cst.If(test, cst.IndentedBlock([body]), rest)
        return rest


class _Remover(cst.CSTTransformer):
    """Removes the assignments of names."""

    def __init__(self, names: set[str]):
        super().__init__()
        self.names = names

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))])] if name in self.names:
                return cst.RemoveFromParent()
        return updated


def _count(tree: cst.CSTNode, name: str) -> int:
    return sum(isinstance(node, cst.Name) and node.value == name for node in walk(tree))
