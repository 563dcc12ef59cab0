"""Heads: predictions, losses and metrics of the same logits as the heads of TF1, outside of a graph and in one."""
import numpy as np
import pytest
import tensorflow as tf

from migrator.support import heads
from migrator.support.graph_heads import GraphHead

random = np.random.RandomState(3)
FEATURES = {"weight": np.float32([1, 2, 0.5, 1, 3, 1])}
LABELS = {
    "classes": random.randint(0, 3, 6), "binary": np.float32([0, 1, 1, 0, 1, 0]), "words": np.array(["a", "b", "b", "a", "b", "a"]),
    "numbers": np.float32(random.normal(size=[6, 2])), "counts": np.float32([0, 1, 4, 2, 0, 3]),
    "several": random.randint(0, 2, [6, 3]),
}
# For each case: the head in TF1 and here, the labels, the number of logits.
CASES = {
    "classes": ("multi_class_head(3)", "MultiClassHead(3)", "classes", 3),
    "classes weighed": (
        "multi_class_head(3, weight_column='weight', loss_reduction=tf.losses.Reduction.SUM)",
        "MultiClassHead(3, weight_column='weight', loss_reduction='sum')", "classes", 3),
    "binary": ("binary_classification_head()", "BinaryClassHead()", "binary", 1),
    "binary of words, at thresholds": (
        "binary_classification_head('weight', [0.25, 0.5], ['a', 'b'])",
        "BinaryClassHead('weight', ['a', 'b'], thresholds=[0.25, 0.5])", "words", 1),
    "binary with another loss": (
        "binary_classification_head(loss_fn=lambda labels, logits: (labels - logits) ** 2)",
        "BinaryClassHead(loss_fn=lambda labels, logits: (labels - logits) ** 2)", "binary", 1),
    "numbers": ("regression_head(label_dimension=2)", "RegressionHead(2)", "numbers", 2),
    "numbers through a link": (
        "regression_head(label_dimension=2, inverse_link_fn=tf.exp)", "RegressionHead(2, inverse_link_fn=tf.exp)", "numbers", 2),
    "counts": ("poisson_regression_head()", "PoissonRegressionHead()", "counts", 1),
    "counts weighed": (
        "poisson_regression_head('weight', compute_full_loss=False)",
        "PoissonRegressionHead(weight_column='weight', compute_full_loss=False)", "counts", 1),
    "shares": ("logistic_regression_head()", "LogisticRegressionHead()", "binary", 1),
    "several": ("multi_label_head(3)", "MultiLabelHead(3)", "several", 3),
    "several weighed, at a threshold": (
        "multi_label_head(3, 'weight', thresholds=[0.4])", "MultiLabelHead(3, 'weight', thresholds=[0.4])", "several", 3),
}
LOGITS = {size: np.float32(np.random.RandomState(size).normal(size=[6, size])) for size in (1, 2, 3)}


def of_tf1(cases, logits, labels, features):
    """Gives what TF1's heads make of logits: the loss, the metrics and the predictions. Is sent to TF1 as source."""
    made = {}
    for name, (head, _, wanted, size) in cases.items():
        with tf.Graph().as_default(), tf.Session() as session:
            head = eval("tf.contrib.estimator." + head, {"tf": tf})
            tf.train.create_global_step()
            given = {key: tf.constant(value) for key, value in features.items()}
            specs = [head.create_estimator_spec(given, mode, tf.constant(logits[size]), labels=tf.constant(labels[wanted]))
                     for mode in ("infer", "eval")]
            session.run([tf.global_variables_initializer(), tf.local_variables_initializer(), tf.tables_initializer()])
            metrics = specs[1].eval_metric_ops
            session.run([update for _, update in metrics.values()])
            made[name] = session.run([specs[1].loss, {key: value for key, (value, _) in metrics.items()}, specs[0].predictions])
    return made


@pytest.fixture(scope="module")
def expected(tf115):
    return tf115.run(of_tf1, CASES, LOGITS, LABELS, FEATURES)


def made_here(name):
    _, head, labels, size = CASES[name]
    if "loss_reduction" not in head:
        head = f"{head[:-1]}, loss_reduction='sum_over_batch_size')".replace("(, ", "(")
    head = eval(f"heads.{head}")
    return head, tf.constant(LABELS[labels]), tf.constant(LOGITS[size])


def assert_same(actual, expected):
    assert actual.keys() == expected.keys()
    for key, value in expected.items():
        if np.asarray(value).dtype.kind in "SO":
            np.testing.assert_array_equal(actual[key], value)
        else:
            np.testing.assert_allclose(actual[key], value, rtol=2e-5, atol=1e-6, err_msg=key)


@pytest.mark.parametrize("name", CASES)
def test_head(name, expected):
    loss, metrics, predictions = expected[name]
    head, labels, logits = made_here(name)
    np.testing.assert_allclose(head.loss(labels, logits, FEATURES), loss, rtol=2e-5)
    head.update_metrics(labels, logits, FEATURES)
    results = head.results()
    np.testing.assert_allclose(results.pop("loss"), loss, rtol=2e-5)
    assert_same(results, metrics)
    assert_same(head.predictions(logits), predictions)


@pytest.mark.parametrize("name", CASES)
def test_head_in_a_graph(name, expected):
    loss, metrics, predictions = expected[name]
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        head, labels, logits = made_here(name)
        given = {key: tf.constant(value) for key, value in FEATURES.items()}
        make = GraphHead(head).create_estimator_spec
        evaluation = make(given, "eval", logits, labels)
        prediction = make(given, "infer", logits)
        session.run(tf.compat.v1.local_variables_initializer())
        session.run([update for _, update in evaluation.eval_metric_ops.values()])
        np.testing.assert_allclose(session.run(evaluation.loss), loss, rtol=2e-5)
        assert_same(session.run({key: value for key, (value, _) in evaluation.eval_metric_ops.items()}), metrics)
        assert_same(session.run(prediction.predictions), predictions)
