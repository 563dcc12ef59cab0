"""What holds for every program: over the standard library, installed packages, whole programs and odd bytes."""
import ast
import codecs
import hashlib
import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrator.engine import migrate_source
from migrator.files.hints import mentions_tensorflow
from migrator.report.ledger import ledger
from migrator.result import Disposition

TESTS = Path(__file__).parent
PROGRAMS = sorted([*TESTS.glob("programs/*/before.py"), *TESTS.glob("golden/*/*/before.py")])


def sample(folder, count):
    """Some of the Python files below a folder: the same ones on every machine that has the same files."""
    files = [path for path in Path(folder).rglob("*.py") if "tensorflow" not in path.parts]
    return sorted(files, key=lambda path: hashlib.sha1(path.relative_to(folder).as_posix().encode()).digest())[:count]


def name(path):
    return path.relative_to(TESTS).as_posix()


# Files without TF.

@pytest.mark.parametrize("folder", ["stdlib", "purelib"])
def test_files_without_tensorflow_are_untouched(folder):
    for path in sample(sysconfig.get_path(folder), 300):
        source = path.read_bytes()
        if not mentions_tensorflow(source):
            result = migrate_source(source, str(path))
            assert result.after is source and not result.constructs and result.failure is None, path


def test_files_without_tensorflow_survive_the_whole_way():
    """An import that nothing uses sends a file through the parser, the rules and the printer."""
    for path in sample(sysconfig.get_path("stdlib"), 40):
        source = path.read_bytes() + b"\nimport tensorflow as nothing_uses_this\n"
        result = migrate_source(source, str(path))
        if result.failure is None:
            assert result.after == source, path
        else:
            assert result.failure.code in ("MIG003", "MIG004", "MIG005", "MIG006", "MIG007"), (path, result.failure)


# Programs.

@pytest.fixture(scope="module")
def results():
    return {path: migrate_source(path.read_bytes(), name(path)) for path in PROGRAMS}


@pytest.mark.parametrize("path", PROGRAMS, ids=name)
def test_output_parses_and_is_stable(path, results):
    result = results[path]
    assert result.failure is None
    ast.parse(result.after)
    assert migrate_source(result.after, name(path)).after == result.after


@pytest.mark.parametrize("path", PROGRAMS, ids=name)
def test_the_ledger_adds_up(path, results):
    result = results[path]
    account = ledger([result])
    assert account.total == sum(account.counts.values()) == len(result.constructs)
    assert account.counts[Disposition.REWRITTEN] == sum(account.transforms.values())
    assert {fate: sum(len(entry.lines) for entry in entries) for fate, entries in account.entries.items()} == {
        fate: count for fate, count in account.counts.items() if fate is not Disposition.REWRITTEN}
    places = [(construct.line, construct.column) for construct in result.constructs]
    assert places == sorted(places) and len(places) == len({*places})
    assert all(construct.code for construct in result.constructs if construct.disposition is Disposition.LEFT)


@pytest.mark.parametrize("path", PROGRAMS, ids=name)
def test_what_is_left_is_marked(path, results):
    left = {construct.code for construct in results[path].constructs if construct.disposition is Disposition.LEFT}
    text = results[path].after.decode()
    assert not left or any(f"TODO(migrator): {code} " in text for code in left)


# One program in all the forms that bytes can take.

PROGRAM = '''\
"""Doc: {word}."""
import tensorflow as tf


def net(x, units=64):
    # {word}
    x = tf.layers.dense(x, units, activation=tf.nn.relu)  # {word}
    return tf.log(x), "{word}"


print(tf.to_float({word!r}))'''
AFTER = migrate_source(PROGRAM.format(word="word").encode()).after.decode()


@st.composite
def forms(draw):
    """A function from a program's text to bytes."""
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    cookie, encoding, word = draw(st.sampled_from([
        ("", "utf-8", "word"), ("", "utf-8", "wörd 語"), ("", "utf-8-sig", "wörd"),
        ("# -*- coding: latin-1 -*-\n", "latin-1", "wörd"), ("# vim: set fileencoding=cp1251 :\n", "cp1251", "слово"),
        ("#!/usr/bin/env python\n# coding: utf-8\n", "utf-8", "wörd")]))
    end = draw(st.sampled_from(["", "\n", "\n\n\n", "\n# the end"]))
    feed = draw(st.booleans())
    spaces = draw(st.sampled_from(["    ", "  ", "\t"]))

    def form(text):
        text = cookie + text.rstrip("\n").replace("word", word) + end
        text = text.replace("\n\n\ndef", "\n\n\f\ndef") if feed else text
        return text.replace("    ", spaces).replace("\n", newline).encode(encoding)
    return form


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(form=forms())
def test_the_form_of_a_file_survives(form):
    result = migrate_source(form(PROGRAM.format(word="word")))
    assert result.failure is None
    assert result.after == form(AFTER)


@settings(max_examples=200, deadline=None)
@given(source=st.binary(max_size=60), hint=st.sampled_from([b"", b"import tensorflow as tf\n", codecs.BOM_UTF8 + b"import tensorflow\n"]))
def test_no_bytes_raise(source, hint):
    result = migrate_source(hint + source)
    if result.failure is not None:
        assert result.after == hint + source


CALLS = st.sampled_from([
    "tf.log({})", "tf.layers.dense({}, 3)", "tf.reduce_sum({}, keep_dims=True)", "tf.losses.huber_loss({}, y)", "[{}, 'a']",
    "tf.to_float(\n    {})", "({}  # why\n)", "f(*{})", "tf.nn.relu({})", "tf.contrib.layers.fully_connected({}, 3)", "lambda: {}",
    "tf.train.AdamOptimizer({})", "{{'x': {}}}", "tf.metrics.mean({})", "tf.contrib.nowhere({})", "tf.where({}, y, z)"])
STATEMENTS = st.sampled_from(["x = {}\n", "if x:\n    y = {}\n", "def f(x):\n    return {}\n", "{}  # migrator: ignore\n", "z = {}; w = 1\n",
                              "for i in x:\n    {}\nelse:\n    pass\n", "with tf.name_scope('a'):\n    v = {}\n"])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_generated_programs_parse_and_are_stable(data):
    program = "import tensorflow as tf\n"
    for _ in range(data.draw(st.integers(1, 4))):
        expression = "x"
        for _ in range(data.draw(st.integers(1, 3))):
            expression = data.draw(CALLS).format(expression)
        program += data.draw(STATEMENTS).format(expression)
    result = migrate_source(program.encode())  # A result that does not parse or is not stable is a failure.
    assert result.failure is None, program
