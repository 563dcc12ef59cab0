"""Watches a program use Keras models, and leaves out what takes long."""
import inspect
import sys

import numpy as np

from .following import LONG, MANY, Plausible, TrainsTooOften
from .session_hooks import hooks_of


def is_scoped(model):
    """Whether a model runs a model_fn that goes on building a graph."""
    return hasattr(model, 'build_graph') and hasattr(model, 'run_step') and hasattr(model, 'store')


def rates_of(model):
    """Returns the learning rate at step 0 of each optimizer of a model, by the optimizer's identity."""
    from migrator.equivalence.optimizer_state import first_rate, optimizers_of
    return {} if is_scoped(model) else {id(optimizer): first_rate(optimizer) for _, optimizer in optimizers_of(model)}


def change_params(keras, changes):
    """Changes the hyperparameters that models are made with, where their constructors take `params`.

    Args:
        keras: the library.
        changes: values by name.
    """
    made = keras.Model.__new__

    def new(cls, *args, **kwargs):
        parameters = list(inspect.signature(cls.__init__).parameters)[1:]
        given = dict(zip(parameters, args), **kwargs).get('params')
        if isinstance(given, dict):
            given.update(changes)
        elif given is not None:
            for name, value in changes.items():
                setattr(given, name, value)
        return made(cls, *args, **kwargs)

    keras.Model.__new__ = new


class Used(object):
    """A model that the program used, and the line of the program that used it first."""

    def __init__(self, model, line):
        self.model = model
        self.line = line
        self.rates = []  # Of each training: the learning rate at step 0 of each optimizer, by its identity.
        self.callbacks = {}  # Those of the last training and of the last evaluation, by mode.
        self.data = {}  # What it was last given in each mode; where it is asked batch by batch, a list of the first ones of all.
        self.hooks = ()  # What beside the hooks of its spec a scoped model was trained with last.
        self.ends_known = False  # Whether it is evaluated on data that know how many batches they are.
        self.counters = [getattr(model, 'global_step', None), getattr(getattr(model, 'optimizer', None), 'iterations', None)]
        self.counters = [(counter, counter.numpy()) for counter in self.counters if hasattr(counter, 'assign')]

    def evaluate(self, data, callbacks):
        self.callbacks['eval'] = callbacks
        self.data['eval'] = data
        cardinality = getattr(data, 'cardinality', None)
        self.ends_known = callable(cardinality) and int(cardinality()) >= 0

    def train(self, data, callbacks):
        """Moves the model's counters as far as the training would have."""
        self.callbacks['train'] = callbacks
        self.data['train'] = data
        if is_scoped(self.model) and 'train' in self.model.hooks:
            hooks, graph = self.model.hooks['train'].hooks, self.model.graphs['train']
            self.hooks = hooks[:len(hooks) - len(hooks_of(graph.ends, 'train'))]
        cardinality = getattr(data, 'cardinality', None)
        steps = int(cardinality()) if callable(cardinality) else LONG
        for counter, _ in self.counters:
            counter.assign_add(steps if steps > 0 else LONG)
        self.rates.append(rates_of(self.model))
        if len(self.rates) > MANY:
            raise TrainsTooOften('it trains %s more than %d times' % (type(self.model).__name__, MANY))


FEW = 3  # Batches of a prediction that are kept, where they are predicted one by one.


class Capture(object):
    """Replaces `fit`, `evaluate` and `predict` of Keras models by notes.

    Attributes:
        used: the models, in the order of their first use.
    """

    def __init__(self, keras, tf):
        self.used = []
        self.cls = next(cls for cls in keras.Model.__mro__ if 'fit' in cls.__dict__)
        self.originals = {name: self.cls.__dict__[name] for name in ('fit', 'evaluate', 'predict', 'predict_on_batch',
                                                                     'train_on_batch', 'test_on_batch')}
        capture, predict, predict_on_batch = self, self.originals['predict'], self.originals['predict_on_batch']

        def names(model):
            return [metric.name for metric in model.metrics]

        def fit(self, *args, **kwargs):
            data = args[0] if args else kwargs.get('x')
            capture.note(self).train(data, kwargs.get('callbacks'))
            if _asks_for_weights() and hasattr(data, 'element_spec') and not self.built:
                features = keras.utils.unpack_x_y_sample_weight(data.element_spec)[0]
                tf.function(lambda features: self(features), autograph=False).get_concrete_function(features)
            history = keras.callbacks.History()
            history.set_model(self)
            history.history = Plausible([np.float32(0.5)], lambda: names(self), loss=[np.float32(0.5)])
            history.epoch = [0]
            self.history = history
            return history

        def evaluate(self, *args, **kwargs):
            capture.note(self).evaluate(args[0] if args else kwargs.get('x'), kwargs.get('callbacks'))
            if kwargs.get('return_dict'):
                return Plausible(np.float32(0.5), lambda: names(self), loss=np.float32(0.5))
            return np.float32(0.5)

        def predicted(self, x, *args, **kwargs):
            capture.note(self).data['infer'] = x
            if isinstance(x, tf.data.Dataset):
                x = x.take(1)
            kwargs.pop('steps', None)
            return predict(self, x, *args, **kwargs)

        def predicted_on_batch(self, x):
            batches = capture.note(self).data.setdefault('infer', [])
            if isinstance(batches, list) and len(batches) < FEW:
                batches.append(x)
            return predict_on_batch(self, x)

        def on_batch(self, *args, **kwargs):
            capture.note(self)
            return Plausible(np.float32(0.5), lambda: names(self)) if kwargs.get('return_dict') else np.float32(0.5)

        self.cls.fit, self.cls.evaluate, self.cls.predict = fit, evaluate, predicted
        self.cls.predict_on_batch = predicted_on_batch
        self.cls.train_on_batch = self.cls.test_on_batch = on_batch

    def note(self, model):
        for used in self.used:
            if used.model is model:
                return used
        self.used.append(Used(model, _line_of_program()))
        return self.used[-1]

    def stop(self):
        """Gives the models their methods and their counters back."""
        for used in self.used:
            for counter, value in used.counters:
                counter.assign(value)
        for name, method in self.originals.items():
            setattr(self.cls, name, method)


def _line_of_program():
    """Returns the line of `__main__` that is being executed, or None."""
    path = getattr(sys.modules['__main__'], '__file__', None)
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename == path:
            return frame.f_lineno
        frame = frame.f_back
    return None


def _asks_for_weights():
    """Whether the program looks at weights after a training; only then they are worth making."""
    path = getattr(sys.modules['__main__'], '__file__', None)
    if path is None:
        return False
    with open(path, 'rb') as file:
        source = file.read()
    return any(name in source for name in (b'get_variable_', b'get_weights', b'.weights', b'.variables'))
