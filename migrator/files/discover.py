"""Which files the given paths mean."""
from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from migrator.files.ignored import Ignored
from migrator.result import Failure

_NEVER = frozenset({
    ".git", ".hg", ".svn", ".bzr", "__pycache__", "node_modules", ".tox", ".nox", ".eggs", ".venv",
    ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints", "site-packages",
})
_BUILT = frozenset({"build", "dist", "_build"})


@dataclass(frozen=True)
class Discovered:
    """The files that the given paths mean.

    Attributes:
        programs: Python files and notebooks, as paths that begin with a given path, sorted, each file once.
        others: the other files of the given folders (what a migrated copy needs as well).
        roots: the given files and folders, resolved: nothing outside of them is written to.
        failures: what can't be looked at, by path.
    """

    programs: tuple[Path, ...]
    others: tuple[Path, ...]
    roots: tuple[Path, ...]
    failures: tuple[tuple[Path, Failure], ...]


def discover(paths: Iterable[str | os.PathLike], exclude: Path | None = None) -> Discovered:
    """Expands files and folders.

    A file that is given counts whatever it is called. In a folder, ``*.py`` and ``*.ipynb`` count, except
    in virtual environments, caches, build results and what .gitignore names. Folders that
    are links are not entered; a link to a file counts if the file lies in a given folder.

    Args:
        paths: files and folders.
        exclude: a folder not to look into, such as the one that the results go to.
    """
    search = _Search(exclude.resolve() if exclude is not None else None)
    given = list(dict.fromkeys(Path(path) for path in paths))
    resolved = {path: path.resolve() for path in given if path.exists()}
    search.roots = [*resolved.values()]
    for path in given:
        search.add(path, resolved.get(path))
    return Discovered(tuple(sorted(search.programs.values())), tuple(sorted(search.others)),
                      tuple(search.roots), tuple(search.failures))


def inside(path: Path, roots: Iterable[Path]) -> bool:
    """Tells whether a resolved path is one of the roots or lies in one.

    Args:
        path: a resolved path.
        roots: resolved files and folders.
    """
    return any(path == root or root in path.parents for root in roots)


class _Search:
    """What was found so far."""

    def __init__(self, exclude: Path | None):
        self.exclude = exclude
        self.roots: list[Path] = []
        self.programs: dict[Path, Path] = {}  # by resolved path, so that each file counts once
        self.others: set[Path] = set()
        self.failures: list[tuple[Path, Failure]] = []

    def add(self, path: Path, resolved: Path | None) -> None:
        """Adds a given path, with what it resolves to; None where there is nothing."""
        if resolved is None:
            dangling = "is a link to a file that does not exist" if path.is_symlink() else "does not exist"
            self.failures.append((path, Failure("MIG001", f"the path {dangling}", "check the spelling")))
        elif path.is_dir():
            for found, real in self._walk(path, resolved, Ignored.above(path)):
                self._sort(found, real)
        else:
            self.programs.setdefault(resolved, path)

    def _sort(self, path: Path, resolved: Path | None) -> None:
        if path.suffix not in (".py", ".ipynb"):
            self.others.add(path)
        elif resolved is not None:
            self.programs.setdefault(resolved, path)
        elif inside(path.resolve(), self.roots):
            self.others.add(path)  # the file itself is found at its own place
        else:
            self.others.add(path)
            self.failures.append((path, Failure(
                "MIG012", f"a link to {path.resolve()}, outside of the given paths",
                "give that file itself if it is to be migrated")))

    def _walk(self, folder: Path, resolved: Path, ignored: Ignored) -> Iterator[tuple[Path, Path | None]]:
        """Yields the files of a folder, each with what its path resolves to; None for a link."""
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self.failures.append((folder, Failure("MIG002", f"can't be read: {error.strerror}",
                                                  "change its permissions")))
            return
        ignored = ignored.within(folder)
        for entry in entries:
            path = folder / entry.name
            directory = entry.is_dir(follow_symlinks=False)
            if ignored.matches(path, directory):
                continue
            if directory:
                if not _passed_over(path) and resolved / entry.name != self.exclude:
                    yield from self._walk(path, resolved / entry.name, ignored)
            elif entry.is_symlink():
                yield path, None
            elif entry.is_file():
                yield path, resolved / entry.name


def _passed_over(folder: Path) -> bool:
    """Tells whether a folder holds what tools made: environments, caches, build results."""
    name = folder.name
    if name in _NEVER or name.endswith(".egg-info") or (folder / "pyvenv.cfg").exists():
        return True
    return name in _BUILT and not (folder / "__init__.py").exists()
