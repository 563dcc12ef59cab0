"""What `migrator check --fix` writes."""
import ast

import pytest

from migrator.fixing import fix_program

_HEAD = """\
import tensorflow as tf


def model_fn(features, labels, mode):
"""


def fixed(body: str, driver: str = "") -> str:
    """Fixes a model_fn; returns its body."""
    source = _HEAD + "".join(f"    {line}\n" if line else "\n" for line in body.splitlines()) + driver
    result = fix_program({"a.py": source.encode()})["a.py"]
    assert result.failure is None
    after = result.after.decode()
    ast.parse(after)
    again = fix_program({"a.py": result.after})["a.py"]
    assert again.after == result.after and again.findings == result.findings
    start = after.index("\n", after.index("def model_fn")) + 1
    return "".join(line[4:] or "\n" for line in after[start:after.rindex(driver) if driver else None].splitlines(True))


_END = "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)\n"
_START = "outputs = tf.layers.dense(features, 1)\nloss = tf.losses.mean_squared_error(labels, outputs)\n"
_MINIMIZED = "train_op = optimizer.minimize(loss, tf.train.get_global_step())\n"
_MADE = "optimizer = tf.train.AdamOptimizer()\n"
CASES = {
    "the global step": (
        _START + _MADE + "train_op = optimizer.minimize(loss)\n" + _END,
        _START + _MADE + "train_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())\n" + _END),
    "the global step in the place of None": (
        _START + _MADE + "train_op = optimizer.minimize(loss, None, var_list=None)\n" + _END,
        _START + _MADE + "train_op = optimizer.minimize(loss, tf.train.get_global_step(), var_list=None)\n" + _END),
    "the global step in the place of another variable": (
        _START + _MADE + "steps = tf.Variable(0)\ntrain_op = optimizer.minimize(loss, global_step=steps)\n" + _END,
        _START + _MADE + "steps = tf.Variable(0)\ntrain_op = optimizer.minimize(loss, global_step=tf.train.get_global_step())\n" + _END),
    "as the module spells it": (
        _START + "optimizer = tf.compat.v1.train.AdamOptimizer()\ntrain_op = optimizer.minimize(loss)\n" + _END,
        _START + "optimizer = tf.compat.v1.train.AdamOptimizer()\n"
        "train_op = optimizer.minimize(loss, global_step=tf.compat.v1.train.get_global_step())\n" + _END),
    "a line for each argument": (
        _START + _MADE + "train_op = optimizer.minimize(\n    loss,  # The mean.\n    name='train',\n)\n" + _END,
        _START + _MADE + "train_op = optimizer.minimize(\n    loss,  # The mean.\n    name='train',\n"
        "    global_step=tf.train.get_global_step(),\n)\n" + _END),
    "the loss that is minimized": (
        _START.replace("loss =", "cost =") + _MADE + _MINIMIZED.replace("loss", "cost")
        + "return tf.estimator.EstimatorSpec(mode, train_op=train_op)\n",
        _START.replace("loss =", "cost =") + _MADE + _MINIMIZED.replace("loss", "cost")
        + "return tf.estimator.EstimatorSpec(mode, loss=cost, train_op=train_op)\n"),
    "no loss is seen": (
        "train_op = make(features)\nreturn tf.estimator.EstimatorSpec(mode, train_op=train_op)\n",) * 2,
    "the updates": (
        "outputs = tf.layers.batch_normalization(features, training=mode == tf.estimator.ModeKeys.TRAIN)\n"
        "loss = tf.losses.mean_squared_error(labels, outputs)\n" + _MADE + "# A step.\n" + _MINIMIZED + _END,
        "outputs = tf.layers.batch_normalization(features, training=mode == tf.estimator.ModeKeys.TRAIN)\n"
        "loss = tf.losses.mean_squared_error(labels, outputs)\n" + _MADE + "# A step.\n"
        "with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):\n    " + _MINIMIZED + _END),
    "training": (
        "net = tf.layers.dropout(features, 0.5)  # Some.\n" + _START.replace("features", "net") + _MADE + _MINIMIZED + _END,
        "net = tf.layers.dropout(features, 0.5, training=mode == tf.estimator.ModeKeys.TRAIN)  # Some.\n"
        + _START.replace("features", "net") + _MADE + _MINIMIZED + _END),
    "metrics": (
        _START + "error = tf.reduce_mean(tf.abs(labels - outputs))\nmetrics = {'mae': error, "
        "'mse': tf.metrics.mean_squared_error(labels, outputs)[1], 'odd': tf.equal(labels, outputs)}\n"
        "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train(loss), eval_metric_ops=metrics)\n",
        _START + "error = tf.reduce_mean(tf.abs(labels - outputs))\nmetrics = {'mae': tf.metrics.mean(error), "
        "'mse': tf.metrics.mean_squared_error(labels, outputs), 'odd': tf.equal(labels, outputs)}\n"
        "return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train(loss), eval_metric_ops=metrics)\n"),
}


@pytest.mark.parametrize("name", CASES)
def test_fixes(name):
    before, after = CASES[name]
    assert fixed(before) == after


def test_a_model_fn_gets_the_params_that_its_estimator_is_given():
    source = _HEAD + "    return tf.estimator.EstimatorSpec(mode, features)\n\n\ntf.estimator.Estimator(model_fn, params={'a': 1, 'b': 2})\n"
    result = fix_program({"a.py": source.encode()})["a.py"]
    assert b"def model_fn(features, labels, mode, params):\n" in result.after


def test_what_is_right_or_no_program_stays():
    for source in (b"import tensorflow as tf\nx = tf.constant(1)\n", b"x = (", b"import tensorflow as tf\nx = ("):
        assert fix_program({"a.py": source})["a.py"].after == source
