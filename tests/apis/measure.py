"""Runs the examples of `members` under TF1 and migrated, and measures how far apart what they give is.

    python -m tests.apis.measure            shows what has changed
    python -m tests.apis.measure --write    writes migrator/data/members.json, which docs/apis.md is made from
"""
from __future__ import annotations

import ast
import contextlib
import json
import os
import sys
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The test modules import each other from tests/.

import numpy as np

from apis.examples import DRAWN, METRIC, SCHEDULE, TENSOR, Example
from apis.members import FAMILIES, arrays
from migrator.engine import migrate_source
from migrator.result import Disposition

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # As in the reference process: its kernels add up in another order.
DATA = Path(__file__).resolve().parents[2] / "migrator" / "data" / "members.json"
BATCHES, STEPS = 3, 40


def run_under_tf1(examples, batches):
    """Runs examples in the reference process, where this function is sent as source.

    Args:
        examples: (kind, expression) of each.
        batches: sets of the arrays that they name.

    Returns:
        For each what it gives, a list of arrays, or the error that it raised, a string.
    """
    import math
    from tensorflow.python.ops import random_ops

    config = tf.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
    config.graph_options.rewrite_options.disable_meta_optimizer = True  # Each graph runs but a few times.

    def waves(shape, *args, **kwargs):
        size = int(np.prod([int(one) for one in shape]))
        return tf.constant(np.float32(0.3 * np.cos(0.7 * np.arange(size))).reshape([int(one) for one in shape]))

    def tensor(expression):
        made = eval(expression, {"tf": tf, "np": np, **{name: tf.constant(value) for name, value in batches[0].items()}})
        with tf.Session(config=config) as session:
            session.run([tf.global_variables_initializer(), tf.local_variables_initializer(), tf.tables_initializer()])
            return [np.asarray(part) for part in tf.contrib.framework.nest.flatten(made if made is None else [
                session.run(part) if hasattr(part, "graph") else part for part in tf.contrib.framework.nest.flatten(made)])]

    def drawn(expression):
        with_random_values()
        try:
            return tensor(expression)
        finally:
            with_waves()

    def metric(expression):
        fed = {name: tf.placeholder(value.dtype, value.shape) for name, value in batches[0].items()}
        value, update = eval(expression, dict(fed, tf=tf))
        with tf.Session(config=config) as session:
            session.run(tf.local_variables_initializer())
            for batch in batches:
                session.run(update, {fed[name]: one for name, one in batch.items()})
            return [np.asarray(session.run(value))]

    def optimizer(expression):
        count = tf.train.create_global_step()
        weights = tf.get_variable("weights", initializer=batches[0]["vectors"], use_resource=True)
        gradient = tf.placeholder(tf.float32, weights.shape)
        train_op = eval(expression, {"tf": tf}).apply_gradients([(gradient, weights)], count)
        with tf.Session(config=config) as session:
            session.run(tf.global_variables_initializer())
            for index in range(6):
                session.run(train_op, {gradient: math.cos(index) * batches[index % len(batches)]["vectors"]})
            return [session.run(weights)]

    def schedule(expression):
        step = tf.placeholder(tf.int64, [])
        rate = eval(expression, {"tf": tf, "step": step})
        rate = rate() if callable(rate) else rate
        with tf.Session(config=config) as session:
            return [np.array([session.run(rate, {step: index}) for index in range(40)], np.float32)]

    kept = random_ops.random_uniform, random_ops.truncated_normal, random_ops.random_normal

    def with_waves():
        random_ops.random_uniform = random_ops.truncated_normal = random_ops.random_normal = waves

    def with_random_values():
        random_ops.random_uniform, random_ops.truncated_normal, random_ops.random_normal = kept

    run = {"tensor": tensor, "drawn": drawn, "metric": metric, "optimizer": optimizer, "schedule": schedule}
    found = []
    with_waves()
    try:
        for kind, expression in examples:
            with tf.Graph().as_default():
                try:
                    found.append(run[kind](expression))
                except Exception as error:
                    found.append("%s: %s" % (type(error).__name__, error))
    finally:
        with_random_values()
    return found


