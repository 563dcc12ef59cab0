"""Equal random numbers on both sides: every draw is a function of the seed, the step, the site and the position.

A site is one random op of a model. While a model is traced, the kernels' Python functions are replaced by ones that make
such a site; what is drawn for an initial value is left alone. Which site of one side is which of the other is decided
afterwards (`Sites.number`), when both sides are known.
"""
import sys

import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
INITIALIZERS = ('init_ops', 'initializers', 'initializers_v2', 'random_initializers', 'constant_initializers')


def bits(key, count):
    """Returns `count` random 64-bit numbers for a key: splitmix64 over a counter."""
    with np.errstate(over='ignore'):
        x = (np.arange(1, count + 1, dtype=np.uint64) + np.uint64(key) * np.uint64(0xD1342543DE82EF95)) * GOLDEN
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
        return x ^ (x >> np.uint64(31))


def key_of(*parts):
    """Mixes numbers into one key."""
    key = np.uint64(0)
    for part in parts:
        key = bits(int(key ^ np.uint64(part)), 1)[0]
    return int(key)


def uniform(key, count):
    """Returns float64 numbers in [0, 1) with 24 bits, so that they are the same as float32."""
    return (bits(key, count) >> np.uint64(40)).astype(np.float64) * 2.0 ** -24


def normal(key, count):
    radius = np.sqrt(-2.0 * np.log(1.0 - uniform(key_of(key, 1), count)))
    return radius * np.cos(2.0 * np.pi * uniform(key_of(key, 2), count))


def truncated_normal(key, count):
    drawn = normal(key_of(key, 0), count)
    for attempt in range(1, 100):
        far = np.abs(drawn) > 2.0
        if not far.any():
            break
        drawn[far] = normal(key_of(key, attempt), count)[far]
    return drawn


class Site(object):
    """One random op.

    Attributes:
        kind: "uniform", "normal", "truncated_normal", "integers", or the name of an op that is left as it is.
        shape: its static shape, None for what is not known.
        tensor: what it gives, in the graph that is being made.
        is_conditional: whether it is in a branch or a loop, which may never run.
        place: how many were made before it.
        number: which stream it draws from; None draws nothing that the other side draws.
    """

    def __init__(self, kind, shape, sites):
        self.kind = kind
        self.shape = shape
        self.sites = sites
        self.place = len(sites.all)
        self.tensor = None
        self.is_conditional = False
        self.number = sites.numbers.get(self.place)
        self.draws = 0

    def draw(self, shape, low=0, high=0):
        count = int(np.prod(shape))
        number = 1000003 + self.place if self.number is None else self.number
        key = key_of(self.sites.seed, self.sites.step, number, self.draws)
        self.draws += 1
        if self.kind == 'integers':
            drawn = int(low) + (bits(key, count) % np.uint64(int(high) - int(low))).astype(np.int64)
        else:
            drawn = {'uniform': uniform, 'normal': normal, 'truncated_normal': truncated_normal}[self.kind](key, count)
        return drawn.reshape([int(size) for size in shape])


class Sites(object):
    """The sites of one traced function, in the order in which they were made.

    Attributes:
        step: the step that is being run; whoever runs sets it, by `start`.
    """

    def __init__(self, seed):
        self.seed = seed
        self.step = 0
        self.all = []
        self.numbers = {}  # Of the sites by their places, for the next time the function is traced.

    def add(self, kind, shape):
        site = Site(kind, shape, self)
        self.all.append(site)
        return site

    def start(self, step):
        """Sets the step that is run next; draws begin anew."""
        self.step = step
        for site in self.all:
            site.draws = 0

    def restart(self):
        """Forgets everything: the function is traced once more."""
        self.all = []

    def descriptions(self):
        """Returns (kind, shape, whether it is in a branch or a loop) for each site."""
        return [(site.kind, site.shape, site.is_conditional) for site in self.all]

    def strays(self):
        """Returns the descriptions of the sites without a partner that drew in this step."""
        return [(site.kind, site.shape, site.is_conditional) for site in self.all if site.number is None and site.draws]

    def prune(self, graph, ends):
        """Drops the sites that nothing which is computed depends on: such as those that only draw initial values.

        Args:
            graph: the graph that runs; sites in functions that it calls stay.
            ends: the ops whose results are wanted.
        """
        drawn = {site.tensor.op: site for site in self.all}
        needed, waiting = set(), [end for end in ends if end not in drawn]
        while waiting:
            op = waiting.pop()
            if op not in needed:
                needed.add(op)
                waiting += [tensor.op for tensor in op.inputs]
                waiting += [other for other in op.control_inputs if other not in drawn]
        self.all = [site for site in self.all if site.tensor.op in needed or site.tensor.graph is not graph]

    def number(self, numbers):
        """Says which stream each site draws from, in this trace and in later ones."""
        for site, number in zip(self.all, numbers):
            site.number = self.numbers[site.place] = number


