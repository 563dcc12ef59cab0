"""Each emitted loss against TF1's: its value, and its gradient."""
import numpy as np
import pytest
import tensorflow as tf

from transforms import migrated

CASES = [
    "sparse_softmax_cross_entropy(labels, logits)",
    "sparse_softmax_cross_entropy(labels=column_labels, logits=logits)",
    "sparse_softmax_cross_entropy(logits=logits, labels=labels, weights=weights)",
    "sparse_softmax_cross_entropy(column_labels, logits, column_weights)",
    "sparse_softmax_cross_entropy(labels, logits, 0.5)",
    "softmax_cross_entropy(one_hot, logits)",
    "softmax_cross_entropy(tf.cast(one_hot, tf.int32), logits, label_smoothing=0.1)",
    "softmax_cross_entropy(tf.nn.softmax(logits + one_hot), logits)",
    "softmax_cross_entropy(one_hot, logits, weights, 0.2, reduction=tf.losses.Reduction.SUM)",
    "softmax_cross_entropy(one_hot, logits, reduction=tf.losses.Reduction.NONE)",
    "sigmoid_cross_entropy(integers, logits)",
    "sigmoid_cross_entropy(one_hot, logits, label_smoothing=0.1)",
    "sigmoid_cross_entropy(integers, logits, column_weights, label_smoothing=0.1)",
    "sigmoid_cross_entropy(integers, logits, weights=2, reduction=tf.losses.Reduction.SUM)",
    "sigmoid_cross_entropy(integers[:, 0], logits[:, 0])",
    "mean_squared_error(targets, logits)",
    "mean_squared_error(integers, logits, weights=0.3)",
    "mean_squared_error(tf.cast(targets, tf.float64), logits, column_weights)",
    "mean_squared_error(predictions=logits, labels=targets, reduction=tf.losses.Reduction.SUM)",
    "mean_squared_error(targets[:, 0], logits[:, 0], weights, reduction=tf.losses.Reduction.MEAN)",
    "absolute_difference(integers, logits)",
    "absolute_difference(targets, logits, reduction=tf.losses.Reduction.SUM)",
    "absolute_difference(targets, logits, 2.0, reduction='none')",
    "absolute_difference(integers, logits, weights=column_weights, reduction='weighted_sum')",
    "huber_loss(targets, logits, delta=0.4)",
    "huber_loss(targets, logits, 1.0, 0.4)",
    "huber_loss(targets, logits, column_weights, delta=0.4)",
    "log_loss(one_hot, tf.sigmoid(logits))",
    "log_loss(integers, tf.sigmoid(logits), epsilon=1e-3, weights=column_weights)",
    "log_loss(one_hot, tf.round(tf.sigmoid(logits)))",
    "hinge_loss(integers, logits)",
    "hinge_loss(labels=integers, logits=logits, weights=0.1)",
    "cosine_distance(one_hot, logits, axis=1)",
    "cosine_distance(one_hot, logits, dim=1, weights=column_weights)",
    "mean_pairwise_squared_error(targets, logits)",
    "mean_pairwise_squared_error(targets, logits, weights=column_weights)",
    "compute_weighted_loss(tf.square(logits), column_weights)",
    "compute_weighted_loss(tf.square(logits))",
    "compute_weighted_loss(tf.square(logits), 0.5, reduction=tf.losses.Reduction.SUM)",
    "compute_weighted_loss(tf.square(logits), 0.5, reduction=tf.losses.Reduction.MEAN)",
    "compute_weighted_loss(tf.square(logits), 0.5, reduction=tf.losses.Reduction.SUM_OVER_BATCH_SIZE)",
    "compute_weighted_loss(tf.square(logits), column_weights, reduction=tf.losses.Reduction.SUM_OVER_BATCH_SIZE)",
]


def arrays():
    random = np.random.RandomState(5)
    labels = random.randint(0, 3, 6)
    weights = np.float32([1, 0, 2, 0.5, 1, 0])
    return {
        "labels": labels, "column_labels": labels[:, None], "one_hot": np.eye(3, dtype=np.float32)[labels],
        "integers": random.randint(0, 2, [6, 3]), "targets": np.float32(random.normal(size=[6, 3])),
        "logits": np.float32(random.normal(size=[6, 3])), "weights": weights, "column_weights": weights[:, None],
    }


def tf1_loss(expression, arrays):
    """Gives a loss and its gradient."""
    tensors = {name: tf.constant(value) for name, value in arrays.items()}
    loss = eval("tf.losses." + expression, {"tf": tf, **tensors})
    gradient = tf.gradients(loss, tensors["logits"])[0]
    with tf.Session() as session:
        return session.run([loss, tf.zeros([]) if gradient is None else gradient])


@pytest.mark.parametrize("case", CASES)
def test_equals_tf1(tf215, case):
    expected, expected_gradient = tf215.run(tf1_loss, case, arrays())
    program = f"import tensorflow as tf\ndef compute({', '.join(arrays())}):\n    return tf.losses.{case}\n"
    tensors = {name: tf.constant(value) for name, value in arrays().items()}
    with tf.GradientTape() as tape:
        tape.watch(tensors["logits"])
        loss = migrated(program, "losses")["compute"](**tensors)
    np.testing.assert_allclose(loss, expected, rtol=1e-5, atol=1e-6)
    gradient = tape.gradient(loss, tensors["logits"], unconnected_gradients="none")
    np.testing.assert_allclose(0.0 if gradient is None else gradient, expected_gradient, rtol=1e-5, atol=1e-6)
