"""A Keras model run step by step from given states on given batches, the way `fit` and `evaluate` run it."""
import inspect

import numpy as np

from . import nests
from .program_callbacks import ProgramCallbacks, is_own, not_run
from .streams import Sites


class Exchange(object):
    """What optimizers are given as gradients: noted, and in lock step replaced by the original's.

    An update is compared for equal gradients, so that rounding in a gradient, which Adam makes as large as any other
    gradient where the true one is zero, does not stand for a difference of the optimizers.

    Attributes:
        run: the `ModelRun` that is being traced or run, or None.
    """

    def __init__(self):
        self.run = None

    def install(self, tf, keras):
        """Watches every optimizer."""
        exchange = self
        cls = next(cls for cls in keras.optimizers.Optimizer.__mro__ if '_backend_update_step' in cls.__dict__)
        update = cls._backend_update_step

        def _backend_update_step(self, grads, trainable_variables, learning_rate):
            run = exchange.run
            if run is not None:
                grads = [run.exchanged(self, gradient, variable, learning_rate)
                         for gradient, variable in zip(grads, trainable_variables)]
            return update(self, grads, trainable_variables, learning_rate)

        base = next(cls for cls in keras.optimizers.Optimizer.__mro__ if 'apply' in cls.__dict__)
        apply = base.apply

        def applied(self, grads, trainable_variables=None):
            if exchange.run is not None and not self.built and trainable_variables is not None:
                # Outside the graph that is being traced, so that the slots have their initial values at once.
                with tf.init_scope(), keras.name_scope(self.name, caller=self):
                    self.build(list(trainable_variables))
            return apply(self, grads, trainable_variables)

        cls._backend_update_step, base.apply = _backend_update_step, applied


EXCHANGE = Exchange()


