"""Notebooks: the code cells as one program, and the migrated program back in its cells.

What is not the source of a code cell stays byte for byte as it is: outputs, metadata, layout of the file.
"""
from __future__ import annotations

import ast
import bisect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrator.result import Construct, Disposition, Failure, Result, failed

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')
_BORDER = re.compile(r"^'%% cell (\d+)'$", re.MULTILINE)
_HELD = re.compile(r"^([ \t]*)('%% magic .*')$", re.MULTILINE)
_MAGIC = re.compile(r"^[ \t]*(?:[%!?]|[\w, ]+= ?[%!])|\?{1,2}[ \t]*$")
_IMPORT = re.compile(r"^\s*(?:import|from)\s+(?:tensorflow|tf_slim)\b", re.MULTILINE)
_RELEASE = re.compile(r"%tensorflow_version 1[\w.]*|\btensorflow(?:-gpu|-cpu)?\s*[=<~]=?\s*[12][\d.*]*")
# Cell magics under which Python stands that runs where the notebook runs.
_PYTHON_MAGICS = frozenset({"time", "timeit", "capture", "prun", "python", "python3"})


@dataclass(frozen=True)
class _Cell:
    """A code cell.

    Attributes:
        number: its number among all cells, counted from 1.
        start, end: where the value of its `source` stands in the file.
        offsets: where each JSON string of it stands.
        text: its source.
    """

    number: int
    start: int
    end: int
    offsets: tuple[int, ...]
    text: str

    @property
    def is_python(self) -> bool:
        """Whether the notebook runs it as Python; else a magic in its first line takes it all."""
        magic = re.match(r"\s*%%(\w+)", self.text)
        return magic is None or magic[1] in _PYTHON_MAGICS


