import tensorflow as tf
from tensorflow import metrics


def report(metrics):
    return {name: tf.constant(metrics.mean(name)) for name in metrics}
