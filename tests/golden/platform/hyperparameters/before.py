import tensorflow as tf


def defaults() -> tf.contrib.training.HParams:
    return tf.contrib.training.HParams(
        rate=0.1,
        sizes=[3, 4],  # per layer
    )


def merged(values):
    return tf.contrib.training.HParams(**values)
