"""The statements of a program, by the standard parser."""
import ast
import sysconfig
from pathlib import Path

import pytest

from migrator.syntax import parsed, statements

STDLIB = Path(sysconfig.get_path("stdlib"))


@pytest.mark.parametrize("name", ["argparse.py", "asyncio/base_events.py", "tarfile.py", "test/test_patma.py", "test/test_except_star.py"])
def test_statements_are_all_statements(name):
    path = STDLIB / name
    if not path.exists():
        pytest.skip(f"this Python has no {name}")
    tree = ast.parse(path.read_bytes())
    found = [*statements(tree)]
    assert {*found} == {node for node in ast.walk(tree) if isinstance(node, ast.stmt)}
    assert [(one.lineno, one.col_offset) for one in found] == sorted((one.lineno, one.col_offset) for one in found)


def test_a_program_is_parsed_once():
    assert parsed("a = 1\n") is parsed("a = 1\n")