# The kernels that draw, by module and name: (kind, place of the shape, of the type, of the bounds).
KERNELS = (
    ('gen_random_ops', 'random_uniform', 'uniform', 'dtype', None),
    ('gen_random_ops', 'random_standard_normal', 'normal', 'dtype', None),
    ('gen_random_ops', 'truncated_normal', 'truncated_normal', 'dtype', None),
    ('gen_random_ops', 'random_uniform_int', 'integers', None, ('minval', 'maxval')),
    ('gen_stateless_random_ops', 'stateless_random_uniform', 'uniform', 'dtype', None),
    ('gen_stateless_random_ops', 'stateless_random_normal', 'normal', 'dtype', None),
    ('gen_stateless_random_ops', 'stateless_truncated_normal', 'truncated_normal', 'dtype', None),
    ('gen_stateless_random_ops', 'stateless_random_uniform_int', 'integers', None, ('minval', 'maxval')),
    ('gen_stateless_random_ops_v2', 'stateless_random_uniform_v2', 'uniform', 'dtype', None),
    ('gen_stateless_random_ops_v2', 'stateless_random_normal_v2', 'normal', 'dtype', None),
    ('gen_stateless_random_ops_v2', 'stateless_truncated_normal_v2', 'truncated_normal', 'dtype', None),
    ('gen_stateless_random_ops_v2', 'stateless_random_uniform_int_v2', 'integers', None, ('minval', 'maxval')),
)
# Random kernels for which there is no stream.
OTHERS = (
    ('gen_random_ops', 'multinomial'), ('gen_random_ops', 'random_gamma'), ('gen_random_ops', 'random_poisson'),
    ('gen_random_ops', 'random_poisson_v2'),
    ('gen_stateless_random_ops', 'stateless_multinomial'),
    ('gen_candidate_sampling_ops', 'log_uniform_candidate_sampler'),
    ('gen_candidate_sampling_ops', 'uniform_candidate_sampler'),
    ('gen_candidate_sampling_ops', 'learned_unigram_candidate_sampler'),
    ('gen_candidate_sampling_ops', 'fixed_unigram_candidate_sampler'),
)


