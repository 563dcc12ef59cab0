"""Functions in place of numpy_input_fns give what those gave."""
import numpy as np
import pytest

from migrator.engine import migrate_source

PROGRAM = """\
import tensorflow as tf
data, labels = load()
input_fn = tf.estimator.inputs.numpy_input_fn({arguments})
"""


def batches(source, **given):
    namespace = {"load": lambda: (np.arange(10.0), np.arange(10) % 3), **given}
    exec(source, namespace)
    return [item for item in namespace["input_fn"]().take(7).as_numpy_iterator()]


@pytest.mark.parametrize("arguments", [
    "{'x': data}, labels, shuffle=False",
    "data, shuffle=False, batch_size=3",
    "data, {'y': labels}, 4, 3, False",
    "x={'x': data, 'z': labels}, y=None, batch_size=4, num_epochs=None, shuffle=False, num_threads=4",
    "{'x': data}, labels, num_epochs=2, shuffle=True, batch_size=20",
    "{'x': data}, labels, num_epochs=2, shuffle=True, queue_capacity=1, batch_size=6",
])
def test_same_batches(arguments):
    import tensorflow as tf

    from migrator.support.inputs import numpy_input_fn
    before = PROGRAM.format(arguments=arguments)
    result = migrate_source(before.encode())
    assert not result.support and b"def input_fn():" in result.after
    tf.random.set_seed(3)
    actual = batches(result.after)
    expected_source = before.replace("tf.estimator.inputs.", "").replace("import tensorflow as tf\n", "")
    tf.random.set_seed(3)
    expected = batches(expected_source, numpy_input_fn=numpy_input_fn)
    assert len(actual) == len(expected)
    for one, other in zip(actual, expected):
        tf.nest.map_structure(np.testing.assert_array_equal, one, other)


@pytest.mark.parametrize("statements", [
    "input_fn = numpy_input_fn(x, shuffle=flag)",
    "input_fn = numpy_input_fn(*arrays, shuffle=False)",
    "input_fn = numpy_input_fn({}, shuffle=False)",
    "input_fn = numpy_input_fn({**x}, shuffle=False)",
    "input_fn = numpy_input_fn(make(), shuffle=False)",
    "input_fn = numpy_input_fn(x, shuffle=False)\nx = 1",
    "input_fn = numpy_input_fn(x, shuffle=False)\nx.sort()",
    "fn = numpy_input_fn(fn, shuffle=False)",
    "a = b = numpy_input_fn(x, shuffle=False)",
    "self.input_fn = numpy_input_fn(x, shuffle=False)",
    "for x in xs:\n    input_fn = numpy_input_fn(x, shuffle=False)",
    "class A:\n    input_fn = numpy_input_fn(x, shuffle=False)",
    "y = None\ninput_fn = numpy_input_fn(x, y, shuffle=False)",
    "input_fn = numpy_input_fn(x, y, shuffle=False, batch_size=size())",
    "use(numpy_input_fn(x, shuffle=False))",
])
def test_calls_that_stay(statements):
    before = statements.replace("numpy_input_fn", "tf.estimator.inputs.numpy_input_fn")
    after = migrate_source(f"import tensorflow as tf\n{before}\n".encode()).after
    assert after == f"from tf1_semantics import numpy_input_fn\n{statements}\n".encode()
