"""Walking and rewriting libcst trees: what `CSTNode.children` and `CSTNode.visit` give, without building every node anew."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import fields
from typing import TypeVar
from weakref import WeakKeyDictionary

import libcst as cst
from libcst._nodes.internal import CodegenState

from migrator.memory import remembered

Node = TypeVar("Node", bound=cst.CSTNode)

# Fields that hold blanks, line ends, comments and punctuation, in which no name stands.
_TRIVIA = ("whitespace", "leading_lines", "lines_", "header", "footer", "trailing_whitespace", "comma", "semicolon", "lpar",
           "rpar", "equal", "lbracket", "rbracket", "lbrace", "rbrace", "indent", "newline", "colon", "first_line", "empty_lines",
           "last_line", "dot", "first_colon", "second_colon",
           "leading_whitespace", "relative")
_LAST = ("format_spec", "names")  # What libcst visits after all else, and only where there are any.


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """Gives the parts of a node in the order of the source, without blanks, comments and punctuation.

    Args:
        node: any node.
    """
    names = _ORDER.get(type(node))
    found: list[cst.CSTNode] = []
    for name in _learn(node) if names is None else names:
        value = getattr(node, name)
        kind = type(value)
        if kind is list or kind is tuple:
            found.extend(value)
        elif kind not in _NOTHING:
            found.append(value)
    return found


def walk(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Yields a node and all below it, in the order of the source."""
    return iter(_below(node))


@remembered(512)  # Nodes never change, and a function is walked for one fact after the other.
def _below(node: cst.CSTNode) -> tuple[cst.CSTNode, ...]:
    found = []
    stack = [node]
    while stack:
        node = stack.pop()
        found.append(node)
        inner = children(node)
        if inner:
            inner.reverse()
            stack += inner
    return tuple(found)


@remembered(512)
def find(node: cst.CSTNode, kind: type[Node]) -> tuple[Node, ...]:
    """Gives the nodes of a class in a tree, in the order of the source.

    Args:
        node: the tree.
        kind: the class itself, no base class.
    """
    return tuple(one for one in _below(node) if type(one) is kind)


def code(node: cst.CSTNode, module: cst.Module = cst.Module([])) -> str:
    """Gives the source of a node: what ``module.code_for_node(node)`` gives, in half its time.

    Args:
        node: the node.
        module: has the indentation and the line ends.
    """
    state = _Writer(module.default_indent, module.default_newline)
    node._codegen(state)
    return "".join(state.tokens)


class _Writer(CodegenState):
    """Writes nodes and does not note where they come to stand."""

    def record_syntactic_position(self, node, *, start_node=None, end_node=None):
        return _UNNOTED


_UNNOTED = nullcontext()


def visit(node: cst.CSTNode, visitor: cst.CSTVisitor) -> None:
    """Does what ``node.visit(visitor)`` does, for a visitor with hooks for whole nodes of code and none for leaving them.

    Args:
        node: the tree.
        visitor: has methods ``visit_Name`` and the like.
    """
    hooks = _hooks_of(type(visitor))
    stack = [node]
    while stack:
        node = stack.pop()
        found = hooks.get(type(node))
        enter, _, _ = _learn_hooks(visitor, node, hooks) if found is None else found
        if enter is None or enter(visitor, node) is not False:
            inner = children(node)
            inner.reverse()
            stack += inner


def rewrite(node: cst.CSTNode, transformer: cst.CSTTransformer):
    """Does what ``node.visit(transformer)`` does, for a transformer with hooks for whole nodes of code.

    What nothing changes stays the very node that it was. Blanks, comments and punctuation are not visited.

    Args:
        node: the tree.
        transformer: has methods ``visit_Name``, ``leave_Name`` and the like.

    Returns:
        The rewritten tree, or the sentinel that the transformer gives for its root.
    """
    return _rewrite(node, transformer, _hooks_of(type(transformer)))


