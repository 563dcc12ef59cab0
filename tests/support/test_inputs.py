"""Input functions against those of tf.estimator.inputs: batches and complaints."""
import numpy as np
import pandas as pd
import pytest
import tensorflow as tf

from migrator.support import inputs

X = np.arange(10, dtype=np.float32).reshape(5, 2)
IDS = np.arange(5)
CASES = [
    (({"x": X, "id": IDS}, IDS * 2), {"batch_size": 2, "shuffle": False}),
    (({"x": X}, {"a": IDS, "b": X}), {"batch_size": 3, "num_epochs": 2, "shuffle": False}),
    ((X,), {"batch_size": 4, "num_epochs": 3, "shuffle": False}),
    (({"x": X}, IDS), {}),
    (([1.0, 2.0], IDS), {"shuffle": False}),
    (({"x": X}, IDS[:3]), {"shuffle": False}),
    (({"x": X}, {}), {"shuffle": False}),
]


def tf1_batches(arguments, options):
    """Returns all batches of numpy_input_fn, or the name of the exception."""
    try:
        batch = tf.estimator.inputs.numpy_input_fn(*arguments, **options)()
    except (ValueError, TypeError) as error:
        return type(error).__name__
    batches = []
    with tf.train.MonitoredSession() as session:
        while not session.should_stop():
            try:
                batches.append(session.run(batch))
            except tf.errors.OutOfRangeError:
                return batches


@pytest.mark.parametrize("number", range(len(CASES)))
def test_numpy_input_fn(tf115, number):
    arguments, options = CASES[number]
    expected = tf115.run(tf1_batches, arguments, options)
    try:
        actual = list(inputs.numpy_input_fn(*arguments, **options)().as_numpy_iterator())
    except (ValueError, TypeError) as error:
        actual = type(error).__name__
    if isinstance(expected, str):
        assert actual == expected
        return
    for left, right in zip(actual, expected, strict=True):
        tf.nest.assert_same_structure(left, right)
        for one, other in zip(tf.nest.flatten(left), tf.nest.flatten(right)):
            np.testing.assert_array_equal(one, other)
            assert one.dtype == other.dtype


def test_shuffles_all_examples_of_all_epochs():
    dataset = inputs.numpy_input_fn(IDS, shuffle=True, num_epochs=2, batch_size=3)()
    assert sorted(np.concatenate(list(dataset.as_numpy_iterator()))) == sorted([*IDS, *IDS])


def test_without_end():
    dataset = inputs.numpy_input_fn(IDS, shuffle=True, num_epochs=None)()
    assert dataset.cardinality() == tf.data.INFINITE_CARDINALITY


def test_pandas_input_fn():
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}, index=[7, 8])
    dataset = inputs.pandas_input_fn(frame, pd.Series([0.5, 1.5], index=[7, 8]), shuffle=False)()
    (features, labels), = dataset.as_numpy_iterator()
    assert features["a"].tolist() == [1, 2] and features["b"].tolist() == [b"x", b"y"] and labels.tolist() == [0.5, 1.5]
    assert list(inputs.pandas_input_fn(frame, shuffle=False)().element_spec) == ["a", "b"]
    with pytest.raises(ValueError, match="mismatched"):
        inputs.pandas_input_fn(frame, pd.Series([0.5, 1.5]), shuffle=False)
    with pytest.raises(ValueError, match="target column"):
        inputs.pandas_input_fn(frame, pd.Series([0.5, 1.5], index=[7, 8]), shuffle=False, target_column="a")


def test_call_input_fn_passes_what_the_function_takes():
    dataset = inputs.call_input_fn(lambda params: (tf.fill([2], params), tf.ones([2])), params=3, mode="train", config=None)
    assert [features.tolist() for features, _ in dataset.take(2).as_numpy_iterator()] == [[3, 3], [3, 3]]
