"""The graph of an Estimator in one mode, run step by step from given states on given batches."""
import bisect

import numpy as np

from . import nests
from .capture_estimators import run_initialized, start
from .statistics_order import order_updates
from .streams import Sites


def read_batches(tf, estimator, input_fn, others, mode, count):
    """Takes batches from an input function; where the data end, it starts again.

    Args:
        tf: TensorFlow with the TF1 API.
        estimator: the Estimator.
        input_fn: the function.
        others: the hooks that the program gave beside it.
        mode: "train", "eval" or "infer".
        count: how many batches.

    Returns:
        A list of batches, each a list of leaves; the tree of (features, labels); (type, shape) of each leaf.
    """
    batches = []
    while len(batches) < count:  # Each time in a new graph: not every input function's data can be started again.
        before = len(batches)
        with tf.Graph().as_default():
            tf.set_random_seed(estimator.config.tf_random_seed)
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
                    pass
        if len(batches) == before:
            raise ValueError('the input function gives no data')
    return batches, tree, [_spec(tf, leaf) for leaf in leaves]


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

    def install(self, tf):
        """Watches every optimizer, also those that programs define."""
        self.tf = tf
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


class ModeGraph(object):
    """What an Estimator's model function makes of one mode, in a session of its own.

    Args:
        tf: TensorFlow with the TF1 API.
        streams: the `Streams` of this process.
        estimator: the Estimator.
        mode: "train", "eval" or "infer".
        tree, specs: the structure and the types of (features, labels).
        labels: whether the model function gets labels.
        seed: of the random streams.
    """

    def __init__(self, tf, streams, estimator, mode, tree, specs, labels, seed):
        self.tf = tf
        self.mode = mode
        self.sites = Sites(seed)
        self.optimizers = []
        self.given = None
        self.gradients = {}  # What optimizers were given in this step, by variable.
        self.applied = {}  # The same as tensors of the graph.
        self.largest_gradient = 0.0  # Before it was clipped.
        self.applications = 0  # How often an optimizer applies gradients.
        self.races = None
        self.reads_of_step = []
        self.graph = tf.Graph()
        with self.graph.as_default():
            tf.set_random_seed(estimator.config.tf_random_seed or 1)
            self.global_step = estimator._create_and_assert_global_step(self.graph)
            self.inputs = [_placeholder(tf, spec) for spec in specs]
            features, given = nests.pack(tree, self.inputs)
            streams.sites, GRADIENTS.graph = self.sites, self
            try:
                self.spec = estimator._call_model_fn(features, given if labels else None, mode, estimator.config)
            finally:
                streams.sites = GRADIENTS.graph = None
            order_updates(self.graph)
            self._prune_sites()
            scaffold = self.spec.scaffold or tf.train.Scaffold()
            self.session = tf.Session(config=tf.ConfigProto(device_count={'GPU': 0}))
            if getattr(estimator, '_warm_start_settings', None) and mode == 'train':
                tf.train.warm_start(*estimator._warm_start_settings)
            start(tf, self.session)
            if scaffold.init_fn:
                scaffold.init_fn(self.session)
            self.variables = tf.global_variables()
            self.reset_local = [variable.initializer for variable in tf.local_variables()]

    def describe(self):
        """Returns what is in the graph: variables, optimizers with their slots, sites, hooks that are not run."""
        trainable = set(variable.op.name for variable in self.graph.get_collection('trainable_variables')
                        if variable.dtype.base_dtype.is_floating)  # No other can be trained.
        variables = [(variable.op.name, variable.get_shape().as_list(), variable.dtype.base_dtype.name,
                      variable.op.name in trainable) for variable in self.variables]
        hooks = [type(hook).__name__ for hook in getattr(self.spec, 'training_hooks', None) or ()]
        return {'variables': variables, 'optimizers': [self._optimizer(optimizer) for optimizer in self.optimizers],
                'sites': self.sites.descriptions(), 'hooks': hooks, 'global_step': self.global_step.op.name}

    def _optimizer(self, optimizer):
        slots = {}
        for slot in optimizer.get_slot_names():
            for variable in self.variables:
                made = optimizer.get_slot(variable, slot)
                if made is not None:
                    slots[made.op.name] = (variable.op.name, slot)
        betas = {}
        for name in ('_beta1', '_beta2'):
            value = getattr(optimizer, name, None)
            power = getattr(optimizer, name + '_power', None)
            if isinstance(value, (int, float)):
                betas[name[1:]] = float(value)
            power = None if power is None else power.op.name
            accumulators = getattr(optimizer, '_non_slot_dict', {})
            for key, made in accumulators.items():
                if (key[0] if isinstance(key, tuple) else key) == name[1:] + '_power':
                    betas[name[1:] + '_power'] = made.op.name
        return {'class': type(optimizer).__name__, 'slots': slots, 'betas': betas}

    def _prune_sites(self):
        """Drops sites that only draw initial values, or nothing that is computed here."""
        spec = self.spec
        wanted = [spec.loss, spec.train_op]
        if self.mode != 'train':  # In training nobody asks for the predictions.
            wanted += [leaf for _, leaf in nests.named_leaves(spec.predictions, self._is_leaf)]
        if self.mode == 'eval':
            wanted += [part for _, leaf in nests.named_leaves(spec.eval_metric_ops or {}, self._is_leaf)
                       for part in (leaf if isinstance(leaf, (tuple, list)) else [leaf])]
        self.sites.prune(self.graph, [getattr(leaf, 'op', leaf) for leaf in wanted if leaf is not None])

    def _is_leaf(self, value):
        return isinstance(value, (self.tf.Tensor, self.tf.Operation))

    def state(self):
        return dict(zip([variable.op.name for variable in self.variables], self.session.run(self.variables)))

    def initial_states(self):
        """Returns the state, and the state after another initialization; the first is in force again."""
        state = self.state()
        self.session.run([variable.initializer for variable in self.variables])
        again = self.state()
        self.set_state(state)
        return state, again

    def set_state(self, values):
        """Sets the variables that are named; others keep their values."""
        variables = [variable for variable in self.variables if variable.op.name in values]
        feed = {variable.initializer.inputs[1]: values[variable.op.name] for variable in variables}
        self.session.run([variable.initializer for variable in variables], feed)

    def set_step(self, step):
        """Makes the training as far as a step, with all weights and slots as they are; returns the state."""
        values = {self.global_step.op.name: np.int64(step)}
        for optimizer in self.optimizers:
            betas = self._optimizer(optimizer)['betas']
            for name in ('beta1', 'beta2'):
                if name in betas and name + '_power' in betas:
                    values[betas[name + '_power']] = np.float32(betas[name] ** (step + 1.0))
        self.set_state(values)
        return self.state()

    def _feed(self, batch, step):
        self.sites.start(step)
        feed = {}
        for placeholder, leaf in zip(self.inputs, batch):
            feed[placeholder] = self.tf.SparseTensorValue(*leaf[1:]) if nests.is_sparse(leaf) else leaf
        return feed

    def train_step(self, batch, step):
        """Runs one step; returns the loss and what each variable's gradients were."""
        rates = [self._value(learning_rate_of(optimizer)) for optimizer in self.optimizers]
        fed, loss = self._gradients_first(batch, step) if self._races() else ((), None)
        self.gradients = {}
        feed = self._feed(batch, step)
        feed.update(fed)
        if self.reads_of_step:
            known = self.session.run(self.global_step)
            feed.update((read, known) for read in self.reads_of_step)
        _, reported = self.session.run([self.spec.train_op, self.spec.loss], feed)
        loss = reported if loss is None else loss
        return {'loss': np.asarray(loss), 'gradients': self.gradients, 'learning_rates': rates,
                'largest_gradient': self.largest_gradient}

    def read_step_first(self):
        """From now on the global step is read before anything changes it; returns whether that can be had."""
        if hasattr(self.global_step, '_snapshot'):
            self.reads_of_step = [self.global_step._snapshot]
        else:  # A resource: each read is an op of its own; those that wait for something are meant to.
            self.reads_of_step = [op.outputs[0] for op in self.graph.get_operations() if op.type == 'ReadVariableOp'
                                  and op.inputs[0] is self.global_step.handle and not op.control_inputs]
        return bool(self.reads_of_step)

    def _races(self):
        """Whether gradients are computed while something else changes the weights, and nothing orders them.

        That may be another optimizer, or the decay or clipping of weights. Gradients are then computed before any weight
        changes. Where the program orders them they are left alone, and so are those in branches.
        """
        if self.races is not None:
            return self.races
        train_op = self.spec.train_op
        changes = [op for op in _ancestors([getattr(train_op, 'op', train_op)]) if self._changes_a_weight(op)]
        if self.applications < 2 and all('Apply' in op.type for op in changes):
            self.races = False
            return False
        tensors = [part for parts in self.applied.values() for gradient in parts for part in self._parts(gradient)]
        self.races = all(tensor.op._get_control_flow_context() is None and tensor.graph is self.graph for tensor in tensors)
        self.races = self.races and not any(op in changes for op in _ancestors([tensor.op for tensor in tensors]))
        return self.races

    def _changes_a_weight(self, op):
        return any(word in op.type for word in ('Apply', 'Assign', 'Scatter')) and any(
            op.inputs[0].op is variable.op for variable in self.graph.get_collection('trainable_variables'))

    def _parts(self, gradient):
        return [gradient.values, gradient.indices] if isinstance(gradient, self.tf.IndexedSlices) else [gradient]

    def _gradients_first(self, batch, step):
        """Returns the gradients of all optimizers by tensor, and the loss; every variable is left as it was."""
        before = self.state()
        tensors = [part for parts in self.applied.values() for gradient in parts for part in self._parts(gradient)]
        values, loss = self.session.run([tensors, self.spec.loss], self._feed(batch, step))
        self.set_state(before)
        return list(zip(tensors, values)), loss

    def loss(self, batch, step):
        return np.asarray(self.session.run(self.spec.loss, self._feed(batch, step)))

    def learning_rates(self, steps):
        """Returns the learning rate of each optimizer at each of the steps; None where it isn't known."""
        tensors = [learning_rate_of(optimizer) for optimizer in self.optimizers]
        known = self.session.run(self.global_step)
        found = []
        try:
            for step in steps:
                self.set_state({self.global_step.op.name: np.int64(step)})
                found.append([self._value(tensor) for tensor in tensors])
        finally:
            self.set_state({self.global_step.op.name: known})
        return found

    def _value(self, tensor):
        if tensor is None or isinstance(tensor, (int, float)):
            return tensor
        if tensor.graph is not self.graph or tensor.op._get_control_flow_context() is not None:
            return None
        try:
            return float(self.session.run(tensor))
        except self.tf.errors.InvalidArgumentError:  # It depends on the batch.
            return None

    def predict(self, batch, step):
        """Returns the predictions by name."""
        named = nests.named_leaves(self.spec.predictions, self._is_leaf)
        values = self.session.run([leaf for _, leaf in named], self._feed(batch, step))
        return {name: np.asarray(value) for (name, _), value in zip(named, values)}

    def evaluate(self, batches):
        """Evaluates as the Estimator does: metrics over all batches, and the mean of the batches' losses."""
        self.session.run(self.reset_local)
        metrics = self.spec.eval_metric_ops or {}
        updates = [update for _, update in metrics.values()]
        losses = []
        for step, batch in enumerate(batches):
            losses.append(self.session.run([self.spec.loss] + updates, self._feed(batch, step))[0])
        values = self.session.run({name: value for name, (value, _) in metrics.items()}) if metrics else {}
        values = {name: np.asarray(value) for name, value in values.items()}
        values.setdefault('loss', np.mean(np.asarray(losses, np.float32)))
        return values, [np.asarray(loss) for loss in losses]

    def close(self):
        self.session.close()


def _ancestors(ops):
    """Returns the ops that some ops depend on, and these."""
    seen, waiting = set(), list(ops)
    while waiting:
        op = waiting.pop()
        if op not in seen:
            seen.add(op)
            waiting += [tensor.op for tensor in op.inputs] + list(op.control_inputs)
    return seen


def _placeholder(tf, spec):
    kind, dtype, shape = spec
    if kind == 'sparse':
        rank = None if shape is None else len(shape)
        return tf.SparseTensor(tf.placeholder(tf.int64, [None, rank]), tf.placeholder(dtype, [None]),
                               tf.placeholder(tf.int64, [rank]))
    return tf.placeholder(dtype, shape)


def learning_rate_of(optimizer):
    """Returns the learning rate of an optimizer: a tensor, a number, or None where it isn't known."""
    for name in ('_learning_rate_tensor', '_lr_t', '_learning_rate', '_lr'):
        rate = getattr(optimizer, name, None)
        if rate is not None and not callable(rate):
            return rate
    return None
