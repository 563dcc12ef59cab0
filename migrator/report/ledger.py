"""The ledger: what became of every TF1 construct of a run."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from migrator.result import Construct, Disposition, Failure, Finding, Result


@dataclass(frozen=True)
class Entry:
    """Constructs of one file that share symbol, fate and reason.

    Attributes:
        path: the file.
        lines: their lines, ascending.
        symbol: canonical TF1 name; "" for a finding that is about no symbol.
        code: the finding's code, or None.
        message: the reason.
    """

    path: str
    lines: tuple[int, ...]
    symbol: str
    code: str | None
    message: str


@dataclass(frozen=True)
class Ledger:
    """What became of every TF1 construct of a run, counted.

    The constructs of a file that failed are not counted: nothing became of them.

    Attributes:
        files: the number of files looked at.
        changed: paths of the files that change, in order; files that are made included.
        made: paths of those of them that were not there before.
        counts: the number of constructs of each disposition; they add up to `total`.
        transforms: the number of constructs rewritten without need for review, by transform, the most first.
        entries: for each disposition other than rewritten, what it holds, in order.
        notes: findings that are about no single construct.
        forms: (path, line, name, form, reason) for each model_fn and driver.
        failures: (path, failure) for each file that could not be migrated.
    """

    files: int
    changed: tuple[str, ...]
    made: tuple[str, ...]
    counts: dict[Disposition, int]
    transforms: dict[str, int]
    entries: dict[Disposition, tuple[Entry, ...]]
    notes: tuple[Entry, ...]
    forms: tuple[tuple[str, int, str, str, str], ...]
    failures: tuple[tuple[str, Failure], ...]

    @property
    def total(self) -> int:
        """The number of TF1 constructs found."""
        return sum(self.counts.values())


def ledger(results: Iterable[Result]) -> Ledger:
    """Counts what became of every TF1 construct.

    Args:
        results: the results of a run.
    """
    results = list(results)
    done = [result for result in results if result.failure is None]
    constructs = [(result.path, construct) for result in done for construct in result.constructs]
    fates = Counter(construct.disposition for _, construct in constructs)
    transforms = Counter(construct.transform or "other" for _, construct in constructs
                         if construct.disposition is Disposition.REWRITTEN)
    return Ledger(
        files=sum(not result.is_made for result in results),
        changed=tuple(result.path for result in done if result.changed),
        made=tuple(result.path for result in done if result.is_made),
        counts={disposition: fates[disposition] for disposition in Disposition},
        transforms=dict(sorted(transforms.items(), key=lambda item: (-item[1], item[0]))),
        entries={disposition: _grouped((path, construct) for path, construct in constructs
                                       if construct.disposition is disposition)
                 for disposition in Disposition if disposition is not Disposition.REWRITTEN},
        notes=_grouped((result.path, finding) for result in done for finding in result.findings),
        forms=tuple((result.path, line, name, form, reason)
                    for result in done for name, line, form, reason in result.forms),
        failures=tuple((result.path, result.failure) for result in results if result.failure is not None),
    )


def exit_status(results: Iterable[Result], pending: bool = False) -> int:
    """Returns the exit status for a run.

    Args:
        results: its results.
        pending: whether the changes were only shown.

    Returns:
        4 if a file failed, else 3 if something is left for a person, else 1 if changes are
        pending, else 0.
    """
    results = list(results)
    if any(result.failure is not None for result in results):
        return 4
    if any(result.needs_a_person for result in results):
        return 3
    return int(pending and any(result.changed for result in results))


def _grouped(places: Iterable[tuple[str, Construct | Finding]]) -> tuple[Entry, ...]:
    """Joins what is said of several lines of a file, in the order of its first line."""
    lines: dict[tuple, list[int]] = {}
    for path, said in places:
        key = (said.code or "", path, getattr(said, "symbol", ""), said.message)
        lines.setdefault(key, []).append(said.line)
    entries = [Entry(path, tuple(sorted(numbers)), symbol, code or None, message)
               for (code, path, symbol, message), numbers in lines.items()]
    return tuple(sorted(entries, key=lambda entry: entry.code or ""))
