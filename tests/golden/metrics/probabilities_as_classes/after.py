import keras
import tensorflow as tf


def model_metrics(labels, logits):
    scores = tf.sigmoid(logits)
    return {
        "truncated": keras.metrics.Accuracy()(labels, tf.cast(scores, labels.dtype)),
        "rounded": keras.metrics.Accuracy()(labels, tf.round(scores)),
        "precision_of_rounded": keras.metrics.Precision()(labels, tf.round(scores)),
        "precision_of_scores": keras.metrics.Precision()(
            labels, tf.cast(scores, tf.bool)
        ),
    }
