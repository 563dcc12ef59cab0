"""Functions of `tf.contrib.layers` that have no variables."""
import tensorflow as tf


def maxout(inputs, num_units, axis=-1):
    """`tf.contrib.layers.maxout`: the largest of each run of channels, of which `num_units` are left.

    Args:
        inputs: a tensor whose size along `axis` is static, and a multiple of `num_units`.
        num_units: the size of that axis in the outputs.
        axis: the axis of the channels.
    """
    inputs = tf.convert_to_tensor(inputs)
    channels = inputs.shape[axis]
    if channels % num_units:
        raise ValueError(f"{channels} channels are no multiple of {num_units}")
    shape = [size if size is not None else tf.shape(inputs)[at] for at, size in enumerate(inputs.shape)]
    shape[axis] = num_units
    return tf.reduce_max(tf.reshape(inputs, [*shape, channels // num_units]), -1)


def unit_norm(inputs, dim, epsilon=1e-7):
    """`tf.contrib.layers.unit_norm`: divides by the length along an axis, with epsilon under the root."""
    return inputs / tf.sqrt(epsilon + tf.reduce_sum(tf.square(inputs), dim, keepdims=True))
