"""Functions that call themselves for the rest of a list, as loops.

``def stack(net, sizes): if not sizes: return net; net = …; return stack(net, sizes[1:])`` takes one size after the other.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.def_use import parameters, uses
from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import FunctionFacts, bind, calls_in
from migrator.analysis.steps import Unsupported
from migrator.trees import children, rewrite


def with_recursion_as_loop(function: cst.FunctionDef, origin: cst.FunctionDef, facts: FunctionFacts) -> cst.FunctionDef:
    """Writes a function that ends in a call of itself as a loop.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        origin: the function as the module has it.
        facts: what is known of the module's functions.
    """
    own = [call for call in calls_in(function.body) if facts.called(call) is origin]
    if len(own) != 1 or not isinstance(function.body, cst.IndentedBlock):
        return function
    body = list(function.body.body)
    doc = body[:1] if _is_docstring(body[0]) else []
    body = body[len(doc):]
    taken = _ends(body, own[0])
    if taken is None or any(map(_returns, taken[1])):
        return function
    test, middle, last = taken
    name = _walked(test, own[0], function)
    item = _singular(name, function) if name is not None else None
    if item is None or any(name in uses(one) for one in last):
        return function
    items = _Items(name, item)
    round_ = [rewrite(one, items) for one in middle]
    step = _next_round(own[0], function, name)
    if step is None or any(name in uses(one) for one in (*round_, *step)):
        return function
    loop = cst.For(cst.Name(item), cst.Name(name), cst.IndentedBlock([*round_, *step]), leading_lines=body[0].leading_lines)
    return function.with_changes(body=function.body.with_changes(body=[*doc, loop, *last]))


def _walked(test: cst.BaseExpression, call: cst.Call, function: cst.FunctionDef) -> str | None:
    """The list that the function takes the first element of each time, if the test is whether it has one."""
    match test:
        case cst.Name(value=name):
            pass
        case cst.Call(func=cst.Name(value="len"), args=[cst.Arg(value=cst.Name(value=name))]):
            pass
        case cst.Comparison(left=cst.Call(func=cst.Name(value="len"), args=[cst.Arg(value=cst.Name(value=name))]), comparisons=[
                cst.ComparisonTarget(operator=cst.NotEqual() | cst.GreaterThan(), comparator=cst.Integer(value="0"))]):
            pass
        case _:
            return None
    try:
        rest = bind(call, function).get(name)
    except Unsupported:
        return None
    match rest:
        case cst.Subscript(value=cst.Name(value=found), slice=[cst.SubscriptElement(slice=cst.Slice(
                lower=cst.Integer(value="1"), upper=None, step=None))]) if found == name:
            return name
    return None


def _singular(name: str, function: cst.FunctionDef) -> str | None:
    """A name for one element of a list."""
    item = name[:-1] if name.endswith("s") and len(name) > 1 else f"{name}_item"
    return item if item not in local_names(function) | uses(function.body) else None


class _Items(cst.CSTTransformer):
    """Writes the first element of a list by a name of its own."""

    def __init__(self, name: str, item: str):
        super().__init__()
        self.name, self.item = name, item

    def leave_Subscript(self, original: cst.Subscript, updated: cst.Subscript) -> cst.BaseExpression:
        match original:
            case cst.Subscript(value=cst.Name(value=name), slice=[cst.SubscriptElement(slice=cst.Index(
                    value=cst.Integer(value="0")))]) if name == self.name:
                return cst.Name(self.item)
        return updated


def _ends(body: list[cst.BaseStatement], call: cst.Call):
    """The test for another round, what a round does, and what is behind the last."""
    match body:
        case [cst.If(test=test, body=cst.IndentedBlock(body=found), orelse=None), *middle, cst.SimpleStatementLine(
                body=[cst.Return(value=value)])] if value is call and not _calls(test, call) and _is_end(found):
            return _negated(test), middle, found
        case [cst.If(test=test, body=cst.IndentedBlock(body=found), orelse=cst.Else(body=cst.IndentedBlock(body=[
                *middle, cst.SimpleStatementLine(body=[cst.Return(value=value)])])))] if value is call and _is_end(found):
            return _negated(test), middle, found
        case [cst.If(test=test, body=cst.IndentedBlock(body=[*middle, cst.SimpleStatementLine(
                body=[cst.Return(value=value)])]), orelse=None), *last] if value is call and _is_end(last):
            return test, middle, last
    return None


def _is_end(statements) -> bool:
    match list(statements):
        case [*before, cst.SimpleStatementLine(body=[cst.Return()])]:
            return not any(map(_returns, before))
    return False


def _calls(node: cst.CSTNode, call: cst.Call) -> bool:
    return any(one is call for one in calls_in(node))


def _negated(test: cst.BaseExpression) -> cst.BaseExpression:
    match test:
        case cst.UnaryOperation(operator=cst.Not(), expression=inner):
            return inner
        case cst.Comparison(left=left, comparisons=[cst.ComparisonTarget(operator=cst.Equal(), comparator=other)]):
            return cst.Comparison(left, [cst.ComparisonTarget(cst.NotEqual(), other)])
    inner = test if isinstance(test, (cst.Name, cst.Call, cst.Attribute, cst.Subscript)) or test.lpar else test.with_changes(
        lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(cst.Not(), inner)


def _next_round(call: cst.Call, function: cst.FunctionDef, walked: str) -> list[cst.BaseStatement] | None:
    """The assignment of the parameters that the next round has, but for the list that is walked."""
    try:
        given = bind(call, function)
    except Unsupported:
        return None
    changed = []
    for param in parameters(function.params):
        name = param.name.value
        value = given.get(name, param.default)
        if value is None:
            return None
        if name != walked and not (isinstance(value, cst.Name) and value.value == name):
            changed.append((name, value))
    if not changed:
        return []
    if len(changed) == 1:
        target, value = cst.Name(changed[0][0]), changed[0][1]
    else:
        target = cst.Tuple([cst.Element(cst.Name(name)) for name, _ in changed], lpar=[], rpar=[])
        value = cst.Tuple([cst.Element(value) for _, value in changed], lpar=[], rpar=[])
    return [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(target)], value)])]


def _is_docstring(statement: cst.BaseStatement) -> bool:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())]):
            return True
    return False


def _returns(node: cst.CSTNode) -> bool:
    if isinstance(node, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
        return False
    return isinstance(node, cst.Return) or any(_returns(child) for child in children(node))
