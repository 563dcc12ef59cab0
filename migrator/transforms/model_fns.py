"""model_fns to keras.Model subclasses, their helpers to keras.layers.Layer subclasses.

>>> from migrator.transforms import model_fns
>>> before = '''import tensorflow as tf
... def model_fn(features, labels, mode):
...     outputs = tf.layers.dense(features, 1)
...     if mode == tf.estimator.ModeKeys.PREDICT:
...         return tf.estimator.EstimatorSpec(mode, predictions=outputs)
... '''
>>> print(model_fns(before).after.decode().partition("    def predict")[0].rstrip())
import keras
class Model(keras.Model):
<BLANKLINE>
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.dense = keras.layers.Dense(1)
        self.loss_metric = keras.metrics.Mean(name='loss')
        self.compile()
<BLANKLINE>
    def call(self, features, training=False):
        return self.dense(features)
"""
from __future__ import annotations

from dataclasses import dataclass, field, replace

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.def_use import parameters
from migrator.analysis.graph_function import GraphFunction, analyse
from migrator.analysis.helpers import FunctionFacts, Helper, Role, calls_in
from migrator.analysis.indirect_calls import check_indirect_calls
from migrator.analysis.inlining import inline, makes_part
from migrator.analysis.loss_collection import with_losses_named
from migrator.analysis.model_fns import ModelFn, find_model_fns
from migrator.analysis.modes import Mode, Modes
from migrator.analysis.sharing import own_scope, reuses_itself, share_sites
from migrator.analysis.spec_choice import with_one_return
from migrator.analysis.specs import Spec, read_specs
from migrator.analysis.steps import Unsupported
from migrator.analysis.train_ops import read_train_op
from migrator.analysis.variable_names import variable_names
from migrator.emission.layer_class import LayerClass
from migrator.emission.model_class import ModelClass
from migrator.emission.skeletons import variable_map
from migrator.emission.unbound import unbound_names
from migrator.emission.variable_makers import maker, makers_in
from migrator.emission.naming import camel, class_name, free, snake
from migrator.failures import InternalError
from migrator.transforms.context import Context, ModelFacts
from migrator.transforms.layer_objects import held_classes
from migrator.transforms.left_helpers import left_helpers
from migrator.transforms.registry import Kind, Transform
from migrator.transforms.rewriter import Rules
from migrator.transforms.settling import nodes, settle_rest
from migrator.transforms.spec_extras import check_extras
from migrator.variable_maps import VariableMap

model_fns = Transform("model_fns", "model_fns to keras.Model subclasses")  # No table: it takes whole functions.

_TIMES = {"features": Time.RUN, "labels": Time.RUN, "mode": Time.TRACE}
_PENALTIES = {"tf.losses.get_regularization_loss", "tf.losses.get_regularization_losses", "tf.losses.get_total_loss"}
_LOOKUPS = {"tf.nn.embedding_lookup", "tf.gather", "tf.nn.embedding_lookup_sparse", "tf.contrib.layers.embed_sequence",
            "tf.nn.safe_embedding_lookup_sparse", "tf.keras.layers.Embedding", "tf.gather_nd",
            "tf.contrib.layers.embedding_lookup_unique", "tf.feature_column.input_layer",
            "tf.keras.layers.DenseFeatures"}


@dataclass(eq=False)
class MigratedModel:
    """A model_fn that became a class.

    Attributes:
        model_fn: the function.
        class_name: name of the class.
        parameters: names of the constructor's parameters.
        statements: what takes the function's place.
        counts_steps: it counts the steps itself, in the weight `global_step`.
        variable_names: the attributes by the TF1 names of what they hold; None where these are not known.
        variable_map: how TF1 named what the class holds, for who has a model at hand.
        modes: the modes that the function returns a complete spec for.
    """

    model_fn: ModelFn
    class_name: str
    parameters: list[str]
    statements: list[cst.BaseStatement]
    counts_steps: bool = False
    variable_names: dict[str, str] | None = None
    variable_map: VariableMap | None = None
    modes: frozenset[Mode] = frozenset()


@dataclass(eq=False)
class ModelFns:
    """The model_fns of a module and what became of them.

    Attributes:
        facts: what is known of the module's functions.
        models: the migrated model_fns, by their definitions.
        replacements: statements that take the place of functions.
        held: plain classes that hold layers of a migrated model.
        refused: for each model_fn that stays, why.
        left_helpers: for each helper of theirs that stays with them, why.
    """

    facts: FunctionFacts | None = None
    models: dict[cst.FunctionDef, MigratedModel] = field(default_factory=dict)
    replacements: dict[cst.FunctionDef, list[cst.BaseStatement]] = field(default_factory=dict)
    held: set[cst.ClassDef] = field(default_factory=set)
    refused: dict[cst.FunctionDef, Unsupported] = field(default_factory=dict)
    left_helpers: dict[cst.FunctionDef, Unsupported] = field(default_factory=dict)

    def refuse(self, node: cst.FunctionDef, reason: Unsupported) -> None:
        """Takes the migration of a model_fn back: it stays, and so do all helpers."""
        del self.models[node]
        self.refused[node] = reason
        self.held = self.held if self.models else set()
        self.left_helpers |= left_helpers(node, self.facts)
        self.replacements = {kept: made for kept, made in self.replacements.items() if kept in self.models}