class Streams(object):
    """Replaces the random kernels' functions; they make sites while `sites` is set.

    Args:
        tf: the TensorFlow whose `py_func` draws: TF1's or today's.
        py_func: called with a Python function, a list of tensors and a type; gives a tensor.
    """

    def __init__(self, tf, py_func):
        self.tf = tf
        self.py_func = py_func
        self.sites = None
        ops = __import__('tensorflow.python.ops', fromlist=['ops'])
        _watch_loops()
        for module_name, name, kind, dtype, bounds in KERNELS:
            self._replace(ops, module_name, name, lambda original, kind=kind, dtype=dtype, bounds=bounds:
                          self._drawing(original, kind, dtype, bounds))
        self._replace(ops, 'gen_random_ops', 'random_shuffle', self._shuffling)
        for module_name, name in OTHERS:
            self._replace(ops, module_name, name, lambda original, name=name: self._noting(original, name))

    def _replace(self, ops, module_name, name, made):
        try:
            module = __import__('tensorflow.python.ops.' + module_name, fromlist=[module_name])
        except ImportError:
            return  # Not in this release.
        if hasattr(module, name):
            setattr(module, name, made(getattr(module, name)))

    def _drawing(self, original, kind, dtype, bounds):
        parameters = _parameters(original)

        def drawn(*args, **kwargs):
            if self.sites is None or self.tf.executing_eagerly() or _initializes():
                return original(*args, **kwargs)
            given = dict(zip(parameters, args), **kwargs)
            shape = given['shape']
            static = self._static(shape)
            site = self.sites.add(kind, static)
            if bounds is not None:
                wanted = self.tf.convert_to_tensor(given[bounds[0]]).dtype
            else:
                wanted = self.tf.as_dtype(given.get(dtype) or self.tf.float32)
            inputs = [self.tf.convert_to_tensor(shape)] + [given[name] for name in bounds or ()]
            number = wanted.as_numpy_dtype
            with self.tf.control_dependencies(_round()):
                tensor = self.py_func(lambda *values: site.draw(*values).astype(number), inputs, wanted)
            tensor.set_shape(static)
            site.tensor = tensor
            site.is_conditional = _is_conditional(tensor)
            return tensor
        return drawn

    def _shuffling(self, original):
        def shuffled(value, *args, **kwargs):
            if self.sites is None or self.tf.executing_eagerly():
                return original(value, *args, **kwargs)
            value = self.tf.convert_to_tensor(value)
            site = self.sites.add('uniform', [self._static(self.tf.shape(value))[0]])
            with self.tf.control_dependencies(_round()):
                order = self.py_func(lambda count: np.argsort(site.draw([count]), kind='mergesort'), [self.tf.shape(value)[0]], self.tf.int64)
            order.set_shape(site.shape)
            site.tensor, site.is_conditional = order, _is_conditional(order)
            return self.tf.gather(value, order)
        return shuffled

    def _noting(self, original, name):
        def noted(*args, **kwargs):
            result = original(*args, **kwargs)
            if self.sites is not None and not self.tf.executing_eagerly() and not _initializes():
                site = self.sites.add(name, None)
                site.tensor = result[0] if isinstance(result, (tuple, list)) else result
                site.is_conditional = _is_conditional(site.tensor)
            return result
        return noted

    def _static(self, shape):
        from tensorflow.python.framework import tensor_util
        static = tensor_util.constant_value_as_shape(self.tf.convert_to_tensor(shape))
        return None if static.ndims is None else [None if size is None else int(size) for size in static.as_list()]


def _watch_loops():
    """Has every loop note what its rounds begin with.

    A draw waits for that: else the draws of later rounds, which depend on nothing, might come first.
    """
    from tensorflow.python.ops import control_flow_ops, while_v2
    build, while_loop = control_flow_ops.WhileContext.BuildLoop, while_v2.while_loop

    def noting(body, holder):
        def noted(*args):
            holder().begins_with = [tensor for arg in args for tensor in _tensors(arg)]
            return body(*args)
        return noted

    def built(self, pred, body, *args, **kwargs):
        return build(self, pred, noting(body, lambda: self), *args, **kwargs)

    def looped(cond, body, *args, **kwargs):
        return while_loop(cond, noting(body, _graph), *args, **kwargs)

    control_flow_ops.WhileContext.BuildLoop, while_v2.while_loop = built, looped


def _tensors(value):
    """Yields the tensors in a loop's variable."""
    if isinstance(value, (list, tuple)):
        for part in value:
            for tensor in _tensors(part):
                yield tensor
    elif isinstance(value, dict):
        for key in sorted(value):
            for tensor in _tensors(value[key]):
                yield tensor
    else:
        tensor = getattr(value, 'flow', value)  # Of a TensorArray.
        if hasattr(tensor, 'op'):
            yield tensor


def _graph():
    from tensorflow.python.framework import ops
    return ops.get_default_graph()


def _round():
    """Returns what the round of a loop begins with, where an op is being made in one."""
    graph = _graph()
    context = graph._get_control_flow_context()
    while context is not None:
        if hasattr(context, 'begins_with'):
            return context.begins_with
        context = context.outer_context
    return getattr(graph, 'begins_with', [])


def _is_conditional(tensor):
    """Whether an op may never run: it is in a branch, or in the body of a loop."""
    graph = tensor.graph
    while graph is not None:
        if type(graph).__name__ in ('CondBranchFuncGraph', 'WhileBodyFuncGraph', 'WhileCondFuncGraph'):
            return True
        graph = getattr(graph, 'outer_graph', None)
    return tensor.op._get_control_flow_context() is not None


def _parameters(function):
    import inspect
    return list(inspect.signature(function).parameters)


def _initializes():
    """Whether an initial value is being drawn: an initializer is among the callers."""
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename.replace('\\', '/').rpartition('/')[2]
        if name.endswith('.py') and name[:-3] in INITIALIZERS:
            return True
        frame = frame.f_back
    return False
