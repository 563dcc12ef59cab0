"""Batches of a TF1 program's input functions, read outside of its graph."""
import numpy as np

from . import nests
from .capture_estimators import run_initialized, start


def read_batches(tf, estimator, input_fn, others, mode, count, seed=None):
    """Takes batches from an input function; where the data end, it starts again.

    Args:
        tf: TensorFlow with the TF1 API.
        estimator: the Estimator.
        input_fn: the function.
        others: the hooks that the program gave beside it.
        mode: "train", "eval" or "infer".
        count: how many batches.
        seed: of the graph, in place of the one that the program gives.

    Returns:
        A list of batches, each a list of leaves; the tree of (features, labels); (type, shape) of each leaf; and after
        how many batches the data ended, or None.
    """
    batches, end = [], None
    while len(batches) < count:  # Each time in a new graph: not every input function's data can be started again.
        before = len(batches)
        with tf.Graph().as_default():
            tf.set_random_seed(estimator.config.tf_random_seed if seed is None else seed)
            estimator._create_and_assert_global_step(tf.get_default_graph())
            pair, hooks = _inputs(tf, estimator, input_fn, mode)
            tree, leaves = nests.flatten(pair, lambda leaf: isinstance(leaf, (tf.Tensor, tf.SparseTensor)))
            leaves = [leaf if isinstance(leaf, (tf.Tensor, tf.SparseTensor)) else tf.convert_to_tensor(leaf)
                      for leaf in leaves]
            with tf.Session() as session:
                start(tf, session, hooks)
                try:
                    while len(batches) < count:
                        batches.append([_travelling(tf, value) for value in run_initialized(tf, session, leaves, others)])
                except tf.errors.OutOfRangeError:
                    end = len(batches) if end is None else end
        if len(batches) == before:
            raise ValueError('the input function gives no data')
    return batches, tree, [_spec(tf, leaf) for leaf in leaves], end


def signature(tf, estimator, input_fn, mode):
    """Returns the tree and the specs of what an input function gives, as `read_batches` does, and reads nothing."""
    with tf.Graph().as_default():
        estimator._create_and_assert_global_step(tf.get_default_graph())
        pair, _ = _inputs(tf, estimator, input_fn, mode)
        tree, leaves = nests.flatten(pair, lambda leaf: isinstance(leaf, (tf.Tensor, tf.SparseTensor)))
        return tree, [_spec(tf, leaf if isinstance(leaf, (tf.Tensor, tf.SparseTensor)) else tf.convert_to_tensor(leaf)) for leaf in leaves]


def _inputs(tf, estimator, input_fn, mode):
    """Returns (features, labels) as the Estimator gets them, and the hooks that start them."""
    if mode != 'infer':
        features, labels, hooks = estimator._get_features_and_labels_from_input_fn(input_fn, mode)
        return (features, labels), hooks
    result = estimator._call_input_fn(input_fn, mode)  # The Estimator would drop the labels.
    if hasattr(result, 'make_initializable_iterator') or hasattr(result, 'element_spec'):
        iterator = tf.data.make_initializable_iterator(result)
        tf.add_to_collection(tf.GraphKeys.TABLE_INITIALIZERS, iterator.initializer)
        result = iterator.get_next()
    return (result if isinstance(result, (list, tuple)) and len(result) == 2 else (result, None)), ()


def _travelling(tf, value):
    if isinstance(value, tf.SparseTensorValue):
        return ('sparse', value.indices, value.values, np.asarray(value.dense_shape))
    return np.asarray(value)


def _spec(tf, leaf):
    kind = 'sparse' if isinstance(leaf, tf.SparseTensor) else 'dense'
    shape = leaf.get_shape()
    return kind, leaf.dtype.name, None if shape.ndims is None else shape.as_list()
