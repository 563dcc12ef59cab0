import tensorflow as tf


class Scaled(tf.train.GradientDescentOptimizer):
    """Gradients are halved."""

    def _apply_dense(self, grad, var):
        return super()._apply_dense(grad / 2, var)

    def compute_gradients(self, loss, *args, **kwargs):
        return [(g * 3, v) for g, v in super().compute_gradients(loss, *args, **kwargs)]


def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features["x"], 2)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"p": tf.nn.softmax(logits)})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    optimizer = Scaled(0.1)
    train_op = optimizer.minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)
