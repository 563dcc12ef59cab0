"""Python 2 source as Python 3, by fissix, with what it leaves to a person said."""
from __future__ import annotations

import ast
import difflib
import functools
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from migrator.files.source import encoding_of
from migrator.result import Failure, Finding, Result, failed

_DEFAULT_ENCODING = r"(?:(?:imp\.|importlib\.)?reload\(sys\)|sys\.setdefaultencoding\([^()\n]*\))"
_INTEGER_CALLS = frozenset({"len", "int", "ord"})


@dataclass(frozen=True)
class Python2:
    """A program of Python 2, converted.

    Attributes:
        raw: its bytes.
        source: the program for Python 3, in the same encoding and with the same ends of lines.
        origins: for each line of `source` the line of `raw` that it came from, counted from 1.
        divisions: the lines of `raw` that divide what may be two integers.
    """

    raw: bytes
    source: bytes
    origins: tuple[int, ...]
    divisions: tuple[tuple[int, int], ...]

    def result(self, result: Result) -> Result:
        """Returns what the migration of `source` means for the original.

        Args:
            result: that of `source`.
        """
        if result.failure is not None:
            line = None if result.failure.line is None else self._line(result.failure.line)
            return failed(result.path, self.raw, replace(result.failure, line=line))
        findings = [replace(one, line=self._line(one.line)) for one in result.findings]
        findings += [Finding(line, column, "MIG250", "Python 2 rounded down where both were integers")
                     for line, column in self.divisions]
        return replace(
            result, before=self.raw, findings=tuple(sorted(findings, key=lambda one: (one.line, one.column))),
            constructs=tuple(replace(one, line=self._line(one.line)) for one in result.constructs),
            forms=tuple((name, self._line(line), form, reason) for name, line, form, reason in result.forms))

    def _line(self, line: int) -> int:
        return self.origins[min(line, len(self.origins)) - 1]


