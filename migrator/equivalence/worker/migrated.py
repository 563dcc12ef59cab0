"""The side of the migrated program: what the worker answers about a program that uses Keras models."""
import os
import sys

from . import following, nests
from .capture_models import Capture, change_params, is_scoped
from .model_runs import EXCHANGE, ModelRun
from .scoped_runs import ScopedRun
from .streams import Streams
from .watched_optimizers import GRADIENTS

tf = None
keras = None
streams = None


def load():
    """Imports TensorFlow and Keras, once, before the first fork: nothing here may start an op or a thread."""
    global tf, keras, streams
    import keras
    import tensorflow as tf
    try:
        import pandas  # noqa: F401
    except ImportError:
        pass
    tf.get_logger().setLevel('ERROR')
    streams = Streams(tf, lambda function, inputs, dtype: tf.numpy_function(function, inputs, dtype))
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    sys.path.append(root)  # For the map of the variables, which needs migrator itself.
    from . import matching  # noqa: F401
    sys.path.remove(root)
    EXCHANGE.install(tf, keras)
    GRADIENTS.install(tf.compat.v1)


def named_tensors(tf, pair):
    """Returns the tensors of features and labels by their names, as the other end names those of the original."""
    named = {}
    for part, value in zip(('features', 'labels'), pair):
        for name, leaf in nests.named_leaves(value, lambda leaf: isinstance(leaf, (tf.Tensor, tf.SparseTensor))):
            shown = (part + ' ' + name).rstrip()
            if isinstance(leaf, tf.SparseTensor):
                named[shown + ' (indices)'], named[shown + ' (values)'] = leaf.indices.numpy(), leaf.values.numpy()
            else:
                named[shown] = leaf.numpy()
    return named


class Session(object):
    """One program. Each public method is an operation that the other end may ask for."""

    def __init__(self):
        self.script = ''
        self.capture = None
        self.runs = {}

    def described(self, error):
        return following.described(error, self.script)

    def follow(self, script, arguments, folder, looked_at, seed, params=None):
        """Runs the program without its training.

        Args:
            script, arguments, folder, looked_at, seed: as for the original.
            params: hyperparameters to change in those that models are made with.

        Returns:
            What stopped it, or None; and for each model that was used a dict of its class's name and the line
            of the program that used it first.
        """
        self.script = script
        if params:
            change_params(keras, params)
        self.capture = Capture(keras, tf)
        problem = following.follow(script, arguments, folder)
        return problem, [{'name': type(used.model).__name__, 'line': used.line} for used in self.capture.used]

    def prepare(self, index, tree, specs, labels, variables, slots, seed, maps):
        """Makes the variables of a model and matches them with those of the original; see `ModelRun`."""
        self.capture.stop()
        used = self.capture.used[index]
        run = (ScopedRun if is_scoped(used.model) else ModelRun)(tf, streams, used, seed)
        self.runs[index] = run
        return run.prepare(tree, specs, labels, variables, slots, maps)

    def read(self, index, mode, count):
        """Takes batches from what the program gives a model in a mode.

        Returns:
            A list of batches, each the tensors of features and labels by their names, or None; and why there are none.
        """
        data = self.capture.used[index].data.get(mode)
        if isinstance(data, list):
            return [named_tensors(tf, (batch,)) for batch in data[:count]], ''
        if not isinstance(data, tf.data.Dataset):
            return None, 'it gives none' if data is None else 'it gives no Dataset but a %s' % type(data).__name__
        return [named_tensors(tf, keras.utils.unpack_x_y_sample_weight(element)[:2 if mode != 'infer' else 1])
                for element in data.take(count)], ''

    def trainings(self, index):
        """Returns, for each training, the learning rate at step 0 of each optimizer; None where it isn't known."""
        return self.runs[index].rates_of_trainings()

    def runs_hooks(self, index):
        """Returns whether callbacks or hooks run around the steps."""
        return self.runs[index].runs_hooks

    def number_sites(self, index, mode, numbers):
        self.runs[index].number_sites(mode, numbers)

    def strays(self, index, mode):
        return self.runs[index].strays(mode)

    def set_step(self, index, state, step):
        self.runs[index].set_step(step, state)

    def train_step(self, index, state, batch, gradients, step):
        return self.runs[index].train_step(state, batch, gradients, step)

    def stop_hooks(self, index):
        self.runs[index].stop_hooks()

    def start_free(self, index, state):
        self.runs[index].start_free(state)

    def free_step(self, index, batch, step):
        return self.runs[index].free_step(batch, step)

    def prepare_prediction(self, index, tree, specs, labels):
        return self.runs[index].prepare_prediction(tree, specs, labels)

    def predict(self, index, state, batch, step):
        return self.runs[index].predict(state, batch, step)

    def prepare_evaluation(self, index, tree, specs, labels, batch):
        return self.runs[index].prepare_evaluation(tree, specs, labels, batch)

    def evaluate(self, index, state, batches):
        return self.runs[index].evaluate(state, batches)

    def learning_rates(self, index, steps):
        return self.runs[index].learning_rates(steps)

    def forget(self, index):
        """Lets go of a model."""
        del self.runs[index]
