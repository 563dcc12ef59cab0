"""What is to change in the modules of a program: for each node what takes its place."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import libcst as cst

Edit = Callable[[cst.CSTNode], object]


@dataclass(eq=False)
class Edits:
    """What is to change in the modules of a program: for each node what takes its place, given it with its parts changed.

    Attributes:
        of: the changes by their nodes.
        imports: for each import of a class by its name, further names to import.
        gone: the methods that nothing calls, which are not there any more.
    """

    of: dict[cst.CSTNode, Edit] = field(default_factory=dict)
    imports: dict[cst.CSTNode, list[str]] = field(default_factory=dict)
    gone: set[cst.FunctionDef] = field(default_factory=set)


class EditWriter(cst.CSTTransformer):
    """Writes a module with its changes."""

    def __init__(self, edits: Edits):
        super().__init__()
        self.edits = edits

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return node not in self.edits.of

    def _edit(self, original, updated):
        edit = self.edits.of.get(original)
        return updated if edit is None else edit(updated)

    leave_Module = leave_ClassDef = leave_FunctionDef = leave_Call = leave_Attribute = leave_SimpleStatementLine = _edit

    def leave_ImportFrom(self, original: cst.ImportFrom, updated: cst.ImportFrom) -> cst.ImportFrom:
        if isinstance(original.names, cst.ImportStar):
            return updated
        more = [name for alias in original.names for name in self.edits.imports.get(alias, ())]
        have = {alias.name.value for alias in original.names if isinstance(alias.name, cst.Name)}
        more = [cst.ImportAlias(cst.Name(name)) for name in dict.fromkeys(more) if name not in have]
        if not more:
            return updated
        names = list(updated.names)
        if not isinstance(names[-1].comma, cst.Comma):
            names[-1] = names[-1].with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
        return updated.with_changes(names=[*names, *more])
