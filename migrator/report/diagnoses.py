"""What is wrong with model_fns as they were written: the report of `migrator check`."""
from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from migrator.findings import CODES
from migrator.result import Failure, Finding, Result


def diagnoses(results: Iterable[Result]) -> list[tuple[str, Finding]]:
    """Gives the diagnoses of a run, each with its file.

    Args:
        results: the run's results.
    """
    return [(result.path, finding) for result in results for finding in result.findings if finding.code.startswith("MIG6")]


def exit_status(results: Sequence[Result]) -> int:
    """Returns 4 if a file could not be read, else 3 if something is wrong, else 0.

    Args:
        results: the run's results.
    """
    return 4 if _failures(results) else 3 if diagnoses(results) else 0


def print_diagnoses(results: Sequence[Result], console: Console, fixed: int | None = None) -> None:
    """Prints each diagnosis with its place and what to do.

    Args:
        results: the run's results.
        console: where it goes.
        fixed: how many places were put right, where that was asked for.
    """
    found, failures = diagnoses(results), _failures(results)
    for path, finding in found:
        console.print(Text.assemble((path, "magenta"), f":{finding.line}:{finding.column + 1}  ", (finding.code, "red"), "  ",
                                    CODES[finding.code].title))
        for line in (finding.message, CODES[finding.code].remedy):
            console.print(Padding(Text(line, style="dim"), (0, 0, 0, 2), expand=False))
    for path, failure in failures:
        place = f":{failure.line}" if failure.line is not None else ""
        console.print(Text.assemble((path, "magenta"), f"{place}  ", (failure.code, "red"), "  ", failure.message))
    count = len(found)
    said = "nothing is wrong" if not count else f"{count} {'place is' if count == 1 else 'places are'} wrong"
    files = sum(bool(result.before) for result in results)  # A support module that a migration would make is none.
    repaired = "" if fixed is None else f", {fixed} {'place was' if fixed == 1 else 'places were'} fixed"
    console.print(f"{files} {'file' if files == 1 else 'files'}, {said}{repaired}.")


def json_report(results: Sequence[Result], fixed: int | None = None) -> str:
    """Returns the diagnoses as JSON: ``version``, ``exit_status``, ``fixed``, ``diagnoses``, ``failures``.

    Args:
        results: the run's results.
        fixed: how many places were put right; None where that was not asked for.
    """
    return json.dumps({
        "version": 1, "exit_status": exit_status(results), "fixed": fixed,
        "diagnoses": [{"path": path, "line": one.line, "column": one.column, "code": one.code, "title": CODES[one.code].title,
                       "message": one.message, "remedy": CODES[one.code].remedy} for path, one in diagnoses(results)],
        "failures": [{"path": path, "line": one.line, "code": one.code, "message": one.message} for path, one in _failures(results)],
    }, indent=2)


def _failures(results: Iterable[Result]) -> list[tuple[str, Failure]]:
    return [(result.path, result.failure) for result in results if result.failure is not None]
