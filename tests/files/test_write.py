"""A file is replaced whole or not at all, and only where it may be."""
import os
import stat

import pytest

from migrator.files.write import OutsideRoots, copy, replace


def test_the_mode_stays(tmp_path):
    path = tmp_path / "run.py"
    path.write_bytes(b"old")
    path.chmod(0o751)
    replace(path, b"new", [tmp_path])
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o751


def test_a_new_file_has_the_usual_mode(tmp_path):
    replace(tmp_path / "new.py", b"", [tmp_path])
    (tmp_path / "usual.py").touch()
    assert (tmp_path / "new.py").stat().st_mode == (tmp_path / "usual.py").stat().st_mode


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.py").write_bytes(b"old")
    link = tmp_path / "link.py"
    link.symlink_to("real.py")
    replace(link, b"new", [tmp_path])
    assert link.is_symlink()
    assert (tmp_path / "real.py").read_bytes() == b"new"


def test_nothing_outside_is_written(tmp_path):
    inside = tmp_path / "in"
    inside.mkdir()
    (tmp_path / "real.py").write_bytes(b"old")
    (inside / "link.py").symlink_to("../real.py")
    for path in (inside / "link.py", tmp_path / "real.py", inside / ".." / "real.py"):
        with pytest.raises(OutsideRoots):
            replace(path, b"new", [inside])
    assert (tmp_path / "real.py").read_bytes() == b"old"


@pytest.mark.parametrize("step", ["fsync", "replace", "chmod"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step):
    path = tmp_path / "a.py"
    path.write_bytes(b"old")

    def refuse(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(OSError):
        replace(path, b"new", [tmp_path])
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("a.py", b"old")]


def test_a_read_only_file_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *args: False)  # root, who may run the tests, may write anything
    with pytest.raises(PermissionError):
        replace(path, b"new", [tmp_path])
    assert path.read_bytes() == b"old"


def test_a_copy_keeps_modes_and_links(tmp_path):
    (tmp_path / "run.sh").write_bytes(b"#!/bin/sh\n")
    (tmp_path / "run.sh").chmod(0o755)
    (tmp_path / "link").symlink_to("run.sh")
    for name in ("run.sh", "link", "link"):
        copy(tmp_path / name, tmp_path / "out" / name)
    assert os.access(tmp_path / "out" / "run.sh", os.X_OK)
    assert os.readlink(tmp_path / "out" / "link") == "run.sh"
