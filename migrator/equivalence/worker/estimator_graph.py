"""The graph of an Estimator in one mode, run step by step from given states on given batches."""
import numpy as np

from . import nests
from .capture_estimators import start
from .session_hooks import SessionHooks, failed_hook, hooks_of, not_run
from .statistics_order import order_updates
from .streams import Sites
from .watched_optimizers import GRADIENTS, is_keras, learning_rate_of, slot_of
from .whole_variables import wholes_of


DRAWS = 6  # More initializations, to see how variables are distributed.
SAMPLE = 20000  # Values of a variable that are looked at.


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
        hooks: those that the program gave beside the input function.
    """

    def __init__(self, tf, streams, estimator, mode, tree, specs, labels, seed, hooks=()):
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
            given = list(hooks) + hooks_of(self.spec, mode)
            self.hooks, self.hooks_not_run = SessionHooks(tf, given), not_run(given)
            self.hooks.begin()
            scaffold = self.spec.scaffold or tf.train.Scaffold()
            self.session = tf.Session(config=tf.ConfigProto(device_count={'GPU': 0}))
            if getattr(estimator, '_warm_start_settings', None) and mode == 'train':
                tf.train.warm_start(*estimator._warm_start_settings)
            start(tf, self.session)
            if scaffold.init_fn:
                scaffold.init_fn(self.session)
            settings = [value for optimizer in self.optimizers for value in getattr(optimizer, '_hyper', {}).values()]
            self.variables = [variable for variable in tf.global_variables() if not any(variable is value for value in settings)]
            self.wholes = wholes_of(self.variables)
            self.reset_local = [variable.initializer for variable in tf.local_variables()]
            self.hooks.created(self.session)

    def describe(self):
        """Returns what is in the graph: variables, optimizers with their slots, sites, hooks that are not run."""
        trainable = set(variable.op.name for variable in self.graph.get_collection('trainable_variables')
                        if variable.dtype.base_dtype.is_floating)  # No other can be trained.
        variables = [(whole.name, whole.shape, whole.parts[0].dtype.base_dtype.name, whole.parts[0].op.name in trainable)
                     for whole in self.wholes]
        return {'variables': variables, 'optimizers': [self._optimizer(optimizer) for optimizer in self.optimizers],
                'sites': self.sites.descriptions(), 'hooks_not_run': self.hooks_not_run,
                'runs_hooks': bool(self.hooks.hooks), 'global_step': self.global_step.op.name}

    def _optimizer(self, optimizer):
        slots, names = {}, {part.op.name: whole.name for whole in self.wholes for part in whole.parts}
        for slot in optimizer.get_slot_names():
            for variable in self.variables:
                made = slot_of(optimizer, variable, slot)
                if made is not None:
                    slots[names.get(made.op.name, made.op.name)] = (names[variable.op.name], slot)
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
        return {'class': type(optimizer).__name__, 'slots': slots, 'betas': betas, 'is_keras': is_keras(optimizer)}

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
        values = self.session.run([whole.parts for whole in self.wholes])
        return {whole.name: whole.joined(parts) for whole, parts in zip(self.wholes, values)}

    def initial_states(self):
        """Returns the state, and samples of what each variable that is drawn at random is given by more initializations.

        The state is in force again.
        """
        state = self.state()
        initializers = [variable.initializer for variable in self.variables]
        samples = {}
        for draw in range(DRAWS):
            self.session.run(initializers)
            for name, value in self.state().items():
                if draw == 0 and not np.array_equal(value, state[name]):
                    samples[name] = []
                if name in samples:
                    samples[name].append(np.ravel(value)[:SAMPLE])
        self.set_state(state)
        return state, {name: np.concatenate(values) for name, values in samples.items()}

    def set_state(self, values):
        """Sets the variables that are named; others keep their values."""
        given = [(part, value) for whole in self.wholes if whole.name in values
                 for part, value in zip(whole.parts, whole.cut(values[whole.name]))]
        feed = {variable.initializer.inputs[1]: value for variable, value in given}
        self.session.run([variable.initializer for variable, _ in given], feed)

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
        """Returns what a step is fed; what hooks feed is that of their latest step."""
        self.sites.start(step)
        feed = dict(self.hooks.feeds)
        for placeholder, leaf in zip(self.inputs, batch):
            feed[placeholder] = self.tf.SparseTensorValue(*leaf[1:]) if nests.is_sparse(leaf) else leaf
        return feed

    def train_step(self, batch, step, with_hooks=True):
        """Runs one step; returns the loss and what each variable's gradients were."""
        ends = [self.spec.train_op, self.spec.loss]
        with self.graph.as_default():
            if with_hooks:
                self.hooks.before(ends)
        rates = [self._value(learning_rate_of(optimizer), self.hooks.feeds) for optimizer in self.optimizers]
        fed, loss = self._gradients_first(batch, step) if self._races() else ((), None)
        self.gradients = {}
        feed = self._feed(batch, step)
        feed.update(fed)
        if self.reads_of_step:
            known = self.session.run(self.global_step)
            feed.update((read, known) for read in self.reads_of_step)
        with self.graph.as_default():
            _, reported = (self.hooks.run if with_hooks else self.session.run)(ends, feed)
        loss = reported if loss is None else loss
        return {'loss': np.asarray(loss), 'gradients': self._whole_gradients(), 'learning_rates': rates,
                'largest_gradient': self.largest_gradient, 'failed_hook': failed_hook(self.hooks.problem)}

    def _whole_gradients(self):
        """Returns the gradients that were noted, by the names of whole variables."""
        names = {part.op.name for whole in self.wholes if len(whole.parts) > 1 for part in whole.parts}
        found = {name: parts for name, parts in self.gradients.items() if name not in names}
        for whole in self.wholes:
            if len(whole.parts) > 1 and any(part.op.name in self.gradients for part in whole.parts):
                found[whole.name] = whole.joined_gradients([self.gradients.get(part.op.name, []) for part in whole.parts])
        return found

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
                found.append([self._value(tensor, {}) for tensor in tensors])
        finally:
            self.set_state({self.global_step.op.name: known})
        return found

    def _value(self, tensor, feeds):
        if tensor is None or isinstance(tensor, (int, float)):
            return tensor
        if tensor.graph is not self.graph or tensor.op._get_control_flow_context() is not None:
            return None
        try:
            return float(self.session.run(tensor, feeds))
        except self.tf.errors.InvalidArgumentError:  # It depends on the batch.
            return None

    def _run(self, ends, batch, step):
        """Runs a step with the hooks around it."""
        with self.graph.as_default():
            self.hooks.before(ends)
            return self.hooks.run(ends, self._feed(batch, step))

    def predict(self, batch, step):
        """Returns the predictions by name."""
        named = nests.named_leaves(self.spec.predictions, self._is_leaf)
        values = self._run([leaf for _, leaf in named], batch, step)
        return {name: np.asarray(value) for (name, _), value in zip(named, values)}

    def evaluate(self, batches):
        """Evaluates as the Estimator does: metrics over all batches, and the mean of the batches' losses."""
        self.session.run(self.reset_local)
        metrics = self.spec.eval_metric_ops or {}
        updates = [update for _, update in metrics.values()]
        losses = []
        for step, batch in enumerate(batches):
            losses.append(self._run([self.spec.loss] + updates, batch, step)[0])
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
