"""The graph that a TF1 model_fn builds, run by TF 2 with its variables outside of it."""
import collections
import contextlib
import re

import keras
import tensorflow as tf


class NamedVariables(tf.Module):
    """Variables by the names that TF1 gave them.

    Attributes:
        by_name: the variables.
    """

    def __init__(self):
        super().__init__()
        self.by_name = {}


class VariableStore:
    """The variables of a model, which all its graphs share.

    Attributes:
        saved: the ones that checkpoints hold, among them the global step.
        local: the others by name, such as the counters of metrics.
        initial_values: what the local ones start from, by name.
    """

    def __init__(self):
        self.saved = NamedVariables()
        self.local = {}
        self.initial_values = {}
        self.saved.by_name["global_step"] = tf.Variable(0, trainable=False, dtype=tf.int64, name="global_step")

    def __contains__(self, name):
        return name in self.saved.by_name or name in self.local

    def __getitem__(self, name):
        return self.saved.by_name[name] if name in self.saved.by_name else self.local[name]

    def add(self, name, variable, value, is_local):
        """Adds a variable like one of a graph, with a name and a value of its own."""
        made = tf.Variable(value, variable.trainable, dtype=variable.dtype, shape=variable.shape, name=name)
        if is_local:
            self.local[name], self.initial_values[name] = made, value
        else:
            self.saved.by_name[name] = made

    def reset(self, names):
        """Gives local variables the values that they started from."""
        for name in names:
            self.local[name].assign(self.initial_values[name])


