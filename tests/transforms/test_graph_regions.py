"""Sessions that get a graph of their own, and those that do not."""
import pytest

from migrator import migrate_source

HEAD = "import tensorflow as tf\n"


def migrated(source):
    return migrate_source((HEAD + source).encode())


@pytest.mark.parametrize("source", [
    "x = tf.constant(1)\nwith tf.Session() as s:\n    print(s.run(x))\nprint(x)",  # The tensor is used outside.
    "x = tf.constant(1)\nwith tf.Session() as s:\n    print(s.run(x))\n\n\ndef f():\n    return x",
    "def f():\n    s = tf.Session()\n    return s",  # The session outlives its function.
    "class A:\n    def __init__(self):\n        self.s = tf.Session()",
    "def f(self):\n    with tf.Session() as s:\n        self.x = tf.constant(1)\n        s.run(self.x)",
    "net = tf.layers.dense(tf.ones([1, 2]), 3)\nwith tf.Session() as s:\n    s.run(net)",  # Layers of Keras are no part of a graph.
    "def net(x):\n    return tf.layers.dense(x, 3)\n\n\nwith tf.Session() as s:\n    s.run(net(tf.ones([1, 2])))",
    "x = tf.contrib.nothing()\nwith tf.Session() as s:\n    s.run(x)",
    "def f(estimator):\n    with tf.Session() as s:\n        estimator.train(g)",
    "w = tf.Variable(1.0)\nsaver = tf.train.Saver()\nwith tf.Session() as s:\n    saver.restore(s, 'a')",  # It saves what was built.
    "w = tf.Variable(1.0)\n\n\ndef f():\n    with tf.Session() as s:\n        return s.run(tf.global_variables())",
])
def test_is_left(source):
    result = migrated(source)
    assert any(one.symbol == "tf.Session" and one.disposition == "left" for one in result.constructs)
    assert "tf.Graph().as_default()" not in result.after.decode()


@pytest.mark.parametrize("source", [
    "x = tf.constant(1)\nwith tf.Session() as s:\n    print(s.run(x))", "x = tf.constant(1)\ns = tf.Session()\nprint(s.run(x))\ns.close()",
    "x = tf.constant(1)\nwith tf.Session() as s:\n    x = s.run(x)\nprint(x)",
    "g = tf.Graph()\nwith g.as_default():\n    x = tf.log(1.0)\nwith tf.Session(graph=g) as s:\n    s.run(x)",
    "if True:\n    n = 3\n    x = tf.log(1.0 * n)\n    with tf.Session() as s:\n        s.run(x)",
    "def double(x):\n    return tf.log(x) * 2\n\n\nx = double(1.0)\nwith tf.Session() as s:\n    s.run(x)",
])
def test_has_a_graph_of_its_own(source):
    result = migrated(source)
    assert result.failure is None and not result.needs_a_person
    after = result.after.decode()
    namespace = {}
    exec(after, namespace)
    assert "tf.compat.v1.Session" in after


def test_what_stands_between_is_no_part_of_it():
    after = migrated("a = 1\nx = tf.constant(1)\nb = 2\nwith tf.Session() as s:\n    s.run(x)\nprint(a, b)").after.decode()
    assert after.splitlines()[1:] == [
        "a = 1", "with tf.Graph().as_default():", "    x = tf.constant(1)", "    b = 2", "    with tf.compat.v1.Session() as s:",
        "        s.run(x)", "print(a, b)"]


@pytest.mark.parametrize("use", ["x = read()", "print(read())", "f = lambda: [read()]"])
def test_an_element_that_is_used_otherwise_is_left(use):
    result = migrated("def read():\n    return tf.data.Dataset.range(3).make_one_shot_iterator().get_next()\n\n\n" + use)
    assert [(one.code, one.symbol) for one in result.constructs if one.disposition == "left"] == [("MIG141", "read")]
    assert "# TODO(migrator): MIG141" in result.after.decode()


def test_an_iterator_that_nothing_follows_is_left():
    result = migrated("it = tf.data.Dataset.range(3).make_one_shot_iterator()\nx = it.get_next()")
    assert [one.code for one in result.constructs] == ["MIG141"]


@pytest.mark.parametrize("rest", [
    "print(x)\n    estimator.train(read)\n    return 0", "n = 3\n    print(x)\n    return n", "estimator.train(read)\n    return x"])
def test_a_function_that_does_more_than_compute_is_no_input_function(rest):
    source = "def read():\n    return tf.data.Dataset.range(3).make_one_shot_iterator().get_next()\n\n\ndef main(estimator):\n    x = read()\n    "
    result = migrated(source + rest)
    assert [(one.code, one.symbol) for one in result.constructs if one.disposition == "left"] == [("MIG141", "read")]
    assert ".map(" not in result.after.decode()
