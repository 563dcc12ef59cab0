"""Runs the examples of `members` under TF1 and migrated, and measures how far apart what they give is.

    python -m tests.apis.measure            shows what has changed
    python -m tests.apis.measure --write    writes migrator/data/members.json, which docs/apis.md is made from
"""
from __future__ import annotations

import ast
import functools
import json
import os
import sys
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The test modules import each other from tests/.

import numpy as np

from apis.members import FAMILIES, METRIC, OPTIMIZER, SCHEDULE, TENSOR, arrays
from migrator.engine import migrate_source
from migrator.result import Disposition

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # As in the reference process: its kernels add up in another order.
DATA = Path(__file__).resolve().parents[2] / "migrator" / "data" / "members.json"
BATCHES, STEPS = 3, 40


def run_under_tf1(examples, batches):
    """Runs examples in the reference process, where this function is sent as source.

    Args:
        examples: (symbol, kind, expression) of each.
        batches: sets of the arrays that they name.

    Returns:
        What each gives, a list of arrays, by symbol; or the error that it raised, a string.
    """
    import math
    from tensorflow.python.ops import random_ops

    def waves(shape, *args, **kwargs):
        size = int(np.prod([int(one) for one in shape]))
        return tf.constant(np.float32(0.3 * np.cos(0.7 * np.arange(size))).reshape([int(one) for one in shape]))

    def tensor(expression):
        made = eval(expression, {"tf": tf, **{name: tf.constant(value) for name, value in batches[0].items()}})
        with tf.Session() as session:
            session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
            return [np.asarray(session.run(made))]

    def metric(expression):
        fed = {name: tf.placeholder(value.dtype, value.shape) for name, value in batches[0].items()}
        value, update = eval(expression, dict(fed, tf=tf))
        with tf.Session() as session:
            session.run(tf.local_variables_initializer())
            for batch in batches:
                session.run(update, {fed[name]: one for name, one in batch.items()})
            return [np.asarray(session.run(value))]

    def optimizer(expression):
        count = tf.train.create_global_step()
        weights = tf.get_variable("weights", initializer=batches[0]["vectors"], use_resource=True)
        gradient = tf.placeholder(tf.float32, weights.shape)
        train_op = eval(expression, {"tf": tf}).apply_gradients([(gradient, weights)], count)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for index in range(6):
                session.run(train_op, {gradient: math.cos(index) * batches[index % len(batches)]["vectors"]})
            return [session.run(weights)]

    def schedule(expression):
        step = tf.placeholder(tf.int64, [])
        rate = eval(expression, {"tf": tf, "step": step})
        rate = rate() if callable(rate) else rate
        with tf.Session() as session:
            return [np.array([session.run(rate, {step: index}) for index in range(40)])]

    kept = random_ops.random_uniform, random_ops.truncated_normal, random_ops.random_normal
    random_ops.random_uniform = random_ops.truncated_normal = random_ops.random_normal = waves
    found = {}
    try:
        for symbol, kind, expression in examples:
            with tf.Graph().as_default():
                try:
                    found[symbol] = {"tensor": tensor, "metric": metric, "optimizer": optimizer, "schedule": schedule}[kind](expression)
                except Exception as error:
                    found[symbol] = "%s: %s" % (type(error).__name__, error)
    finally:
        random_ops.random_uniform, random_ops.truncated_normal, random_ops.random_normal = kept
    return found


