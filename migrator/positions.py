"""Where the nodes of a module stand in its file.

libcst's own PositionProvider costs twice the parse. The standard parser gives the positions of
all plain names for a tenth of it, in the same order; only where that is not enough is the
provider asked.
"""
from __future__ import annotations

import ast
from collections import defaultdict

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from migrator.names import Names


class Positions:
    """Positions of the nodes of one module, as (line from 1, column from 0)."""

    def __init__(self, names: Names, source: bytes):
        self._names = names
        self._source = source
        self._provided = None
        self._roots: dict[cst.CSTNode, tuple[int, int]] = {}
        ours = defaultdict(list)
        for reference in names.references:
            ours[reference.root.value].append(reference.root)
        for node in names.scopes:
            if isinstance(node, cst.FunctionDef):
                ours["def " + node.name.value].append(node)
        theirs = defaultdict(list)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Name) and node.id in ours and not isinstance(node.ctx, ast.Store):
                theirs[node.id].append((node.lineno, node.col_offset))
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                theirs["def " + node.name].append((node.lineno, node.col_offset))
        for identifier, roots in ours.items():
            if len(theirs[identifier]) == len(roots):
                self._roots.update(zip(roots, sorted(theirs[identifier])))

    def of(self, node: cst.CSTNode) -> tuple[int, int]:
        """Gives the position of a node of the original tree.

        Args:
            node: any node; for a dotted chain, a call of one, and a function the cheap way suffices.

        Returns:
            Line, counted from 1, and column, counted from 0; (1, 0) for a node of another tree.
        """
        root = node.func if isinstance(node, cst.Call) else node
        while isinstance(root, cst.Attribute):
            root = root.value
        if root in self._roots:
            return self._roots[root]
        if self._provided is None:
            wrapper = MetadataWrapper(self._names.module, unsafe_skip_copy=True)
            self._provided = wrapper.resolve(PositionProvider)
        found = self._provided.get(node)
        return (found.start.line, found.start.column) if found else (1, 0)
