"""Building blocks of emitted classes: methods, bodies, returns."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst


def method(name: str, parameters: str, body: Sequence[cst.BaseStatement], docstring: cst.BaseStatement | None = None,
           lead: Sequence[cst.EmptyLine] | None = None) -> cst.FunctionDef:
    """Makes a method.

    Args:
        name: its name.
        parameters: its parameters as written between the brackets.
        body: its statements.
        docstring: a docstring to put first.
        lead: the lines before it; an empty one by default.
    """
    statements = without_leading_blank(list(body)) or [cst.parse_statement("pass")]
    shell = cst.parse_statement(f"def {name}({parameters}):\n    pass")
    return shell.with_changes(
        body=cst.IndentedBlock([*([docstring] if docstring is not None else []), *statements]),
        leading_lines=[cst.EmptyLine(indent=False)] if lead is None else lead)


def without_leading_blank(statements: list[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """Drops the blank lines before the first statement; comments stay."""
    if not statements:
        return statements
    lines = list(statements[0].leading_lines)
    while lines and lines[0].comment is None:
        lines.pop(0)
    return [statements[0].with_changes(leading_lines=lines), *statements[1:]]


def returning(statements: list[cst.BaseStatement], values: Sequence[cst.BaseExpression]) -> list[cst.BaseStatement]:
    """Ends a method's statements with a return; an assignment just before it is returned directly.

    Args:
        statements: the statements before.
        values: what is returned: nothing, one value, or several as a tuple.
    """
    if not values:
        return statements
    if len(values) == 1 and isinstance(values[0], cst.Name) and statements:
        match statements[-1]:
            case cst.SimpleStatementLine(
                    body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value)]) as last:
                if name == values[0].value:
                    return [*statements[:-1], last.with_changes(body=[cst.Return(value)])]
    value = values[0] if len(values) == 1 else cst.Tuple([cst.Element(one) for one in values], lpar=[], rpar=[])
    if isinstance(value, cst.Tuple) and not value.lpar:
        pass
    return [*statements, cst.SimpleStatementLine([cst.Return(value)])]


def names(values: Iterable[str]) -> list[cst.BaseExpression]:
    """Makes name expressions."""
    return [cst.Name(value) for value in values]


def statement(code: str) -> cst.BaseStatement:
    """Parses one statement."""
    return cst.parse_statement(code)


def split_docstring(function: cst.FunctionDef) -> cst.BaseStatement | None:
    """Gives the docstring of a function, or None."""
    if not isinstance(function.body, cst.IndentedBlock) or not function.body.body:
        return None
    match function.body.body[0]:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())]) as found:
            return found
    return None
