"""20 steps in TF1, converted, and 20 in Keras are 40 steps in TF1: weights, slots, counters and step."""
import runpy
import sys

import numpy as np
import pytest
import tensorflow as tf

from migrator import migrate_source
from migrator.equivalence.conversion_worker import Conversion
from migrator.support.bundle import support_source
from migrator.variable_maps import to_json

DENSE = '''
import sys

import numpy as np
import tensorflow as tf


def block(net, units, training):
    net = tf.layers.dense(net, units, use_bias=False)
    return tf.nn.relu(tf.layers.batch_normalization(net, training=training))


def model_fn(features, labels, mode, params):
    training = mode == tf.estimator.ModeKeys.TRAIN
    net = features
    for index, units in enumerate(params['units']):
        with tf.variable_scope('level_%d' % index):
            net = block(net, units, training)
    output = tf.layers.dense(net, 1)
    loss = tf.losses.mean_squared_error(labels, output)
    if not training:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    optimizer = OPTIMIZER
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    random = np.random.RandomState(0)
    features = random.normal(size=(320, 5)).astype(np.float32)
    labels = np.sin(features.sum(1, keepdims=True))
    return tf.data.Dataset.from_tensor_slices((features, labels)).batch(8).skip(int(sys.argv[2]))
'''
SPARSE = '''
import sys

import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode, params):
    with tf.variable_scope('words'):
        table = tf.get_variable('table', [9, 4])
    net = tf.reduce_mean(tf.nn.embedding_lookup(table, features), axis=1)
    for units in params['units']:
        net = tf.layers.dense(net, units, activation=tf.nn.tanh)
    output = tf.layers.dense(net, 1, name='score')
    loss = tf.losses.mean_squared_error(labels, output)
    if mode != tf.estimator.ModeKeys.TRAIN:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    train_op = OPTIMIZER.minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    random = np.random.RandomState(0)
    features = random.randint(7, size=(320, 3))
    labels = np.cos(features.sum(1, keepdims=True)).astype(np.float32)
    return tf.data.Dataset.from_tensor_slices((features, labels)).batch(8).skip(int(sys.argv[2]))
'''
DRIVERS = {
    "plain": '''

def main():
    estimator = tf.estimator.Estimator(model_fn, model_dir=sys.argv[1], params={'units': [6, 6]})
    estimator.train(input_fn, max_steps=int(sys.argv[3]))


if __name__ == '__main__':
    main()
''',
    "wrapped": '''

def main():
    estimators = {'only': tf.estimator.Estimator(model_fn, model_dir=sys.argv[1], params={'units': [6, 6]})}
    for estimator in estimators.values():
        estimator.train(input_fn, max_steps=int(sys.argv[3]))


if __name__ == '__main__':
    main()
''',
}
SCHEDULE = "tf.train.exponential_decay(0.05, tf.train.get_global_step(), 7, 0.8)"
OPTIMIZERS = {
    "sgd": "tf.train.GradientDescentOptimizer(0.05)",
    "momentum": "tf.train.MomentumOptimizer(0.02, 0.9)",
    "nesterov": "tf.train.MomentumOptimizer(0.02, 0.9, use_nesterov=True)",
    "momentum_schedule": f"tf.train.MomentumOptimizer({SCHEDULE}, 0.9)",
    "adam": "tf.train.AdamOptimizer(0.01)",
    "adam_schedule": f"tf.train.AdamOptimizer({SCHEDULE}, name='Mine')",
    "adagrad": "tf.train.AdagradOptimizer(0.05)",
    "adadelta": "tf.train.AdadeltaOptimizer(0.5)",
    "rmsprop": "tf.train.RMSPropOptimizer(0.005, momentum=0.5)",
    "rmsprop_centered": "tf.train.RMSPropOptimizer(0.005, centered=True)",
    "ftrl": "tf.train.FtrlOptimizer(0.05, l1_regularization_strength=0.001)",
}


