import tensorflow as tf
import functools

ACTIVATIONS = {"log": tf.math.log, "relu": tf.nn.relu, "probability": tf.nn.softmax}
squares = functools.partial(tf.reduce_sum, axis=1)


def summary(tag, value):
    return tf.compat.v1.Summary(value=[tf.compat.v1.Summary.Value(tag=tag, simple_value=value)])


def is_sparse(x):
    return isinstance(x, (tf.SparseTensor, tf.compat.v1.SparseTensorValue))


def compute(probabilities, labels):
    return [ACTIVATIONS["log"](probabilities),
            tf.map_fn(functools.partial(tf.cast, dtype=tf.float32), labels, dtype=tf.float32)]
