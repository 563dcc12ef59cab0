"""Which files could not be got back from version control."""
import shutil
import subprocess

import pytest

from migrator.files.vcs import uncommitted

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(folder, *arguments):
    subprocess.run(["git", "-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
                   check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repo"
    (folder / "sub dir").mkdir(parents=True)
    for name in ("clean.py", "edited.py", "staged.py", "sub dir/ümlaut.py"):
        (folder / name).write_text("x = 1\n")
    git(tmp_path, "init", "-q", folder)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    return folder


def test_edited_staged_and_untracked_files(repository):
    for name in ("edited.py", "staged.py", "sub dir/ümlaut.py", "new.py"):
        (repository / name).write_text("x = 2\n")
    git(repository, "add", "staged.py")
    found = uncommitted(repository / name for name in ("clean.py", "edited.py", "staged.py", "sub dir/ümlaut.py", "new.py"))
    assert found == {
        repository / "edited.py": "has uncommitted changes",
        repository / "staged.py": "has uncommitted changes",
        repository / "sub dir" / "ümlaut.py": "has uncommitted changes",
        repository / "new.py": "is not under version control yet",
    }


def test_one_question_for_each_repository(repository, monkeypatch):
    calls = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: calls.append(args) or run(*args, **kwargs))
    assert uncommitted([repository / "clean.py", repository / "sub dir" / "ümlaut.py"]) == {}
    assert len(calls) == 1


def test_outside_of_a_repository_anything_goes(tmp_path):
    (tmp_path / "a.py").touch()
    assert uncommitted([tmp_path / "a.py"]) == {}


def test_without_git_anything_goes(repository, monkeypatch):
    (repository / "edited.py").write_text("x = 2\n")
    monkeypatch.setenv("PATH", "")
    assert uncommitted([repository / "edited.py"]) == {}


def test_where_git_can_not_tell_files_count_as_uncommitted(repository):
    (repository / ".git" / "HEAD").write_text("nonsense")
    reason = uncommitted([repository / "clean.py"])[repository / "clean.py"]
    assert "git can't say" in reason and "fatal" in reason


def test_a_link_into_the_repository_is_followed(repository, tmp_path):
    (repository / "edited.py").write_text("x = 2\n")
    link = tmp_path / "link.py"
    link.symlink_to(repository / "edited.py")
    assert link in uncommitted([link])
