"""A support `ScopedModel` run step by step: its graphs are those of TF1, and its variables have TF1's names."""
import collections

import numpy as np

from . import nests
from .session_hooks import is_run
from .streams import Sites
from .watched_optimizers import GRADIENTS, learning_rate_of

Held = collections.namedtuple('Held', 'name kind path variable read assign')


class RatesHook(object):
    """Notes the learning rates of a step while hooks, which may set them, run around it; the last of the hooks."""

    def __init__(self, tf, run):
        self.tf = tf
        self.run = run

    def after_create_session(self, session, coord):
        pass

    def before_run(self, context):
        rates = enumerate(self.run.usable_rates())
        return self.tf.compat.v1.train.SessionRunArgs({index: rate for index, rate in rates if rate is not None})

    def after_run(self, context, values):
        self.run.noted_rates = [values.results.get(index) for index in range(len(self.run.optimizers))]

    def end(self, session):
        pass


class ScopedRun(object):
    """One such model, with the methods of `ModelRun`."""

    def __init__(self, tf, streams, used, seed):
        self.tf = tf
        self.streams = streams
        self.model = used.model
        self.given_hooks = [hook for hook in used.hooks if is_run(hook)]
        self.sites = {mode: Sites(seed) for mode in ('train', 'eval', 'infer')}
        self.data = {}  # By mode: tree, specs, whether there are labels.
        self.optimizers = []
        self.gradients = {}
        self.given = None
        self.applied = {}
        self.largest_gradient = 0.0
        self.mapped = {}
        self.free = None
        self.runs_hooks = False
        self.noted_rates = None

    def prepare(self, tree, specs, labels, variables, slots, maps):
        sites = self._build('train', tree, specs, labels)
        of = {name: owner for optimizer in slots for name, (owner, _) in optimizer['slots'].items()}
        held = self.model.store.saved.by_name
        problems, not_compared = [], []
        for name, shape, dtype, trainable in variables:
            if name in held:
                kind = 'slot' if name in of else 'step' if name == 'global_step' else 'weight'
                variable = held[name]
                self.mapped[name] = Held(name, kind, name, variable, variable.numpy, variable.assign)
            else:
                problems.append((name, 'a variable', 'none of this name'))
        for name in sorted(set(held) - {variable[0] for variable in variables}):
            problems.append((name, 'none of this name', 'a variable'))
        return {'initial': self._read(), 'weights': {name: name for name in self.mapped}, 'problems': problems, 'not_compared': not_compared,
                'sites': sites, 'optimizers': [type(optimizer).__name__ for optimizer in self.optimizers]}

    def _build(self, mode, tree, specs, labels):
        """Builds the graph of a mode; returns the sites in it."""
        tf = self.tf
        self.data[mode] = tree, specs, labels
        leaves = [tf.SparseTensorSpec(shape, tf.as_dtype(dtype)) if kind == 'sparse' else tf.TensorSpec(shape, tf.as_dtype(dtype))
                  for kind, dtype, shape in specs]
        sites = self.sites[mode]
        sites.restart()
        self.streams.sites = sites
        GRADIENTS.graph = self if mode == 'train' else None
        try:
            self.model.build_graph(mode, self._data(mode, leaves), self.given_hooks if mode == 'train' else ())
        finally:
            self.streams.sites = GRADIENTS.graph = None
        self._prune(mode)
        if mode == 'train' and any(is_run(hook) for hook in self.model.hooks['train'].hooks):
            self.runs_hooks = True
            self.model.hooks['train'].hooks.append(RatesHook(tf, self))
        return sites.descriptions()

    def _prune(self, mode):
        """Drops sites that nothing which is run depends on; see `ModeGraph._prune_sites`."""
        graph = self.model.graphs[mode]
        spec = graph.ends
        wanted = {'train': [spec.train_op, spec.loss], 'infer': [spec.predictions], 'eval': [spec.eval_metric_ops]}[mode]
        self.sites[mode].prune(graph.graph, [getattr(end, 'op', end) for end in self.tf.nest.flatten(wanted) if end is not None])

    def _data(self, mode, leaves):
        tree, _, labels = self.data[mode]
        features, given = nests.pack(tree, leaves)
        return (features, given) if labels and given is not None and mode != 'infer' else features

    def _batch(self, mode, batch):
        tf, specs = self.tf, self.data[mode][1]
        return self._data(mode, [
            tf.SparseTensor(leaf[1], tf.constant(leaf[2], spec[1]), leaf[3]) if nests.is_sparse(leaf)
            else tf.constant(leaf, tf.as_dtype(spec[1])) for leaf, spec in zip(batch, specs)])

    def _assign(self, state):
        for name, value in state.items():
            if name in self.mapped:
                self.mapped[name].assign(value)

    def _read(self):
        return {name: held.read() for name, held in self.mapped.items()}

    def number_sites(self, mode, numbers):
        self.sites[mode].number(numbers)

    def strays(self, mode):
        return self.sites[mode].strays()

    def _run_step(self, batch, step):
        self.sites['train'].start(step)
        self.gradients = {}
        return np.asarray(self.model.run_step('train', lambda: self._batch('train', batch))['loss'])

    def train_step(self, state, batch, gradients, step):
        self._assign(state)
        rates, self.noted_rates = (self._rates() if not self.runs_hooks else None), None
        self.given = gradients
        loss = self._run_step(batch, step)
        self.given = None
        rates = self.noted_rates if rates is None else rates
        shapes = {name: held.read().shape for name, held in self.mapped.items() if name in self.gradients}
        noted = {name: [nests.dense(part, shapes[name]) for part in parts] for name, parts in self.gradients.items()}
        return {'loss': loss, 'gradients': noted, 'state': self._read(), 'others': [], 'learning_rates': rates,
                'failed_hook': None}

    def stop_hooks(self):
        """Runs the program's hooks no more."""
        hooks = self.model.hooks['train']
        hooks.hooks = [hook for hook in hooks.hooks if not is_run(hook)]
        self.runs_hooks = False

    def set_step(self, step, state):
        self._assign(state)

    def start_free(self, state):
        self._assign(state)
        self.free = self._read()

    def free_step(self, batch, step):
        kept = self._read()
        self._assign(self.free)
        loss = self._run_step(batch, step)
        self.free = self._read()
        self._assign(kept)
        return loss, {name: value for name, value in self.free.items() if self.mapped[name].kind == 'weight'}

    def prepare_prediction(self, tree, specs, labels):
        return self._build('infer', tree, specs, False)

    def predict(self, state, batch, step):
        self._assign(state)
        before = self._read()
        self.sites['infer'].start(step)
        outputs = self.model.run_step('infer', lambda: self._batch('infer', batch))
        return {name: np.asarray(value) for name, value in nests.named_leaves(outputs, self.tf.is_tensor)}, self._changed(before)

    def _changed(self, before):
        """Returns the names of the weights that are not what they were."""
        return [name for name, value in self._read().items() if not np.array_equal(value, before[name])]

    def prepare_evaluation(self, tree, specs, labels, batch):
        return self._build('eval', tree, specs, labels)

    def evaluate(self, state, batches):
        """Evaluates with `model.evaluate` itself."""
        self._assign(state)
        before = self._read()
        elements = [self._batch('eval', batch) for batch in batches]
        sites = self.sites['eval']

        def data():
            for step, element in enumerate(elements):
                sites.start(step)
                yield element

        signature = self.tf.nest.map_structure(self._spec, elements[0])
        dataset = self.tf.data.Dataset.from_generator(data, output_signature=signature)
        logs = self.model.evaluate(dataset, verbose=0, return_dict=True)
        return {name: np.asarray(value) for name, value in logs.items()}, [None] * len(batches), self._changed(before)

    def _spec(self, tensor):
        spec = self.tf.type_spec_from_value(tensor)
        shape = [None] + list(spec.shape[1:]) if spec.shape.rank else spec.shape
        return type(spec)(shape, spec.dtype)

    def _rates(self):
        graph = self.model.graphs['train']
        return [float(graph.run(rate)) if self.tf.is_tensor(rate) else rate for rate in self.usable_rates()]

    def usable_rates(self):
        """Returns the learning rate of each optimizer: a tensor, a number, or None where it can't be run by itself."""
        graph = self.model.graphs['train']
        found = []
        for optimizer in self.optimizers:
            rate = learning_rate_of(optimizer)
            if self.tf.is_tensor(rate):
                usable = rate.graph is graph.graph and rate.op._get_control_flow_context() is None
                rate = rate if usable and not self._needs_data(rate) else None
            found.append(rate)
        return found

    def _needs_data(self, tensor):
        inputs, waiting, seen = {end.op for end in self.model.graphs['train'].inputs}, [tensor.op], set()
        while waiting:
            op = waiting.pop()
            if op in inputs:
                return True
            if op not in seen:
                seen.add(op)
                waiting += [each.op for each in op.inputs] + list(op.control_inputs)
        return False

    def rates_of_trainings(self):
        return []

    def learning_rates(self, steps):
        counter = self.mapped['global_step']
        kept, found = counter.read(), []
        for step in steps:
            counter.assign(step)
            found.append(self._rates())
        counter.assign(kept)
        return found