class Migrated:
    """An example migrated: a program that binds `made`.

    Attributes:
        text: the expression.
        code: why it is left, or "".
    """

    def __init__(self, example: Example) -> None:
        self.kind = example.kind
        names = ", ".join(["step"] if self.kind == SCHEDULE else arrays())
        head = "step = tf.train.get_global_step()\n" if self.kind == SCHEDULE else f"from data import {names}\n"
        head = "import numpy as np\n" * ("np." in example.before) + f"import tensorflow as tf\n{head}"
        before = f"{head}\nmade = {example.before}\n"
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

    def run(self, batches: list[dict]) -> list[np.ndarray]:
        """Gives what the example gives; see `run_under_tf1`."""
        import tensorflow as tf
        namespace = self.namespace()
        constants = [{name: tf.constant(value) for name, value in batch.items()} for batch in batches]
        if self.kind in (TENSOR, DRAWN):
            made = self._evaluate(self.value, {**namespace, **constants[0]})
            return [np.asarray(part) for part in tf.nest.flatten(made, expand_composites=True)]
        if self.kind == METRIC:
            return self._streamed(namespace, constants)
        made = self._evaluate(self.value, namespace)
        if self.kind == SCHEDULE:
            return [np.array([float(made(tf.constant(step, tf.int64))) for step in range(STEPS)], np.float32)]
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


def measure(tf1) -> dict[str, list[dict]]:
    """Measures each example.

    Args:
        tf1: the `Reference` to TF 1.15.

    Returns:
        By family a row for each: its `symbol`, `before`, and `after` with the largest `difference`, or `code`, why it is left;
        or `error`, where it can't be run or gives something else altogether.
    """
    batches = [arrays(seed) for seed in range(1, BATCHES + 1)]
    expected = iter(tf1.run(run_under_tf1, [(one.kind, one.before) for rows in FAMILIES.values() for one in rows], batches))
    return {title: [_row(one, next(expected), batches) for one in rows] for title, rows in FAMILIES.items()}


def _row(example: Example, expected: list[np.ndarray] | str, batches: list[dict]) -> dict:
    row = {"symbol": example.symbol, "before": example.before}
    if isinstance(expected, str):
        return {**row, "error": f"TF1 raises {expected}"}
    migrated = Migrated(example)
    if migrated.code:
        return {**row, "code": migrated.code}
    row["after"] = migrated.text
    try:
        with same_start() if example.kind != DRAWN else contextlib.nullcontext():
            actual = migrated.run(batches)
    except Exception as error:
        return {**row, "error": f"{type(error).__name__}: {error}"}
    differ = [f"{got.dtype}{list(got.shape)} instead of {wanted.dtype}{list(wanted.shape)}"
              for wanted, got in zip(expected, actual) if wanted.shape != got.shape or _type(wanted) != _type(got)]
    if differ or len(expected) != len(actual):
        return {**row, "error": "; ".join(differ) or f"{len(actual)} parts instead of {len(expected)}"}
    if example.kind == DRAWN:
        return {**row, "difference": max(map(_apart_in_distribution, expected, actual)), "is_drawn": True}
    return {**row, "difference": max(map(_difference, expected, actual), default=0.0)}


def _type(values: np.ndarray) -> str:
    return "string" if values.dtype.kind in "SOU" else values.dtype.name


def _difference(wanted: np.ndarray, got: np.ndarray) -> float:
    """The largest difference, of large numbers in proportion to them, rounded up to a power of ten."""
    if wanted.dtype.kind not in "fiubc":
        return 0.0 if wanted.tolist() == got.tolist() else 1.0
    wanted, got = (values.astype(np.complex128 if values.dtype.kind == "c" else np.float64) for values in (wanted, got))
    same = (wanted == got) | (np.isnan(wanted) & np.isnan(got))
    with np.errstate(invalid="ignore"):  # Of infinities.
        apart = np.where(same, 0, np.abs(wanted - got) / np.maximum(1, np.abs(wanted)))
    largest = float(np.nan_to_num(apart, nan=1e9, posinf=1e9).max(initial=0))
    return float(f"1e{int(np.ceil(np.log10(largest)))}") if largest else 0.0


def _apart_in_distribution(wanted: np.ndarray, got: np.ndarray) -> float:
    """The largest difference between their cumulative distributions (Kolmogorov and Smirnov's), rounded up to a twentieth."""
    wanted, got = (np.sort(np.round(np.float64(values).ravel(), 4)) for values in (wanted, got))
    at = np.concatenate([wanted, got])
    apart = np.searchsorted(wanted, at, "right") / wanted.size - np.searchsorted(got, at, "right") / got.size
    return float(np.ceil(np.abs(apart).max() * 20) / 20)


def main() -> None:
    import reference
    rows = measure(reference.Reference(reference.tf115_python()))
    known = json.loads(DATA.read_text(encoding="utf-8"))
    for title, members in rows.items():
        for row in members:
            if row not in known.get(title, []):
                print(title, row)
    if "--write" in sys.argv:
        DATA.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
