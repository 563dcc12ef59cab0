"""Watches a TF1 program construct and use Estimators, and leaves out what takes long."""
import sys

import numpy as np

from .following import LONG, MANY, Plausible, TrainsTooOften


class Used(object):
    """An Estimator that the program used.

    Attributes:
        estimator: it.
        name: name of its model function.
        line: line of the program that used it first, or None.
        inputs: what it was given in each mode: pairs of an input function and the hooks that came with it.
        step: how far the program believes it to be trained.
        limits: how many batches it may take at most in the last use in each mode, None where all, "?" where it is not known.
        rates: the learning rates at step 0 of the trainings that were looked at, by their numbers.
        graph: what the latest of these trainings built; None where none was looked at.
    """

    def __init__(self, estimator, line):
        self.estimator = estimator
        self.line = line
        self.inputs = {}
        self.limits = {}
        self.rates = {}
        self.graph = None
        self.step = 0
        self.values = None
        model_fn = estimator._model_fn
        self.name = getattr(model_fn, '__name__', type(estimator).__name__)
        if self.name in ('_model_fn', 'public_model_fn'):
            self.name = type(estimator).__name__

    def note(self, mode, input_fn, hooks=None, limit=None):
        self.limits[mode] = limit
        self.inputs.setdefault(mode, []).append((input_fn, list(hooks or ())))

    def train(self, input_fn, hooks, steps, max_steps):
        self.note('train', input_fn, hooks, steps if max_steps is None else '?')
        self.step = max(self.step, max_steps) if max_steps else self.step + (steps or LONG)
        if len(self.inputs['train']) > MANY:
            raise TrainsTooOften('it trains %s more than %d times' % (self.name, MANY))

    def look(self, make_graph):
        """Builds the graph of the training that was noted last: what a program sets between trainings is as it is now."""
        graph = make_graph(self)
        if graph is not None:
            if self.graph is not None:
                self.graph.close()
            self.graph = graph
            self.rates[len(self.inputs['train']) - 1], = graph.learning_rates([0])

    def initial_values(self, tf):
        """Returns what the variables start from, by name."""
        if self.values is None:
            with tf.Graph().as_default(), tf.Session() as session:
                self.estimator._create_and_assert_global_step(tf.get_default_graph())
                features, labels, hooks = self.estimator._get_features_and_labels_from_input_fn(self.inputs['train'][0][0], 'train')
                self.estimator._call_model_fn(features, labels, 'train', self.estimator.config)
                start(tf, session, hooks)
                variables = tf.global_variables()
                self.values = dict(zip([variable.op.name for variable in variables], session.run(variables)))
        return self.values


