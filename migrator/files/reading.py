"""What stands in a file, as Python 3: as it is, or out of a notebook, or out of Python 2."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from migrator.result import Failure, Result


class Reading(Protocol):
    """A file as a program of Python 3.

    Attributes:
        source: the program's bytes.
    """

    source: bytes

    def result(self, result: Result) -> Result:
        """Returns what the migration of `source` means for the file: its bytes, and places in them."""


@dataclass(frozen=True)
class AsItIs:
    """A file that is a program of Python 3, or is to fail as one."""

    source: bytes

    def result(self, result: Result) -> Result:
        return result


@dataclass(frozen=True)
class _Both:
    """A notebook whose cells are Python 2."""

    outer: Reading
    inner: Reading

    @property
    def source(self) -> bytes:
        return self.inner.source

    def result(self, result: Result) -> Result:
        return self.outer.result(self.inner.result(result))


def reading_of(path: str, raw: bytes, python2: bool) -> Reading | Failure:
    """Reads a file.

    Args:
        path: its path, which says whether it is a notebook.
        raw: its bytes.
        python2: whether it is Python 2.
    """
    outer: Reading = AsItIs(raw)
    if path.endswith(".ipynb"):
        from migrator.files.notebooks import Notebook
        try:
            outer = Notebook(raw)
        except ValueError as error:
            return Failure("MIG017", f"can't be read: {error}", "save it as a notebook of format 4")
    if not python2:
        return outer
    from migrator.files.python2_conversion import as_python3
    inner = as_python3(outer.source)
    return inner if isinstance(inner, Failure) else _Both(outer, inner)
