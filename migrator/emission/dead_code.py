"""Assignments that only configured what the constructor creates now: nothing reads them any more."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.def_use import uses
from migrator.trees import children

_PURE_FUNCTIONS = {"int", "float", "str", "len", "max", "min", "list", "tuple", "range", "zip", "enumerate"}
_PURE_METHODS = {"get_shape", "as_list", "format", "reshape", "astype"}
_NUMPY = {"np", "numpy"}


def without_dead_code(body: list[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """Drops plain assignments of computed-once values that nothing in a method reads.

    Args:
        body: all statements of the method.
    """
    while True:
        for index, statement in enumerate(body):
            name = assigned_purely(statement)
            if name is not None and not any(
                    name in uses(other) for place, other in enumerate(body) if place != index):
                lead = [line for line in statement.leading_lines if line.comment is not None]
                body = [*body[:index], *_with_lead(body[index + 1:], lead)]
                break
        else:
            return [_within(statement, body) for statement in body]


def _within(statement: cst.BaseStatement, body: list[cst.BaseStatement]) -> cst.BaseStatement:
    """Drops the same from the body of a loop."""
    if not isinstance(statement, cst.For) or not isinstance(statement.body, cst.IndentedBlock):
        return statement
    inner = list(statement.body.body)
    for part in list(inner):
        name = assigned_purely(part)
        readers = [other for other in (*inner, *body) if other is not part and other is not statement]
        if name is not None and not any(name in uses(other) for other in readers) and len(inner) > 1:
            inner.remove(part)
    return statement.with_changes(body=statement.body.with_changes(body=inner))


def _with_lead(rest: list[cst.BaseStatement], lead) -> list[cst.BaseStatement]:
    if not lead or not rest:
        return rest
    return [rest[0].with_changes(leading_lines=[*lead, *rest[0].leading_lines]), *rest[1:]]


def assigned_purely(statement: cst.BaseStatement) -> str | None:
    """The variable of a plain assignment whose value takes no more than computing, or None."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))],
                                                      value=value)]) if is_pure(value):
            return name
    return None


def is_pure(value: cst.BaseExpression) -> bool:
    """Whether computing an expression does nothing but give a plain value."""
    match value:
        case cst.Call(func=cst.Name(value=name)):
            return name in _PURE_FUNCTIONS and all(is_pure(arg.value) for arg in value.args)
        case cst.Call(func=cst.Attribute(value=cst.Name(value=module))) if module in _NUMPY:
            return all(is_pure(arg.value) for arg in value.args)
        case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(value=name))):
            return name in _PURE_METHODS and is_pure(owner) and all(is_pure(arg.value) for arg in value.args)
        case cst.Call() | cst.Await() | cst.Yield() | cst.NamedExpr():
            return False
    return all(is_pure(child) for child in children(value) if isinstance(child, cst.CSTNode))