class Notebook:
    """A notebook, read.

    Args:
        raw: the file's bytes.

    Attributes:
        source: its code cells as one program, UTF-8. A string stands between two cells and in the place of each magic.

    Raises:
        ValueError: it is no notebook of format 4; says why.
    """

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.text = raw.decode("utf-8")
        self.cells = _code_cells(self.text)
        self._first_lines: list[int] = []
        parts, line = [], 1
        for cell in (cell for cell in self.cells if cell.is_python):
            part = _with_magics_held(cell.text).rstrip("\n")
            if parts:
                part = f"'%% cell {cell.number}'\n{part}"
            self._first_lines.append(line + bool(parts))
            parts.append(part)
            line += part.count("\n") + 1
        self.source = ("\n".join(parts) + "\n").encode()

    def result(self, result: Result) -> Result:
        """Returns what the migration of `source` means for the notebook.

        Args:
            result: that of `source`; places in what is returned are lines of the file.
        """
        if result.failure is not None:
            line = None if result.failure.line is None else self._line(result.failure.line)
            return failed(result.path, self.raw, replace(result.failure, line=line))
        if not result.changed:
            after = self.raw
        else:
            texts = self._texts(result.after.decode())
            if texts is None:
                return failed(result.path, self.raw, Failure(
                    "MIG014", "internal error: the cells of the migrated notebook can't be told apart",
                    "please report it with the notebook; the file is left as it was"))
            after = self._written(texts).encode()
        constructs = [replace(one, line=self._line(one.line)) for one in result.constructs]
        constructs = sorted([*constructs, *self._left()], key=lambda one: (one.line, one.column))
        findings = tuple(replace(one, line=self._line(one.line)) for one in result.findings)
        forms = tuple((name, self._line(line), form, reason) for name, line, form, reason in result.forms)
        return replace(result, before=self.raw, after=after, constructs=tuple(constructs), findings=findings, forms=forms)

    def _left(self) -> Iterator[Construct]:
        """What is TF1's and not in the notebook's Python: cells of another kind, and magics that ask for a release."""
        for cell in self.cells:
            if not cell.is_python:
                if _IMPORT.search(cell.text):
                    yield Construct(self._file_line(cell.offsets[0]), 0, cell.text.split(None, 1)[0], Disposition.LEFT, None,
                                    "MIG016", f"cell {cell.number} is not run as Python of this notebook, and imports TensorFlow")
                continue
            for number, line in enumerate(_with_magics_held(cell.text).split("\n")):
                if (held := _HELD.match(line)) and (asked := _RELEASE.search(held[2])):
                    place = self._file_line(cell.offsets[min(number, len(cell.offsets) - 1)])
                    yield Construct(place, 0, asked[0], Disposition.LEFT, None, "MIG018",
                                    f"a magic of cell {cell.number} asks for a TensorFlow that has no Keras 3")

    def _texts(self, program: str) -> dict[int, str] | None:
        """The text of each cell by its number; None where they are not those that went in."""
        numbers = [cell.number for cell in self.cells if cell.is_python]
        first, *rest = _BORDER.split(program)
        if [int(number) for number in rest[::2]] != numbers[1:]:
            return None
        texts = [_with_magics_released(text).strip("\n") for text in (first, *rest[1::2])]
        return dict(zip(numbers, texts))

    def _written(self, texts: dict[int, str]) -> str:
        written, end = [], 0
        for cell in self.cells:
            text = texts.get(cell.number, cell.text)
            if text.strip("\n") != cell.text.strip("\n"):
                bare = cell.text.strip("\n")
                written += [self.text[end:cell.start], self._json(cell, cell.text.replace(bare, text, 1))]
                end = cell.end
        return "".join([*written, self.text[end:]])

    def _json(self, cell: _Cell, text: str) -> str:
        """Writes a cell's source in the manner of the one that it replaces."""
        ascii_only = self.text.isascii()
        before = self.text[cell.start:cell.end]
        if not before.startswith("["):
            return json.dumps(text, ensure_ascii=ascii_only)
        lines = [json.dumps(line, ensure_ascii=ascii_only) for line in text.splitlines(keepends=True)]
        opening = re.match(r"\[\s*", before)[0]
        closing = re.search(r"\s*\]$", before)[0]
        return opening + ("," + (opening[1:] or " ")).join(lines) + closing

    def _line(self, line: int) -> int:
        """Returns the line of the file on which a line of `source` stands."""
        index = max(0, bisect.bisect_right(self._first_lines, line) - 1)
        cell = [cell for cell in self.cells if cell.is_python][index]
        inner = min(max(0, line - self._first_lines[index]), len(cell.offsets) - 1)
        return self._file_line(cell.offsets[inner])

    def _file_line(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1


def _code_cells(text: str) -> list[_Cell]:
    """Finds the code cells of a notebook that have a source."""
    try:
        notebook = json.loads(text)
    except ValueError as error:
        raise ValueError(f"it is no JSON: {error}") from error
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4 or not isinstance(notebook.get("cells"), list):
        raise ValueError("it is no notebook of format 4")
    cells = []
    for index, start, end, offsets in _sources(text):
        cell = notebook["cells"][index]
        joined = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
        if cell.get("cell_type") == "code" and joined.strip():
            cells.append(_Cell(index + 1, start, end, offsets, joined))
    return cells


def _sources(text: str) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
    """Yields, for each cell's source, the cell's index, where its value begins and ends, and where its strings stand."""
    path: list[str | int] = []
    key, wanted, offsets = None, None, []
    for token in _TOKEN.finditer(text):
        sign = token[0]
        at = (*path, key)
        if sign in "[{":
            if _is_source(at):
                wanted = (at[2], token.start())
            path.append(key)
            key = 0 if sign == "[" else None
        elif sign in "]}":
            key = path.pop()
            if wanted and _is_source((*path, key)):
                yield *wanted, token.end(), tuple(offsets)
                wanted, offsets = None, []
        elif sign == ",":
            key = key + 1 if isinstance(key, int) else None
        elif sign[0] == '"':
            if wanted:
                offsets.append(token.start())
            elif _is_source(at):
                yield at[2], token.start(), token.end(), (token.start(),)
            elif key is None:
                key = json.loads(sign)


def _is_source(path: tuple) -> bool:
    """Whether a path from the top of the file leads to the source of a cell."""
    return len(path) == 4 and path[0] is None and path[1] == "cells" and path[3] == "source"


def _with_magics_held(text: str) -> str:
    """Puts a string into the place of each magic, where a cell is not Python as it stands."""
    try:
        ast.parse(text)
        return text
    except SyntaxError:
        pass
    lines, held = [], []
    for line in text.split("\n"):
        if held or _MAGIC.search(line) and not line.lstrip().startswith("#"):
            held.append(line)
            if line.endswith("\\"):
                continue
            lines.append(_held(held))
            held = []
        else:
            lines.append(line)
    return "\n".join(lines + ([_held(held)] if held else []))


def _held(lines: list[str]) -> str:
    indent = lines[0][:len(lines[0]) - len(lines[0].lstrip())]
    magic = json.dumps("\n".join(lines)[len(indent):]).replace("\\", "\\\\").replace("'", "\\'")
    return f"{indent}'%% magic {magic}'"


def _with_magics_released(text: str) -> str:
    def released(match: re.Match) -> str:
        return match[1] + json.loads(ast.literal_eval(match[2]).removeprefix("%% magic "))

    return _HELD.sub(released, text)
