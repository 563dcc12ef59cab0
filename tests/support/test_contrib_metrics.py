"""Metrics of tf.contrib.metrics against TF1, streamed over batches of different sizes."""
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from migrator.support import contrib_metrics, metrics
from support import few_examples
from support.test_metrics import streams

SCORES = {
    "f1_score": (contrib_metrics.F1Score, {}),
    "f1_score few": (contrib_metrics.F1Score, {"num_thresholds": 7}),
    "precision_at_recall": (contrib_metrics.PrecisionAtRecall, {"target_recall": 0.6}),
    "recall_at_precision": (contrib_metrics.RecallAtPrecision, {"precision": 0.6}),
    "streaming_false_negative_rate_at_thresholds": (contrib_metrics.ConfusionRate, {"thresholds": [0.2, 0.5, 0.9]}),
    "streaming_false_positive_rate_at_thresholds": (contrib_metrics.ConfusionRate, {"thresholds": [0.5]}),
}
CLASSES = {
    "cohen_kappa": (contrib_metrics.CohenKappa, {"num_classes": 4}),
    "streaming_false_negative_rate": (contrib_metrics.ConfusionRate, {}),
    "streaming_false_positive_rate": (contrib_metrics.ConfusionRate, {}),
}


def tf1_metric(name, options, batches):
    """Streams (labels, predictions, weights or None) through a metric; returns its last value."""
    free = [] if name == "mean_tensor" else [None]  # Its variables have the shape of the values.
    placeholders = [None if value is None else tf.placeholder(value.dtype, free + list(value.shape[len(free):])) for value in batches[0]]
    labels, predictions, weights = placeholders
    module = tf.metrics if hasattr(tf.metrics, name) else tf.contrib.metrics
    names = {"cohen_kappa": ("labels", "predictions_idx"), "mean_tensor": (None, "values"), "count": (None, "values"),
             "precision_at_top_k": ("labels", "predictions_idx"), "recall_at_top_k": ("labels", "predictions_idx")}
    of_labels, of_predictions = names.get(name, ("labels", "predictions"))
    given = {of_predictions: predictions, "weights": weights}
    if of_labels:
        given[of_labels] = labels
    value, update = getattr(module, name)(**dict(given, **options))
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        for batch in batches:
            session.run(update, {p: v for p, v in zip(placeholders, batch) if p is not None})
        return session.run(value)


def check(tf1, name, metric, options, batches):
    expected = tf1.run(tf1_metric, name, options, batches)
    update = tf.function(metric.update_state)  # Where it has variables to make, it makes them in there.
    for batch in batches:
        update(*(part for part in batch[:2] if part is not None), sample_weight=batch[2])
    np.testing.assert_allclose(metric.result(), expected, rtol=1e-5, atol=1e-6)


def made(case, cases):
    make, options = cases[case]
    name = case.split()[0]
    configuration = dict(options, of=1 if "negative" in name else 0) if make is contrib_metrics.ConfusionRate else options
    return name, make(**configuration), options


@pytest.mark.parametrize("case", SCORES)
@few_examples
@given(batches=streams(
    lambda random, size: random.rand(size) < 0.4,
    lambda random, size: np.float32(random.choice([0, 1, 0.5, 1 / 199, 17 / 199, *random.rand(3)], size)),
))
def test_scores(tf115, case, batches):
    name, metric, options = made(case, SCORES)
    check(tf115, name, metric, options, batches)


@pytest.mark.parametrize("case", CLASSES)
@few_examples
@given(batches=streams(lambda random, size: random.randint(0, 4, size), lambda random, size: random.randint(0, 4, size)))
def test_classes(tf115, case, batches):
    name, metric, options = made(case, CLASSES)
    check(tf115, name, metric, options, batches)


@pytest.mark.parametrize("name, make", [("recall_at_top_k", metrics.RecallAtK), ("precision_at_top_k", metrics.PrecisionAtK)])
@pytest.mark.parametrize("class_id", [None, 1])
@few_examples
@given(data=st.data())
def test_given_ranks(tf115, name, make, class_id, data):
    batches = data.draw(streams(
        lambda random, size: random.randint(0, 5, [size, 2]).astype(np.int64),
        lambda random, size: np.stack([random.permutation(5)[:3] for _ in range(size)]).astype(np.int32),
    ))
    check(tf115, name, make(class_id=class_id), {"class_id": class_id}, batches)


@pytest.mark.parametrize("name, make", [("recall_at_k", metrics.RecallAtK), ("precision_at_k", metrics.PrecisionAtK)])
@few_examples
@given(data=st.data())
def test_one_class(tf115, name, make, data):
    batches = data.draw(streams(
        lambda random, size: random.randint(0, 5, [size, 2]).astype(np.int64), lambda random, size: np.float32(random.rand(size, 5))))
    check(tf115, name, make(k=2, class_id=3), {"k": 2, "class_id": 3}, batches)


@pytest.mark.parametrize("name, make", [("mean_tensor", contrib_metrics.MeanTensor), ("count", contrib_metrics.Count)])
@few_examples
@given(seed=st.integers(0, 1000), weighted=st.booleans())
def test_values(tf115, name, make, seed, weighted):
    random = np.random.RandomState(seed)
    batches = [(None, np.float32(random.rand(3, 2)), np.float32(random.choice([0, 1, 2], [3, 1])) if weighted else None)
               for _ in range(3)]
    check(tf115, name, make(), {}, batches)


def test_mean_of_tensors_starts_again():
    metric = contrib_metrics.MeanTensor()
    metric.update_state([1.0, 2.0])
    metric.reset_state()
    metric.update_state([3.0, 4.0])
    assert metric.result().numpy().tolist() == [3.0, 4.0]
