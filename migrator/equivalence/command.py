"""What `migrator verify` does: finds the programs, migrates where only the original is given, compares."""
from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from migrator.equivalence.environments import TF115, TF215, Unavailable, interpreter
from migrator.equivalence.outcome import Reason, Verdict
from migrator.equivalence.programs import SKIPPED_FOLDERS, copied, is_program, needs_tf1, program_files, source_of
from migrator.equivalence.reasons import NotComparable
from migrator.equivalence.verify import Settings, Verifier
from migrator.result import Failure


def verify_paths(before: Path, after: Path | None, settings: Settings, reference_python: str | None = None,
                 say: Callable[[str], None] | None = None) -> Iterator[Verdict]:
    """Compares two programs, or all programs of two folders that use an Estimator.

    Args:
        before: the original program, or a folder of such.
        after: the migrated one, or a folder of the same layout; None migrates a temporary copy.
        settings: how to compare.
        reference_python: the interpreter of the originals; None takes TensorFlow 1.15 for programs that use
            tf.contrib and 2.15 for others, and makes its environment on first use.
        say: called with a line of text where something takes long.

    Yields:
        An answer for each program.
    """
    say = say or (lambda line: None)
    with ExitStack() as stack:
        migrates, failures = after is None and before.exists(), {}
        if migrates:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="migrator-verify-")))
            say(f"migrating a copy of {before}")
            try:
                after, failures = migrated_copy(before, folder)
            except NotComparable as error:
                yield Verdict(str(before), "its migration", reason=error.reason)
                return
        verifiers: dict[str, Verifier] = {}
        for program, other in _programs(before, after):
            problem = _problem(program, other, failures)
            if problem is not None:
                yield Verdict(str(program), "its migration" if migrates else str(other), reason=problem)
                continue
            try:
                python = reference_python or interpreter(TF115 if needs_tf1(program) else TF215, say=say)
            except Unavailable as error:
                yield Verdict(str(program), str(other), reason=Reason(
                    "MIG500", str(error), "name an interpreter that has TensorFlow 1.x or 2.15 with --reference-python"))
                continue
            if python not in verifiers:
                verifiers[python] = stack.enter_context(Verifier(python, sys.executable))
            say(f"comparing {program}")
            verdict = verifiers[python].verify(program, other, settings)
            if migrates:
                verdict.after = "its migration"
            yield verdict


def migrated_copy(before: Path, folder: Path) -> tuple[Path, dict[Path, Failure]]:
    """Migrates a copy of a program's folder.

    Args:
        before: the program, or a folder of programs.
        folder: where the copy is made.

    Returns:
        Where the program, or the folder, is in the copy; and what kept files from being migrated.

    Raises:
        NotComparable: there is too much to copy.
    """
    from migrator.paths import migrate_paths
    root = before if before.is_dir() else before.parent
    copy = copied(root, folder / (root.resolve().name or "program"))
    place = copy if before.is_dir() else copy / before.name
    try:
        results = migrate_paths([copy] if before.is_dir() else program_files(place), allow_dirty=True)
    except ValueError:  # A notebook that can't be read: `_problem` says so.
        results = []
    return place, {Path(result.path): result.failure for result in results if result.failure is not None}


def _programs(before: Path, after: Path | None) -> Iterator[tuple[Path, Path]]:
    """Returns pairs of programs: the two that are given, or those of two folders with the same path."""
    if not before.is_dir():
        yield before, after if after is not None and not after.is_dir() else (after or before) / before.name
        return
    found = [path for path in sorted([*before.rglob("*.py"), *before.rglob("*.ipynb")])
             if not SKIPPED_FOLDERS.intersection(path.relative_to(before).parts[:-1]) and is_program(path)]
    for path in found:
        yield path, after / path.relative_to(before)
    if not found:
        yield before, after


def _problem(program: Path, other: Path, failures: Mapping[Path, Failure]) -> Reason | None:
    for path in (program, other):
        if not path.exists():
            return Reason("MIG511", f"{path} is not there", "name the original program, or both programs")
    if program.is_dir():
        return Reason("MIG511", f"no program in {program} uses an Estimator", "name the program that trains")
    for path in (program, other):
        try:
            source_of(path)
        except ValueError as error:
            return Reason("MIG511", f"{path} can't be read: {error}", "name a Python program or a notebook")
    if failure := failures.get(other):
        at = f", line {failure.line}" if failure.line is not None else ""
        return Reason(failure.code, f"{program} can't be migrated{at}: {failure.message}", failure.remedy)
    if not _is_changed(program, other):
        return Reason("MIG511", f"{program} is not changed by the migration", "`migrator diff` says why")
    return None


def _is_changed(program: Path, other: Path) -> bool:
    """Whether a program differs from its migration, in its own file or in a module beside it."""
    before = [path for part in program_files(program) for path in ([part] if part.is_file() else part.rglob("*.py"))]
    for path in before:
        counterpart = other if path == program else other.parent / path.relative_to(program.parent)
        if counterpart.exists() and path.read_bytes() != counterpart.read_bytes():
            return True
    return False


def settings_of(steps: int, timeout: float | None, arguments: Sequence[str], input_fn: str, params: dict,
                features_spec: Path | None, tolerance_factor: float) -> Settings:
    """Makes settings from the options of the command line."""
    from migrator.equivalence.tolerances import scaled
    settings = Settings(steps=steps, seconds=timeout, arguments=tuple(arguments), input_fn=input_fn, params=params,
                        features_spec=features_spec)
    return settings if tolerance_factor == 1 else replace(settings, tolerances=scaled(tolerance_factor))
