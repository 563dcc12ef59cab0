"""Functions that return from within, as ones that return once: each return gives the results their names."""
from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from migrator.analysis.graph_function import local_names
from migrator.trees import children


def with_one_result(function: cst.FunctionDef, wanted: Sequence[str]) -> tuple[list[cst.BaseStatement], cst.BaseExpression] | None:
    """Gives the statements of a function without its returns, and what it returns then.

    Args:
        function: returns in every branch, the same number of results in each.
        wanted: names for the results, as many as there are or none.

    Returns:
        The statements and the value, or None where they can't be written so.
    """
    body = list(function.body.body) if isinstance(function.body, cst.IndentedBlock) else []
    values = _returned(function.body)
    if not body or not values or None in values:
        return None
    parts = [_parts(value) for value in values]
    if len({len(one) for one in parts}) != 1:
        return None
    own = local_names(function)
    names, kept = [], []
    for index, column in enumerate(zip(*parts)):
        same = all(isinstance(one, cst.Name) and one.value == column[0].value for one in column) if isinstance(
            column[0], cst.Name) else False
        name = wanted[index] if len(wanted) == len(parts[0]) else f"{function.name.value}_result"
        if not same and (name in own or name in names):
            name = f"{function.name.value}_result_{index}"
        names.append(column[0].value if same else name)
        kept.append(same)
    statements = _joined(body, names, kept)
    if statements is None:
        return None
    value = cst.Tuple([cst.Element(cst.Name(name)) for name in names]) if len(names) > 1 else cst.Name(names[0])
    return statements, value


def _joined(statements: list[cst.BaseStatement], names: list[str], kept: list[bool]) -> list[cst.BaseStatement] | None:
    """The statements with assignments in place of returns; None where a return stands where that can't be."""
    for index, statement in enumerate(statements):
        if not _returned(statement):
            continue
        rest = statements[index + 1:]
        match statement:
            case cst.SimpleStatementLine(body=[cst.Return(value=value)]) if not rest:
                made = [cst.Assign([cst.AssignTarget(cst.Name(name))], part) for name, part, same in zip(
                    names, _parts(value), kept) if not same]
                lines = [cst.SimpleStatementLine([one]) for one in made]
                if lines:
                    lines[0] = lines[0].with_changes(leading_lines=statement.leading_lines)
                return [*statements[:index], *lines]
            case cst.With(body=cst.IndentedBlock(body=inner)) as block if not rest:
                done = _joined(list(inner), names, kept)
                return None if done is None else [*statements[:index], _with_body(block, done)]
            case cst.If(body=cst.IndentedBlock(body=inner), orelse=None) as block if rest and _ends(inner):
                done, other = _joined(list(inner), names, kept), _joined(rest, names, kept)
                if done is None or other is None:
                    return None
                return [*statements[:index], _with_body(block, done).with_changes(orelse=cst.Else(cst.IndentedBlock(
                    other or [_nothing()])))]
            case cst.If(body=cst.IndentedBlock(body=inner), orelse=cst.Else(body=cst.IndentedBlock(body=others)) as orelse) as block if (
                    not rest):
                done, other = _joined(list(inner), names, kept), _joined(list(others), names, kept)
                if done is None or other is None:
                    return None
                return [*statements[:index], _with_body(block, done).with_changes(orelse=_with_body(orelse, other))]
        return None
    return None  # The end is reached without a return.


def _ends(statements: Sequence[cst.BaseStatement]) -> bool:
    match statements[-1:]:
        case [cst.SimpleStatementLine(body=[cst.Return()])]:
            return True
    return False


def _with_body(block, statements: list[cst.BaseStatement]):
    return block.with_changes(body=block.body.with_changes(body=statements or [_nothing()]))


def _nothing() -> cst.BaseStatement:
    return cst.SimpleStatementLine([cst.Pass()])


def _parts(value: cst.BaseExpression) -> list[cst.BaseExpression]:
    return [element.value for element in value.elements] if isinstance(value, cst.Tuple) else [value]


def _returned(node: cst.CSTNode) -> list[cst.BaseExpression | None]:
    """What the returns in a tree return."""
    if isinstance(node, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
        return []
    if isinstance(node, cst.Return):
        return [node.value]
    if isinstance(node, cst.Yield):
        return [None]
    return [value for child in children(node) for value in _returned(child)]