def train(program, arguments):
    """In TF1: runs a program."""
    import sys

    sys.argv = ["program.py"] + arguments
    sys.modules["tensorflow"] = tf
    exec(compile(program, "program.py", "exec"), {"__name__": "__main__"})


def run_migrated(script, arguments, monkeypatch):
    monkeypatch.setattr(sys, "argv", [str(script), *arguments])
    monkeypatch.syspath_prepend(str(script.parent))
    monkeypatch.delitem(sys.modules, "tf1_semantics", raising=False)
    runpy.run_path(str(script), run_name="__main__")


def convert(script, result, checkpoint, output, monkeypatch, arguments=("unused", "0", "40")):
    monkeypatch.syspath_prepend(str(script.parent))
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.delitem(sys.modules, "tf1_semantics", raising=False)
    answer = Conversion({
        "checkpoint": str(checkpoint), "program": str(script), "arguments": list(arguments),
        "maps": to_json(result.variable_maps), "class_name": "", "drop": [], "weights_only": False,
        "output": str(output)}).run()
    assert "error" not in answer, answer
    return answer


def migrated_into(folder, program):
    result = migrate_source(program.encode())
    script = folder / "program.py"
    script.write_bytes(result.after)
    (folder / "tf1_semantics.py").write_text(support_source(result.support))
    return result, script


def tensors(path):
    reader = tf.train.load_checkpoint(str(path))
    return {name: reader.get_tensor(name) for name in reader.get_variable_to_shape_map()
            if name not in ("_CHECKPOINTABLE_OBJECT_GRAPH", "save_counter/.ATTRIBUTES/VARIABLE_VALUE")
            and "metric" not in name}


TWO = '''
import sys

import numpy as np
import tensorflow as tf


def generator(x):
    with tf.variable_scope('generator'):
        net = tf.layers.dense(x, 5, tf.nn.tanh)
        return tf.layers.dense(net, 5)


def critic(x, reuse=False):
    with tf.variable_scope('critic', reuse=reuse):
        net = tf.layers.dense(x, 5, tf.nn.tanh)
        return tf.layers.dense(net, 5)


def model_fn(features, labels, mode):
    made = generator(features['noise'])
    real = critic(features['real'])
    fake = critic(made, reuse=True)
    first = tf.reduce_mean(tf.square(real - fake - 1))
    second = tf.reduce_mean(tf.square(made - features['noise']))  # Without the critic, which TF1 may update first.
    loss = first + second
    if mode != tf.estimator.ModeKeys.TRAIN:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    ours = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'generator')
    theirs = tf.get_collection(tf.GraphKeys.TRAINABLE_VARIABLES, 'critic')
    slow = tf.train.AdamOptimizer(0.002, beta1=0.5)
    fast = tf.train.AdamOptimizer(0.01)
    step = tf.train.get_global_step()
    UPDATES
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    random = np.random.RandomState(0)
    features = {name: random.normal(size=(320, 5)).astype(np.float32) for name in ('noise', 'real')}
    return tf.data.Dataset.from_tensor_slices(features).batch(8).skip(int(sys.argv[2]))


def main():
    estimator = tf.estimator.Estimator(model_fn, model_dir=sys.argv[1])
    estimator.train(input_fn, max_steps=int(sys.argv[3]))


if __name__ == '__main__':
    main()
'''
UPDATES = {
    "together": """train_op = tf.group(slow.minimize(first, global_step=step, var_list=theirs),
                        fast.minimize(second, var_list=ours))""",
    # Three updates of the one for each of the other: their counters differ.
    "by_turns": """train_op = tf.cond(tf.equal(step % 4, 0),
                       lambda: slow.minimize(first, global_step=step, var_list=theirs),
                       lambda: fast.minimize(second, global_step=step, var_list=ours))""",
}


