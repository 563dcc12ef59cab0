"""Files and folders in, results out: what the command line does, without its printing."""
from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from migrator.failures import internal_failure
from migrator.files.destination import InPlace, IntoFolder, check_folder
from migrator.files.discover import discover
from migrator.files.hints import mentions_tensorflow
from migrator.files.reading import Reading, reading_of
from migrator.files.vcs import uncommitted
from migrator.processes import map_in_processes
from migrator.programs import group_programs
from migrator.result import Failure, Result, failed
from migrator.support_modules import with_support_modules

if TYPE_CHECKING:
    from migrator.engine import Options

Migrate = Callable[[Mapping[str, bytes], "Options | None"], dict[str, Result]]
Progress = Callable[[int, int, str], None]

WORTH_PROCESSES = 16  # with fewer files, starting processes takes longer than they save


def migrate_paths(paths: Iterable[str | os.PathLike], *, output: str | os.PathLike | None = None,
                  options: Options | None = None, allow_dirty: bool = False, jobs: int = 1, write: bool = True,
                  progress: Progress | None = None, migrate: Migrate | None = None, python2: bool = False) -> list[Result]:
    """Migrates files and folders. Files that import one another are migrated as one program.

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
        migrate: the function for one program; None means `migrator.engine.migrate_program`.
        python2: whether the programs are Python 2, to be converted to Python 3 first, TF or not.

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
    migrated = _migrate_all(found.programs, options, jobs, progress, migrate or _migrate, python2)
    careful = write and output is None and not allow_dirty
    if careful:
        migrated = _refuse_uncommitted(migrated)
    results += [result for program in migrated for result in program]
    results = with_support_modules(results, _support_module(options), careful)
    results.sort(key=lambda result: result.path.split(os.sep))
    if not write:
        return results
    destination = InPlace(found.roots) if output is None else IntoFolder(Path(output), found)
    return destination.write(results)


def migrate_bytes(source: bytes, path: str = "-", options: Options | None = None,
                  migrate: Migrate | None = None, python2: bool = False) -> Result:
    """Migrates one program; an error of migrator itself becomes a failure of the result.

    Args:
        source: the program's bytes.
        path: what it is called in messages.
        options: what to do; None means everything.
        migrate: as for `migrate_paths`.
        python2: as for `migrate_paths`.
    """
    reading = reading_of(path, source, python2)
    if isinstance(reading, Failure):
        return failed(path, source, reading)
    if not mentions_tensorflow(source):
        return reading.result(Result(path, reading.source, reading.source))
    return reading.result(_migrate_item({path: reading.source}, options, migrate or _migrate)[path])


def _migrate(sources: Mapping[str, bytes], options: Options | None) -> dict[str, Result]:
    from migrator.engine import Options, migrate_program
    return migrate_program(sources, Options() if options is None else options)


def _support_module(options: Options | None) -> str:
    return "tf1_semantics" if options is None else options.support_module


@dataclass
class _Read:
    """What stands in files, by their paths.

    Attributes:
        to_migrate: the programs that TF is mentioned in, as Python 3.
        others: the programs that it is not mentioned in, as Python 3.
        readings: how the files were read that are not simply one of `others`.
        results: those of files that can't be read, and of `others` by themselves.
    """

    to_migrate: dict[str, bytes] = field(default_factory=dict)
    others: dict[str, bytes] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    results: dict[str, Result] = field(default_factory=dict)

    def add(self, path: str, source: bytes, python2: bool) -> None:
        """Adds a file."""
        if not python2 and not mentions_tensorflow(source):
            self.others[path] = source
            self.results[path] = Result(path, source, source)
            return
        reading = reading_of(path, source, python2)
        if isinstance(reading, Failure):
            self.results[path] = failed(path, source, reading)
            return
        self.readings[path] = reading
        if mentions_tensorflow(source):
            self.to_migrate[path] = reading.source
        else:
            self.others[path] = reading.source
            self.results[path] = reading.result(Result(path, reading.source, reading.source))


def _read_all(programs: Sequence[Path], python2: bool) -> _Read:
    read = _Read()
    for program in programs:
        path = str(program)
        try:
            read.add(path, program.read_bytes(), python2)
        except OSError as error:
            read.results[path] = failed(path, b"", Failure("MIG002", f"can't be read: {error.strerror}",
                                                           "change its permissions"))
    return read


def _migrate_all(programs: Sequence[Path], options: Options | None, jobs: int, progress: Progress | None,
                 migrate: Migrate, python2: bool) -> list[list[Result]]:
    """Reads everything, and migrates what mentions TF: the rest costs no more than its reading.

    Returns:
        The results of each program.
    """
    read = _read_all(programs, python2)
    results = read.results
    report = progress or (lambda done, total, path: None)
    items = group_programs(read.to_migrate, read.others) if read.to_migrate else []
    one = functools.partial(_migrate_item, options=options, migrate=migrate)
    if jobs > 1 and len(read.to_migrate) >= WORTH_PROCESSES:
        migrated = map_in_processes(one, items, jobs, _crashed)
    else:
        migrated = map(one, items)
    report(len(results), len(programs), "")
    made = []
    for program in migrated:
        made.append([read.readings[path].result(result) if path in read.readings else result for path, result in program.items()])
        for path in program:
            results.pop(path, None)
        report(len(results) + sum(map(len, made)), len(programs), next(iter(program)))
    return [*([result] for result in results.values()), *made]


def _migrate_item(item: Mapping[str, bytes], options: Options | None, migrate: Migrate) -> dict[str, Result]:
    try:
        return migrate(item, options)
    except Exception as error:
        failure = internal_failure(error)
        return {path: failed(path, source, failure) for path, source in item.items()}


def _crashed(item: Mapping[str, bytes]) -> dict[str, Result]:
    return {path: failed(path, source, Failure("MIG014", "internal error: the process that migrated this file ended",
                                               "please report it with the program; the file is left as it was"))
            for path, source in item.items()}


def _refuse_uncommitted(programs: list[list[Result]]) -> list[list[Result]]:
    """Has a program stay as a whole where one of its files may not be replaced: its modules fit each other."""
    reasons = uncommitted(Path(result.path) for program in programs for result in program if result.changed)
    return [_refused(program, reasons) for program in programs] if reasons else programs


def _refused(program: list[Result], reasons: Mapping[Path, str]) -> list[Result]:
    why = {result.path: f"would change, but {reasons[Path(result.path)]}" for result in program if Path(result.path) in reasons}
    if why:
        first = next(iter(why))
        why = {result.path: f"would change together with {first}, which may not" for result in program if result.changed} | why
    return [
        failed(result.path, result.before, Failure("MIG010", why[result.path], "commit it first, or give --allow-dirty"))
        if result.path in why else result for result in program
    ]