def migrate_model_fns(context: Context, rules: Rules) -> ModelFns:
    """Migrates the model_fns of a module, each with its helpers or not at all.

    Args:
        context: the state of rewriting the module.
        rules: the rules to apply.

    Raises:
        InternalError: a fault of migrator, in one of them.
    """
    names = context.names
    kinds = {symbol: entry.kind for symbol, entry in rules.calls.items()} | _STRUCTURAL_KINDS
    facts = FunctionFacts(names, kinds)
    found = ModelFns(facts)
    taken = set(names.scopes[names.module].bindings)
    for model_fn in find_model_fns(names):
        try:
            with context.all_or_nothing():
                _migrate(model_fn, facts, context, rules, found, taken)
        except Unsupported as reason:
            found.refused[model_fn.node] = reason
            found.left_helpers |= left_helpers(model_fn.node, facts)
        except RecursionError:
            raise
        except Exception as error:
            raise InternalError(model_fn.node) from error
    return found


_STRUCTURAL_KINDS = {
    "tf.get_variable": Kind.VARIABLE, "tf.Variable": Kind.VARIABLE,
    "tf.train.get_global_step": Kind.STEP, "tf.train.get_or_create_global_step": Kind.STEP,
    "tf.contrib.framework.get_global_step": Kind.STEP, "tf.contrib.framework.get_or_create_global_step": Kind.STEP,
}


def _migrate(model_fn: ModelFn, facts: FunctionFacts, context: Context, rules: Rules, found: ModelFns,
             taken: set[str]) -> None:
    helpers: dict[cst.FunctionDef, Helper] = {}
    inlined = inline(model_fn.node, facts.names, makes_part(facts))
    whole = replace(model_fn, node=with_losses_named(with_one_return(inlined.node, facts.names), facts.names))
    graph, graphs = _analyse_all(whole, facts, helpers)
    check_indirect_calls((whole.node, *graphs), facts)
    held = held_classes(model_fn.node, facts)
    specs = read_specs(graph)
    if not specs:
        raise Unsupported("MIG116", model_fn.node, "it returns no spec")
    check_extras(graph, specs)
    for helper in helpers.values():
        helper.class_name = free(camel(helper.name), set(taken))
    context.model = _model_facts(graph, graphs, specs, facts)
    stem = model_fn.name if model_fn.owner is None else _method_stem(model_fn)
    name = free(class_name(stem), taken)
    model = ModelClass(whole, graph, specs, context, rules, name)
    statements = model.build()
    layers = [LayerClass(helper, graphs[helper.node], context, rules) for helper in helpers.values()]
    replaced = {layer.helper.node: [layer.build()] for layer in layers}
    _check_bound(model_fn, [*statements, *(made for one in replaced.values() for made in one)], context)
    found.models[model_fn.node] = MigratedModel(model_fn, name, model.constructor_parameters(), statements,
                                                 model.training.counts_steps, variable_names(graph, graphs),
                                                 variable_map(model_fn.name, name, model, layers, rules), _served(specs))
    found.replacements[model_fn.node] = statements
    for node, made in reversed(replaced.items()):
        outermost = _outermost(node, {model_fn.node, *replaced}, context)
        if outermost is node:
            found.replacements[node] = [*found.replacements.get(node, ()), *made]
        else:
            found.replacements[outermost] = [*made, *found.replacements.get(outermost, ())]
    found.held.update(held)
    for function in set().union(*(makers_in(one) for one in (graph, *graphs.values()))):
        found.replacements[function] = [maker(function, context, rules, facts)]
    written = [statement for made in (statements, *replaced.values()) for statement in made]
    for node in (model_fn.node, *replaced, *inlined.taken):
        settle_rest(node, written, context)
    found.replacements.update((node, []) for node in inlined.taken if not _used_outside(node, found, facts))


def _served(specs: dict[Mode, Spec]) -> frozenset[Mode]:
    """The modes whose spec has what the Estimator needs."""
    needed = {Mode.TRAIN: "train_op", Mode.EVAL: "loss", Mode.PREDICT: "predictions"}
    return frozenset(mode for mode, spec in specs.items() if needed[mode] in spec.fields)