RECURRENT = '''
import sys

import numpy as np
import tensorflow as tf


def model_fn(features, labels, mode):
    outputs, _ = tf.nn.dynamic_rnn(CELL, features, dtype=tf.float32)
    output = tf.layers.dense(outputs[:, -1], 1)
    loss = tf.losses.mean_squared_error(labels, output)
    if mode != tf.estimator.ModeKeys.TRAIN:
        return tf.estimator.EstimatorSpec(mode, loss=loss)
    train_op = tf.train.AdamOptimizer(0.01).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


def input_fn():
    random = np.random.RandomState(0)
    features = random.normal(size=(320, 4, 3)).astype(np.float32)
    labels = np.sin(features.sum((1, 2)))[:, None].astype(np.float32)
    return tf.data.Dataset.from_tensor_slices((features, labels)).batch(8).skip(int(sys.argv[2]))


def main():
    estimator = tf.estimator.Estimator(model_fn, model_dir=sys.argv[1])
    estimator.train(input_fn, max_steps=int(sys.argv[3]))


if __name__ == '__main__':
    main()
'''
CELLS = {"lstm": "tf.nn.rnn_cell.BasicLSTMCell(5)", "gru": "tf.nn.rnn_cell.GRUCell(5)"}


@pytest.mark.parametrize("cell", CELLS)
def test_recurrent_cells(cell, tf215, tmp_path, monkeypatch):
    goes_on_exactly(RECURRENT.replace("CELL", CELLS[cell]), "plain", tf215, tmp_path, monkeypatch)


def test_a_scoped_model(tf215, tmp_path, monkeypatch):
    program = RECURRENT.replace("CELL", CELLS["gru"]).replace("    output = ", """\
    with tf.variable_scope('again', reuse=tf.AUTO_REUSE):
        first, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(5), outputs, dtype=tf.float32)
        outputs, _ = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(5), first, dtype=tf.float32)
    output = """)
    goes_on_exactly(program, "scoped", tf215, tmp_path, monkeypatch)


@pytest.mark.parametrize("updates", UPDATES)
def test_several_optimizers(updates, tf215, tmp_path, monkeypatch):
    goes_on_exactly(TWO.replace("UPDATES", UPDATES[updates]), "plain", tf215, tmp_path, monkeypatch)


@pytest.mark.parametrize(("optimizer", "form"), [
    *((optimizer, "plain") for optimizer in OPTIMIZERS),
    *((optimizer, "wrapped") for optimizer in ("sgd", "momentum", "adam", "adagrad", "rmsprop", "ftrl"))])
def test_training_goes_on_exactly(optimizer, form, tf215, tmp_path, monkeypatch):
    body = DENSE if form == "plain" else SPARSE
    goes_on_exactly(body.replace("OPTIMIZER", OPTIMIZERS[optimizer]) + DRIVERS[form], form, tf215, tmp_path, monkeypatch)


def goes_on_exactly(program, form, tf215, tmp_path, monkeypatch):
    result, script = migrated_into(tmp_path, program)
    assert {one[2] for one in result.forms} == ({"scoped"} if form == "scoped" else {"plain", form})

    original = tmp_path / "tf1"
    tf215.run(train, program, [str(original), "0", "20"])
    tf215.run(train, program, [str(original), "20", "40"])

    answer = convert(script, result, original / "model.ckpt-20", tmp_path / "converted", monkeypatch)
    assert answer["step"] == 20
    run_migrated(script, [str(tmp_path / "converted"), "20", "40"], monkeypatch)
    convert(script, result, original / "model.ckpt-40", tmp_path / "expected", monkeypatch)

    actual, expected = tensors(tmp_path / "converted" / "model.ckpt-40"), tensors(tmp_path / "expected" / "model.ckpt-40")
    start = tensors(tmp_path / "converted" / "model.ckpt-20")
    assert actual.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(actual[name], value, rtol=2e-5, atol=2e-6, err_msg=name)
    assert any(not np.array_equal(start[name], value) for name, value in actual.items() if value.ndim)
