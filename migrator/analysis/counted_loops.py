"""``while`` loops that count, as ``for`` loops over a range: what these make is known when the model is constructed."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.def_use import effects, uses
from migrator.trees import rewrite, walk


def with_counted_loops(function: cst.FunctionDef) -> cst.FunctionDef:
    """Writes ``i = 0`` and ``while i < n:`` with ``i += 1`` at its end as ``for i in range(n):``.

    Args:
        function: a function that builds graph; its nodes, but for what is replaced, are those of the module's tree.
    """
    return rewrite(function, _Writer()) if any(isinstance(node, cst.While) for node in walk(function)) else function


class _Writer(cst.CSTTransformer):
    def leave_IndentedBlock(self, original: cst.IndentedBlock, updated: cst.IndentedBlock) -> cst.IndentedBlock:
        body = list(updated.body)
        for index in range(len(body) - 1, 0, -1):
            made = _counted(body[index - 1], body[index], body[index + 1:])
            if made is not None:
                body[index - 1:index + 1] = [made]
        return updated.with_changes(body=body) if len(body) < len(updated.body) else updated


def _counted(start: cst.BaseStatement, loop: cst.BaseStatement, behind: list[cst.BaseStatement]) -> cst.For | None:
    match start, loop:
        case (cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))],
                                                       value=cst.Integer() as first)]),
              cst.While(test=cst.Comparison(left=cst.Name(value=tested), comparisons=[cst.ComparisonTarget(
                  operator=cst.LessThan(), comparator=end)]), body=cst.IndentedBlock(body=[*body, last]), orelse=None)) if tested == name:
            if not body or not _counts(last, name) or any(name in uses(one) for one in behind):
                return None
            changed = set().union(*(effects(one).changes for one in body))
            if name in changed or uses(end) & changed or any(isinstance(node, (cst.Continue, cst.Break)) for node in walk(loop)):
                return None
            args = [cst.Arg(end)] if first.value == "0" else [cst.Arg(first), cst.Arg(end)]
            return cst.For(cst.Name(name), cst.Call(cst.Name("range"), args), cst.IndentedBlock(body),
                           leading_lines=[*start.leading_lines, *loop.leading_lines])
    return None


def _counts(statement: cst.BaseStatement, name: str) -> bool:
    """Whether a statement adds one to a variable."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.AugAssign(target=cst.Name(value=found), operator=cst.AddAssign(),
                                                         value=cst.Integer(value="1"))]):
            return found == name
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=found))], value=cst.BinaryOperation(
                left=cst.Name(value=read), operator=cst.Add(), right=cst.Integer(value="1")))]):
            return found == read == name
    return False
