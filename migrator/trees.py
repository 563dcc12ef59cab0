"""Walking libcst trees: what `CSTNode.children` gives, without the cost of building every node anew."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import libcst as cst

# Fields that hold blanks, line ends, comments and punctuation, in which no name stands.
_TRIVIA = ("whitespace", "leading_lines", "lines_", "header", "footer", "trailing_whitespace", "comma", "semicolon", "lpar",
           "rpar", "equal", "lbracket", "rbracket", "lbrace", "rbrace", "indent", "newline", "colon", "first_line", "empty_lines",
           "last_line", "dot", "first_colon", "second_colon",
           "leading_whitespace", "relative")


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Gives the parts of a node in the order of the source, without blanks, comments and punctuation.

    Args:
        node: any node.
    """
    names = _ORDER.get(type(node))
    found: list[cst.CSTNode] = []
    for name in _learn(node) if names is None else names:
        value = getattr(node, name)
        if isinstance(value, (list, tuple)):
            found.extend(value)
        elif isinstance(value, cst.CSTNode):
            found.append(value)
    return found


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yields a node and all below it, in the order of the source."""
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


_ORDER: dict[type, tuple[str, ...]] = {}


def _learn(node: cst.CSTNode) -> tuple[str, ...]:
    """Learns the order of a class's fields from how libcst visits one of its nodes."""
    recorder = _Recorder(node)
    node._visit_and_replace_children(recorder)
    names = tuple(name for name in recorder.names if not name.startswith(_TRIVIA))
    _ORDER[type(node)] = names
    return names


class _Recorder(cst.CSTVisitor):
    """Notes which fields of one node are visited, and does not go down."""

    def __init__(self, node: cst.CSTNode):
        super().__init__()
        self.node = node
        self.names: list[str] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        return False

    def on_visit_attribute(self, node: cst.CSTNode, attribute: str) -> None:
        if node is self.node:
            self.names.append(attribute)


def is_same(node: cst.CSTNode, other: cst.CSTNode) -> bool:
    """Whether two nodes of one class consist of the very same parts."""
    for field in fields(node):
        mine, its = getattr(node, field.name), getattr(other, field.name)
        if isinstance(mine, (list, tuple)) and isinstance(its, (list, tuple)):
            if len(mine) != len(its) or any(one is not two for one, two in zip(mine, its)):
                return False
        elif mine is not its:
            return False
    return True