class Migrated:
    """An example migrated: a program that binds `made`.

    Attributes:
        text: the expression.
        code: why it is left, or "".
    """

    def __init__(self, kind: str, expression: str) -> None:
        names = ", ".join(["step"] if kind == SCHEDULE else arrays())
        head = "step = tf.train.get_global_step()\n" if kind == SCHEDULE else f"from data import {names}\n"
        before = f"import tensorflow as tf\n{head}\nmade = {expression}\n"
        self.result = migrate_source(before.encode(), "example.py")
        row = len(before.splitlines())
        left = [one for one in self.result.constructs if one.disposition is Disposition.LEFT and one.line == row]
        failure = self.result.failure
        self.code = failure.code if failure else left[0].code if left else ""
        self.tree = ast.parse(self.result.after)
        value = next(node for node in self.tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "made").value
        self.text = " ".join(ast.get_source_segment(self.result.after.decode(), value).split())
        self.text = self.text.replace("( ", "(").replace(" )", ")")
        self.value = ast.Expression(value)

    def namespace(self) -> dict:
        """What its imports bind."""
        from migrator.support.bundle import support_source
        support = types.ModuleType("tf1_semantics")
        exec(support_source(self.result.support), support.__dict__)
        sys.modules["tf1_semantics"] = support
        namespace: dict = {}
        imports = [node for node in self.tree.body if isinstance(node, ast.Import | ast.ImportFrom)
                   and getattr(node, "module", "") != "data"]
        exec(compile(ast.Module(imports, []), "example.py", "exec"), namespace)
        return namespace

    def run(self, kind: str, batches: list[dict]) -> list[np.ndarray]:
        """Gives what the example gives; see `run_under_tf1`."""
        import tensorflow as tf
        namespace = self.namespace()
        constants = [{name: tf.constant(value) for name, value in batch.items()} for batch in batches]
        if kind == TENSOR:
            return [np.asarray(self._evaluate(self.value, {**namespace, **constants[0]}))]
        if kind == METRIC:
            return self._streamed(namespace, constants)
        made = self._evaluate(self.value, namespace)
        if kind == SCHEDULE:
            return [np.array([float(made(tf.constant(step, tf.int64))) for step in range(STEPS)])]
        return self._trained(made, batches)

    @staticmethod
    def _evaluate(expression: ast.Expression, namespace: dict):
        return eval(compile(expression, "example.py", "eval"), namespace)

    def _streamed(self, namespace: dict, batches: list[dict]) -> list[np.ndarray]:
        call = self.value.body
        metric = self._evaluate(ast.Expression(call.func), namespace)
        for batch in batches:
            update = ast.Call(ast.Name("update", ast.Load()), call.args, call.keywords)
            expression = ast.fix_missing_locations(ast.Expression(update))
            self._evaluate(expression, {**namespace, **batch, "update": metric.update_state})
        return [np.asarray(metric.result())]

    @staticmethod
    def _trained(optimizer, batches: list[dict]) -> list[np.ndarray]:
        import keras
        import tensorflow as tf
        weights = keras.Variable(batches[0]["vectors"])
        for index in range(6):
            gradient = np.float32(np.cos(index)) * batches[index % len(batches)]["vectors"]
            optimizer.apply([tf.constant(gradient)], [weights])
        return [np.asarray(weights)]


@functools.cache
def migrated_examples() -> dict[str, Migrated]:
    """The examples migrated, by symbol."""
    return {symbol: Migrated(kind, example) for kind, examples in FAMILIES.values() for symbol, example in examples.items()}


class same_start:
    """A block in which what Keras draws at random are the waves of `run_under_tf1`."""

    def __enter__(self):
        import keras
        random = keras.src.initializers.random_initializers
        self.kept = {}

        def waves(initializer, shape, dtype=None):
            return keras.ops.convert_to_tensor(np.float32(0.3 * np.cos(0.7 * np.arange(int(np.prod(shape))))).reshape(shape))
        for kind in (random.VarianceScaling, random.RandomUniform, random.RandomNormal, random.TruncatedNormal):
            self.kept[kind] = kind.__call__
            kind.__call__ = waves

    def __exit__(self, *exception):
        for kind, call in self.kept.items():
            kind.__call__ = call


def measure(tf1) -> dict[str, dict[str, dict]]:
    """Measures each example.

    Args:
        tf1: the `Reference` to TF 1.15.

    Returns:
        By family and symbol: `before`, and `after` with the largest `difference`, or `code`, why it is left.
    """
    batches = [arrays(seed) for seed in range(1, BATCHES + 1)]
    examples = [(symbol, kind, example) for kind, rows in FAMILIES.values() for symbol, example in rows.items()]
    expected = tf1.run(run_under_tf1, examples, batches)
    with same_start():
        return {title: {symbol: _row(symbol, kind, example, expected[symbol], batches) for symbol, example in rows.items()}
                for title, (kind, rows) in FAMILIES.items()}


def _row(symbol: str, kind: str, example: str, expected: list[np.ndarray] | str, batches: list[dict]) -> dict:
    migrated = migrated_examples()[symbol]
    if migrated.code:
        return {"before": example, "code": migrated.code}
    difference = _difference(symbol, expected, migrated.run(kind, batches))
    return {"before": example, "after": migrated.text, "difference": difference}


def _difference(symbol: str, expected: list[np.ndarray] | str, actual: list[np.ndarray]) -> float:
    """The largest difference, of large numbers in proportion to them, rounded up to a power of ten."""
    if isinstance(expected, str):
        raise ValueError(f"{symbol}: {expected}")
    largest = 0.0
    for wanted, got in zip(expected, actual, strict=True):
        if wanted.shape != got.shape:
            raise ValueError(f"{symbol}: {got.shape} instead of {wanted.shape}")
        apart = np.abs(np.float64(wanted) - np.float64(got)) / np.maximum(1, np.abs(np.float64(wanted)))
        largest = max(largest, float(apart.max()))
    return float(f"1e{int(np.ceil(np.log10(largest)))}") if largest else 0.0


def main() -> None:
    import reference
    rows = measure(reference.Reference(reference.tf115_python()))
    known = json.loads(DATA.read_text(encoding="utf-8")) if DATA.exists() else {}
    for title, members in rows.items():
        for symbol, row in members.items():
            if known.get(title, {}).get(symbol) != row:
                print(symbol, row)
    if "--write" in sys.argv:
        DATA.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