class ModeGraph:
    """The graph of a model_fn in one mode: built as TF1 built it, run in parts by functions of TF 2.

    As in a session, only what is fetched runs, and what that depends on.

    Args:
        build: makes the graph, given the data; returns what is kept as `ends`.
        element_spec: the type of the data.
        store: the `VariableStore` that has the graph's variables, or gets them.
        seed: the seed of the graph, or None.

    Attributes:
        ends: what `build` returned.
        local: the names of the graph's local variables.
        kept_as: the names in the store of variables that have another one in the graph.
        made: the names of the others that no earlier graph had.
    """

    def __init__(self, build, element_spec, store, seed=None):
        self.graph = tf.Graph()
        self.store = store
        self.element_spec = element_spec
        self.variables = []
        self.runs = {}
        with self.graph.as_default(), tf1_control_flow(), keras_in_graph(), tf.variable_creator_scope(self.create_variable):
            tf.compat.v1.set_random_seed(seed)
            tf.compat.v1.train.create_global_step()
            specs = tf.nest.flatten(element_spec, expand_composites=True)
            self.inputs = [tf.compat.v1.placeholder(spec.dtype, spec.shape, "IteratorGetNext") for spec in specs]
            self.ends = build(tf.nest.pack_sequence_as(element_spec, self.inputs, expand_composites=True))
            self.local = {variable.op.name for variable in tf.compat.v1.local_variables()}
            self.kept_as = names_in_checkpoint(self.ends.scaffold)
            new = [variable for variable in self.variables if self.kept_name(variable) not in store]
            tables = tf.compat.v1.get_collection(tf.compat.v1.GraphKeys.TABLE_INITIALIZERS)
            values = self.initial_values(new)
        self.made = [variable.op.name for variable in new if variable.op.name not in self.local]
        for variable, value in zip(new, values):
            store.add(self.kept_name(variable), variable, value, variable.op.name in self.local)
        definition = self.graph.as_graph_def()
        read_once(definition)
        without_waiting_for(definition, {f"^{tensor.op.name}" for tensor in self.inputs})
        self.nodes = {node.name: node for node in definition.node}
        self.library, self.versions = definition.library, definition.versions
        for node in definition.node:
            node.attr.pop("_class", None)  # What it is to be beside may not be in the part that runs.
            if node.op != "VarHandleOp" and "shared_name" in node.attr and not node.attr["shared_name"].s:
                node.attr["shared_name"].s = f"{node.name}_{id(self)}".encode()  # Each function would have another table.
        if tables:
            self.run(tables)

    def create_variable(self, next_creator, **kwargs):
        if tf.executing_eagerly():  # It is none of the graph.
            return next_creator(**kwargs)
        variable = next_creator(**{**kwargs, "use_resource": True})
        self.variables.append(variable)
        return variable

    def initial_values(self, variables):
        """Returns the values that variables of the graph have before the first step."""
        reads = [variable.read_value() for variable in variables]
        scaffold = self.ends.scaffold or tf.compat.v1.train.Scaffold()
        scaffold.finalize()
        with tf.compat.v1.Session() as session:
            session.run(scaffold.init_op, scaffold.init_feed_dict)
            if scaffold.init_fn is not None:
                scaffold.init_fn(session)
            session.run(scaffold.local_init_op)
            return session.run(reads)

    def run(self, fetches, data=None, feeds=None):
        """Runs a part of the graph.

        Args:
            fetches: a structure of tensors, operations, variables and names of the graph, and None.
            data: the data, where the part depends on them.
            feeds: values that take the place of tensors, by the tensors or their names.

        Returns:
            The structure with the values of the tensors, of variables as they are afterwards, and None for operations.
        """
        flat = tf.nest.flatten(fetches, expand_composites=True)
        fed = {self.graph.as_graph_element(tensor): value for tensor, value in (feeds or {}).items()}
        key = tuple(fetch if isinstance(fetch, str) else id(fetch) for fetch in flat), data is not None, *fed
        if key not in self.runs:
            elements = [self.element(fetch) for fetch in flat]
            computed = [element for element in elements if element is not None and not is_handle(element)]
            with tf.init_scope():
                function = self.function(computed, [*(self.inputs if data is not None else []), *fed])
            self.runs[key] = flat, elements, function
        _, elements, function = self.runs[key]
        given = tf.nest.flatten(data, expand_composites=True) if data is not None else []
        with tf.init_scope():
            given = [*given, *(tf.convert_to_tensor(value, tensor.dtype) for tensor, value in fed.items())]
        values = iter(function(*given))
        filled = []
        for element in elements:
            if is_handle(element):
                filled.append(self.store[self.kept_as.get(element.op.name, element.op.name)].read_value())
            else:
                filled.append(next(values) if tf.is_tensor(element) else None)
        return tf.nest.pack_sequence_as(fetches, filled, expand_composites=True)

    def depends_on_data(self, fetches, feeds=()):
        """Whether some part of the graph is computed of the data, where other tensors are fed."""
        elements = [self.element(fetch) for fetch in tf.nest.flatten(fetches, expand_composites=True)]
        names = {getattr(element, "op", element).name for element in elements if element is not None}
        fed = {self.graph.as_graph_element(tensor).op.name for tensor in feeds or ()}
        present = {node.name for node in self.part(names - fed, fed).node}
        return any(tensor.op.name in present for tensor in self.inputs)

    def kept_name(self, variable):
        """Returns the name under which the store has the value of a variable of the graph."""
        return self.kept_as.get(variable.op.name, variable.op.name)

    def element(self, fetch):
        """Returns a tensor or an operation of the graph; for a variable its handle."""
        if fetch is None:
            return None
        is_variable = any(fetch is variable for variable in self.variables)  # And no assignment to one.
        return fetch.handle if is_variable else self.graph.as_graph_element(fetch)

    def function(self, elements, inputs):
        """Returns a function of some inputs that runs elements of the graph and returns the tensors."""
        tensors = [element for element in elements if tf.is_tensor(element)]
        operations = [element for element in elements if not tf.is_tensor(element)]
        part = self.part({*(tensor.op.name for tensor in tensors), *(operation.name for operation in operations)})
        present = {node.name for node in part.node}
        variables = [variable for variable in self.variables if variable.op.name in present]

        def imported(*values):
            here = tf.compat.v1.get_default_graph()
            replaced = {tensor.name: value for tensor, value in zip(inputs, values) if tensor.op.name in present}
            for variable in variables:
                replaced[variable.handle.name] = here.capture(self.store[self.kept_name(variable)].handle)
            names = [element.name for element in [*tensors, *operations]]
            ends = tf.graph_util.import_graph_def(part, replaced, names, name="")
            with tf.control_dependencies(ends[len(tensors):]):
                ends = [replaced.get(tensor.name, end) for tensor, end in zip(tensors, ends)]
                return [tf.identity(end) for end in ends] or [tf.constant(0)]

        return tf.compat.v1.wrap_function(imported, [tf.TensorSpec(tensor.shape, tensor.dtype) for tensor in inputs])

    def part(self, names, without=()):
        """Returns the definition of the nodes of some names and of all that they depend on, but for some others."""
        reached, waiting = set(names), list(names)
        while waiting:
            for needed in self.nodes[waiting.pop()].input:
                needed = needed.lstrip("^").partition(":")[0]
                if needed not in reached and needed not in without:
                    reached.add(needed)
                    waiting.append(needed)
        nodes = [node for name, node in self.nodes.items() if name in reached]
        return tf.compat.v1.GraphDef(node=nodes, library=self.library, versions=self.versions)


