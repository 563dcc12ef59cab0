import keras
import tensorflow as tf

from tf1_semantics import MeanAbsoluteError, MeanSquaredError


def errors(labels, outputs, weights):
    return {
        "mean": keras.metrics.Mean()(outputs),
        "weighted_mean": keras.metrics.Mean()(outputs, sample_weight=weights),
        "mse": MeanSquaredError()(labels, outputs),
        "mae": MeanAbsoluteError()(labels, outputs, sample_weight=weights),
        "rmse": keras.metrics.RootMeanSquaredError()(labels, outputs),
        "relative": keras.metrics.Mean()(
            tf.math.divide_no_nan(tf.abs(labels - outputs), labels)
        ),
        "cosine": keras.metrics.Mean()(1 - tf.reduce_sum(labels * outputs, axis=1)),
        "below": keras.metrics.Mean()((outputs - labels) < 0.1, sample_weight=weights),
    }
