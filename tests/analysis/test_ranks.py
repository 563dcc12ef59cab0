"""Static ranks: what the text of a program says, and nothing more."""
import libcst as cst
import pytest

from migrator.analysis.ranks import rank
from migrator.names import Names


def rank_of_result(body):
    module = cst.parse_module("import tensorflow as tf\ndef f(x, y):\n" + "".join(f"    {line}\n" for line in body.split("\n")))
    names = Names(module)
    return rank(module.body[1].body.body[-1].body[0].value, names)


@pytest.mark.parametrize("body, expected", [
    ("return tf.layers.flatten(x)", 2),
    ("return tf.layers.dense(tf.layers.flatten(x), 3)", 2),
    ("return tf.nn.relu(tf.layers.conv2d(inputs=x, filters=3, kernel_size=3))", 4),
    ("return tf.reshape(x, [-1, 3, 4])", 3),
    ("net = tf.layers.flatten(x)\nfor units in y:\n        net = tf.layers.dense(net, units)\nreturn net", 2),
    ("net = tf.layers.flatten(x)\nother = net\nreturn tf.layers.dropout(other)", 2),
])
def test_known(body, expected):
    assert rank_of_result(body) == expected


@pytest.mark.parametrize("body", [
    "return x",
    "return tf.layers.dense(x, 3)",
    "net = tf.layers.flatten(x)\nnet = tf.layers.conv2d(net, 3, 3)\nreturn net",
    "net = tf.layers.flatten(x)\nnet += y\nreturn net",
    "x = tf.layers.flatten(x)\nreturn x",
    "return tf.reshape(x, [*y, 3])",
    "return tf.reshape(x, y)",
    "net = net2 = tf.nn.relu(net2)\nreturn net",
])
def test_unknown(body):
    assert rank_of_result(body) is None
