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

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace

import libcst as cst

from migrator.analysis.adversaries import pitfalls
from migrator.analysis.applied_layers import with_layers_applied_at_once
from migrator.analysis.binding_times import Time
from migrator.analysis.counted_loops import with_counted_loops
from migrator.analysis.decay_steps import with_constant_steps
from migrator.analysis.dict_comprehensions import with_dicts_filled_in_loops
from migrator.analysis.foreign_calls import check_foreign_calls
from migrator.analysis.graph_function import GraphFunction, analyse
from migrator.analysis.guarded_calls import without_needless_conditions
from migrator.analysis.graph_changers import check_graph_changers
from migrator.analysis.heads import with_heads_written_out
from migrator.analysis.helpers import FunctionFacts, Helper, Role, calls_in, join
from migrator.analysis.indirect_calls import check_indirect_calls
from migrator.analysis.inlining import given_labels, inline, makes_part
from migrator.analysis.keras_losses import with_keras_losses
from migrator.analysis.keras_metrics import with_keras_metrics
from migrator.analysis.known_sizes import with_known_sizes
from migrator.analysis.layer_names import check_names
from migrator.analysis.local_callables import with_callables_written_out
from migrator.analysis.loss_collection import with_losses_named
from migrator.analysis.metric_loops import with_metrics_in_their_own_loops
from migrator.analysis.model_fns import ModelFn, find_model_fns
from migrator.analysis.modes import Mode, Modes
from migrator.analysis.recursion import check_recursion
from migrator.analysis.nested_layers import with_layers_apart
from migrator.analysis.normalizers import with_normalizers_apart
from migrator.analysis.objectives import with_objectives_named
from migrator.analysis.outside_uses import used_outside
from migrator.analysis.parameter_uses import ParameterUses
from migrator.analysis.plain_assignments import with_plain_assignments
from migrator.analysis.scope_names import without_scope_names
from migrator.analysis.sharing import reuse_of, share_sites
from migrator.analysis.spec_choice import with_one_return
from migrator.analysis.shards import without_shards
from migrator.analysis.spec_dicts import with_spec_dicts_as_variables
from migrator.analysis.specs import Spec, read_specs
from migrator.analysis.stacked_layers import with_stacks_written_out
from migrator.analysis.statistics import check_statistics
from migrator.analysis.steps import Unsupported
from migrator.analysis.tail_recursion import with_recursion_as_loop
from migrator.analysis.train_op_statements import with_train_ops_apart
from migrator.analysis.train_ops import read_train_op
from migrator.analysis.training_branches import with_joined_branches
from migrator.analysis.update_order import check_update_order
from migrator.analysis.variable_loops import with_lists_of_variables
from migrator.analysis.unknown_callables import check_unknown_callables
from migrator.analysis.variable_names import variable_names
from migrator.emission.layer_class import LayerClass
from migrator.emission.model_class import ModelClass
from migrator.emission.skeletons import variable_map
from migrator.emission.unbound import unbound_names
from migrator.emission.variable_makers import maker, makers_in
from migrator.emission.naming import camel, class_name, free, snake
from migrator.failures import InternalError
from migrator.result import Disposition
from migrator.transforms.context import Context, ModelFacts
from migrator.transforms.layer_objects import held_classes
from migrator.transforms.left_helpers import left_helpers
from migrator.transforms.moved_code import import_moved
from migrator.transforms.rates_between_trainings import rate_between_trainings
from migrator.transforms.registry import Kind, Transform
from migrator.transforms.rewriter import Rules
from migrator.transforms.scoped_form import definitions_reached
from migrator.transforms.schedules import schedules
from migrator.transforms.settling import check_nothing_is_left, settle_rest
from migrator.transforms.spec_extras import check_extras
from migrator.trees import find
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
        rate: the learning rate, where each training has its own, as an expression over the module's names.
    """

    model_fn: ModelFn
    class_name: str
    parameters: list[str]
    statements: list[cst.BaseStatement]
    counts_steps: bool = False
    variable_names: dict[str, str] | None = None
    variable_map: VariableMap | None = None
    modes: frozenset[Mode] = frozenset()
    rate: cst.BaseExpression | None = None


@dataclass(eq=False)
class ModelFns:
    """The model_fns of a program and what became of them.

    Attributes:
        kinds: the kinds of the TF1 symbols that the rules know.
        models: the migrated model_fns, by their definitions.
        replacements: statements that take the place of functions.
        layers: the classes that helpers became.
        kept: the helpers that other code calls as well: they stay beside their classes.
        class_names: names of the classes that model_fns and their helpers became.
        values: names of the classes that helpers became, for those that are values of the program.
        held: plain classes that hold layers of a migrated model.
        refused: for each model_fn that stays, why.
        left_helpers: for each helper of theirs that stays with them, why.
    """

    kinds: dict[str, Kind] = field(default_factory=dict)
    models: dict[cst.FunctionDef, MigratedModel] = field(default_factory=dict)
    replacements: dict[cst.FunctionDef, list[cst.BaseStatement]] = field(default_factory=dict)
    layers: dict[cst.FunctionDef, list[cst.BaseStatement]] = field(default_factory=dict)
    kept: set[cst.FunctionDef] = field(default_factory=set)
    class_names: dict[cst.FunctionDef, str] = field(default_factory=dict)
    values: dict[cst.FunctionDef, str] = field(default_factory=dict)
    held: set[cst.ClassDef] = field(default_factory=set)
    refused: dict[cst.FunctionDef, Unsupported] = field(default_factory=dict)
    left_helpers: dict[cst.FunctionDef, Unsupported] = field(default_factory=dict)

    def copy(self) -> ModelFns:
        """Gives what is known by now, to go on with or not."""
        return ModelFns(**{one.name: getattr(self, one.name).copy() for one in fields(self)})

    def refuse(self, node: cst.FunctionDef, reason: Unsupported, facts: FunctionFacts) -> None:
        """Says that a model_fn stays, and its helpers with it."""
        self.refused[node] = reason
        self.left_helpers |= left_helpers(node, facts)


def migrate_model_fns(context: Context, rules: Rules, refused: Mapping[cst.FunctionDef, Unsupported],
                      complete: bool = False) -> ModelFns:
    """Migrates the model_fns of a program, each with its helpers or not at all.

    Args:
        context: the state of rewriting one of its modules.
        rules: the rules to apply.
        refused: the model_fns that are to stay, and why.
        complete: whether a model_fn of which something would be left for a person is refused.

    Raises:
        InternalError: a fault of migrator, in one of them.
    """
    kinds = kinds_of(rules)
    found = ModelFns(kinds)
    taken = {name for one in context.all for name in one.names.top.bindings}
    for model_fn in find_model_fns([one.names for one in context.all]):
        home = context.of(model_fn.node)
        facts = FunctionFacts(home.names, kinds)
        try:
            if model_fn.node in refused:
                raise refused[model_fn.node]
            with context.all_or_nothing():
                _migrate(model_fn, facts, home, rules, attempt := found.copy(), taken, complete)
            found = attempt
        except Unsupported as reason:
            found.refuse(model_fn.node, reason, facts)
        except RecursionError:
            raise
        except Exception as error:
            raise InternalError(model_fn.node) from error
    modules = [one.names for one in context.all]
    found.kept.update(helper for helper in found.layers if used_outside(helper, found.replacements, modules, helper in found.values))
    for one in context.all:
        one.function_classes = found.values
    return found


def kinds_of(rules: Rules) -> dict[str, Kind]:
    """Gives the kinds of the TF1 symbols that rules, or the structure of a model, know."""
    return rules.kinds | _STRUCTURAL_KINDS


_STRUCTURAL_KINDS = {
    "tf.get_variable": Kind.VARIABLE, "tf.Variable": Kind.VARIABLE,
    "tf.train.get_global_step": Kind.STEP, "tf.train.get_or_create_global_step": Kind.STEP,
    "tf.contrib.framework.get_global_step": Kind.STEP, "tf.contrib.framework.get_or_create_global_step": Kind.STEP,
}


def _migrate(model_fn: ModelFn, facts: FunctionFacts, context: Context, rules: Rules, found: ModelFns,
             taken: set[str], complete: bool) -> None:
    helpers: dict[cst.FunctionDef, Helper] = {}
    makes, labelled = makes_part(facts), given_labels(model_fn.node, facts)
    apart = with_plain_assignments(model_fn.node, facts.names)
    inlined = inline(apart, facts.names, lambda function: function in labelled or makes(function))
    written = with_heads_written_out(inlined.node, facts.names)
    if written is not inlined.node:
        again = inline(written, facts.names, makes_part(facts))
        inlined = replace(again, taken=inlined.taken | again.taken)
    spread = with_spec_dicts_as_variables(with_train_ops_apart(inlined.node, facts.names), facts.names)
    measured = with_dicts_filled_in_loops(with_one_return(spread, facts.names), facts)
    told = without_needless_conditions(with_metrics_in_their_own_loops(measured, facts), facts.names, "mode")
    joined = with_joined_branches(told, facts.names, "mode")
    listed = with_lists_of_variables(joined.node, facts.names)
    plain = _normal_form(with_objectives_named(with_losses_named(with_keras_metrics(listed, facts.names), facts.names), facts.names), facts)
    whole = replace(model_fn, node=with_layers_apart(plain, facts))
    eager = [(model_fn.node, call) for call in joined.eager]
    graph, graphs = _analyse_all(whole, model_fn.node, facts, helpers, eager)
    values = {helper.node for helper in helpers.values() if helper.is_value}
    check_indirect_calls((whole.node, *graphs), facts, values)
    for one in (graph, *graphs.values()):
        check_foreign_calls(one)
        check_unknown_callables(one)
        check_graph_changers(one)
    check_names(helpers, facts.names)
    held = held_classes((model_fn.node, whole.node, *graphs), facts)
    specs = read_specs(graph)
    if not specs:
        raise Unsupported("MIG116", model_fn.node, "it returns no spec")
    check_extras(graph, specs)
    check_update_order(graph)
    for helper in helpers.values():
        own = {helper.name} if _is_replaced(helper.node, context) else set()
        helper.class_name = free(camel(helper.name), taken - own)
    model_facts = _model_facts(graph, graphs, specs, facts, definitions_reached({model_fn.node}, context))
    rate = rate_between_trainings(graph, (model_fn.node, *helpers), [one.names for one in context.all])
    if rate is not None:
        model_facts = replace(model_facts, rate_changes=True)
    for one in context.all:
        one.model = model_facts
        one.function_classes = {**found.values, **{helper.node: helper.class_name for helper in helpers.values() if helper.is_value}}
    if model_facts.updates_run or model_facts.keras_updates_run:
        check_statistics((graph, *graphs.values()))
    for function, call in eager:
        context.of(function).settle(call.func, Disposition.REVIEW, "model_fns", "MIG236",
                                    "TF1 moved the statistics in evaluation as well")
    stem = model_fn.name if model_fn.owner is None else _method_stem(model_fn)
    taken -= {node.name.value for node in inlined.taken if _is_replaced(node, context)}
    name = class_name(stem)
    if name in taken:  # By its owner, a class that it uses, or one of Keras.
        name = class_name(stem, "Network")
    name = free(name, taken)
    model = ModelClass(whole, graph, specs, context, rules, name)
    statements = model.build()
    for found_here in pitfalls(graph, model.train_op, model.training.changed):
        context.note(found_here.node, found_here.code, found_here.message)
    layers = [LayerClass(helper, graphs[helper.node], context.of(helper.node), rules) for helper in helpers.values()]
    replaced = {layer.helper.node: [layer.build()] for layer in layers}
    import_moved(inlined.taken, context)
    made_of = {model_fn.node: statements, **replaced}
    for node, made in made_of.items():
        _check_bound(node, made, {name, *(helper.class_name for helper in helpers.values())}, context.of(node))
    found.models[model_fn.node] = MigratedModel(model_fn, name, model.constructor_parameters(), statements,
                                                 model.training.counts_steps, variable_names(graph, graphs),
                                                 variable_map(model_fn.name, name, model, layers, rules), _served(specs), rate)
    found.replacements[model_fn.node] = statements
    found.class_names[model_fn.node] = name
    found.class_names |= {helper.node: helper.class_name for helper in helpers.values()}
    found.values |= {helper.node: helper.class_name for helper in helpers.values() if helper.is_value}
    for node, made in reversed(replaced.items()):
        if node in found.layers:
            _check_same(node, found.layers[node], made)
            continue
        found.layers[node] = made
        outermost = _outermost(node, {model_fn.node, *replaced}, context)
        if outermost is node:
            found.replacements[node] = [*found.replacements.get(node, ()), *made]
        else:
            found.replacements[outermost] = [*made, *found.replacements.get(outermost, ())]
    found.held.update(held)
    for function in set().union(*(makers_in(one) for one in (graph, *graphs.values()))):
        found.replacements[function] = [maker(function, context.of(function), rules, facts)]
    written = [statement for made in (statements, *replaced.values()) for statement in made]
    for node in (model_fn.node, *replaced, *inlined.taken):
        settle_rest(node, written, context.of(node))
        if complete:
            check_nothing_is_left(node, context.of(node))
    modules = [one.names for one in context.all]
    found.replacements.update((node, []) for node in inlined.taken if not used_outside(node, found.replacements, modules))


def _is_replaced(helper: cst.FunctionDef, context: Context) -> bool:
    """Whether only model_fns and what they call use a helper, so that its class may have its name."""
    modules = [one.names for one in context.all]
    reached = definitions_reached({one.node for one in find_model_fns(modules)}, context)
    return not used_outside(helper, reached, modules)


def _served(specs: dict[Mode, Spec]) -> frozenset[Mode]:
    """The modes whose spec has what the Estimator needs."""
    needed = {Mode.TRAIN: "train_op", Mode.EVAL: "loss", Mode.PREDICT: "predictions"}
    return frozenset(mode for mode, spec in specs.items() if needed[mode] in spec.fields)


def _check_same(helper: cst.FunctionDef, before: list[cst.BaseStatement], made: list[cst.BaseStatement]) -> None:
    """Checks that a helper becomes the same class for each model_fn that calls it."""
    if cst.Module(before).code != cst.Module(made).code:
        raise Unsupported("MIG106", helper, f"{helper.name.value} is called in different ways by several model_fns")


def _check_bound(function: cst.FunctionDef, written: list[cst.BaseStatement], classes: set[str], context: Context) -> None:
    """Checks that nothing that a class reads was lost on the way to it."""
    unbound = sorted(set(unbound_names(written, function, context)) - classes)
    if unbound:
        raise Unsupported("MIG152", function, f"a method of its class could not be given {', '.join(unbound)}")


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


def _analyse_all(model_fn: ModelFn, origin: cst.FunctionDef, facts: FunctionFacts, helpers,
                 eager: list[tuple[cst.FunctionDef, cst.Call]]) -> tuple[GraphFunction, dict]:
    """Takes the model_fn and its helpers apart, until the roles of all parameters are settled."""
    known = {name: _TIMES.get(name, Time.CONSTRUCT) for name in model_fn.parameters if name != "self"}
    owner = snake(model_fn.owner.name.value) if model_fn.owner is not None else None
    purposes = ParameterUses(facts)

    def analyse_model() -> GraphFunction:
        modes = Modes(facts.names, mode="mode", labels="labels" if "labels" in model_fn.parameters else None)
        return analyse(model_fn.node, facts, modes, known, helpers, purposes, owner=owner, origin=origin)

    graph = analyse_model()
    graphs: dict[cst.FunctionDef, GraphFunction] = {}
    while True:
        while any(helper.changed for helper in helpers.values()):
            for helper in list(helpers.values()):
                if helper.changed:
                    helper.changed = False
                    graphs[helper.node] = _analyse_helper(helper, facts, helpers, purposes, eager)
                    helper.graph = graphs[helper.node]
            graph = analyse_model()
        check_recursion(graphs)
        for helper in reversed(helpers.values()):  # Called ones first.
            helper.reuse = reuse_of(graphs[helper.node], purposes)
        differing = [one for found in (graph, *graphs.values()) for one in share_sites(found, purposes)]
        for helper, name in differing:
            helper.changed = join(helper.roles, name, Role.CALL) or helper.changed
        if not any(helper.changed for helper in helpers.values()):
            return graph, graphs


def _normal_form(function: cst.FunctionDef, facts: FunctionFacts) -> cst.FunctionDef:
    """Writes out what a function leaves to names: callables, sizes, the names of scopes; and loops that count as such."""
    function = with_counted_loops(with_keras_losses(without_shards(function, facts.names), facts.names))
    function = with_layers_applied_at_once(function, facts)
    function = with_constant_steps(function, facts.names, schedules.calls)
    function = with_stacks_written_out(with_callables_written_out(function, facts), facts)
    function = with_normalizers_apart(function, facts.names)
    return with_known_sizes(without_scope_names(function, facts.names), facts.names)


def _analyse_helper(helper: Helper, facts: FunctionFacts, helpers, purposes: ParameterUses,
                    eager: list[tuple[cst.FunctionDef, cst.Call]]) -> GraphFunction:
    times = {Role.CONSTRUCT: Time.CONSTRUCT, Role.CALL: Time.RUN, Role.TRAINING: Time.TRACE, Role.MODE: Time.TRACE,
             Role.REUSE: Time.CONSTRUCT}
    known = {name: times[role] for name, role in helper.roles.items()}
    modes = Modes(facts.names, mode=next((name for name, role in helper.roles.items() if role is Role.MODE), None),
                  training=frozenset(name for name, role in helper.roles.items() if role is Role.TRAINING))
    joined = with_joined_branches(without_needless_conditions(helper.node, facts.names, modes.mode), facts.names, modes.mode)
    eager += [(helper.node, call) for call in joined.eager]
    looped = with_dicts_filled_in_loops(with_recursion_as_loop(joined.node, helper.node, facts), facts)
    return analyse(_normal_form(looped, facts), facts, modes, known, helpers, purposes, True, helper.owner, helper.free, helper.roles,
                   helper.node)


def _model_facts(graph, graphs, specs, facts: FunctionFacts, reached: Collection[cst.FunctionDef | cst.ClassDef]) -> ModelFacts:
    """What a model_fn does as a whole, with the functions and classes that it reaches."""
    functions = [graph.node, *graphs]
    symbols = {facts.names.symbol(call.func) for function in functions for call in calls_in(function.body)}
    collected = {facts.names.symbol(arg.value) for function in functions for call in calls_in(function.body)
                 for arg in call.args}
    schedules = any(facts.kind(symbol) is Kind.SCHEDULE for symbol in symbols)
    train = specs.get(Mode.TRAIN)
    train_op = None
    if train is not None and "train_op" in train.fields:
        train_op = read_train_op(graph, train.fields["train_op"], train.end)
    keras_updates_run = train_op is not None and (train_op.keras_updates_run or train_op.updates_run and any(
        _collects_keras_updates(one, facts) for one in reached))
    return ModelFacts(
        updates_run=train_op is not None and train_op.updates_run,
        keras_updates_run=None if train_op is None else keras_updates_run,
        penalties_count=bool(symbols & _PENALTIES) or "tf.GraphKeys.REGULARIZATION_LOSSES" in collected,
        sparse_gradients=bool(symbols & _LOOKUPS) or any(
            facts.names.symbol(call.func) in _LOOKUPS for one in reached for call in calls_in(one.body)),
        rate_changes=schedules or _rate_is_computed(graph, facts))


def _collects_keras_updates(definition: cst.FunctionDef | cst.ClassDef, facts: FunctionFacts) -> bool:
    """Whether a function enters the updates of a model of Keras into UPDATE_OPS."""
    asks = any(node.attr.value in ("updates", "get_updates_for") for node in find(definition, cst.Attribute))
    return asks and any(facts.names.symbol(arg.value) == "tf.GraphKeys.UPDATE_OPS" for call in calls_in(definition.body)
                        if facts.names.symbol(call.func) in ("tf.add_to_collection", "tf.add_to_collections") for arg in call.args[:1])


def _rate_is_computed(graph: GraphFunction, facts: FunctionFacts) -> bool:
    from migrator.analysis.train_ops import optimizer_calls
    from migrator.emission.learning_rate import rate_argument
    decays = (arg.keyword for call in calls_in(graph.node.body) for arg in call.args if arg.keyword is not None)
    return any(keyword.value == "learning_rate_decay_fn" for keyword in decays) or any(
        (rate := rate_argument(call)) is not None and graph.time(rate, index) is not Time.CONSTRUCT
        for index, call in optimizer_calls(graph))
