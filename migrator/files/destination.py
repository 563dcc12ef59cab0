"""Where results go: into the files they came from, or into a copy of the tree."""
from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from migrator.files.discover import Discovered
from migrator.files.write import OutsideRoots, copy, replace
from migrator.result import Failure, Result, failed
from migrator.support_modules import is_support_module


def check_folder(folder: Path, paths: Iterable[str | os.PathLike], allow_full: bool) -> None:
    """Checks that a folder can take a migrated copy.

    Args:
        folder: the folder; it need not exist.
        paths: what will be migrated.
        allow_full: whether files in the folder may be replaced.

    Raises:
        FileExistsError: the folder is a file, or is not empty.
        ValueError: the folder is one of the paths.
    """
    if any(Path(path).resolve() == folder.resolve() for path in paths):
        raise ValueError(f"{folder} can't be both what is migrated and where the copy goes")
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is not a folder")
    if folder.exists() and any(folder.iterdir()) and not allow_full:
        raise FileExistsError(f"{folder} is not empty; give --allow-dirty to replace what is there")


class InPlace:
    """Replaces the files themselves.

    Args:
        roots: resolved files and folders that were given.
    """

    def __init__(self, roots: Iterable[Path]):
        self.roots = tuple(roots)

    def write(self, results: list[Result]) -> list[Result]:
        """Writes what changes.

        Args:
            results: migrated programs and support modules.

        Returns:
            The results; those that could not be written have a failure now.
        """
        return _write(results, self._replace)

    def _replace(self, result: Result) -> Failure | None:
        path = Path(result.path)
        if (path.read_bytes() if path.exists() else b"") != result.before:
            return Failure("MIG013", "the file changed while it was migrated", "run the migration again")
        itself = path.parent.resolve() / path.name  # a support module may stand beside a file that was given
        replace(path, result.after, (*self.roots, itself))
        return None


class IntoFolder:
    """Makes a copy of everything, migrated.

    The copy has the layout of the originals below the deepest folder that holds them all:
    the contents of one folder that is given, one file by its name.

    Args:
        folder: where the copy goes.
        found: what was given.
    """

    def __init__(self, folder: Path, found: Discovered):
        self.folder = folder
        self.found = found
        holders = [root for root in found.roots if root.is_dir()]
        holders += [path.parent.resolve() for path in found.programs]
        self.base = Path(os.path.commonpath(holders)) if holders else Path.cwd()

    def write(self, results: list[Result]) -> list[Result]:
        """Writes the migrated programs, and copies of all that did not change.

        Args:
            results: migrated programs and support modules.

        Returns:
            The results; those that could not be written have a failure now.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        changed = {result.path for result in results if result.changed}
        failures = []
        for path in (*self.found.programs, *self.found.others):
            if str(path) not in changed:
                try:
                    copy(path, self.place(path))
                except OSError as error:
                    failures.append(failed(str(path), b"", _system_failure(error)))
        broken = {result.path for result in failures}
        return _write([result for result in results if result.path not in broken], self._make) + failures

    def place(self, path: Path) -> Path:
        """Returns where the copy of a file goes.

        Args:
            path: the original.
        """
        return self.folder / (path.parent.resolve() / path.name).relative_to(self.base)

    def _make(self, result: Result) -> Failure | None:
        original, target = Path(result.path), self.place(Path(result.path))
        if original.exists():
            copy(original, target)  # for its mode
        target.parent.mkdir(parents=True, exist_ok=True)
        replace(target, result.after, [self.folder.resolve()])
        return None


def _write(results: list[Result], write: Callable[[Result], Failure | None]) -> list[Result]:
    """Writes the changed results: support modules first, and no program whose module failed."""
    outcomes: dict[str, Result] = {}
    without_module: dict[Path, Failure] = {}
    for result in sorted(results, key=lambda result: bool(result.support)):
        if not result.changed:
            continue
        folder = Path(result.path).parent
        failure = without_module.get(folder) if result.support else None
        failure = failure or _attempt(write, result)
        if failure is None:
            continue
        outcomes[result.path] = failed(result.path, result.before, failure)
        if is_support_module(result.before or result.after):
            without_module[folder] = failure
    return [outcomes.get(result.path, result) for result in results]


def _attempt(write: Callable[[Result], Failure | None], result: Result) -> Failure | None:
    try:
        return write(result)
    except OutsideRoots as error:
        return Failure("MIG012", f"leads to {error}, outside of the given paths", "give that file itself")
    except OSError as error:
        return _system_failure(error)


def _system_failure(error: OSError) -> Failure:
    return Failure("MIG002", f"can't be written: {error.strerror or error}",
                   "change its permissions, or use --output")
