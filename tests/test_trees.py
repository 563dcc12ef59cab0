"""Our children of a node are libcst's, in the same order."""
import sysconfig
from pathlib import Path

import libcst as cst
import pytest

from migrator.trees import children, walk

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
