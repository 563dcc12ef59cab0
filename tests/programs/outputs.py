"""Compares what two programs printed: the same words, and numbers that are close."""
from __future__ import annotations

import math
import re

_NUMPY_SCALAR = re.compile(r"\bnp\.(?:float|int|uint)\d+\(([^()]*)\)")
_NUMPY_BOOL = re.compile(r"\bnp\.(True|False)_?\b")
_DTYPE = re.compile(r",\s*dtype=(?:np\.)?\w+")
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w])|(?<!\w)[-+]?(?:nan|inf)(?!\w)")


def difference(expected: str, actual: str, rtol: float = 1e-4, atol: float = 1e-5) -> str | None:
    """Says where two outputs first differ.

    Spacing, the way numpy shows its scalars and the type of an array do not count. A number
    without a fraction has to be met exactly, any other within `atol + rtol * |expected|`.

    Args:
        expected: what the original program printed.
        actual: what the migrated program printed.
        rtol: relative tolerance of numbers.
        atol: absolute tolerance of numbers.

    Returns:
        A description of the first difference, or None where there is none.
    """
    wanted, found = _lines(expected), _lines(actual)
    for line, other in zip(wanted, found):
        problem = _line_difference(line, other, rtol, atol)
        if problem:
            return f"{problem}\n  expected: {line}\n  printed:  {other}"
    if len(wanted) > len(found):
        return f"missing line\n  expected: {wanted[len(found)]}"
    if len(found) > len(wanted):
        return f"line too many\n  printed:  {found[len(wanted)]}"
    return None


def _lines(text: str) -> list[str]:
    """Returns the lines that are not blank, each in a form that ignores how numpy shows values.

    Numpy breaks long arrays into lines by the width of their numbers, so a bracket that is open
    at the end of a line joins it with the next.
    """
    lines: list[str] = []
    joined = ""
    for line in text.splitlines():
        joined = f"{joined} {line}" if joined else line
        if joined.count("[") <= joined.count("]"):
            lines.append(_normalized(joined))
            joined = ""
    if joined:
        lines.append(_normalized(joined))
    return [line for line in lines if line]


def _normalized(line: str) -> str:
    line = _DTYPE.sub("", _NUMPY_BOOL.sub(r"\1", _NUMPY_SCALAR.sub(r"\1", line)))
    line = " ".join(line.split())
    return re.sub(r"(?<=[\[({]) | (?=[\])}])", "", line)


def _line_difference(expected: str, actual: str, rtol: float, atol: float) -> str | None:
    if _NUMBER.sub("#", expected) != _NUMBER.sub("#", actual):
        return "other words"
    for wanted, found in zip(_NUMBER.findall(expected), _NUMBER.findall(actual)):
        if not _close(wanted, found, rtol, atol):
            return f"{found} instead of {wanted}"
    return None


def _close(wanted: str, found: str, rtol: float, atol: float) -> bool:
    if re.fullmatch(r"[-+]?\d+", wanted):
        return float(wanted) == float(found)
    a, b = float(wanted), float(found)
    return a == b or math.isnan(a) and math.isnan(b) or abs(a - b) <= atol + rtol * abs(a)
