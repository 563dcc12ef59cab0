"""migrator convert-checkpoint as a user meets it."""
import numpy as np
import pytest
import tensorflow as tf
from typer.testing import CliRunner

from migrator import migrate_source
from migrator.cli import app
from migrator.equivalence.recorded_expressions import Environment, Text, UNKNOWN, evaluate
from migrator.support.bundle import support_source
from migrator.variable_maps import from_json

PROGRAM = """
import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode):
    net = tf.layers.dense(features, 3, tf.nn.tanh)
    output = tf.layers.dense(tf.layers.dense(net, 3, tf.nn.tanh), 1)
    loss = tf.losses.mean_squared_error(labels, output)
    if mode != tf.estimator.ModeKeys.TRAIN:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    return tf.data.Dataset.from_tensor_slices((np.ones((4, 3), np.float32), np.ones((4, 1), np.float32))).batch(2)


if __name__ == '__main__':
    estimator = tf.estimator.Estimator(model_fn)
    estimator.train(input_fn)
"""


def write_checkpoint(folder, drop=(), extra=()):
    """Writes what a TF1 graph of the program's variables saves."""
    shapes = {"dense": (3, 3), "dense_1": (3, 3), "dense_2": (3, 1)}
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        tf.compat.v1.get_variable("global_step", (), tf.int64, tf.constant_initializer(20), trainable=False)
        weights = [(f"{layer}/{leaf}", shape if leaf == "kernel" else shape[-1:]) for layer, shape in shapes.items()
                   for leaf in ("kernel", "bias")]
        names = [*weights, *((f"{name}/Adam{number}", shape) for name, shape in weights for number in ("", "_1")), *extra]
        for index, (name, shape) in enumerate(names):
            if name not in drop:
                tf.compat.v1.get_variable(name, shape, initializer=tf.constant_initializer(index + 1.0))
        for beta, value in ("beta1_power", 0.9 ** 21), ("beta2_power", 0.999 ** 21):
            tf.compat.v1.get_variable(beta, (), initializer=tf.constant_initializer(value))
        session.run(tf.compat.v1.global_variables_initializer())
        tf.compat.v1.train.Saver().save(session, str(folder / "model.ckpt"), global_step=20)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = migrate_source(PROGRAM.encode())
    (tmp_path / "before.py").write_text(PROGRAM)
    (tmp_path / "after.py").write_bytes(result.after)
    (tmp_path / "tf1_semantics.py").write_text(support_source(result.support))
    (tmp_path / "tf1").mkdir()
    return tmp_path


def run(*arguments):
    done = CliRunner().invoke(app, ["convert-checkpoint", *arguments])
    return done.exit_code, done.output


def test_converts_with_the_original_at_hand(folder):
    write_checkpoint(folder / "tf1")
    status, output = run("tf1", "after.py", "--before", "before.py")
    assert status == 0, output
    assert "tf1_keras/model.ckpt-20: Model at step 20" in output
    assert "6 weights" in output and "12 slots" in output
    reader = tf.train.load_checkpoint(str(folder / "tf1_keras"))
    values = {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()}
    assert [value.item() for name, value in values.items() if name.endswith("iterations/.ATTRIBUTES/VARIABLE_VALUE")] == [20]
    kernels = [value for name, value in values.items() if name.startswith("weights/") and np.shape(value) == (3, 3)]
    assert sorted(value[0, 0] for value in kernels) == [1, 3] and all(np.ptp(value) == 0 for value in kernels)
    status, output = run("tf1", "after.py", "--before", "before.py")
    assert status == 4 and "MIG535" in output


def test_nothing_is_guessed(folder):
    write_checkpoint(folder / "tf1")
    status, output = run("tf1", "after.py")
    assert status == 3 and "MIG530" in output
    assert "can't be told apart: each may have been any of dense/kernel, dense_1/kernel" in output
    assert "--before" in output
    assert not (folder / "tf1_keras").exists()


def test_what_is_left_over_is_listed(folder):
    write_checkpoint(folder / "tf1", drop=("dense_1/bias", "dense_1/bias/Adam", "dense_1/bias/Adam_1"), extra=[("other", (2,))])
    status, output = run("tf1", "after.py", "--before", "before.py")
    assert status == 3 and "dense_1/bias in TF1, and the checkpoint has no such variable" in output


def test_a_variable_that_is_named_is_dropped(folder):
    write_checkpoint(folder / "tf1", extra=[("other", (2,))])
    status, output = run("tf1", "after.py", "--before", "before.py")
    assert status == 3 and "other, of shape (2,), became nothing" in output
    status, output = run("tf1", "after.py", "--before", "before.py", "--drop", "other")
    assert status == 0, output


def test_programs_that_use_no_model_or_fail(folder):
    write_checkpoint(folder / "tf1")
    (folder / "none.py").write_text("print('nothing')")
    (folder / "fails.py").write_text("import keras\nraise OSError('no data')")
    status, output = run("tf1", "none.py", "--before", "before.py")
    assert status == 4 and "MIG532" in output
    status, output = run("tf1", "fails.py", "--before", "before.py")
    assert status == 4 and "MIG533" in output and "OSError: no data (line 2)" in output
    status, output = run("nowhere", "after.py")
    assert status == 4 and "MIG531" in output


def test_migrate_writes_the_map(folder):
    done = CliRunner().invoke(app, ["migrate", "before.py", "--output", "out", "--map", "map.json"])
    assert done.exit_code == 0, done.output
    [recorded] = from_json((folder / "map.json").read_text())
    assert recorded.class_name == "Model"


@pytest.mark.parametrize(("source", "expected"), [
    ("'a_%d' % (i + 1)", "a_4"), ("'{}-{}'.format('x', i)", "x-3"), ("f'{i}_{i:02d}'", "3_03"), ("params['n'][0]", 5),
    ("[n for n in [1]]", UNKNOWN), ("launch()", UNKNOWN), ("missing", UNKNOWN), ("i > 2 and missing", UNKNOWN),
    ("i > 3 and missing", False), ("len(params['n'])", 2), ("params['n'].append(3)", UNKNOWN), ("...", UNKNOWN),
    ("list(zip([1], [2]))", [(1, 2)]), ("1 / 0", UNKNOWN),
])
def test_recorded_expressions(source, expected):
    names = Environment({"params": {"n": [5, 6]}, "launch": exit}, frozenset({"i", "missing"}))
    names.values["i"] = 3
    assert evaluate(source, names) == expected


@pytest.mark.parametrize(("source", "regex"), [
    ("'a_%s_%d' % (missing, i)", "a_.+_3"), ("'a/' + missing", "a/.+"), ("f'{missing}_{i}'", ".+_3"),
    ("'{1}{0}'.format(missing, i)", "3.+"),
])
def test_strings_that_are_known_in_part(source, regex):
    names = Environment({}, frozenset({"i", "missing"}))
    names.values["i"] = 3
    text = evaluate(source, names)
    assert isinstance(text, Text) and text.exact is None and text.regex == regex
