"""Programs of Python 2: what comes out means the same under Python 3, or a place is named."""
import pytest

from migrator import migrate_paths
from migrator.files.python2_conversion import as_python3
from migrator.paths import migrate_bytes
from migrator.result import Failure


@pytest.mark.parametrize(("before", "after"), [
    ('print "a", 1,', 'print("a", 1, end=\' \')'), ("print", "print()"), ("print ('a')", "print ('a')"), ("print('a')", "print('a')"),
    ('print ("%d" % 3)', 'print("%d" % 3)'), ("print ('a', 1)", "print(('a', 1))"), ("print (1) + 2", "print((1) + 2)"),
    ("print >>f, 1", "print(1, file=f)"), ("try:\n\tx\nexcept E, e:\n\traise E, 'y'", "try:\n\tx\nexcept E as e:\n\traise E('y')"),
    ("for k, v in d.iteritems():\n    f(k, v)", "for k, v in d.items():\n    f(k, v)"), ("x = xrange(3)", "x = range(3)"),
    ("from __future__ import print_function\nprint('a', 'b')", "from __future__ import print_function\nprint('a', 'b')"),
    ("if x:\n        y = 1\n\tz = '\t'", "if x:\n        y = 1\n        z = '\t'"),
    ("import sys\nreload(sys)\nsys.setdefaultencoding('utf8')  # Chinese\nx = 1", "import sys\n# Chinese\nx = 1"),
    ("import sys; reload(sys); sys.setdefaultencoding('utf-8')\nx = 1", "import sys\nx = 1"),
    ("n = 5\nx = n / 2", "n = 5\nx = n // 2"), ("for i in range(3):\n    i / 2", "for i in range(3):\n    i // 2"),
    ("x = len(a) / 2 / 3", "x = len(a) // 2 // 3"), ("x = 1. / 2", "x = 1. / 2"), ("x = a / float(n)", "x = a / float(n)"),
    ("from __future__ import division\nn = 5\nx = n / 2", "from __future__ import division\nn = 5\nx = n / 2"),
])
def test_conversion(before, after):
    converted = as_python3(before.encode() + b"\n")
    assert converted.source.decode() == after + "\n"
    assert converted.divisions == ()


@pytest.mark.parametrize("source", ["def f(n):\n    return n / 2", "n = 1\nn = 2.5\nn / 2", "n = g()\nn /= 2", "x = a / b",
                                    "from c import n\ndef f():\n    n = 3\nn / 2", "from c import *\nn = 3\nn / 2",
                                    "n = 3\ndef f():\n    global n\n    n = 2.5\nn / 2"])
def test_divisions_that_may_be_of_integers_are_said(source):
    result = migrate_bytes(source.encode(), python2=True)
    [finding] = result.findings
    assert finding.code == "MIG250" and "/" in source.splitlines()[finding.line - 1]
    assert result.after == source.encode() + b"\n"


def test_line_ends_and_encoding_stay():
    before = "# -*- coding: latin-1 -*-\r\nprint 'é'\r\n".encode("latin-1")
    assert as_python3(before).source == "# -*- coding: latin-1 -*-\r\nprint('é')\r\n".encode("latin-1")


@pytest.mark.parametrize("source", [b"x = (", b"print 'a\n", b"x = 0777L\n", b"print '\xff'\n", b"if x:\n    y\n  z\n"])
def test_what_can_not_be_converted_fails(source):
    failure = as_python3(source)
    assert isinstance(failure, Failure)
    assert migrate_bytes(source, python2=True).after == source


def test_files_without_tensorflow_are_converted_as_well(tmp_path):
    (tmp_path / "a.py").write_text("import tensorflow as tf\nfrom b import f\nimport sys, cPickle\nprint tf.log(f(2))\ntf.contrib.nothing()\n")
    (tmp_path / "b.py").write_text("def f(x):\n    print x\n    return x\n")
    results = migrate_paths([tmp_path], python2=True)
    assert [result.failure for result in results] == [None, None]
    assert (tmp_path / "b.py").read_text() == "def f(x):\n    print(x)\n    return x\n"
    assert "print(tf.math.log(f(2)))" in (tmp_path / "a.py").read_text()
    assert [one.line for one in results[0].constructs if one.symbol == "tf.contrib.nothing"] == [5]


def test_python_2_is_refused_by_default():
    assert migrate_bytes(b"import tensorflow\nprint 1\n").failure.code == "MIG004"