def _rewrite(node: cst.CSTNode, transformer: cst.CSTTransformer, hooks: dict):
    kind = type(node)
    found = hooks.get(kind)
    enter, leave, names = _learn_hooks(transformer, node, hooks) if found is None else found
    updated = node
    if enter is None or enter(transformer, node) is not False:
        changes = None
        for name in names:
            value = getattr(node, name)
            inner = type(value)
            if inner is list or inner is tuple:
                made = _rewrite_each(value, transformer, hooks, kind in _BLOCKS) if value else None
                if made is not None:
                    changes = changes or {}
                    changes[name] = made
            elif inner not in _NOTHING:
                made = _rewrite(value, transformer, hooks)
                if made is not value:
                    changes = changes or {}
                    changes[name] = _single(made, value, name)
        if changes is not None:
            updated = node.with_changes(**changes)
    return updated if leave is None else leave(transformer, node, updated)


def _rewrite_each(nodes: Sequence[cst.CSTNode], transformer: cst.CSTTransformer, hooks: dict, is_block: bool):
    """Rewrites the nodes of a sequence; None where all stay. A statement that nothing remains of goes from its block."""
    made = None
    for index, node in enumerate(nodes):
        new = _rewrite(node, transformer, hooks)
        if new is node:
            if made is not None:
                made.append(node)
            continue
        if made is None:
            made = list(nodes[:index])
        if new is cst.RemovalSentinel.REMOVE:
            continue
        for one in new if isinstance(new, cst.FlattenSentinel) else (new,):
            if not is_block or node._is_removable() or not one._is_removable():
                made.append(one)
    return made


def _single(made, node: cst.CSTNode, name: str):
    """What takes the place of a node that stands alone in the field `name`."""
    if made is cst.RemovalSentinel.REMOVE and name in _OPTIONAL:
        return None
    if not isinstance(made, cst.CSTNode):
        raise TypeError(f"one node has to take the place of this {type(node).__name__}")
    return made


def with_each_name_once(*trees: cst.Module) -> list[cst.Module]:
    """Gives trees in which no name, and nothing that holds one, is the same node in two places.

    Args:
        trees: may hold nodes that several places of the program were made of.
    """
    names = [name for tree in trees for name in find(tree, cst.Name)]
    if len(set(names)) == len(names):
        return list(trees)
    separator = _Separator()
    return [rewrite(tree, separator) for tree in trees]


class _Separator(cst.CSTTransformer):
    def __init__(self):
        super().__init__()
        self._seen: set[cst.Name] = set()

    def leave_Name(self, original: cst.Name, updated: cst.Name) -> cst.Name:
        if original in self._seen:
            return updated.with_changes()
        self._seen.add(original)
        return updated


_OPTIONAL = ("orelse", "finalbody")  # Blocks that a statement may be without.
_BLOCKS = (cst.Module, cst.IndentedBlock)
_NOTHING = (type(None), cst.MaybeSentinel, cst.ImportStar)
_HOOKS: WeakKeyDictionary[type, dict[type, tuple]] = WeakKeyDictionary()


def _hooks_of(visitor: type) -> dict[type, tuple]:
    hooks = _HOOKS.get(visitor)
    if hooks is None:
        hooks = _HOOKS[visitor] = {}
    return hooks


def _learn_hooks(visitor, node: cst.CSTNode, hooks: dict) -> tuple:
    """The methods of a visitor's class for nodes of a kind, None for those that do nothing; and the fields that hold nodes."""
    kind, found = type(node), []
    for name in (f"visit_{kind.__name__}", f"leave_{kind.__name__}"):
        own = getattr(type(visitor), name, None)
        inert = any(own is getattr(base, name, None) for base in (cst.CSTTransformer, cst.CSTVisitor))
        found.append(None if inert else own)
    hooks[kind] = (*found, _ORDER[kind] if kind in _ORDER else _learn(node))
    return hooks[kind]


_ORDER: dict[type, tuple[str, ...]] = {}


def _learn(node: cst.CSTNode) -> tuple[str, ...]:
    """Learns the order of a class's fields from how libcst visits one of its nodes."""
    recorder = _Recorder(node)
    node._visit_and_replace_children(recorder)
    skipped = [one.name for one in fields(node) if one.name in _LAST and one.name not in recorder.names]
    names = tuple(name for name in (*recorder.names, *skipped) if not name.startswith(_TRIVIA))
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


@remembered(64)
def nodes(tree: cst.CSTNode) -> frozenset[cst.CSTNode]:
    """Gives all nodes of a tree."""
    return frozenset(_below(tree))