def without_waiting_for(definition, inputs):
    """Has no operation of a graph wait for its inputs, beside those that it takes: they are there, and the placeholders are not."""
    for node in definition.node:
        kept = [name for name in node.input if name not in inputs]
        if len(kept) < len(node.input):
            del node.input[:]
            node.input.extend(kept)


def names_in_checkpoint(scaffold):
    """Returns the names under which a scaffold's saver finds variables that are called otherwise, by their own.

    So a model is evaluated with the averages of its weights.
    """
    saver = scaffold.saver if scaffold is not None else None
    listed = getattr(saver, "_var_list", None)
    if not isinstance(listed, dict):
        return {}
    return {variable.op.name: name for name, variable in listed.items() if name != variable.op.name}


def is_handle(element):
    return tf.is_tensor(element) and element.op.type == "VarHandleOp"


def read_once(definition):
    """Has all that reads a variable at no certain time of a step read it at one time, as in TF1.

    Args:
        definition: a GraphDef, which is changed.
    """
    first, same = {}, {}
    for node in definition.node:
        if node.op == "ReadVariableOp" and len(node.input) == 1:
            same[node.name] = first.setdefault(node.input[0], node.name)
    for node in definition.node:
        for index, source in enumerate(node.input):
            name = source.lstrip("^").partition(":")[0]
            if name in same:
                node.input[index] = source.replace(name, same[name], 1)


@contextlib.contextmanager
def tf1_control_flow():
    """A block in which conditions and loops are part of the graph that they are made in, as in TF1."""
    replaced = tf.compat.v1.control_flow_v2_enabled()
    tf.compat.v1.disable_control_flow_v2()
    try:
        yield
    finally:
        if replaced:
            tf.compat.v1.enable_control_flow_v2()


@contextlib.contextmanager
def keras_in_graph():
    """A block in which layers of Keras count their names in the graph that they are called in, draw there, and are built there."""
    counts = collections.Counter()
    layer, generator = keras.layers.Layer, keras.random.SeedGenerator
    replaced = keras.Operation.__init__, generator.__init__, generator.next, layer.__call__

    def named(operation, name=None, **kwargs):
        if name is None:
            stem = re.sub("([a-z])([A-Z])", r"\1_\2", re.sub("(.)([A-Z][a-z]+)", r"\1_\2", type(operation).__name__)).lower()
            name = f"{stem}_{counts[stem]}" if counts[stem] else stem
            counts[stem] += 1
        replaced[0](operation, name=name, **kwargs)

    def made_outside(self, *args, **kwargs):
        with tf.__internal__.eager_context.eager_mode():  # What it keeps is no variable of the graph.
            replaced[1](self, *args, **kwargs)

    def drawn(self, ordered=True):
        return tf.cast(tf.random.uniform([2], maxval=2**31 - 1, dtype=tf.int32), self.state.dtype)

    def called(self, *args, **kwargs):
        if type(self).build in (keras.layers.Layer.build, keras.Model.build):
            self.built = True  # Else Keras would build the layers in it elsewhere, without their names.
        with keras.name_scope(self.name, caller=self):
            return replaced[3](self, *args, **kwargs)

    keras.Operation.__init__, generator.__init__, generator.next, layer.__call__ = named, made_outside, drawn, called
    try:
        yield
    finally:
        keras.Operation.__init__, generator.__init__, generator.next, layer.__call__ = replaced
