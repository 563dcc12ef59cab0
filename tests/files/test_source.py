"""What stands against migrating a program, and where."""
import sys

import pytest

from migrator.files.source import check

PYTHON2 = [
    ('x = 1\nprint "loss"\n', 2, "print statement"),
    ("print loss\n", 1, "print statement"),
    ("print `loss`\n", 1, "print statement"),
    ("if x: print 'a', b\n", 1, "print statement"),
    ("print -1\n", 1, "print statement"),
    ('print >>sys.stderr, "x"\n', 1, "print >>file"),
    ("print >>sys.stderr\n", 1, "print >>file"),
    ('print ("a"), b\n', 1, "print (a), b"),
    ('print ("%d") % 3\n', 1, "print (a) % b"),
    ("try:\n  f()\nexcept ValueError, e:\n  pass\n", 3, "except E, e"),
    ("try:\n  f()\nexcept (A, B), e:\n  pass\n", 3, "except E, e"),
    ('exec "x" in d\n', 1, "exec statement"),
    ('raise ValueError, "bad"\n', 1, "raise E, value"),
    ("if a <> b: pass\n", 1, "<>"),
    ("x = `a`\n", 1, "backticks"),
    ("x = ur'abc'\n", 1, "ur''"),
    ("x = 0777\n", 1, "octal"),
    ("x = 10L\n", 1, "long integer"),
    ("x = 0xFFL\n", 1, "long integer"),
    ("def f(a, (b, c)):\n  pass\n", 1, "unpacked"),
    ("lambda (a, b): a\n", 1, "unpacked"),
    ("if x:\n        a\n\tb\n", 3, "tabs and spaces"),
]


@pytest.mark.parametrize("program, line, form", PYTHON2, ids=[form + str(i) for i, (_, _, form) in enumerate(PYTHON2)])
def test_python2_is_recognised(program, line, form):
    failure = check(program.encode())
    assert (failure.code, failure.line) == ("MIG004", line)
    assert form in failure.message
    assert failure.remedy


@pytest.mark.parametrize("program", [
    'print("a", "b")\n',
    'print ("a")\n',
    'print("a"),\n',
    "print\n",
    "show = print\n",
    'from __future__ import print_function\nprint ("a"), b\n',
    "x = 1 if y else (print(1), print(2))\n",
    "x = '''\nprint >>f, x\nexcept A, b:\n'''\n",
    "try:\n    f()\nexcept (A, b):\n    pass\n",
    "x = 0o777 + 0xFF + 0\n",
    "if x:\n\ty = 1\n",
    "def f(a=(1, 2), *, b): pass\n",
    "x = '<> `a` 10L'  # print x\n",
    "\f\nx = 1",
    "",
])
def test_python3_is_let_through(program):
    assert check(program.encode()) is None


@pytest.mark.parametrize("program, line", [("x = (\n", 1), ("x = 1\ndef f(:\n", 2), ("x = '<>' +\n", 1), ("x = 08\n", 1)])
def test_a_syntax_error_is_placed_where_python_sees_it(program, line):
    failure = check(program.encode())
    assert (failure.code, failure.line) == ("MIG003", line)


@pytest.mark.parametrize("source, code, line", [
    (b'a = 1\r\nb = "\xe9"\n', "MIG005", 2),
    (b"# coding: klingon\n", "MIG005", 1),
    (b"\xef\xbb\xbf# coding: latin-1\nx = 1\n", "MIG005", 1),
    ("x = 1\n".encode("utf-16"), "MIG005", 1),
    (b"x = 1\ny = '\0'\n", "MIG003", 2),
    (b"x = 1\ry = 2\r", "MIG007", 1),
])
def test_bytes_that_are_no_text(source, code, line):
    failure = check(source)
    assert (failure.code, failure.line) == (code, line)


@pytest.mark.parametrize("source", [
    b'# coding: latin-1\nx = "\xe9"\n', b"\xef\xbb\xbfx = 1\n", b"x = 1\r\ny = 2\r\n", b"x = 1\r\ny = 2\n",
])
def test_encodings_and_newlines_that_are_fine(source):
    assert check(source) is None


@pytest.mark.parametrize("expression", [
    " + ".join(["a"] * 3000), "not " * 3000 + "a", "-" * 9000 + "1", "(" * 300 + "1" + ")" * 300, "a" + ".b" * 3000,
])
def test_deep_nesting_gives_one_clear_line(expression):
    failure = check(f"x = 1\ntotal = {expression}\n".encode())
    assert (failure.code, failure.line) == ("MIG006", 2)


def test_moderately_deep_nesting_is_fine():
    limit = sys.getrecursionlimit()
    assert check(f"total = {' + '.join(['a'] * 1200)}\n".encode()) is None
    assert sys.getrecursionlimit() == limit
