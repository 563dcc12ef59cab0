import tensorflow as tf


def metric_fn(labels, predictions, k=3):
    """Metrics of a batch."""
    classes = tf.argmax(predictions, axis=1)
    # Both of the same classes.
    return {
        'accuracy': tf.metrics.accuracy(labels, classes),
        'recall': tf.metrics.recall_at_k(labels, predictions, k),
    }


def model_fn(features, labels, mode, params):
    logits = tf.layers.dense(features['x'], params['classes'])
    classes = tf.argmax(logits, 1)
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={'class': classes})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    if mode == tf.estimator.ModeKeys.EVAL:
        # Metrics.
        metrics = metric_fn(labels, predictions=logits)
        metrics['certain'] = tf.metrics.mean(tf.to_float(classes > 0))
        return tf.estimator.EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)


estimator = tf.estimator.Estimator(model_fn, params={'classes': 5})
