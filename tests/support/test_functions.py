"""Functions of tf.contrib.layers against TF1."""
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from migrator.support import functions
from support import few_examples


def tf1_function(name, inputs, arguments):
    with tf.Session() as session:
        return session.run(getattr(tf.contrib.layers, name)(tf.constant(inputs), *arguments))


@few_examples
@given(st.integers(1, 3), st.integers(1, 3), st.sampled_from([1, 2, -1]), st.integers(0, 1000))
def test_maxout(tf115, groups, units, axis, seed):
    inputs = np.float32(np.random.RandomState(seed).normal(size=(2, groups * units, groups * units)))
    expected = tf115.run(tf1_function, "maxout", inputs, (units, axis))
    np.testing.assert_array_equal(functions.maxout(inputs, units, axis), expected)


def test_maxout_of_an_unknown_batch():
    inputs = np.float32(np.random.RandomState(0).normal(size=(3, 6)))
    run = tf.function(lambda x: functions.maxout(x, 2), input_signature=[tf.TensorSpec([None, 6])])
    np.testing.assert_array_equal(run(inputs), inputs.reshape(3, 2, 3).max(-1))
    with pytest.raises(ValueError, match="no multiple"):
        functions.maxout(inputs, 4)


@few_examples
@given(st.integers(0, 2), st.sampled_from([1e-7, 0.1]), st.integers(0, 1000))
def test_unit_norm(tf115, dim, epsilon, seed):
    inputs = np.float32(np.random.RandomState(seed).normal(size=(2, 3, 4)))
    expected = tf115.run(tf1_function, "unit_norm", inputs, (dim, epsilon))
    np.testing.assert_allclose(functions.unit_norm(inputs, dim, epsilon), expected, rtol=1e-6)