class ModelRun(object):
    """One model.

    Args:
        tf: today's TensorFlow.
        streams: the `Streams` of this process.
        used: the model, as the program made it, and how it was used.
        seed: of the random streams.
    """

    def __init__(self, tf, streams, used, seed):
        self.tf = tf
        self.streams = streams
        self.model = used.model
        self.ends_known = used.ends_known
        self.trainings = used.rates
        self.callbacks = ProgramCallbacks(used.model, used.callbacks.get('train'))
        self.callbacks_not_run = not_run(used.callbacks.get('train'))
        self.eval_callbacks = [callback for callback in used.callbacks.get('eval') or () if is_own(callback)]
        self.sites = {mode: Sites(seed) for mode in ('train', 'eval', 'infer')}
        self.optimizers = []
        self.gradients = {}  # What optimizers were given in this step, by the identity of the weight.
        self.given = None  # What they are to take instead.
        self.rates = {}
        self.paths = {}  # Of what is trained, by identity.
        self.free = None  # The state of the free run.
        self.mapped = {}

    @property
    def runs_hooks(self):
        """Whether callbacks of the program run around its steps."""
        return bool(self.callbacks.callbacks)

    def rates_of_trainings(self):
        """Returns, for each training, the learning rate at step 0 of each optimizer; None where it isn't known."""
        alone = len(self.optimizers) == 1
        return [[rates.get(id(optimizer), next(iter(rates.values())) if alone and len(rates) == 1 else None)
                 for optimizer in self.optimizers] for rates in self.trainings]

    # The variables.

    def prepare(self, tree, specs, labels, variables, slots, maps):
        """Makes the variables that training needs, and matches them.

        Args:
            tree, specs, labels: the structure and types of (features, labels); whether the model gets labels.
            variables: (name, shape, type, trainable) of the original's variables, in the order they were made.
            slots: for each of the original's optimizers its class, its slots' names and what they belong to.
            maps: what the migration recorded of the variables, as JSON, or "".

        Returns:
            A dict: `weights`, the path for each of the original's names; `unmatched`, sentences; `sites`; `optimizers`.
        """
        model = self.model
        model.jit_compile = False
        step = model.train_step
        sites = self.sites['train']

        def traced_step(data):
            sites.restart()
            self.streams.sites, EXCHANGE.run = sites, self
            try:
                return step(data)
            finally:
                self.streams.sites = EXCHANGE.run = None

        model.train_step = traced_step
        self.signature = self._signature(tree, specs, labels)
        self.tree, self.specs, self.labels = tree, specs, labels
        self._build(self.signature)
        function = self.tf.function(model.train_step, autograph=False)
        function.get_concrete_function(self.signature)  # Makes the variables; the next one's sites count.
        self.train = self.tf.function(model.train_step, autograph=False, input_signature=[self.signature])
        self._prune(sites, self.train.get_concrete_function())
        from .matching import match
        matched = match(self, variables, slots, maps)
        matched.not_compared.extend(('what %s does' % name, 'callbacks of Keras are not run') for name in self.callbacks_not_run)
        self.mapped = matched.mapped
        return {'initial': self._read(), 'weights': {name: held.path for name, held in matched.mapped.items()}, 'problems': matched.problems,
                'not_compared': matched.not_compared, 'sites': sites.descriptions(),
                'optimizers': [type(optimizer).__name__ for optimizer in self.optimizers]}

    def _prune(self, sites, function):
        """Drops sites that a traced function draws for nothing; it runs whatever has effects, random ops too."""
        ends = [tensor.op for tensor in function.graph.outputs] + list(function.graph.control_outputs)
        sites.prune(function.graph, ends)

    def _build(self, signature):
        """Makes the weights, as `fit` does before it trains."""
        model = self.model
        given = signature[:2 if 'labels' in inspect.signature(model.call).parameters else 1]
        self.tf.function(lambda *inputs: model(*inputs), autograph=False).get_concrete_function(*given)

    def _signature(self, tree, specs, labels):
        tf = self.tf
        made = [tf.SparseTensorSpec(shape, tf.as_dtype(dtype)) if kind == 'sparse' else tf.TensorSpec(shape, tf.as_dtype(dtype))
                for kind, dtype, shape in specs]
        return self._data(nests.pack(tree, made), labels)

    def _data(self, pair, labels):
        """What a Dataset that `fit` gets has as an element."""
        features, given = pair
        if labels and given is not None:
            return features, given
        return (features,)

    def _batch(self, tree, batch, specs_of, labels):
        tf = self.tf
        leaves = []
        for leaf, spec in zip(batch, specs_of):
            if nests.is_sparse(leaf):
                leaves.append(tf.SparseTensor(leaf[1], tf.constant(leaf[2], spec[1]), leaf[3]))
            else:
                leaves.append(tf.constant(leaf, tf.as_dtype(spec[1])))
        return self._data(nests.pack(tree, leaves), labels)

    def _all_variables(self):
        found = list(self.model.variables)
        for optimizer in self.optimizers:
            found += [variable for variable in optimizer.variables
                      if not any(variable is other for other in found)]
        return found

    def _all_values(self):
        return [variable.numpy() for variable in self._all_variables()]

    def _restore(self, values):
        for variable, value in zip(self._all_variables(), values):
            variable.assign(value)

    def _assign(self, state):
        """Sets weights and slots; the counters count themselves."""
        for name, value in state.items():
            if name in self.mapped and self.mapped[name].kind != 'step':
                self.mapped[name].assign(value)

    def _read(self):
        return {name: held.read() for name, held in self.mapped.items()}

    def set_step(self, step, state):
        """Makes the training as far as a step."""
        self._assign(state)
        for counter in self._counters():
            counter.assign(step)
        for optimizer in self.optimizers:
            for name in ('beta1', 'beta2'):  # Of the support module's Adam.
                power = getattr(optimizer, name + '_power', None)
                if power is not None:
                    power.assign(np.float32(getattr(optimizer, name.replace('beta', 'beta_')) ** (step + 1.0)))

    def _counters(self):
        """Returns what counts steps: the model's own counter, and those of its optimizers."""
        counter = getattr(self.model, 'global_step', None)
        return [counter for counter in [counter] + [optimizer.iterations for optimizer in self.optimizers]
                if hasattr(counter, 'assign')]

    # Gradients.

    def exchanged(self, optimizer, gradient, variable, learning_rate):
        """Returns, as ops, the gradient that the update takes; see `Exchange`."""
        tf = self.tf
        if not any(optimizer is known for known in self.optimizers):
            self.optimizers.append(optimizer)
        index = [optimizer is known for known in self.optimizers].index(True)
        key = id(variable)
        self.paths[key] = variable.path
        rate = tf.cast(learning_rate, tf.float32)

        def exchange(values, rate, *indices):
            self.rates[index] = float(rate)
            place = len(self.gradients.setdefault(key, []))
            self.gradients[key].append((np.array(values),) + tuple(np.array(part) for part in indices))
            given = (self.given or {}).get(key)
            if given is None or place >= len(given) or len(given[place]) < len(indices) + 1:
                return (values,) + indices if indices else values
            taken = given[place]
            if indices:
                return taken[0].astype(values.dtype), taken[1].astype(indices[0].dtype)
            return nests.dense(taken, variable.shape).astype(values.dtype)

        if isinstance(gradient, tf.IndexedSlices):
            values, indices = tf.numpy_function(
                exchange, [gradient.values, rate, gradient.indices], [gradient.values.dtype, gradient.indices.dtype])
            values.set_shape([None] + list(variable.shape[1:]))
            indices.set_shape([None])
            return tf.IndexedSlices(values, indices, gradient.dense_shape)
        exchanged = tf.numpy_function(exchange, [gradient, rate], gradient.dtype)
        exchanged.set_shape(variable.shape)
        return exchanged

    # Steps.

    def number_sites(self, mode, numbers):
        self.sites[mode].number(numbers)

    def strays(self, mode):
        return self.sites[mode].strays()

    def _run_step(self, batch, step):
        self.sites['train'].start(step)
        self.gradients, self.rates = {}, {}
        self.model.reset_metrics()
        logs = self.train(self._batch(self.tree, batch, self.specs, self.labels))
        return np.asarray(logs['loss']) if 'loss' in logs else None

    def train_step(self, state, batch, gradients, step):
        """Runs one step from a state, with the original's gradients in the updates.

        Args:
            state: the original's state, by its names; what is not in it stays as it is.
            gradients: the original's gradients, by the original's names: for each time one was applied (values,) or
                (values, indices).

        Returns:
            A dict: `loss`, `gradients` and `state` by the original's names, `learning_rates`, `others` (gradients of
            weights that the original has not), `failed_hook`.
        """
        self._assign(state)
        names = {id(held.variable): name for name, held in self.mapped.items() if held.kind == 'weight'}
        self.given = {id(self.mapped[name].variable): parts
                      for name, parts in gradients.items() if name in self.mapped}
        self.callbacks.before(step)
        loss = self._run_step(batch, step)
        self.callbacks.after(step, {} if loss is None else {'loss': loss})
        self.given = None
        noted, others = {}, []
        for key, parts in self.gradients.items():
            if key in names:
                noted[names[key]] = [nests.dense(part, self.mapped[names[key]].variable.shape) for part in parts]
            else:
                others.append(self.paths[key])
        return {'loss': loss, 'gradients': noted, 'state': self._read(), 'others': others,
                'learning_rates': [self.rates.get(index) for index in range(len(self.optimizers))],
                'failed_hook': self.callbacks.failed}

    def stop_hooks(self):
        self.callbacks.stop()

    def free_step(self, batch, step):
        """Runs one step of the run that nobody corrects; returns the loss and the new weights."""
        kept = self._all_values()
        if self.free is not None:
            self._restore(self.free)
        loss = self._run_step(batch, step)
        state = {name: held.read() for name, held in self.mapped.items() if held.kind == 'weight'}
        self.free = self._all_values()
        self._restore(kept)
        return loss, state

    def start_free(self, state):
        self._assign(state)
        self.free = self._all_values()

    # Prediction, evaluation, learning rates.

    def prepare_prediction(self, tree, specs, labels):
        """Traces the prediction; returns the sites."""
        model, sites = self.model, self.sites['infer']

        def step(data):
            sites.restart()
            self.streams.sites = sites
            try:
                return model.predict_step(data)
            finally:
                self.streams.sites = None

        self.predict_tree, self.predict_specs = tree, specs
        self.predicted = self.tf.function(step, autograph=False, input_signature=[self._signature(tree, specs, False)])
        self._prune(sites, self.predicted.get_concrete_function())
        return sites.descriptions()

    def predict(self, state, batch, step):
        """Returns the predictions by name, and the names of the weights that are not what they were."""
        self._assign(state)
        before = self._read()
        self.sites['infer'].start(step)
        outputs = self.predicted(self._batch(self.predict_tree, batch, self.predict_specs, False))
        named = nests.named_leaves(outputs, self.tf.is_tensor)
        return {name: np.asarray(value) for name, value in named}, self._changed(before)

    def _changed(self, before):
        """Returns the names of the weights that are not what they were."""
        return [name for name, value in self._read().items() if not np.array_equal(value, before[name], equal_nan=value.dtype.kind == 'f')]

    def prepare_evaluation(self, tree, specs, labels, batch):
        """Traces the evaluation; returns the sites."""
        model, sites = self.model, self.sites['eval']
        step = type(model).test_step

        def traced_step(data):
            sites.restart()
            self.streams.sites = sites
            try:
                return step(model, data)
            finally:
                self.streams.sites = None

        model.test_step = traced_step
        self.eval_tree, self.eval_specs, self.eval_labels = tree, specs, labels
        self.eval_signature = self._signature(tree, specs, labels)
        self.tested = self.tf.function(traced_step, autograph=False, input_signature=[self.eval_signature])
        if any(getattr(layer, '_compile_metrics', None) is not None and not layer._compile_metrics.built
               for layer in model._flatten_layers()):
            self.tested(self._batch(tree, batch, specs, labels))  # Makes metrics whose initial values only a call can lift.
            model.reset_metrics()
        self._prune(sites, self.tested.get_concrete_function())
        return sites.descriptions()

    def evaluate(self, state, batches):
        """Evaluates with `model.evaluate` itself; returns the metrics, the loss of each batch alone, and `_changed`."""
        self._assign(state)
        before = self._read()
        losses = []
        elements = [self._batch(self.eval_tree, batch, self.eval_specs, self.eval_labels) for batch in batches]
        for step, element in enumerate(elements):
            self.sites['eval'].start(step)
            self.model.reset_metrics()
            logs = self.tested(element)
            losses.append(np.asarray(logs['loss']) if 'loss' in logs else None)
        self.tested(elements[0])  # A metric that `evaluate` does not reset counts it twice.
        sites = self.sites['eval']

        import keras  # The program's own, which it has imported by now.
        if sites.all:  # What is drawn depends on the batch.
            self.model.steps_per_execution = 1

        class Draws(keras.callbacks.Callback):
            """Begins each batch where it is evaluated: the data are read ahead."""

            def on_test_batch_begin(self, batch, logs=None):
                sites.start(batch)

        dataset = self.tf.data.Dataset.from_generator(lambda: iter(elements), output_signature=self.eval_signature)
        if self.ends_known:  # Else the end is found where it is, as in the program.
            dataset = dataset.apply(self.tf.data.experimental.assert_cardinality(len(elements)))
        logs = self.model.evaluate(dataset, verbose=0, return_dict=True, callbacks=[Draws(), *self.eval_callbacks])
        return {name: np.asarray(value) for name, value in logs.items()}, losses, self._changed(before)

    def learning_rates(self, steps):
        """Returns the learning rate of each optimizer at each of the steps."""
        kept = [(counter, counter.numpy()) for counter in self._counters()]
        found = []
        for step in steps:
            for counter, _ in kept:
                counter.assign(step)
            found.append([float(self.tf.convert_to_tensor(optimizer.learning_rate)) for optimizer in self.optimizers])
        for counter, value in kept:
            counter.assign(value)
        return found
