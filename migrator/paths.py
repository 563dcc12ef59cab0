"""Files and folders in, results out: what the command line does, without its printing."""
from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.failures import internal_failure
from migrator.files.destination import InPlace, IntoFolder, check_folder
from migrator.files.discover import discover
from migrator.files.hints import mentions_tensorflow
from migrator.files.vcs import uncommitted
from migrator.processes import map_in_processes
from migrator.result import Failure, Result, failed
from migrator.support_modules import with_support_modules

if TYPE_CHECKING:
    from migrator.engine import Options

Migrate = Callable[[bytes, str, "Options | None"], Result]
Progress = Callable[[int, int, str], None]

WORTH_PROCESSES = 16  # with fewer files, starting processes takes longer than they save


def migrate_paths(paths: Iterable[str | os.PathLike], *, output: str | os.PathLike | None = None,
                  options: Options | None = None, allow_dirty: bool = False, jobs: int = 1, write: bool = True,
                  progress: Progress | None = None, migrate: Migrate | None = None) -> list[Result]:
    """Migrates files and folders.

    One file that can't be migrated does not stop the others: its result has a failure.
    The support modules that migrated programs need appear as results of their own.

    Args:
        paths: files and folders; see `migrator.files.discover`.
        output: a folder for a migrated copy of everything, or None to write in place.
        options: what to do; None means everything.
        allow_dirty: whether files with uncommitted changes may be replaced.
        jobs: the number of processes; the results do not depend on it.
        write: whether to write at all.
        progress: called with the number of files done, the number of files, and a path.
        migrate: the function for one program; None means `migrator.migrate_source`.

    Returns:
        A result for every Python file, sorted by path; `after` is what was written, or
        would be with `write`.

    Raises:
        FileExistsError: `output` is not empty, and `allow_dirty` is not given.
        ValueError: `output` is one of `paths`.
    """
    if output is not None and write:
        check_folder(Path(output), paths := list(paths), allow_dirty)
    found = discover(paths, exclude=Path(output) if output is not None else None)
    results = [failed(str(path), b"", failure) for path, failure in found.failures]
    results += _migrate_all(found.programs, options, jobs, progress, migrate or _migrate)
    careful = write and output is None and not allow_dirty
    if careful:
        results = _refuse_uncommitted(results)
    results = with_support_modules(results, _support_module(options), careful)
    results.sort(key=lambda result: Path(result.path))
    if not write:
        return results
    destination = InPlace(found.roots) if output is None else IntoFolder(Path(output), found)
    return destination.write(results)


def migrate_bytes(source: bytes, path: str = "-", options: Options | None = None,
                  migrate: Migrate | None = None) -> Result:
    """Migrates one program; an error of migrator itself becomes a failure of the result.

    Args:
        source: the program's bytes.
        path: what it is called in messages.
        options: what to do; None means everything.
        migrate: as for `migrate_paths`.
    """
    if not mentions_tensorflow(source):
        return Result(path, source, source)
    try:
        return (migrate or _migrate)(source, path, options)
    except Exception as error:
        return failed(path, source, internal_failure(error))


def _migrate(source: bytes, path: str, options: Options | None) -> Result:
    from migrator.engine import Options, migrate_source
    return migrate_source(source, path, Options() if options is None else options)


def _support_module(options: Options | None) -> str:
    return "tf1_semantics" if options is None else options.support_module


def _migrate_all(programs: Sequence[Path], options: Options | None, jobs: int, progress: Progress | None,
                 migrate: Migrate) -> list[Result]:
    """Reads everything, and migrates what mentions TF: the rest costs no more than its reading."""
    results: dict[str, Result] = {}
    to_migrate: list[tuple[str, bytes]] = []
    report = progress or (lambda done, total, path: None)
    for path in map(str, programs):
        try:
            source = Path(path).read_bytes()
        except OSError as error:
            results[path] = failed(path, b"", Failure("MIG002", f"can't be read: {error.strerror}",
                                                      "change its permissions"))
            continue
        if mentions_tensorflow(source):
            to_migrate.append((path, source))
        else:
            results[path] = Result(path, source, source)
    one = functools.partial(_migrate_item, options=options, migrate=migrate)
    if jobs > 1 and len(to_migrate) >= WORTH_PROCESSES:
        migrated = map_in_processes(one, to_migrate, jobs, _crashed)
    else:
        migrated = map(one, to_migrate)
    report(len(results), len(programs), "")
    for result in migrated:
        results[result.path] = result
        report(len(results), len(programs), result.path)
    return list(results.values())


def _migrate_item(item: tuple[str, bytes], options: Options | None, migrate: Migrate) -> Result:
    path, source = item
    return migrate_bytes(source, path, options, migrate)


def _crashed(item: tuple[str, bytes]) -> Result:
    path, source = item
    return failed(path, source, Failure("MIG014", "internal error: the process that migrated this file ended",
                                        "please report it with the program; the file is left as it was"))


def _refuse_uncommitted(results: list[Result]) -> list[Result]:
    reasons = uncommitted(Path(result.path) for result in results if result.changed)
    return [
        failed(result.path, result.before, Failure("MIG010", f"would change, but {reasons[Path(result.path)]}",
                                                   "commit it first, or give --allow-dirty"))
        if Path(result.path) in reasons else result
        for result in results
    ]