class Capture(object):
    """Replaces what an Estimator does by notes of what it was asked to do.

    Args:
        tf: TensorFlow with the TF1 API.
        folder: a folder for paths that exports would have made.
        looked_at: numbers of trainings that are looked at, by the number of the Estimator.
        make_graph: called with a `Used`, gives the graph of its latest training, or None.

    Attributes:
        used: the Estimators, in the order of their first use.
    """

    def __init__(self, tf, folder, looked_at, make_graph):
        self.tf = tf
        self.folder = folder
        self.looked_at = looked_at
        self.make_graph = make_graph
        self.used = []
        self._install()

    def of(self, estimator):
        for used in self.used:
            if used.estimator is estimator:
                return used
        self.used.append(Used(estimator, _line_of_program()))
        return self.used[-1]

    def train(self, estimator, input_fn, hooks, steps, max_steps):
        used = self.of(estimator)
        used.train(input_fn, hooks, steps, max_steps)
        if len(used.inputs['train']) - 1 in self.looked_at.get(self.used.index(used), ()):
            used.look(self.make_graph)
        return used

    def _install(self):
        capture = self
        base = next(cls for cls in self.tf.estimator.Estimator.__mro__[::-1] if 'train' in cls.__dict__)

        def results(estimator, input_fn):
            return Plausible(np.float32(0.5), lambda: metric_names(capture.tf, estimator, input_fn),
                             loss=np.float32(0.5), global_step=np.int64(capture.of(estimator).step))

        def train(self, input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None):
            capture.train(self, input_fn, hooks, steps, max_steps)
            return self

        def evaluate(self, input_fn, steps=None, hooks=None, checkpoint_path=None, name=None):
            capture.of(self).note('eval', input_fn, hooks, steps)
            return results(self, input_fn)

        def predict(self, input_fn, predict_keys=None, hooks=None, checkpoint_path=None, yield_single_examples=True):
            capture.of(self).note('infer', input_fn, hooks)
            return predicted(capture.tf, self, input_fn, hooks or (), predict_keys, yield_single_examples)

        def get_variable_value(self, name):
            return capture.of(self).initial_values(capture.tf)[name.partition(':')[0]]

        def get_variable_names(self):
            return sorted(capture.of(self).initial_values(capture.tf))

        def export(self, export_dir_base, *args, **kwargs):
            return capture.folder.encode()

        base.train, base.evaluate, base.predict = train, evaluate, predict
        base.get_variable_value, base.get_variable_names = get_variable_value, get_variable_names
        for name in ('export_saved_model', 'export_savedmodel', 'experimental_export_all_saved_models'):
            if name in base.__dict__:
                setattr(base, name, export)
        executor = sys.modules[base.__module__].__name__.rpartition('.')[0] + '.training'
        __import__(executor)
        training = sys.modules[executor]

        def run(self):
            used = capture.train(self._estimator, self._train_spec.input_fn, self._train_spec.hooks, None, self._train_spec.max_steps)
            used.note('eval', self._eval_spec.input_fn, self._eval_spec.hooks, '?')
            return results(self._estimator, self._eval_spec.input_fn), []

        training._TrainingExecutor.run = run
        training._TrainingExecutor.run_local = run


def predicted(tf, estimator, input_fn, others, predict_keys, yield_single_examples):
    """Yields the predictions of an untrained model for the first batch."""
    with tf.Graph().as_default():
        estimator._create_and_assert_global_step(tf.get_default_graph())
        result = estimator._get_features_from_input_fn(input_fn, 'infer')
        features, hooks = result[0], result[-1]
        predictions = estimator._call_model_fn(features, None, 'infer', estimator.config).predictions
        if predict_keys and isinstance(predictions, dict):
            predictions = {key: value for key, value in predictions.items() if key in predict_keys}
        with tf.Session() as session:
            start(tf, session, hooks)
            values = run_initialized(tf, session, predictions, others)
    if not yield_single_examples:
        yield values
    elif isinstance(values, dict):
        for index in range(min(len(value) for value in values.values())):
            yield {key: value[index] for key, value in values.items()}
    else:
        for value in values:
            yield value


def metric_names(tf, estimator, input_fn):
    """Returns the names of what an evaluation gives."""
    with tf.Graph().as_default():
        estimator._create_and_assert_global_step(tf.get_default_graph())
        features, labels, _ = estimator._get_features_and_labels_from_input_fn(input_fn, 'eval')
        spec = estimator._call_model_fn(features, labels, 'eval', estimator.config)
        return sorted(spec.eval_metric_ops or {})


def start(tf, session, hooks=()):
    """Initializes everything in a session's graph, input pipelines too."""
    for hook in hooks:
        hook.begin()
    session.run([tf.global_variables_initializer(), tf.local_variables_initializer(), tf.tables_initializer()])
    for hook in hooks:
        hook.after_create_session(session, None)
    tf.train.start_queue_runners(session, daemon=True)


def run_initialized(tf, session, fetches, hooks):
    """Runs a part of a session's graph; where an iterator waits for it, a program's hooks initialize it first."""
    try:
        return session.run(fetches)
    except tf.errors.FailedPreconditionError:
        for hook in hooks:
            if not type(hook).__module__.startswith('tensorflow'):
                hook.begin()
                hook.after_create_session(session, None)
                hook.initializes = True
        return session.run(fetches)


def _line_of_program():
    """Returns the line of `__main__` that is being executed, or None."""
    path = getattr(sys.modules['__main__'], '__file__', None)
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename == path:
            return frame.f_lineno
        frame = frame.f_back
    return None
