"""Input functions of `tf.estimator.inputs`, and what input functions may return."""
import inspect

import numpy as np
import tensorflow as tf


def as_dataset(result):
    """Returns what an input function returned as a Dataset; tensors are one batch that repeats."""
    if isinstance(result, tf.data.Dataset):
        return result
    return tf.data.Dataset.from_tensors(result).repeat()


def call_input_fn(input_fn, **arguments):
    """Calls an input function with those of the arguments that it takes."""
    taken = inspect.signature(input_fn).parameters
    return as_dataset(input_fn(**{name: value for name, value in arguments.items() if name in taken}))


def numpy_input_fn(
    x, y=None, batch_size=128, num_epochs=1, shuffle=None, queue_capacity=1000, num_threads=1
):
    """`tf.estimator.inputs.numpy_input_fn`: batches of arrays that cross the ends of epochs.

    Args:
        x: an array, or a dict of arrays, of features.
        y: an array, or a dict of arrays, of labels; None for features alone.
        batch_size: examples in a batch; the last may have fewer.
        num_epochs: how often to go through the data; None repeats it without end.
        shuffle: whether to shuffle; must be given.
        queue_capacity: size of the shuffle buffer.
        num_threads: ignored.

    Returns:
        A function without arguments that returns a Dataset.

    Raises:
        ValueError: `shuffle` is not given, or, when the function is called, lengths differ.
        TypeError: `x` is neither a dict nor an array.
    """
    if not isinstance(shuffle, bool):
        raise ValueError(
            "shuffle must be provided and explicitly set as boolean "
            f"(it is recommended to set it as True for training); got {shuffle}"
        )

    def input_fn():
        if not isinstance(x, (dict, np.ndarray)):
            raise TypeError(f"x must be a dict or array; got {type(x).__name__}")
        if isinstance(x, dict) and not x:
            raise ValueError("x cannot be an empty dict")
        if isinstance(y, dict) and not y:
            raise ValueError("y cannot be empty dict, use None instead.")
        arrays = x if y is None else (x, y)
        if len({len(array) for array in tf.nest.flatten(arrays)}) > 1:
            raise ValueError(
                "Length of tensors in x and y is mismatched. All elements in x and y must have the same length."
            )
        dataset = tf.data.Dataset.from_tensor_slices(arrays).repeat(num_epochs)
        if shuffle:
            dataset = dataset.shuffle(queue_capacity)
        return dataset.batch(batch_size)

    return input_fn


def pandas_input_fn(
    x,
    y=None,
    batch_size=128,
    num_epochs=1,
    shuffle=None,
    queue_capacity=1000,
    num_threads=1,
    target_column="target",
):
    """`tf.estimator.inputs.pandas_input_fn`: `numpy_input_fn` for the columns of a DataFrame.

    Args:
        x: a DataFrame of features.
        y: a Series, or a DataFrame, of labels; None for features alone.
        target_column: a name that the columns of `x` must not have.
        batch_size, num_epochs, shuffle, queue_capacity, num_threads: as in `numpy_input_fn`.

    Raises:
        ValueError: the indexes of `x` and `y` differ, or `x` has a column `target_column`.
    """
    features = {name: x[name].to_numpy() for name in x}
    labels = y
    if y is not None:
        if target_column in x:
            raise ValueError(f"Cannot use name {target_column} for target column: x has a column with that name")
        if not x.index.equals(y.index):
            raise ValueError(f"Index for x and y are mismatched.\nIndex for x: {x.index}\nIndex for y: {y.index}")
        labels = {name: y[name].to_numpy() for name in y} if y.ndim == 2 else y.to_numpy()
    return numpy_input_fn(features, labels, batch_size, num_epochs, shuffle, queue_capacity, num_threads)
