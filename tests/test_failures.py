"""Faults of migrator itself: told, never raised, and the file is left alone."""
import importlib

import pytest

from migrator import engine

PROGRAM = b"""import tensorflow as tf


def my_model_fn(features, labels, mode):
    loss = tf.reduce_mean(tf.layers.dense(features, 1))
    return tf.estimator.EstimatorSpec(mode, loss=loss)
"""


def test_a_fault_in_a_model_fn_names_it_and_its_line(monkeypatch):
    def fail(*args):
        raise KeyError("gradients")

    monkeypatch.setattr(importlib.import_module("migrator.transforms.model_fns"), "read_specs", fail)
    result = engine.migrate_source(PROGRAM, "program.py")
    assert result.after == PROGRAM
    assert (result.failure.code, result.failure.line) == ("MIG014", 4)
    assert "in the function my_model_fn: KeyError: 'gradients'" in result.failure.message


@pytest.mark.parametrize("error", [ValueError("too many"), AssertionError(), StopIteration()])
def test_a_fault_anywhere_is_a_failure(monkeypatch, error):
    def fail(*args):
        raise error

    monkeypatch.setattr(engine, "Program", fail)
    result = engine.migrate_source(PROGRAM, "program.py")
    assert result.after == PROGRAM
    assert result.failure.code == "MIG014"
    assert type(error).__name__ in result.failure.message
