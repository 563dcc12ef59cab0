"""Diffs that `patch -p1` applies, whatever the bytes."""
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from migrator.files.patch import patch_name, unified_diff

needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")


def applied(before, diff, name="a.py"):
    """Applies a diff in a folder of its own and returns the file's new bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if before is not None:
            path.write_bytes(before)
        run = subprocess.run(["patch", "-p1", "--force"], input=diff, cwd=folder, capture_output=True)
        assert run.returncode == 0, run.stdout + run.stderr + diff
        assert {entry for entry in Path(folder).rglob("*") if entry.is_file()} == {path}
        return path.read_bytes()


LINES = st.lists(st.sampled_from([b"a", b"b", b"", b"--- x", b"+++ y", b"@@ -1 +1 @@", b"\xe9\xff", b"c\r", b"\\ No newline",
                                  b"d = [int]", b"\f", b"-- z"]), max_size=12).map(b"\n".join)


@needs_patch
@settings(max_examples=60, deadline=None)
@given(before=LINES.filter(bool), after=LINES)
def test_any_change_applies(before, after):
    if before != after and after:
        assert applied(before, unified_diff(before, after, "a.py")) == after


@needs_patch
@pytest.mark.parametrize("before, after", [
    (b"a\r\nb\r\n", b"a\r\nc\r\n"),
    (b"a\nb", b"a\nc"),
    (b"a\nb", b"a\nb\n"),
    (b"a\nb\n", b"a\nb"),
    (b"x = 'caf\xe9'\n", b"y = 'caf\xe9'\n"),
    (b"\xef\xbb\xbfa\n", b"\xef\xbb\xbfb\n"),
    (b"a\rb\nc\n", b"a\rb\nd\n"),
])
def test_odd_bytes_apply(before, after):
    assert applied(before, unified_diff(before, after, "a.py")) == after


@needs_patch
@pytest.mark.parametrize("name", ["sub/a.py", "with blank.py", "sub dir/x y.py", "café.py", 'quo"te.py', "back\\slash.py"])
def test_odd_names_apply(name):
    assert applied(b"a\n", unified_diff(b"a\n", b"b\n", name), name) == b"b\n"


@needs_patch
def test_a_new_file_is_made():
    assert applied(None, unified_diff(b"", b"x = 1\n", "sub/new.py", new=True), "sub/new.py") == b"x = 1\n"


def test_no_change_is_no_diff():
    assert unified_diff(b"a", b"a", "a.py") == b""


def test_names_are_relative_to_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert patch_name(str(tmp_path / "sub" / "a.py")) == b"sub/a.py"
    assert patch_name("./sub/../a.py") == b"a.py"
    assert patch_name("..hidden.py") == b"..hidden.py"
    assert patch_name(str(tmp_path.parent / "b.py")) == str(tmp_path.parent / "b.py").lstrip("/").encode()
    assert patch_name("-") == b"stdin"
