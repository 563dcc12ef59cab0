"""No comment is lost, and those that are put back stand where their matter is now."""
import ast
from collections import Counter
from pathlib import Path

import pytest

import migrator.transforms.comments as comments
from migrator.engine import migrate_source
from migrator.transforms.comments import comments_of, restore_comments

TESTS = Path(__file__).parents[1]
PROGRAMS = [path for pattern in ("programs/*/before.py", "golden/*/*/before.py") for path in sorted(TESTS.glob(pattern))
            if b"#" in path.read_bytes()]


def texts(program):
    return Counter(comment.text for comment in comments_of(program))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_no_comment_of_a_program_is_lost(path):
    source = path.read_bytes()
    after = migrate_source(source, path.name).after
    assert not texts(source.decode("utf-8-sig")) - texts(after.decode("utf-8-sig"))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_programs_without_their_comments_get_them_back(path):
    program = path.read_text("utf-8-sig")
    bare = "\n".join(_without_comments(program))
    restored = restore_comments(program, bare)
    assert texts(restored) == texts(program)
    assert ast.dump(ast.parse(restored)) == ast.dump(ast.parse(program))


def _without_comments(program):
    lines = program.split("\n")
    for comment in comments_of(program):
        lines[comment.row - 1] = lines[comment.row - 1][:comment.column].rstrip()
    return lines


BEFORE = """\
# About the file.
import tensorflow as tf


def model_fn(features, labels, mode):
    # The forward pass.
    logits = tf.layers.dense(features, 2)  # two classes
    loss = tf.losses.mean_squared_error(labels, logits)
    if mode == tf.estimator.ModeKeys.TRAIN:
        # Descent.
        train_op = tf.train.AdamOptimizer(0.5).minimize(loss)
        return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
        # The end of training.
    # For evaluation.
    return tf.estimator.EstimatorSpec(mode, loss=loss)
"""
AFTER = """\
import keras


class Model(keras.Model):

    def __init__(self):
        self.logits = keras.layers.Dense(2)
        self.compile(optimizer=keras.optimizers.Adam(0.5))

    def call(self, features):
        return self.logits(features)

    def train_step(self, data):
        gradients = tape.gradient(data)

    def test_step(self, data):
        self.evaluate(data)
"""


def test_places():
    assert restore_comments(BEFORE, AFTER) == """\
# About the file.
import keras


class Model(keras.Model):

    def __init__(self):
        # The forward pass.
        self.logits = keras.layers.Dense(2)  # two classes
        self.compile(optimizer=keras.optimizers.Adam(0.5))

    def call(self, features):
        return self.logits(features)

    def train_step(self, data):
        # Descent.
        # The end of training.
        gradients = tape.gradient(data)

    def test_step(self, data):
        # For evaluation.
        self.evaluate(data)
"""


@pytest.mark.parametrize("before, after", [
    ("x = 1  # one\n", "x = 1  # one\ny = 2\n"),
    ("x = '# no comment'\n", "y = 2\n"),
    ("# TODO(migrator): MIG100 gone\nx = 1\n", "x = 1\n"),
], ids=["all there", "in a string", "our marker"])
def test_nothing_to_restore(before, after):
    assert restore_comments(before, after) == after


def test_comment_whose_statement_went_at_the_end():
    assert restore_comments("x = 1\n# Last.\ndel x\n", "x = 1\n") == "x = 1\n# Last.\n"


def test_equal_comments_are_counted():
    before = "a = 1  # same\nb = 2  # same\n"
    assert texts(restore_comments(before, "a = 1  # same\nc = 2\n"))["# same"] == 2


def test_tokens_are_not_read_where_nothing_is_missing(monkeypatch):
    monkeypatch.setattr(comments, "comments_of", None)
    assert restore_comments("x = 1  # one\n", "y = 1  # one\n") == "y = 1  # one\n"