def _check_bound(model_fn: ModelFn, written: list[cst.BaseStatement], context: Context) -> None:
    """Checks that nothing that the class reads was lost on the way to it."""
    unbound = unbound_names(written, model_fn.node, context)
    if unbound:
        raise Unsupported("MIG152", model_fn.node, f"a method of its class could not be given {', '.join(unbound)}")


def _used_outside(function: cst.FunctionDef, found: ModelFns, facts: FunctionFacts) -> bool:
    """Whether a function is used elsewhere than in what was migrated."""
    migrated = set().union(*(nodes(node) for node in found.replacements))
    return any(name not in migrated and name is not function.name and facts.names.definition(name) is function
               for name in facts.names.names)


def _outermost(node: cst.FunctionDef, migrated: set, context: Context) -> cst.FunctionDef:
    """The migrated function that a function is nested in at last, or the function itself."""
    scope = context.names.scopes[node].parent
    found = node
    while scope is not None:
        if scope.node in migrated:
            found = scope.node
        scope = scope.parent
    return found


def _method_stem(model_fn: ModelFn) -> str:
    """The name that the class of a method is made of: the method's, or its owner's where that says nothing."""
    plain = model_fn.name.strip("_") in ("model_fn", "call", "model", "fn", "build_model_fn", "get_model_fn")
    return snake(model_fn.owner.name.value) if plain else model_fn.name


def _analyse_all(model_fn: ModelFn, facts: FunctionFacts, helpers) -> tuple[GraphFunction, dict]:
    """Takes the model_fn and its helpers apart, until the roles of all parameters are settled."""
    known = {name: _TIMES.get(name, Time.CONSTRUCT) for name in model_fn.parameters if name != "self"}
    owner = snake(model_fn.owner.name.value) if model_fn.owner is not None else None

    def analyse_model() -> GraphFunction:
        modes = Modes(facts.names, mode="mode", labels="labels" if "labels" in model_fn.parameters else None)
        return analyse(model_fn.node, facts, modes, known, helpers, owner=owner)

    graph = analyse_model()
    graphs: dict[cst.FunctionDef, GraphFunction] = {}
    while any(helper.changed for helper in helpers.values()):
        for helper in list(helpers.values()):
            if helper.changed:
                helper.changed = False
                graphs[helper.node] = _analyse_helper(helper, facts, helpers)
                helper.scope = own_scope(graphs[helper.node])
                helper.reuses = reuses_itself(graphs[helper.node])
        graph = analyse_model()
    for one in (graph, *graphs.values()):
        share_sites(one)
    return graph, graphs


def _analyse_helper(helper: Helper, facts: FunctionFacts, helpers) -> GraphFunction:
    times = {Role.CONSTRUCT: Time.CONSTRUCT, Role.CALL: Time.RUN, Role.TRAINING: Time.TRACE, Role.MODE: Time.TRACE,
             Role.REUSE: Time.CONSTRUCT}
    known = {name: times[role] for name, role in helper.roles.items()}
    modes = Modes(facts.names, mode=next((name for name, role in helper.roles.items() if role is Role.MODE), None),
                  training=frozenset(name for name, role in helper.roles.items() if role is Role.TRAINING))
    return analyse(helper.node, facts, modes, known, helpers, True, helper.owner, helper.free)


def _model_facts(graph, graphs, specs, facts: FunctionFacts) -> ModelFacts:
    functions = [graph.node, *graphs]
    symbols = {facts.names.symbol(call.func) for function in functions for call in calls_in(function.body)}
    collected = {facts.names.symbol(arg.value) for function in functions for call in calls_in(function.body)
                 for arg in call.args}
    schedules = any(facts.kind(symbol) is Kind.SCHEDULE for symbol in symbols)
    train = specs.get(Mode.TRAIN)
    updates_run = False
    if train is not None and "train_op" in train.fields:
        updates_run = read_train_op(graph, train.fields["train_op"], train.end).updates_run
    return ModelFacts(
        updates_run=updates_run,
        penalties_count=bool(symbols & _PENALTIES) or "tf.GraphKeys.REGULARIZATION_LOSSES" in collected,
        sparse_gradients=bool(symbols & _LOOKUPS),
        rate_changes=schedules or _rate_is_computed(graph, facts))


def _rate_is_computed(graph: GraphFunction, facts: FunctionFacts) -> bool:
    from migrator.analysis.train_ops import optimizer_calls
    from migrator.emission.learning_rate import rate_argument
    decays = (arg.keyword for call in calls_in(graph.node.body) for arg in call.args if arg.keyword is not None)
    return any(keyword.value == "learning_rate_decay_fn" for keyword in decays) or any(
        (rate := rate_argument(call)) is not None and graph.time(rate, index) is not Time.CONSTRUCT
        for index, call in optimizer_calls(graph))