def as_python3(raw: bytes) -> Python2 | Failure:
    """Converts a program.

    Args:
        raw: the bytes of a program for Python 2; one that runs under both is hardly changed.

    Returns:
        The converted program, or why it can't be converted.
    """
    encoding = encoding_of(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return Failure("MIG005", "the program is not of the encoding that it declares", "declare its encoding in the first line")
    newline = "\r\n" if "\r\n" in text else "\n"
    text = _with_one_indentation(text.replace("\r\n", "\n"))
    converted = _converted(_without_default_encoding(text))
    if isinstance(converted, Failure):
        return converted
    try:
        tree = ast.parse(converted)
    except SyntaxError as error:
        return Failure("MIG004", f"this is Python 2 source that can't be converted: {error.msg}",
                       "convert this line by hand", error.lineno)
    origins = _origins(text, converted)
    converted, unsure = _with_floors(converted, tree)
    return Python2(raw, converted.replace("\n", newline).encode(encoding), origins,
                   tuple((origins[line - 1], column) for line, column in unsure))


def _with_one_indentation(text: str) -> str:
    """Expands the tabs of a program that indents with spaces as well: Python 2 took a tab to the next column of 8."""
    indents = "".join(re.findall(r"^[ \t]+", text, re.MULTILINE))
    if not {" ", "\t"} <= set(indents):
        return text
    return re.sub(r"^[ \t]+", lambda indent: indent[0].expandtabs(8), text, flags=re.MULTILINE)


def _without_default_encoding(text: str) -> str:
    """Takes out what made UTF-8 the encoding of all strings, at the top of a program: it is that of Python 3."""
    if "setdefaultencoding" not in text:
        return text
    text = re.sub(rf"^(import sys)(?:[ \t]*;[ \t]*{_DEFAULT_ENCODING})+", r"\1", text, flags=re.MULTILINE)
    return re.sub(rf"^{_DEFAULT_ENCODING}(?:[ \t]*;[ \t]*{_DEFAULT_ENCODING})*[ \t]*;?[ \t]*(?:(#.*\n)|\n)", r"\1", text,
                  flags=re.MULTILINE)


@functools.cache
def _tool(prints: bool):
    from fissix import refactor
    left_out = ("fix_future",) if prints else ("fix_future", "fix_print")
    fixers = [name for name in refactor.get_fixers_from_package("fissix.fixes") if not name.endswith(left_out)]
    tool = refactor.RefactoringTool(fixers, {} if prints else {"print_function": True})
    logging.getLogger("RefactoringTool").setLevel(logging.CRITICAL)
    return tool


def _converted(text: str) -> str | Failure:
    from fissix.pgen2.parse import ParseError
    from fissix.pgen2.tokenize import TokenError
    by_function = re.search(r"^from __future__ import .*\bprint_function\b", text, re.MULTILINE) is not None
    try:
        after = str(_tool(not by_function).refactor_string(text if text.endswith("\n") else text + "\n", "program"))
    except ParseError as error:
        return Failure("MIG003", f"neither Python 2 nor Python 3 reads it: {error.msg}", "correct the program", error.context[1][0])
    except (TokenError, IndentationError) as error:
        return Failure("MIG003", f"neither Python 2 nor Python 3 reads it: {error.args[0]}", "correct the program")
    return _without_double_parentheses(after)


def _without_double_parentheses(text: str) -> str:
    """Takes the parentheses of `print ("a")` for those of the call: a tuple keeps its own."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return text
    lines = text.splitlines(keepends=True)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
             and node.func.id == "print" and len(node.args) == 1 and not node.keywords]
    starts = _line_starts(lines)
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset), reverse=True):
        begin = starts[call.lineno - 1] + len(lines[call.lineno - 1].encode()[:call.col_offset].decode())
        end = starts[call.end_lineno - 1] + len(lines[call.end_lineno - 1].encode()[:call.end_col_offset].decode())
        inner = text[begin:end]
        if inner.startswith("print((") and inner.endswith("))") and _is_one_parenthesis(inner[6:-1], call.args[0]):
            text = text[:begin] + "print" + inner[6:-1] + text[end:]
    return text


def _is_one_parenthesis(text: str, value: ast.expr) -> bool:
    """Whether a text is one parenthesized expression, no tuple."""
    if isinstance(value, (ast.Tuple, ast.GeneratorExp)):
        return False
    try:
        return ast.dump(ast.parse(text[1:-1].replace("\n", " "), mode="eval").body) == ast.dump(value)
    except SyntaxError:
        return False


def _line_starts(lines: list[str]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line)
    return starts


def _origins(before: str, after: str) -> tuple[int, ...]:
    """For each line of `after`, the line of `before` that it came from."""
    old, new = before.split("\n"), after.split("\n")
    origins = []
    for _, low, high, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        origins += [min(low + offset, max(high - 1, low)) + 1 for offset in range(end - start)]
    return tuple(origins) or (1,)


def _with_floors(text: str, tree: ast.Module) -> tuple[str, list[tuple[int, int]]]:
    """Writes `//` where two integers are divided.

    Returns:
        The text, and the places, (line, column), of divisions of what may be integers.
    """
    if any(isinstance(node, ast.ImportFrom) and node.module == "__future__" and any(one.name == "division" for one in node.names)
           for node in tree.body):
        return text, []
    integers = _integer_names(tree)
    lines = [line.encode() for line in text.splitlines(keepends=True)]
    unsure, floors = [], []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            left, right, at = node.left, node.right, (node.left.end_lineno, node.left.end_col_offset)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
            left, right, at = node.target, node.value, (node.target.end_lineno, node.target.end_col_offset)
        else:
            continue
        if _is_float(left) or _is_float(right):
            continue
        if _is_integer(left, integers) and _is_integer(right, integers):
            floors.append(at)
        else:
            unsure.append((node.lineno, node.col_offset))
    for line, column in sorted(floors, reverse=True):
        before, after = lines[line - 1][:column], lines[line - 1][column:]
        lines[line - 1] = before + after.replace(b"/", b"//", 1)
    return b"".join(lines).decode(), sorted(unsure)


def _integer_names(tree: ast.Module) -> frozenset[str]:
    """The names that are bound to integers wherever they are bound in the program."""
    values: dict[str, list[ast.expr | None]] = {}
    for node in ast.walk(tree):
        for name, value in _bindings(node):
            values.setdefault(name, []).append(value)
    known: frozenset[str] = frozenset()
    if "*" in values:  # An import of everything may bind any name.
        return known
    while True:
        found = frozenset(name for name, bound in values.items()
                          if all(value is not None and _is_integer(value, known) for value in bound))
        if found == known:
            return known
        known = found


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """The names that a node binds, with what they are bound to where that is an expression of its own."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        yield node.targets[0].id, node.value
    elif isinstance(node, ast.Assign):
        yield from ((one.id, None) for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name))
    elif isinstance(node, (ast.AugAssign, ast.For, ast.comprehension)):
        counts = isinstance(node, (ast.For, ast.comprehension)) and _called(node.iter) == "range"
        for one in ast.walk(node.target):
            if isinstance(one, ast.Name):
                yield one.id, ast.Constant(0) if counts else None
    elif isinstance(node, ast.arg):
        yield node.arg, None
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0], None
    elif isinstance(node, ast.Global):
        yield from ((name, None) for name in node.names)
    elif isinstance(node, ast.ExceptHandler) and node.name is not None:
        yield node.name, None
    elif isinstance(node, ast.withitem):
        yield from ((one.id, None) for one in ast.walk(node) if isinstance(one, ast.Name))


def _is_integer(value: ast.expr, integers: frozenset[str]) -> bool:
    match value:
        case ast.Constant(value=int() as number):
            return not isinstance(number, bool)
        case ast.Name(id=name):
            return name in integers
        case ast.Call():
            return _called(value) in _INTEGER_CALLS
        case ast.UnaryOp(operand=operand):
            return _is_integer(operand, integers)
        case ast.BinOp(left=left, right=right, op=ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Mod() | ast.Div()):
            return _is_integer(left, integers) and _is_integer(right, integers)
    return False


def _is_float(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=float()):
            return True
        case ast.Call(func=ast.Name(id="float") | ast.Attribute(attr="float32" | "float64" | "to_float")):
            return True
        case ast.Call(func=ast.Attribute(attr="cast"), args=[_, ast.Attribute(attr="float32" | "float64")]):
            return True
        case ast.UnaryOp(operand=operand):
            return _is_float(operand)
        case ast.BinOp(left=left, right=right):
            return _is_float(left) or _is_float(right)
    return False


def _called(value: ast.expr) -> str | None:
    return value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else None
