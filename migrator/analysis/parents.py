"""Who holds a node: libcst's nodes do not know it."""
from __future__ import annotations

import libcst as cst

from migrator.memory import remembered
from migrator.trees import children, walk


class Parents:
    """The parents of all nodes of a tree."""

    def __init__(self, tree: cst.CSTNode):
        self._parent = _parents(tree)

    def of(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """Gives the node that holds `node`, or None for the root."""
        return self._parent.get(node)

    def enclosing(self, node: cst.CSTNode, *kinds: type) -> cst.CSTNode | None:
        """Gives the nearest node around `node` of one of some kinds, or None."""
        parent = self.of(node)
        while parent is not None and not isinstance(parent, kinds):
            parent = self.of(parent)
        return parent


@remembered(8)  # Nodes never change, and several analyses ask about one tree.
def _parents(tree: cst.CSTNode) -> dict[cst.CSTNode, cst.CSTNode]:
    return {child: node for node in walk(tree) for child in children(node)}
