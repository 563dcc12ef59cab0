"""Recognises Python 2: what does not parse as Python 3, and what parses as something else."""
from __future__ import annotations

import ast
import re

REMEDY = "give --python2 to have it converted to Python 3 as well"
TABS_REMEDY = f"expand the tabs to 8 columns, as Python 2 read them (`expand -i -t 8`), or {REMEDY}"

# What a line that Python 3 can't parse may hold, the surest sign first.
_FORMS = (
    ("a print statement", re.compile(r"(?:^|[:;])\s*print\s*(?:[^\s(=.,:;)\]]|$)")),
    ("an exec statement", re.compile(r"(?:^|[:;])\s*exec\s+[^\s=.,)]")),
    ("`except E, e`", re.compile(r"^\s*except\s+(?:\([^()]*\)|[\w.]+)\s*,\s*[\w.]+\s*:")),
    ("`raise E, value`", re.compile(r"(?:^|[:;])\s*raise\s+[\w.]+\s*,")),
    ("the operator `<>`", re.compile(r"<>")),
    ("backticks for repr()", re.compile(r"`[^`]+`")),
    ("a ur'' string", re.compile(r"(?<!\w)[uU][rR]['\"]")),
    ("a long integer literal", re.compile(r"(?<![\w.])(?:0[xX][0-9a-fA-F]+|\d+)[lL]\b")),
    ("an octal literal without 0o", re.compile(r"(?<![\w.])0[0-7]+\b")),
    ("a parameter that is unpacked", re.compile(r"(?:\bdef\s+\w+\s*\(|\blambda\b)(?:[^:()]*,)?\s*\(")),
)
_STRINGS = re.compile(r"""('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|#.*""")


def form_on_line(line: str) -> str | None:
    """Names the Python 2 form on a line that Python 3 could not parse.

    Args:
        line: the line that the syntax error names.

    Returns:
        The form in words, or None where the line holds none that is known.
    """
    bare = _STRINGS.sub(lambda match: "''" if match.group(1) else "", line).rstrip()
    return next((form for form, pattern in _FORMS if pattern.search(bare)), None)


def mixes_tabs(line: str, source: str) -> bool:
    """Tells whether indentation error and tabs go together: Python 2 read a tab as 8 columns.

    Args:
        line: the line that the error names.
        source: the program.
    """
    indents = {match[0] for match in re.findall(r"^(([ \t])\2*)", source, re.MULTILINE)}
    indent = line[:len(line) - len(line.lstrip())]
    return any("\t" in other for other in [indent, *indents]) and any(" " in other for other in [indent, *indents])


def misread_form(node: ast.AST, lines: list[str], prints_by_function: bool) -> str | None:
    """Names the Python 2 form that a node is, although it parses as Python 3.

    Args:
        node: a node of the parsed program.
        lines: the program's lines.
        prints_by_function: whether the program imports print_function from __future__.

    Returns:
        The form in words, or None.
    """
    match node:
        case ast.Expr(value=(ast.BinOp(left=ast.Name(id="print")) as printed)
                      | ast.Tuple(elts=[ast.BinOp(left=ast.Name(id="print")) as printed, *_])):
            return "`print >>file`" if isinstance(printed.op, ast.RShift) else "a print statement"
        case ast.Expr(value=ast.BinOp(left=ast.Call(func=ast.Name(id="print")))):
            return "`print (a) % b`"
        case ast.Expr(value=ast.Tuple(elts=[ast.Call(func=ast.Name(id="print")), _, *_])) if not prints_by_function:
            return "`print (a), b`"
        case ast.ExceptHandler(type=ast.Tuple(elts=[_, ast.Name(id=name)]), name=None) if name.islower():
            line = lines[node.lineno - 1]
            return form_on_line(line) if "(" not in line else None
    return None
