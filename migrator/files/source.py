"""Can these bytes be migrated? What stands against it, where, and what to do."""
from __future__ import annotations

import ast
import codecs
import io
import tokenize
import warnings

from migrator.files import python2
from migrator.files.deep import call_with_deep_stack
from migrator.result import Failure
from migrator.syntax import levels, parsed

_MAYBE_MISREAD = (ast.Expr, ast.ExceptHandler)
MAX_DEPTH = 1500  # libcst's parser takes cubic time in the depth: a second here, 20 at twice that


def check(source: bytes) -> Failure | None:
    """Says why a program can't be migrated, or None if nothing stands against it.

    Args:
        source: the program's bytes.
    """
    return _undecodable(source) or _unprintable(source) or call_with_deep_stack(_unparsable, source)


def too_deep(source: bytes, line: int | None = None) -> Failure:
    """Returns the failure for a program whose nesting exceeds what the parsers can take.

    Args:
        source: the program's bytes.
        line: where the nesting is, or None to look for its longest statement.
    """
    return Failure("MIG006", "an expression or a chain of elif is nested too deeply to be parsed",
                   "split it into several statements", line or _longest_logical_line(source))


def encoding_of(source: bytes) -> str:
    """Returns the encoding that a program declares, or UTF-8 where that makes no sense.

    Args:
        source: the program's bytes.
    """
    try:
        return tokenize.detect_encoding(io.BytesIO(source).readline)[0]
    except SyntaxError:
        return "utf-8"


def _undecodable(source: bytes) -> Failure | None:
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Failure("MIG005", "the file is UTF-16, which Python does not read", "save it as UTF-8", 1)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    except SyntaxError as error:
        if "unknown encoding" in str(error):
            return Failure("MIG005", str(error), "correct the encoding that the first two lines declare", 1)
        if source.startswith(codecs.BOM_UTF8):
            return Failure("MIG005", "the file begins with the mark of UTF-8 and declares another encoding",
                           "remove the declaration, or save the file without the mark", 1)
        encoding = "utf-8"
    try:
        source.decode(encoding)
    except UnicodeDecodeError as error:
        return Failure("MIG005", f"byte 0x{source[error.start]:02x} is not {encoding}",
                       "declare the file's encoding (`# -*- coding: latin-1 -*-` as its first line) or save it as UTF-8",
                       source.count(b"\n", 0, error.start) + 1)
    return None


def _unprintable(source: bytes) -> Failure | None:
    if b"\0" in source:
        return Failure("MIG003", "the file holds a NUL byte, so it is no Python source", "remove the byte",
                       source.count(b"\n", 0, source.index(b"\0")) + 1)
    if b"\r" in source and b"\n" not in source:
        return Failure("MIG007", "the lines end in bare carriage returns (old Mac style)",
                       r"convert the line ends first (`tr '\r' '\n'`)", 1)
    return None


def _unparsable(source: bytes) -> Failure | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the program's own concern
            program = source.decode(encoding_of(source))
            parsed(program)
    except SyntaxError as error:
        return _syntax_failure(error, source)
    except (RecursionError, MemoryError):
        return too_deep(source)
    return _misread(program, source)


def _syntax_failure(error: SyntaxError, source: bytes) -> Failure:
    text = source.decode(encoding_of(source), errors="replace")
    lines = text.splitlines()
    number = error.lineno or 1
    line = lines[number - 1] if number <= len(lines) else ""
    if error.msg == "too many nested parentheses":
        return too_deep(source, number)
    if isinstance(error, IndentationError) and python2.mixes_tabs(line, text):
        return Failure("MIG004", "tabs and spaces are mixed in the indentation", python2.TABS_REMEDY, number)
    if form := python2.form_on_line(line):
        return Failure("MIG004", f"this is Python 2 source: {form}", python2.REMEDY, number)
    return Failure("MIG003", f"syntax error: {error.msg}", "correct the program: Python itself can't read it", number)


def _misread(program: str, source: bytes) -> Failure | None:
    """Walks the tree for Python 2 that parses as something else, and for its depth."""
    tree, lines = parsed(program), program.splitlines()
    function = any(isinstance(node, ast.ImportFrom) and node.module == "__future__"
                   and any(alias.name == "print_function" for alias in node.names) for node in tree.body)
    for depth, level in enumerate(levels(program), 1):
        for node in level:
            if isinstance(node, _MAYBE_MISREAD) and (form := python2.misread_form(node, lines, function)):
                return Failure("MIG004", f"this is Python 2 source: {form}", python2.REMEDY, node.lineno)
        if depth > MAX_DEPTH:
            return too_deep(source, next((node.lineno for node in level if hasattr(node, "lineno")), None))
    return None


def _longest_logical_line(source: bytes) -> int | None:
    """Returns the line where the statement with the most tokens begins."""
    best, best_count, start, count = None, 0, 1, 0
    try:
        for token in tokenize.tokenize(io.BytesIO(source).readline):
            if count == 0:
                start = token.start[0]
            count += 1
            if token.type == tokenize.NEWLINE:
                if count > best_count:
                    best, best_count = start, count
                count = 0
    except (tokenize.TokenError, SyntaxError):
        pass
    return best
