"""Our children of a node are libcst's, in the same order."""
import sysconfig
from pathlib import Path

import libcst as cst
import pytest

from migrator.trees import children, code, find, rewrite, visit, walk

TRIVIA = (cst.BaseParenthesizableWhitespace, cst.TrailingWhitespace, cst.EmptyLine, cst.Comma, cst.Semicolon, cst.Dot, cst.Comment,
          cst.Newline, cst.LeftParen, cst.RightParen, cst.LeftSquareBracket, cst.RightSquareBracket, cst.LeftCurlyBrace,
          cst.RightCurlyBrace, cst.AssignEqual, cst.Colon)
TESTS = Path(__file__).parent
STDLIB = Path(sysconfig.get_path("stdlib"))


@pytest.mark.parametrize("path", [*sorted(TESTS.glob("programs/*/before.py"))[:8], STDLIB / "dataclasses.py", STDLIB / "typing.py",
                                  STDLIB / "asyncio" / "base_events.py",  STDLIB / "test" / "test_genericclass.py",
                                  STDLIB / "test" / "test_patma.py"], ids=lambda path: path.stem)
def test_children(path):
    if not path.exists():
        pytest.skip(f"this Python has no {path.name}")
    module = cst.parse_module(path.read_bytes())
    stack, seen = [module], []
    while stack:
        node = stack.pop()
        seen.append(node)
        parts = [child for child in node.children if not isinstance(child, TRIVIA)]
        assert [*map(id, children(node))] == [*map(id, parts)], type(node)
        stack.extend(reversed(parts))
    assert [*map(id, walk(module))] == [*map(id, seen)]


class _Renamed(cst.CSTTransformer):
    """Renames one function's calls, drops `pass` and doubles `again`."""

    def visit_Lambda(self, node):
        return False

    def leave_Name(self, original, updated):
        return updated.with_changes(value="dense") if updated.value == "fully_connected" else updated

    def leave_Pass(self, original, updated):
        return cst.RemoveFromParent()

    def leave_If(self, original, updated):
        return cst.RemoveFromParent() if isinstance(updated.test, cst.Integer) else updated

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Expr(value=cst.Name(value="again"))]:
                return cst.FlattenSentinel([updated, updated])
        return updated


class _Uses(cst.CSTVisitor):
    def __init__(self):
        super().__init__()
        self.seen = []

    def visit_Lambda(self, node):
        return False

    def visit_Call(self, node):
        self.seen.append(node)

    visit_Name = visit_Call


REWRITTEN = """\
import numpy as np

def net(x, size=3):  # two layers
    pass
    again
    for size in (2, 3):
        x = fully_connected(x, size, activation=lambda x: fully_connected(x))  # one
        if x: pass
        elif 0: pass
    pass; return f"{fully_connected:{size}}", [fully_connected for _ in x]
"""


def test_rewrite_does_what_visit_does():
    module = cst.parse_module(REWRITTEN)
    assert rewrite(module, _Renamed()).code == module.visit(_Renamed()).code
    assert module.code == REWRITTEN


def test_rewrite_keeps_what_does_not_change():
    module = cst.parse_module(REWRITTEN)
    made = rewrite(module, _Renamed())
    assert made.body[0] is module.body[0]
    assert made.body[1].params is module.body[1].params
    assert rewrite(made, _Renamed()).body[0] is made.body[0]
    unchanged = cst.parse_module("a = [b for b in c]\n")
    assert rewrite(unchanged, _Renamed()) is unchanged


def test_rewrite_puts_no_nothing_where_one_node_must_be():
    class Removing(cst.CSTTransformer):
        def leave_Name(self, original, updated):
            return cst.RemoveFromParent()

    with pytest.raises(TypeError, match="one node"):
        rewrite(cst.parse_module("a\n"), Removing())


def test_visit_sees_what_libcst_shows():
    module = cst.parse_module(REWRITTEN)
    ours, theirs = _Uses(), _Uses()
    visit(module, ours)
    module.visit(theirs)
    assert [*map(id, ours.seen)] == [*map(id, theirs.seen)]


@pytest.mark.parametrize(("first", "then"), [('f"{a}"', 'f"{a:{b}}"'), ("from a import *", "from a import b")])
def test_parts_that_only_some_nodes_have(first, then, monkeypatch):
    monkeypatch.setattr("migrator.trees._ORDER", {})
    for code in (first, then):
        module = cst.parse_module(code)
        for node in walk(module):
            parts = [child for child in node.children if not isinstance(child, (*TRIVIA, cst.ImportStar))]
            assert [*map(id, children(node))] == [*map(id, parts)]


def test_code_is_what_libcst_writes():
    for program in (REWRITTEN, REWRITTEN.replace("\n", "\r\n").replace("    ", "\t")):
        module = cst.parse_module(program)
        assert code(module, module) == program
        for node in walk(module):
            assert code(node, module) == module.code_for_node(node)
            assert code(node) == cst.Module([]).code_for_node(node)


def test_find():
    module = cst.parse_module(REWRITTEN)
    assert find(module, cst.Call) == tuple(node for node in walk(module) if isinstance(node, cst.Call))
    assert len(find(module, cst.Call)) == 2
