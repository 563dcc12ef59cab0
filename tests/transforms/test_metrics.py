"""Each emitted metric against TF1's, streamed over batches of different sizes."""
import numpy as np
import pytest
import tensorflow as tf

from transforms import migrated

CASES = [
    "accuracy(labels, classes)",
    "accuracy(labels, classes, weights)",
    "accuracy(predictions=classes, labels=labels, weights=column_weights)",
    "accuracy(column_labels, classes, weights)",
    "accuracy(tf.cast(labels, tf.int32), tf.cast(classes, tf.int32))",
    "accuracy(labels, tf.sigmoid(logits))",
    "accuracy(names, other_names)",
    "accuracy(binary_matrix, classes_matrix, weights=column_weights)",
    "mean(scores)",
    "mean(matrix, weights=column_weights)",
    "mean(labels, weights)",
    "mean(tf.reduce_mean(scores))",
    "mean_squared_error(targets, scores)",
    "mean_squared_error(targets, scores, weights)",
    "mean_squared_error(tf.expand_dims(targets, 1), scores, weights)",
    "mean_squared_error(matrix, 2 * matrix, weights=matrix)",
    "mean_absolute_error(targets, scores)",
    "mean_absolute_error(targets, tf.expand_dims(scores, 1), weights=weights)",
    "root_mean_squared_error(targets, scores, weights)",
    "root_mean_squared_error(tf.expand_dims(targets, 1), scores)",
    "mean_relative_error(targets, scores, tf.round(targets), weights)",
    "mean_cosine_distance(matrix, matrix * matrix, 1)",
    "mean_cosine_distance(matrix, matrix * matrix, dim=1, weights=column_weights)",
    "percentage_below(scores, threshold=0.5, weights=weights)",
    "precision(binary, logits > 0.1)",
    "precision(binary, scores)",
    "precision(labels, classes, weights=weights)",
    "recall(binary, logits, weights)",
    "true_positives(binary, logits)",
    "true_negatives(labels, tf.argmax(rows, 1))",
    "false_positives(binary, logits > 0, weights)",
    "false_negatives(binary, tf.round(tf.sigmoid(logits)))",
    "precision_at_thresholds(binary, scores, [0.2, 0.7], weights)",
    "false_negatives_at_thresholds(binary, scores, thresholds=[0.2, 0.7])",
    "auc(binary, scores)",
    "auc(binary, scores, weights, num_thresholds=20)",
    "auc(tf.expand_dims(binary, 1), tf.expand_dims(scores, 1), weights)",
    "auc(binary, scores, curve='PR')",
    "auc(binary, scores, curve='PR', summation_method='careful_interpolation')",
    "auc(binary, scores, summation_method='minoring')",
    "auc(binary, scores, curve='PR', summation_method='minoring')",
    "auc(binary, scores, curve='PR', summation_method='majoring')",
    "mean_iou(labels, classes, 4)",
    "mean_iou(labels, classes, num_classes=4, weights=weights)",
    "mean_per_class_accuracy(labels, classes, 4, weights)",
    "sensitivity_at_specificity(binary, scores, 0.6)",
    "specificity_at_sensitivity(binary, scores, 0.6, weights, num_thresholds=50)",
    "recall_at_k(labels, rows, 2)",
    "recall_at_k(column_labels, rows, k=2, weights=weights)",
    "precision_at_k(label_pairs, rows, 3)",
    "average_precision_at_k(label_pairs, rows, 3, weights)",
]


def batches():
    random = np.random.RandomState(3)
    made = []
    for size in (7, 8, 3):
        labels, classes = random.randint(0, 4, [2, size])
        weights = np.float32(random.choice([0, 0.5, 1, 2], size))
        made.append({
            "labels": labels, "column_labels": labels[:, None], "classes": classes, "binary": random.rand(size) < 0.4,
            "names": np.array([b"one", b"two", b"three", b"four"])[labels],
            "other_names": np.array([b"one", b"two", b"three", b"four"])[classes],
            "label_pairs": np.stack([random.permutation(4)[:2] for _ in range(size)]),
            "binary_matrix": random.rand(size, 3) < 0.5, "classes_matrix": random.rand(size, 3) < 0.5,
            "scores": np.float32(random.rand(size)), "logits": np.float32(random.normal(size=size) + 1),
            "targets": np.float32(random.rand(size) * 3), "matrix": np.float32(random.rand(size, 3)),
            "rows": np.float32(random.rand(size, 4)), "weights": weights, "column_weights": weights[:, None],
        })
    return made


def tf1_metric(expression, batches):
    """Streams batches through a metric whose arguments are expressions of them; returns its last value."""
    feeds = {name: tf.placeholder(tf.string if value.dtype.kind in "OS" else value.dtype, (None,) + value.shape[1:])
             for name, value in batches[0].items()}
    value, update = eval("tf.metrics." + expression, {"tf": tf, **feeds})
    with tf.Session() as session:
        session.run(tf.local_variables_initializer())
        for batch in batches:
            session.run(update, {feeds[name]: batch[name] for name in feeds})
        return session.run(value)


@pytest.fixture(scope="module")
def expected(tf215):
    """What TF1 gives for each case, in one process without a call for each."""
    return {case: tf215.run(tf1_metric, case, batches()) for case in CASES}


@pytest.mark.parametrize("case", CASES)
def test_equals_tf1(expected, case):
    parameters = ", ".join(batches()[0])
    program = f"import tensorflow as tf\ndef update({parameters}):\n    return tf.metrics.{case}\n"
    result = 0.0
    for value in stream(migrated(program, "metrics")["update"]):
        result = value
    np.testing.assert_allclose(result, expected[case], rtol=1e-5, atol=2e-6)


def stream(update):
    """Calls the one metric object that `update` makes once for each batch, as a model does."""
    import keras
    made = {}

    class Once:
        def __init__(self, make):
            self.make = make

        def __call__(self, *args, **kwargs):
            return made.setdefault("metric", self.make(*args, **kwargs))

    scope = update.__globals__
    for name, value in list(scope.items()):
        if isinstance(value, type) and issubclass(value, keras.metrics.Metric):
            scope[name] = Once(value)
    if "keras" in scope:
        scope["keras"] = type("keras", (), {"metrics": type("metrics", (), {
            name: staticmethod(Once(getattr(keras.metrics, name))) for name in dir(keras.metrics) if name[0].isupper()})})
    for batch in batches():
        yield np.asarray(update(**{name: tf.constant(value) for name, value in batch.items()}))
