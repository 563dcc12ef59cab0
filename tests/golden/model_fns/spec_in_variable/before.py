import tensorflow as tf


def build_spec(mode, labels, logits, rate):
    """The rest of a model, for several networks."""
    predictions = {"classes": tf.argmax(logits, 1)}
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions=predictions)
    loss = tf.losses.sparse_softmax_cross_entropy(labels=labels, logits=logits)
    train_op = tf.train.AdagradOptimizer(rate).minimize(loss, tf.train.get_global_step())
    metrics = {"accuracy": tf.metrics.accuracy(labels, predictions["classes"])}
    return tf.estimator.EstimatorSpec(mode, predictions, loss, train_op, metrics)


def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features["x"], 3)
    # Everything else.
    spec = build_spec(mode, labels, logits, params["rate"])
    return spec
