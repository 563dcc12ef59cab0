"""Where the nodes of a module stand in its file.

libcst's own PositionProvider costs twice the parse. The standard parser gives the positions of
all plain names for a tenth of it, in the same order; only where that is not enough is the
provider asked.
"""
from __future__ import annotations

import ast
import functools
from collections import defaultdict

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from migrator.names import Names
from migrator.syntax import levels


class Positions:
    """Positions of the nodes of one module, as (line from 1, column from 0).

    Args:
        names: the module's names.
        program: its text.
    """

    def __init__(self, names: Names, program: str):
        self._names = names
        self._program = program

    @functools.cached_property
    def _roots(self) -> dict[cst.CSTNode, tuple[int, int]]:
        """The positions of functions and of the names that chains start with, where their numbers agree."""
        names, found = self._names, {}
        ours = defaultdict(list)
        for reference in names.references:
            ours[reference.root.value].append(reference.root)
        for node in names.scopes:
            if isinstance(node, cst.FunctionDef):
                ours["def " + node.name.value].append(node)
        for argument in names.arguments:
            if argument.keyword is not None:
                ours[argument.keyword.value + "="].append(argument)
        theirs = defaultdict(list)
        for node in (node for level in levels(self._program) for node in level):
            if isinstance(node, ast.Name) and node.id in ours and not isinstance(node.ctx, ast.Store):
                theirs[node.id].append((node.lineno, node.col_offset))
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                theirs["def " + node.name].append((node.lineno, node.col_offset))
            elif isinstance(node, ast.keyword) and node.arg is not None:
                theirs[node.arg + "="].append((node.lineno, node.col_offset))
        for identifier, roots in ours.items():
            if len(theirs[identifier]) == len(roots):
                found.update(zip(roots, sorted(theirs[identifier])))
        return found

    @functools.cached_property
    def _definitions(self) -> dict[cst.Name, cst.CSTNode]:
        """The functions and classes by their names: one that something in was rewritten is known by it."""
        return {node.name: node for node in self._names.scopes if isinstance(node, (cst.FunctionDef, cst.ClassDef))}

    @functools.cached_property
    def _provided(self):
        wrapper = MetadataWrapper(self._names.module, unsafe_skip_copy=True)
        return wrapper.resolve(PositionProvider)

    def of(self, node: cst.CSTNode) -> tuple[int, int]:
        """Gives the position of a node of the original tree.

        Args:
            node: any node; for a dotted chain, a call of one, an argument, and a function the cheap way suffices.

        Returns:
            Line, counted from 1, and column, counted from 0; (1, 0) for a node of another tree.
        """
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            node = self._definitions.get(node.name, node)
        root = node.func if isinstance(node, cst.Call) else node
        if isinstance(root, cst.Arg) and root.keyword is None:
            root = node = root.value
        while isinstance(root, cst.Attribute):
            root = root.value
        if root in self._roots:
            return self._roots[root]
        found = self._provided.get(node)
        return (found.start.line, found.start.column) if found else (1, 0)
