"""The ledger on a terminal: compact, and readable without colour."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from migrator.findings import CODES
from migrator.report.layout import print_labelled
from migrator.report.ledger import Entry, Ledger
from migrator.report.verified import verified
from migrator.result import Disposition

_HEADINGS = {
    Disposition.REWRITTEN: ("rewritten", "green"),
    Disposition.REVIEW: ("to review", "yellow"),
    Disposition.REMOVED: ("removed", "cyan"),
    Disposition.LEFT: ("left for you", "red"),
    Disposition.SUPPRESSED: ("suppressed", "dim"),
}
_GRAVEST_LAST = (Disposition.SUPPRESSED, Disposition.REMOVED, Disposition.REVIEW, Disposition.LEFT)


def print_ledger(book: Ledger, console: Console, pending: bool = False) -> None:
    """Prints the ledger: details first, what needs a person below them, the totals at the end.

    Args:
        book: the ledger.
        console: where it goes.
        pending: whether the changes were only shown.
    """
    _print_forms(book, console)
    for disposition in _GRAVEST_LAST:
        _print_entries(*_HEADINGS[disposition], book.entries[disposition], console)
    _print_entries("to know", "yellow", book.notes, console)
    _print_failures(book, console)
    if book.total:
        _print_totals(book, console)
    console.print(_conclusion(book, pending))


def _print_forms(book: Ledger, console: Console) -> None:
    if not book.forms:
        return
    console.print(Text("forms chosen", style="bold"))
    for path, line, name, form, reason in book.forms:
        _print_item(console, Text.assemble(_place(path, (line,)), "  ", (name, "bold"), " → ", (form, "green")), reason)
    console.print()


def _print_entries(heading: str, style: str, entries: tuple[Entry, ...], console: Console) -> None:
    """Prints entries below their code, and below the reason, which several may share."""
    if not entries:
        return
    console.print(Text(heading, style=f"bold {style}"))
    for code, members in groupby(entries, key=lambda entry: entry.code):
        title = CODES[code].title if code in CODES else ""
        if code is not None:
            _print_item(console, Text.assemble((code, style), "  ", title))
        by_reason: dict[str, list[Entry]] = {}
        for entry in members:
            by_reason.setdefault(_reason(entry, title), []).append(entry)
        for reason, sharing in by_reason.items():
            if reason:
                _print_item(console, Text(reason, style="dim"), indent=4)
            for entry in sharing:
                head = Text.assemble(_place(entry.path, entry.lines), "  ", (entry.symbol, "bold"))
                _print_item(console, head, indent=6 if reason else 4)
    console.print()


def _reason(entry: Entry, title: str) -> str:
    """Returns an entry's reason without what stands beside it anyway: its symbol, its code's title."""
    reason = entry.message.removeprefix(entry.symbol).lstrip(": ")
    return "" if title and reason.startswith(title) else reason


def _print_failures(book: Ledger, console: Console) -> None:
    if not book.failures:
        return
    console.print(Text("failed, and left as they were", style="bold red"))
    for path, failure in book.failures:
        lines = (failure.line,) if failure.line is not None else ()
        head = Text.assemble(_place(path, lines), "  ", (failure.code, "red"), "  ", failure.message)
        _print_item(console, head, failure.remedy)
    console.print()


def _print_item(console: Console, head: Text, detail: str = "", indent: int = 2) -> None:
    """Prints what stands where, and below it, indented, the reason."""
    head.rstrip()
    console.print(Padding(head, (0, 0, 0, indent), expand=False))
    if detail:
        console.print(Padding(Text(detail, style="dim"), (0, 0, 0, indent + 2), expand=False))


def _place(path: str, lines: Iterable[int]) -> Text:
    """Writes ``path:12, 40``: the first place can be clicked on."""
    numbers = ", ".join(dict.fromkeys(map(str, lines)))
    return Text.assemble((path, "magenta"), f":{numbers}" if numbers else "")


def _print_totals(book: Ledger, console: Console) -> None:
    """Sets the counts in a column, and what they add up to below them."""
    digits = len(str(book.total))
    for disposition, (heading, style) in _HEADINGS.items():
        if count := book.counts[disposition]:
            console.print(Text.assemble((f"{heading:<14}", style), f"  {count:>{digits}}"))
        if disposition is Disposition.REWRITTEN:
            _print_transforms(book, digits, console)
    console.print(Text(f"{'TF1 constructs':<14}  {book.total}", style="bold"))


def _print_transforms(book: Ledger, digits: int, console: Console) -> None:
    """Says how much each transform rewrote, and how close the programs came that it was verified with."""
    width = max([12, *map(len, book.transforms)])
    for name, count in book.transforms.items():
        known = verified().get(name)
        said = "" if known is None else f"verified in {known.cases} {_cases(known.cases)}, largest difference {known.difference:.1e}"
        print_labelled(Text(f"  {name:<{width}}  {count:>{digits}}  ", style="dim"), said, console, "dim")


def _conclusion(book: Ledger, pending: bool) -> Text:
    advice = ". What to do: `migrator explain CODE`." if book.counts[Disposition.LEFT] else "."
    return Text.assemble(*_interleaved(_parts(book, pending)), advice)


def _parts(book: Ledger, pending: bool) -> Iterator[tuple[str, str]]:
    yield f"{book.files} {_files(book.files)}", "bold"
    changed, failed = len(book.changed) - len(book.made), len(book.failures)
    if changed:
        yield f"{changed} {'to change' if pending else 'changed'}", "bold green"
    if book.made:
        yield f"{len(book.made)} {'to add' if pending else 'added'} ({', '.join(book.made)})", "bold green"
    if failed:
        yield f"{failed} failed", "bold red"
    if not changed and not failed:
        yield "nothing to do" if not book.total else "nothing changed", ""


def _interleaved(parts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str] | str]:
    for index, part in enumerate(parts):
        if index:
            yield ", "
        yield part


def _files(count: int) -> str:
    return "file" if count == 1 else "files"


def _cases(count: int) -> str:
    return "case" if count == 1 else "cases"
