import tensorflow as tf
import functools

ACTIVATIONS = {"log": tf.log, "relu": tf.nn.relu, "probability": tf.nn.softmax}
squares = functools.partial(tf.reduce_sum, axis=1)


def summary(tag, value):
    return tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)])


def is_sparse(x):
    return isinstance(x, (tf.SparseTensor, tf.SparseTensorValue))


def compute(probabilities, labels):
    return [ACTIVATIONS["log"](probabilities), tf.map_fn(tf.to_float, labels, dtype=tf.float32)]
