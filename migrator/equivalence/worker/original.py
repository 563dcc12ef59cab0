"""The side of the original: what the worker answers about a program that uses tf.estimator."""
import sys
import traceback

from . import following
from .batches import read_batches, signature
from .capture_estimators import Capture
from .estimator_graph import ModeGraph
from .streams import Streams
from .watched_optimizers import GRADIENTS

tf = None  # TensorFlow with the TF1 API, whichever release is installed.
streams = None


def load():
    """Imports TensorFlow, once, before the first fork: nothing here may start an op or a thread."""
    global tf, streams
    try:
        import pandas
        pandas.set_option('future.infer_string', False)  # Strings are objects, as in the time of TF1.
    except (ImportError, KeyError):
        pass  # It is not there, or so old that it knows no other strings.
    import tensorflow
    if tensorflow.__version__.startswith('1.'):
        tf = tensorflow
    else:
        tf = tensorflow.compat.v1
        tf.disable_v2_behavior()
        tf.keras.losses.Reduction = tensorflow.keras.losses.Reduction  # Programs of both releases name it.
        sys.modules['tensorflow'] = tf  # What a TF1 program means by it.
    tf.logging.set_verbosity(tf.logging.ERROR)
    tf.estimator.Estimator, tf.layers.dense  # Loaded lazily: load them here.
    streams = Streams(tf, lambda function, inputs, dtype: tf.py_func(function, inputs, dtype))
    GRADIENTS.install(tf, tf.keras)


class Session(object):
    """One program. Each public method is an operation that the other end may ask for."""

    def __init__(self):
        self.script = ''
        self.capture = None
        self.graphs = {}

    def described(self, error):
        return following.described(error, self.script)

    def follow(self, script, arguments, folder, looked_at, seed):
        """Runs the program without its training.

        Args:
            script, arguments, folder: see `following.follow`.
            looked_at: numbers of trainings whose graphs are built when they are asked for, by the number of the Estimator.
            seed: of the random streams.

        Returns:
            What stopped it, or None; and for each Estimator that was used a dict of its model function's name and,
            for each mode, how many input functions it was given.
        """
        self.script = script
        self.capture = Capture(tf, folder, looked_at, lambda used: self._graph_now(used, seed))
        problem = following.follow(script, arguments, folder)
        found = [{'name': used.name, 'inputs': {mode: len(calls) for mode, calls in used.inputs.items()},
                  'line': used.line} for used in self.capture.used]
        return problem, found

    def _graph_now(self, used, seed):
        """Returns the graph of a training that the program asks for; None where it can't be built."""
        input_fn, hooks = used.inputs['train'][-1]
        try:
            tree, specs = signature(tf, used.estimator, input_fn, 'train')
            graph = ModeGraph(tf, streams, used.estimator, tf.estimator.ModeKeys.TRAIN, tree, specs, True, seed, hooks)
            graph.made_for = tree, specs
            return graph
        except Exception:  # What is the matter is said where the graph is made later.
            traceback.print_exc()
            return None

    def limit(self, index, mode):
        """Returns how many batches the last use in a mode takes at most; see `Used.limits`."""
        return self.capture.used[index].limits.get(mode)

    def trainings(self, index):
        """Returns the learning rates at step 0 of the trainings that were looked at, by their numbers."""
        return self.capture.used[index].rates

    def override(self, index, input_fn=None, params=None):
        """Gives an Estimator another input function (its name in the program), or other hyperparameters."""
        used = self.capture.used[index]
        if input_fn:
            function = getattr(sys.modules['__main__'], input_fn, None)
            if not callable(function):
                raise LookupError('the original has no function %s' % input_fn)
            used.graph = None
            used.inputs = {mode: [(function, [])] for mode in ('train', 'eval', 'infer')}
        if params is not None:
            used.graph = None
            current = used.estimator._params
            if isinstance(current, dict):
                current.update(params)
            else:
                for name, value in params.items():
                    setattr(current, name, value)

    def read(self, index, mode, count, seed=None, last=False):
        """Takes batches from the first input function that can be read of those that the program gives in a mode, or from the last.

        Returns:
            What `read_batches` returns.
        """
        used = self.capture.used[index]
        problem = None
        for input_fn, hooks in used.inputs.get(mode, ())[-1:] if last else used.inputs.get(mode, ()):
            try:
                return read_batches(tf, used.estimator, input_fn, hooks, mode, count, seed)
            except Exception as error:
                problem = problem or error
        if problem is not None:
            raise problem
        return None

    def prepare(self, index, mode, tree, specs, labels, seed):
        """Makes the graph of a mode.

        Returns:
            A dict of what is in it: see `ModeGraph.describe`.
        """
        used = self.capture.used[index]
        hooks = used.inputs[mode][-1][1] if used.inputs.get(mode) else ()
        # Some model functions ask for a mode with `is`.
        key = {'train': tf.estimator.ModeKeys.TRAIN, 'eval': tf.estimator.ModeKeys.EVAL, 'infer': tf.estimator.ModeKeys.PREDICT}
        if mode == 'train' and used.graph is not None and used.graph.made_for == (tree, specs):
            graph = used.graph
        else:
            graph = ModeGraph(tf, streams, used.estimator, key[mode], tree, specs, labels, seed, hooks)
        self.graphs[index, mode] = graph
        return graph.describe()

    def number_sites(self, index, mode, numbers):
        self.graphs[index, mode].sites.number(numbers)

    def strays(self, index, mode):
        return self.graphs[index, mode].sites.strays()

    def state(self, index):
        """Returns the value of every variable of the training graph, by name."""
        return self.graphs[index, 'train'].state()

    def initial_states(self, index):
        """See `ModeGraph.initial_states`."""
        return self.graphs[index, 'train'].initial_states()

    def set_state(self, index, mode, values):
        self.graphs[index, mode].set_state(values)

    def set_step(self, index, step):
        return self.graphs[index, 'train'].set_step(step)

    def train_step(self, index, batch, step, with_hooks=True):
        return self.graphs[index, 'train'].train_step(batch, step, with_hooks)

    def stop_hooks(self, index):
        self.graphs[index, 'train'].hooks.stop()

    def read_step_first(self, index):
        return self.graphs[index, 'train'].read_step_first()

    def read_step_as_it_is(self, index):
        self.graphs[index, 'train'].reads_of_step = []

    def train_loss(self, index, batch, step):
        return self.graphs[index, 'train'].loss(batch, step)

    def learning_rates(self, index, steps):
        return self.graphs[index, 'train'].learning_rates(steps)

    def predict(self, index, batch, step):
        return self.graphs[index, 'infer'].predict(batch, step)

    def evaluate(self, index, batches):
        return self.graphs[index, 'eval'].evaluate(batches)

    def forget(self, index):
        """Closes the graphs of an Estimator."""
        for key in [key for key in self.graphs if key[0] == index]:
            self.graphs.pop(key).close()

