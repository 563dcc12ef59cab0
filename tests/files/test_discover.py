"""Which files the given paths mean."""
import os
from pathlib import Path

import pytest

from migrator.files.discover import discover


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Makes files by their paths, in the current folder."""
    monkeypatch.chdir(tmp_path)

    def make(*names, **contents):
        for name in names:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(contents.get("text", ""))
    return make


def programs(*paths, **kwargs):
    return [path.as_posix() for path in discover(paths, **kwargs).programs]


def test_folders_are_searched_and_results_sorted(tree):
    tree("b/two.py", "b/one.py", "a.py", "b/data.csv")
    assert programs("b", "a.py") == ["a.py", "b/one.py", "b/two.py"]
    assert [path.as_posix() for path in discover(["b"]).others] == ["b/data.csv"]


def test_each_file_counts_once(tree):
    tree("a/x.py")
    assert programs("a", "a/x.py", "./a/../a/x.py") == ["a/x.py"]


def test_a_given_file_counts_whatever_its_name(tree):
    tree("script", ".gitignore", "node_modules/x.py")
    assert programs("script", "node_modules/x.py") == ["node_modules/x.py", "script"]


@pytest.mark.parametrize("name", [
    ".git/hooks/x.py", "env/pyvenv.cfg", "node_modules/x.py", "a/__pycache__/x.py", ".tox/x.py", "build/lib/x.py",
    "thing.egg-info/x.py", "env/lib/site-packages/x.py",
])
def test_what_tools_made_is_passed_over(tree, name):
    tree(name, "mine.py", "env/pyvenv.cfg", "env/x.py")
    assert programs(".") == ["mine.py"]


def test_a_package_called_build_is_no_build_result(tree):
    tree("build/__init__.py", "build/x.py")
    assert programs(".") == ["build/__init__.py", "build/x.py"]


def test_gitignore_is_respected(tree):
    tree(".gitignore", text="generated/\n*_pb2.py\n!kept_pb2.py\n")
    tree("generated/x.py", "sub/a_pb2.py", "sub/kept_pb2.py", "sub/b.py")
    assert programs(".") == ["sub/b.py", "sub/kept_pb2.py"]


def test_the_innermost_gitignore_decides(tree):
    tree(".gitignore", text="*.py\n")
    tree("sub/.gitignore", text="!b.py\n")
    tree("a.py", "sub/a.py", "sub/b.py")
    assert programs(".") == ["sub/b.py"]


def test_gitignore_above_holds_up_to_the_repository(tree):
    tree(".gitignore", text="/repo/\n")
    tree("repo/.gitignore", text="src/skipped.py\n")
    tree("repo/.git/HEAD", "repo/src/skipped.py", "repo/src/kept.py")
    assert programs("repo/src") == ["repo/src/kept.py"]


def test_an_ignored_folder_that_is_given_is_searched(tree):
    tree(".gitignore", text="versions/\n*_pb2.py\n")
    tree(".git/HEAD", "versions/one/a.py")
    assert programs("versions/one") == programs("versions") == ["versions/one/a.py"]
    assert programs(".") == []


def test_a_missing_path_is_a_failure_and_the_others_go_on(tree):
    tree("a.py")
    found = discover(["nope", "a.py"])
    assert [(str(path), failure.code) for path, failure in found.failures] == [("nope", "MIG001")]
    assert len(found.programs) == 1


def test_links_to_folders_are_not_entered(tree):
    tree("outside/x.py", "in/y.py")
    os.symlink(os.path.abspath("outside"), "in/link")
    os.symlink(os.path.abspath("in"), "in/loop")
    assert programs("in") == ["in/y.py"]


def test_a_link_that_leads_outside_is_reported(tree):
    tree("outside.py", "in/y.py")
    os.symlink(os.path.abspath("outside.py"), "in/link.py")
    os.symlink("y.py", "in/alias.py")
    found = discover(["in"])
    assert [path.as_posix() for path in found.programs] == ["in/y.py"]
    assert [(path.as_posix(), failure.code) for path, failure in found.failures] == [("in/link.py", "MIG012")]


def test_a_folder_can_be_left_out(tree):
    tree("a.py", "out/a.py")
    assert programs(".", exclude=Path("out")) == ["a.py"]
