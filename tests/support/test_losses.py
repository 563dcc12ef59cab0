"""Losses against tf.losses, for every form of weights and every reduction."""
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrator.support import losses
from support import few_examples

REDUCTIONS = {
    "sum_by_nonzero_weights": "SUM_BY_NONZERO_WEIGHTS",
    "sum": "SUM",
    "sum_over_batch_size": "SUM_OVER_BATCH_SIZE",
    "mean": "MEAN",
    "none": "NONE",
}
ELEMENTWISE = {
    "log_loss": (losses.log_loss, {}),
    "log_loss_epsilon": (losses.log_loss, {"epsilon": 0.01}),
    "huber_loss": (losses.huber_loss, {}),
    "huber_loss_delta": (losses.huber_loss, {"delta": 0.3}),
    "hinge_loss": (losses.hinge_loss, {}),
    "cosine_distance": (losses.cosine_distance, {"axis": -1}),
}


def tf1_weighted(values, weights, reductions):
    """Returns compute_weighted_loss for each reduction, or None if TF1 refuses the weights."""
    def loss(reduction):
        return tf.losses.compute_weighted_loss(values, weights, reduction=getattr(tf.losses.Reduction, reduction))
    try:
        tensors = [loss(reduction) for reduction in reductions]
    except ValueError:
        return None
    with tf.Session() as session:
        return session.run(tensors)


def tf1_loss(name, labels, predictions, options):
    loss = getattr(tf.losses, name)(labels, predictions, **options)
    with tf.Session() as session:
        return session.run(loss)


@st.composite
def values_and_weights(draw):
    """Draws losses, and weights whose shape fits them, or nearly."""
    random = np.random.RandomState(draw(st.integers(0, 10**6)))
    shape = draw(st.lists(st.integers(1, 4), max_size=3))
    sizes = [draw(st.sampled_from([size, 1, size, 2])) for size in shape]
    weights = random.choice([0.0, 0.5, 1.0, 2.0], size=draw(st.sampled_from([(), sizes, sizes, sizes[:1], shape])))
    dtype = draw(st.sampled_from([np.float32, np.float32, np.float64]))
    return random.normal(size=shape).astype(dtype), np.float32(weights)


@settings(few_examples, max_examples=30)
@given(values_and_weights())
@example((np.ones([2, 3], np.float32), np.zeros([2, 3], np.float32)))
def test_weighted_loss(tf215, drawn):
    values, weights = drawn
    expected = tf215.run(tf1_weighted, values, weights, list(REDUCTIONS.values()))
    for number, reduction in enumerate(REDUCTIONS):
        if expected is None:
            with pytest.raises(ValueError):
                losses.weighted_loss(values, weights, reduction)
        else:
            loss = losses.weighted_loss(values, weights, reduction)
            assert loss.dtype == values.dtype
            np.testing.assert_allclose(loss, expected[number], rtol=1e-6, atol=1e-6)


def test_weighted_loss_in_a_function_of_unknown_batch():
    weighted_loss = tf.function(losses.weighted_loss, input_signature=[tf.TensorSpec([None, 2]), tf.TensorSpec([None, 1])])
    assert weighted_loss(tf.ones([3, 2]), [[0.0], [1.0], [2.0]]) == 1.5
    with pytest.raises(tf.errors.InvalidArgumentError):
        weighted_loss(tf.ones([3, 2]), tf.ones([2, 1]))


def test_unknown_reduction():
    with pytest.raises(ValueError, match="average"):
        losses.weighted_loss([1.0], reduction="average")


@pytest.mark.parametrize("case", ELEMENTWISE)
def test_elementwise(tf215, case):
    function, options = ELEMENTWISE[case]
    random = np.random.RandomState(0)
    predictions = np.float32(random.rand(5, 3))
    predictions[0] = 0, 1, 0.5
    labels = np.float32(random.randint(0, 2, [5, 3]))
    expected = tf215.run(tf1_loss, function.__name__, labels, predictions, {**options, "reduction": "none"})
    np.testing.assert_allclose(function(labels, predictions, **options), expected, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("weights", [1.0, 0.5, 0.0, [[1.0], [0.0], [0.5], [2.0]]], ids=["one", "half", "zero", "column"])
@pytest.mark.parametrize("width", [1, 3])
def test_mean_pairwise_squared_error(tf215, weights, width):
    random = np.random.RandomState(1)
    labels, predictions = np.float32(random.normal(size=[2, 4, width]))
    expected = tf215.run(tf1_loss, "mean_pairwise_squared_error", labels, predictions, {"weights": weights})
    loss = losses.mean_pairwise_squared_error(labels, predictions, weights)
    np.testing.assert_allclose(loss, expected, rtol=1e-5, atol=1e-6)


def tf1_sequence_losses(logits, targets, weights, options):
    """Returns sequence_loss for each of several options, or None where TF1 refuses them."""
    with tf.Session() as session:
        return [session.run(tf.contrib.seq2seq.sequence_loss(
            tf.constant(logits), tf.constant(targets), tf.constant(weights), **given)) for given in options]


@few_examples
@given(sizes=st.tuples(*[st.integers(1, 4)] * 3), seed=st.integers(0, 1000))
def test_sequence_loss(tf115, sizes, seed):
    random = np.random.RandomState(seed)
    logits, targets = np.float32(random.normal(size=sizes)), random.randint(0, sizes[2], sizes[:2])
    weights = np.float32(random.choice([0, 0.5, 1], sizes[:2]))
    names = "average_across_timesteps", "average_across_batch", "sum_over_timesteps", "sum_over_batch"
    options = [dict(zip(names, flags)) for flags in (
        (True, True, False, False), (True, False, False, False), (False, True, False, False), (False, False, True, True),
        (False, False, True, False), (False, False, False, True), (False, False, False, False), (True, False, False, True))]
    expected = tf115.run(tf1_sequence_losses, logits, targets, weights, options)
    for given_options, wanted in zip(options, expected):
        loss = losses.sequence_loss(logits, targets, weights, **given_options)
        np.testing.assert_allclose(loss, wanted, rtol=1e-5, atol=1e-6)
