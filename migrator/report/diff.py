"""The dry run: what would change, coloured for people and plain for `patch`."""
from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.text import Text

from migrator.files.patch import unified_diff
from migrator.files.source import encoding_of
from migrator.result import Result

_STYLES = ((b"--- ", "bold"), (b"+++ ", "bold"), (b"@@", "cyan"), (b"-", "red"), (b"+", "green"), (b"\\", "dim"))
_CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n\r"} | {0x7f: 0x2421}


def patch(results: Iterable[Result]) -> bytes:
    """Returns one patch for all that a run would change.

    Args:
        results: the run's results.
    """
    return b"".join(_diff(result) for result in results if result.changed)


def print_diff(results: Iterable[Result], console: Console) -> None:
    """Prints the patch in colours.

    Args:
        results: the run's results.
        console: a terminal.
    """
    for result in results:
        if result.changed:
            _print(_diff(result), encoding_of(result.before), console)


def _diff(result: Result) -> bytes:
    new = not result.before and result.path != "-" and not Path(result.path).exists()
    return unified_diff(result.before, result.after, result.path, new)


def _print(diff: bytes, encoding: str, console: Console) -> None:
    heading = 2  # the two lines with the names; below them "--- " is a line that begins with "-- "
    for line in diff.removesuffix(b"\n").split(b"\n"):
        style = next((style for prefix, style in _STYLES[0 if heading > 0 else 2:] if line.startswith(prefix)), "")
        heading -= 1
        # Text, not markup, which would eat "[int]"; and no control characters for the terminal to obey.
        text = line.removesuffix(b"\r").decode(encoding, errors="replace").translate(_CONTROLS)
        console.print(Text(text, style=style), soft_wrap=True)
