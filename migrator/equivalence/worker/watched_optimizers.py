"""What TF1's optimizers are given as gradients: noted when a graph runs, and replaced where others are given."""
import bisect

import numpy as np


class Gradients(object):
    """What `Optimizer.apply_gradients` was given, noted when the graph runs.

    The gradients pass through a Python function on their way, so that those in branches of tf.cond are seen too.

    Attributes:
        graph: the `ModeGraph` that is being made, or None.
    """

    def __init__(self):
        self.tf = None
        self.graph = None
        self.calls = []

    def install(self, tf, keras=None):
        """Watches every optimizer, also those that programs define; those of the TF1 Keras, too, where it is given."""
        self.tf = tf
        if keras is not None:
            v2 = next(cls for cls in keras.optimizers.SGD.__mro__ if 'apply_gradients' in cls.__dict__)
            v2.apply_gradients = self._watching(v2.apply_gradients)
        watched = self
        base = tf.train.Optimizer
        base.apply_gradients = self._watching(base.apply_gradients)
        compute_gradients = base.compute_gradients

        def computed(optimizer, *args, **kwargs):
            pairs = compute_gradients(optimizer, *args, **kwargs)
            return pairs if watched.graph is None else [(watched._sized(gradient), variable) for gradient, variable in pairs]

        base.compute_gradients = computed
        construct = base.__init__

        def __init__(self, *args, **kwargs):
            for cls in type(self).__mro__:
                method = cls.__dict__.get('apply_gradients')
                if method is not None and not getattr(method, 'is_watched', False):
                    cls.apply_gradients = watched._watching(method)
            construct(self, *args, **kwargs)

        base.__init__ = __init__

    def _watching(self, apply_gradients):
        def applied(optimizer, grads_and_vars, *args, **kwargs):
            graph, grads_and_vars = self.graph, list(grads_and_vars)
            if graph is None:
                return apply_gradients(optimizer, grads_and_vars, *args, **kwargs)
            if self.calls:  # An optimizer that changes gradients and hands them on: what the inner one gets counts.
                self.calls[-1].withdraw()
            call = Call(graph, optimizer)
            self.calls.append(call)
            try:
                return apply_gradients(optimizer, [self._noted(call, gradient, variable) for gradient, variable in grads_and_vars],
                                       *args, **kwargs)
            finally:
                self.calls.pop()
                call.enter()
        applied.is_watched = True
        return applied

    def _sized(self, gradient):
        """Notes how large a gradient is before it is clipped."""
        tf, graph = self.tf, self.graph

        def size(values):
            graph.largest_gradient = max(graph.largest_gradient, float(np.abs(values).max()) if values.size else 0.0)
            return values

        if isinstance(gradient, tf.IndexedSlices):
            return tf.IndexedSlices(self._through(size, gradient.values), gradient.indices, gradient.dense_shape)
        return None if gradient is None else self._through(size, gradient)

    def _through(self, function, tensor):
        passed = self.tf.py_func(function, [tensor], tensor.dtype)
        passed.set_shape(tensor.get_shape())
        return passed

    def _noted(self, call, gradient, variable):
        if gradient is None:
            return gradient, variable
        tf, name = self.tf, variable.op.name
        call.applied.append((name, gradient))

        def note(*values):
            return call.note(name, values)

        if isinstance(gradient, tf.IndexedSlices):
            values = tf.py_func(note, [gradient.values, gradient.indices], gradient.values.dtype)
            values.set_shape(gradient.values.get_shape())
            return tf.IndexedSlices(values, gradient.indices, gradient.dense_shape), variable
        noted = tf.py_func(note, [gradient], gradient.dtype)
        noted.set_shape(gradient.get_shape())
        return noted, variable


class Call(object):
    """One call of an optimizer's `apply_gradients`.

    Args:
        graph: what is being made: it takes `optimizers`, `applied` and, when it runs, `gradients`; and may have gradients
            `given`, by the names of variables, that are to be applied instead.
        optimizer: the optimizer.
    """

    def __init__(self, graph, optimizer):
        self.graph = graph
        self.optimizer = optimizer
        self.applied = []
        self.places = {}  # Which of the gradients of a variable are its own.
        self.counts = True

    def withdraw(self):
        self.counts = False

    def enter(self):
        """Tells the graph, unless another optimizer was given the gradients."""
        if not self.counts:
            return
        if self.applied and not any(self.optimizer is known for known in self.graph.optimizers):
            self.graph.optimizers.append(self.optimizer)
            if is_keras(self.optimizer):
                self.optimizer.rate_of_step = self.optimizer._decayed_lr('float32')
        self.graph.applications = getattr(self.graph, 'applications', 0) + 1
        for name, gradient in self.applied:
            self.places.setdefault(name, len(self.graph.applied.setdefault(name, [])))
            self.graph.applied[name].append(gradient)

    def note(self, name, values):
        """Notes a gradient, while the graph runs; returns the values that are to be applied."""
        if not self.counts:
            return values[0]
        noted = self.graph.gradients.setdefault(name, [])
        ahead = vars(self.graph).setdefault('places', {}).setdefault(name, [])
        if not noted:
            del ahead[:]
        own = self.places.get(name, 0)  # Several optimizers may change a variable, and run in any order.
        place = bisect.bisect(ahead, own)
        ahead.insert(place, own)
        noted.insert(place, tuple(np.array(value) for value in values))
        given = (self.graph.given or {}).get(name, ())
        place = min(own, len(given) - 1)
        if place >= 0 and [np.shape(part) for part in given[place]] == [np.shape(part) for part in values] and all(
                np.array_equal(part, other) for part, other in zip(given[place][1:], values[1:])):
            return given[place][0].astype(values[0].dtype)
        return values[0]


GRADIENTS = Gradients()


def learning_rate_of(optimizer):
    """Returns the learning rate of an optimizer: a tensor, a number, or None where it isn't known."""
    for name in ('rate_of_step', '_learning_rate_tensor', '_lr_t', '_learning_rate', '_lr'):
        rate = getattr(optimizer, name, None)
        if rate is not None and not callable(rate):
            return rate
    return None


def is_keras(optimizer):
    """Whether an optimizer is one of the Keras that was part of TensorFlow."""
    return any(cls.__name__ == 'OptimizerV2' for cls in type(optimizer).__mro__)


def slot_of(optimizer, variable, name):
    """Returns a slot of an optimizer, or None."""
    if not is_keras(optimizer):
        return optimizer.get_slot(variable, name)
    try:
        return optimizer.get_slot(variable, name)
    except KeyError:
        return None
