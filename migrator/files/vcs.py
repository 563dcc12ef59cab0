"""Which files could not be got back from version control."""
from __future__ import annotations

import os
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path


def uncommitted(paths: Iterable[Path]) -> dict[Path, str]:
    """Says which files have changes that git does not have.

    Files outside of a repository, ignored files, and all files where git is not installed,
    count as committed: there is nothing to compare them with.

    Args:
        paths: files.

    Returns:
        For each such file what is the matter, in words.
    """
    found = {}
    for repository, members in _by_repository(paths).items():
        try:
            states = _states(repository)
        except FileNotFoundError:
            return {}
        except subprocess.CalledProcessError as error:
            reason = error.stderr.decode(errors="replace").strip().partition("\n")[0]
            found.update((path, f"git can't say whether it has uncommitted changes ({reason})") for path in members)
            continue
        for path in members:
            if state := states.get(os.path.realpath(path)):
                found[path] = "is not under version control yet" if state == "??" else "has uncommitted changes"
    return found


def _by_repository(paths: Iterable[Path]) -> dict[Path, list[Path]]:
    tops: dict[Path, Path | None] = {}
    members = defaultdict(list)
    for path in paths:
        folder = path.resolve().parent
        if folder not in tops:
            tops[folder] = next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)
        if tops[folder] is not None:
            members[tops[folder]].append(path)
    return members


def _states(repository: Path) -> dict[str, str]:
    """Returns the two letters of git status for each file that has any, by real path."""
    output = subprocess.run(
        ["git", "--no-optional-locks", "-C", os.fspath(repository), "status", "--porcelain", "-z",
         "--untracked-files=all", "--no-renames"],
        capture_output=True, check=True).stdout
    root = os.path.realpath(repository)
    entries = (os.fsdecode(entry) for entry in output.split(b"\0") if entry)
    return {os.path.join(root, entry[3:]): entry[:2] for entry in entries}
