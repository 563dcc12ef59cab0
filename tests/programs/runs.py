"""Starts the programs, migrated or original, and tells what is wrong with what they print."""
from __future__ import annotations

import traceback
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import reference
from migrator.engine import Options
from programs.cases import Case, left_over, migrate_into
from programs.outputs import difference
from programs.pool import Pool, Printed


@dataclass(frozen=True)
class Run:
    """A program that was started, or why it was not.

    Attributes:
        case: which program.
        output: what it prints, once it has ended; None where it could not be started.
        problem: why it could not be started.
        unavailable: whether the problem is only that there is no interpreter to run it.
        after: the migrated source, where there is one.
    """

    case: Case
    output: Future[Printed] | None = None
    problem: str | None = None
    unavailable: bool = False
    after: bytes = b""

    def verdict(self) -> str | None:
        """Waits for the program; returns what is wrong with it, or None if it printed what it should."""
        if self.output is None:
            return self.problem
        printed = self.output.result()
        return printed.problem or difference(self.case.expected, printed.stdout)


@contextmanager
def migrated(cases: list[Case], folder: Path, options: Options = Options()) -> Iterator[dict[str, Run]]:
    """Migrates programs and starts them, each in a folder of its own; yields a run by name."""
    with Pool() as pool:
        yield {case.name: _start_migrated(case, _place(folder, case), pool, options) for case in cases}


def _start_migrated(case: Case, place: Path, pool: Pool, options: Options) -> Run:
    try:
        results, script = migrate_into(case, place, options)
    except Exception as error:
        return Run(case, problem=f"the migration raised {type(error).__name__}: {error}\n{traceback.format_exc()}")
    after = b"\n".join(result.after for result in results)
    problems = left_over(results)
    if problems:
        return Run(case, problem="\n".join(["left for a person:", *problems]), after=after)
    return Run(case, pool.submit(script, place, case.same_start), after=after)


@contextmanager
def originals(cases: list[Case], folder: Path) -> Iterator[dict[str, Run]]:
    """Starts original programs, each under the TF1 that it needs; yields a run by name."""
    pools: dict[tuple[bool, bool], Pool] = {}
    runs: dict[str, Run] = {}
    try:
        for case in cases:
            try:
                kind = case.needs_tf115, case.needs_tf2
                pool = pools.get(kind) or pools.setdefault(kind, _reference_pool(case))
            except reference.Unavailable as reason:
                runs[case.name] = Run(case, problem=str(reason), unavailable=True)
                continue
            runs[case.name] = Run(case, pool.submit(case.before, _place(folder, case), case.same_start))
        yield runs
    finally:
        for pool in pools.values():
            pool.close()


def _reference_pool(case: Case) -> Pool:
    return Pool(reference.tf115_python() if case.needs_tf115 else reference.tf215_python(), "v2" if case.needs_tf2 else "v1")


def _place(folder: Path, case: Case) -> Path:
    place = folder / case.name
    place.mkdir(parents=True, exist_ok=True)
    return place
