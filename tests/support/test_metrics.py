"""Metrics against tf.metrics, streamed over batches of different sizes."""
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from migrator.support import metrics
from support import few_examples

SCORES = {
    "auc": (metrics.AUC, "auc", {}),
    "auc_few": (metrics.AUC, "auc", {"num_thresholds": 10}),
    "auc_pr": (metrics.AUC, "auc", {"curve": "PR"}),
    "auc_pr_few": (metrics.AUC, "auc", {"curve": "PR", "num_thresholds": 7}),
    "auc_minoring": (metrics.AUC, "auc", {"curve": "PR", "summation_method": "minoring"}),
    "auc_majoring": (metrics.AUC, "auc", {"summation_method": "majoring"}),
    "sensitivity": (metrics.SensitivityAtSpecificity, "sensitivity_at_specificity", {"specificity": 0.6}),
    "specificity": (metrics.SpecificityAtSensitivity, "specificity_at_sensitivity", {"sensitivity": 0.6}),
}
CLASSES = {
    "mean_per_class_accuracy": (metrics.MeanPerClassAccuracy, "mean_per_class_accuracy", {"num_classes": 4}),
    "mean_iou": (metrics.MeanIoU, "mean_iou", {"num_classes": 4}),
}
RANKS = {
    "recall_at_k": (metrics.RecallAtK, "recall_at_k", {"k": 2}),
    "precision_at_k": (metrics.PrecisionAtK, "precision_at_k", {"k": 3}),
    "average_precision_at_k": (metrics.AveragePrecisionAtK, "average_precision_at_k", {"k": 3}),
}


CORRELATIONS = {
    "covariance": (metrics.Covariance, "streaming_covariance", {}),
    "pearson": (metrics.PearsonCorrelation, "streaming_pearson_correlation", {}),
}


def tf1_metric(name, options, batches):
    """Streams (labels, predictions, weights or None) through a metric; returns its last value."""
    placeholders = [None if value is None else tf.placeholder(value.dtype, [None] + list(value.shape[1:])) for value in batches[0]]
    labels, predictions, weights = placeholders
    module = tf.contrib.metrics if name.startswith("streaming_") else tf.metrics
    value, update = getattr(module, name)(labels=labels, predictions=predictions, weights=weights, **options)
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        for batch in batches:
            session.run(update, {p: v for p, v in zip(placeholders, batch) if p is not None})
        return session.run(value)


def streams(labels, predictions):
    """Draws batches; `labels` and `predictions` make the arrays of a batch from a RandomState and its size."""
    @st.composite
    def draw_stream(draw):
        random = np.random.RandomState(draw(st.integers(0, 10**6)))
        weighted = draw(st.booleans())
        return [
            (labels(random, size), predictions(random, size), np.float32(random.choice([0, 0.5, 1, 2], size)) if weighted else None)
            for size in draw(st.lists(st.integers(1, 8), min_size=1, max_size=3))
        ]
    return draw_stream()


def check(tf1, case, batches, rtol=1e-6):
    make, name, options = case
    expected = tf1.run(tf1_metric, name, options, batches)
    metric = make(**options)
    for batch in batches:
        metric.update_state(*batch)
    np.testing.assert_allclose(metric.result(), expected, rtol=rtol, atol=1e-6)


@pytest.mark.parametrize("case", SCORES)
@few_examples
@given(batches=streams(
    lambda random, size: random.rand(size) < 0.4,
    lambda random, size: np.float32(random.choice([0, 1, 0.5, 1 / 199, 17 / 199, *random.rand(3)], size)),
))
def test_scores(tf215, case, batches):
    check(tf215, SCORES[case], batches)


@pytest.mark.parametrize("case", CLASSES)
@few_examples
@given(batches=streams(
    lambda random, size: random.randint(0, 4, size), lambda random, size: random.randint(0, 4, size)
))
def test_classes(tf215, case, batches):
    check(tf215, CLASSES[case], batches)


@pytest.mark.parametrize("width", [None, 1, 2])
@pytest.mark.parametrize("case", RANKS)
@few_examples
@given(data=st.data())
def test_ranks(tf215, case, width, data):
    batches = data.draw(streams(
        lambda random, size: random.randint(0, 5, size if width is None else (size, width)).astype(np.int64),
        lambda random, size: np.float32(random.rand(size, 5)),
    ))
    check(tf215, RANKS[case], batches)


def test_sparse_labels_equal_dense_ones():
    labels = np.array([[1, 2], [0, 3], [4, 1]])
    scores = np.float32(np.random.RandomState(0).rand(3, 5))
    for make, _, options in RANKS.values():
        dense, sparse = make(**options), make(**options)
        dense.update_state(labels, scores)
        sparse.update_state(tf.sparse.from_dense(labels + 1).with_values(tf.constant(labels.ravel())), scores)
        assert dense.result() == sparse.result()


@pytest.mark.parametrize("case", [*SCORES, *CLASSES])
def test_weights_of_shape_batch_1(tf215, case):
    random = np.random.RandomState(0)
    scores = case in SCORES
    batch = (
        random.rand(6, 1) < 0.4 if scores else random.randint(0, 4, [6, 1]),
        np.float32(random.rand(6, 1)) if scores else random.randint(0, 4, [6, 1]),
        np.float32(random.rand(6, 1)),
    )
    check(tf215, {**SCORES, **CLASSES}[case], [batch])


def test_works_in_a_function_and_starts_again():
    metric = metrics.AUC(curve="PR")
    update = tf.function(metric.update_state)
    update(tf.constant([True, False]), tf.constant([0.9, 0.1]))
    assert metric.result() > 0.99
    metric.reset_state()
    update(tf.constant([True, False]), tf.constant([0.1, 0.9]))
    assert metric.result() < 0.6


@pytest.mark.parametrize("weighted", [False, True])
def test_elements_of_padded_batches_count_alike(weighted):
    batches = [([[1, 2, 3]], [[1, 0, 0]]), ([[1], [2], [0]], [[1], [2], [1]])]
    accuracy, mean = metrics.AccuracyOfElements(), metrics.MeanOfElements()
    right = total = value = 0.
    for labels, predictions in batches:
        labels, predictions = np.array(labels), np.array(predictions)
        weights = np.where(labels > 0, 1., 0.) if weighted else np.ones(labels.shape)
        accuracy.update_state(labels, predictions, sample_weight=weights.astype(bool) if weighted else None)
        mean.update_state(predictions.astype(np.float32), sample_weight=weights if weighted else None)
        right, total = right + ((labels == predictions) * weights).sum(), total + weights.sum()
        value += (predictions * weights).sum()
    np.testing.assert_allclose(accuracy.result(), right / total, rtol=1e-6)
    np.testing.assert_allclose(mean.result(), value / total, rtol=1e-6)


@pytest.mark.parametrize("case", CORRELATIONS)
@few_examples
@given(batches=streams(
    lambda random, size: np.float32(random.rand(size)), lambda random, size: np.float32(random.rand(size) + 10)
))
def test_correlations(tf115, case, batches):
    check(tf115, CORRELATIONS[case], batches, rtol=1e-4)
