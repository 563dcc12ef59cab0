"""What of an original is run beside its model: hooks, several trainings, variables in parts, input functions, notebooks."""
import json

import numpy as np
import pytest

from migrator import migrate_source
from migrator.equivalence.distributions import distribution_gap
from migrator.equivalence.outcome import Status
from migrator.equivalence.reports import first
from migrator.equivalence.verify import Settings
from migrator.support.bundle import support_source

HEAD = '''
import numpy as np
import tensorflow as tf


def input_fn():
    x = np.random.RandomState(0).normal(size=(24, 4)).astype(np.float32)
    y = x.sum(axis=1, keepdims=True)
    return tf.data.Dataset.from_tensor_slices(({'x': x, 'id': np.arange(24) * 7 % 10}, y)).batch(4)

'''
TRAININGS = HEAD + '''
RATE = 0.2


def model_fn(features, labels, mode):
    y = tf.layers.dense(features['x'], 1, name='line')
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=y)
    loss = tf.losses.mean_squared_error(labels, y)
    train_op = tf.train.GradientDescentOptimizer(RATE).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn)
for epoch in range(3):
    RATE = 0.2 * 0.5 ** epoch
    estimator.train(input_fn)
    RATE = 1e6
'''
PARTS = HEAD + '''
def model_fn(features, labels, mode):
    with tf.variable_scope('tables', partitioner=tf.fixed_size_partitioner(3)):
        table = tf.get_variable('rows', [10, 4], initializer=tf.random_normal_initializer())
    rows = tf.nn.embedding_lookup(table, features['id'], partition_strategy='div')
    y = tf.reduce_sum(rows * features['x'], axis=1, keepdims=True)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=y)
    loss = tf.losses.mean_squared_error(labels, y)
    train_op = tf.train.AdagradOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn)
estimator.train(input_fn, steps=5)
estimator.evaluate(input_fn)
'''


def verified(verifiers, folder, text, change=("", ""), suffix=".py", **settings):
    """Compares a program with its migration, in which one text stands for another."""
    before, after = folder / f"program{suffix}", folder / "migrated" / f"program{suffix}"
    after.parent.mkdir()
    before.write_text(text)
    result = migrate_source(text.encode())
    assert change[0] in result.after.decode()
    after.write_text(result.after.decode().replace(*change))
    (after.parent / "tf1_semantics.py").write_text(support_source(result.support) if result.support else "")
    return verifiers().verify(before, after, Settings(steps=3, **settings))


def test_each_training_has_the_rate_that_the_program_sets_before_it(verifiers, tmp_path):
    verdict = verified(verifiers, tmp_path, TRAININGS)
    assert verdict.status is Status.EQUAL, first(verdict.comparisons[0].first)
    assert verdict.comparisons[0].quantities["learning rate", "learning rate"].comparisons >= 3


def test_a_rate_that_one_training_does_not_get_is_found(verifiers, tmp_path):
    verdict = verified(verifiers, tmp_path, TRAININGS, ("learning_rate = RATE", "learning_rate = RATE if epoch != 1 else 0.2"))
    assert first(verdict.comparisons[0].first).startswith("learning rate in training 2: learning rate: 0.2")


def test_a_variable_in_parts_is_one_weight(verifiers, tmp_path):
    verdict = verified(verifiers, tmp_path, PARTS)
    assert verdict.status is Status.EQUAL, verdict.reason or first(verdict.comparisons[0].first)
    assert {name for kind, name in verdict.comparisons[0].quantities if kind == "weight"} == {"tables/rows"}
    assert {name for kind, name in verdict.comparisons[0].quantities if kind == "slot"} == {"tables/rows/Adagrad"}


@pytest.mark.parametrize("change", [(".batch(4)", ".batch(4).skip(1)"), ("* 7 % 10", "* 7 // 10 % 10"), ("sum(axis=1", "mean(axis=1")])
def test_other_batches_are_found(verifiers, tmp_path, change):
    verdict = verified(verifiers, tmp_path, PARTS, change)
    assert verdict.comparisons[0].first.kind == "data"


def test_batches_that_are_drawn_at_random_are_not_compared(verifiers, tmp_path):
    verdict = verified(verifiers, tmp_path, PARTS.replace(".batch(4)", ".shuffle(24).batch(4)"))
    assert verdict.status is Status.EQUAL
    assert any("drawn at random" in item.why for item in verdict.comparisons[0].not_compared)


def test_a_notebook(verifiers, tmp_path):
    cells = [{"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": part.strip("\n")}
             for part in ("%matplotlib inline", *PARTS.split("\n\n\n"))]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4})
    (tmp_path / "notebook.ipynb").write_text(text)
    from migrator.equivalence.command import verify_paths
    import reference
    verdict, = verify_paths(tmp_path / "notebook.ipynb", None, Settings(steps=2), reference.tf215_python())
    assert verdict.status is Status.EQUAL, verdict.reason
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notebook.ipynb"]


def test_distributions():
    random = np.random.RandomState(0)
    uniform = random.uniform(-1, 1, size=3000)
    assert distribution_gap(uniform, random.uniform(-1, 1, size=(50, 10))).ratio < 1
    assert distribution_gap(uniform, random.normal(size=2000)).ratio > 1
    assert distribution_gap(uniform, 1.2 * random.uniform(-1, 1, size=2000)).ratio > 1
    assert distribution_gap(uniform, np.zeros(20)).ratio > 1
    assert distribution_gap(uniform, np.zeros(3)) is None
