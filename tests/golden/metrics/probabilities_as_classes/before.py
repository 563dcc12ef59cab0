import tensorflow as tf


def model_metrics(labels, logits):
    scores = tf.sigmoid(logits)
    return {
        "truncated": tf.metrics.accuracy(labels, scores),
        "rounded": tf.metrics.accuracy(labels, tf.round(scores)),
        "precision_of_rounded": tf.metrics.precision(labels, tf.round(scores)),
        "precision_of_scores": tf.metrics.precision(labels, scores),
    }
