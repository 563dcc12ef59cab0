"""The form of last resort: a model_fn goes on building a graph, and runs in a ScopedModel.

Where the layers, loss or training of a model_fn can't be told apart, its function, its helpers and all
else of the module keep their text but for the symbols.
"""
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.drivers import ESTIMATORS, find_drivers
from migrator.analysis.optimizer_classes import is_optimizer_class
from migrator.analysis.gan_estimators import GAN_ESTIMATOR
from migrator.analysis.parents import Parents
from migrator.analysis.steps import Unsupported
from migrator.fates import is_tf1_only
from migrator.result import Disposition
from migrator.transforms.canned import is_canned
from migrator.transforms.context import Context
from migrator.transforms.graph_regions import find_graph_regions
from migrator.transforms.rewriter import Rewriter, Rules
from migrator.trees import find, nodes, rewrite

# The definitions of the support module that a module in this form may import.
MARKS = frozenset(("EstimatorSpec", "TPUEstimatorSpec", "ScopedEstimator", "ScopedTPUEstimator", "GANEstimator", "GraphHead"))
_KERAS = tuple(f"{root}.{name}" for root in ("keras", "tf.keras") for name in (
    "applications", "experimental", "optimizers", "metrics", "callbacks"))

_LAYERS = tuple(f"{root}.{name}" for root in ("keras", "tf.keras") for name in ("layers", "models", "Model", "Sequential"))
# What layers of Keras had for graphs, or give as variables that no graph takes.
_OF_KERAS_IN_GRAPHS = frozenset(("updates", "get_updates_for", "get_losses_for", "add_update", "add_variable", "trainable_variables",
                                 "trainable_weights", "variables", "weights", "get_weights", "set_weights", "load_weights"))


@dataclass(frozen=True)
class Obstacle:
    """What keeps a model_fn from this form.

    Attributes:
        symbol: a TF1 symbol in it.
        message: why it can't stay in a graph.
    """

    symbol: str
    message: str


def is_in_scoped_form(context: Context) -> bool:
    """Whether an earlier migration gave the module this form."""
    return any(alias.name.value in MARKS for alias in context.support_imports) or any(
        reference.symbol == f"{context.support_module}.{name}" for reference in context.names.references for name in MARKS)


def modules_in_scoped_form(model_fns: Collection[cst.FunctionDef], context: Context,
                           driven: Collection[cst.Call] = ()) -> set[Context]:
    """Gives the modules that the form takes hold of: with these model_fns, Estimators, what an earlier migration gave the form.

    Args:
        model_fns: those that are to go on building graphs.
        context: the state of rewriting one of the program's modules.
        driven: the Estimators of model_fns that became classes.
    """
    found = {context.of(node) for node in model_fns} | {one for one in context.all if is_in_scoped_form(one)}
    if model_fns:
        others = [call.func for call in driven]
        found |= {one for one in context.all if any(
            reference.symbol in (*ESTIMATORS, GAN_ESTIMATOR) and reference.node not in others for reference in one.names.references)}
    functions = [node for one in found for node in one.names.scopes if isinstance(node, cst.FunctionDef)]
    return found | {context.of(definition) for definition in definitions_reached(functions, context)}


def obstacle(refused: dict[cst.FunctionDef, Unsupported], modules: set[Context], context: Context, rules: Rules) -> Obstacle | None:
    """Finds what keeps the model_fns of a program from this form.

    Args:
        refused: the model_fns.
        modules: the modules that the form would take hold of.
        context: the state of rewriting one of them, which is left as it is.
        rules: the rules for a module of this form.
    """
    inside = reached(refused, context)
    for one in context.all:
        if one not in modules:
            continue
        if (attribute := _attribute_of_keras(inside, one)) is not None:
            return Obstacle(attribute, "a layer of Keras does not have it for graphs")
        if (optimizer := _optimizer_of_references(one)) is not None:
            return Obstacle(optimizer, "its _apply_dense was called for variables that TF 2 has no more")
        if is_canned(one.names):
            return Obstacle("tf.estimator", "the module makes a canned Estimator as well, whose optimizers are those of Keras")
        regions = find_graph_regions(one, inside, ())
        apart = set().union(*map(nodes, regions.own_graph))
        for reference in one.names.references:
            if reference.node in apart:
                continue
            if reference.node in inside and reference.symbol.startswith(_KERAS):
                return Obstacle(reference.symbol, "it works outside of graphs only")
            in_graph = reference.node in inside or reference.symbol in ESTIMATORS
            if in_graph and is_tf1_only(reference.symbol) and not rules.knows(reference.symbol):
                return Obstacle(reference.symbol, "it has no counterpart in a graph")
    return next((left for one in context.all if one in modules
                 and (left := _left_by_the_rules(inside, one, rules)) is not None), None)


def _optimizer_of_references(context: Context) -> str | None:
    """A class of optimizers that says what becomes of TF1's variables, and not what of those of a graph of today."""
    for node in context.names.module.body:
        if isinstance(node, cst.ClassDef) and is_optimizer_class(node, context.names):
            methods = {one.name.value for one in node.body.body if isinstance(one, cst.FunctionDef)}
            if any(f"_apply_{kind}" in methods and f"_resource_apply_{kind}" not in methods for kind in ("dense", "sparse")):
                return node.name.value
    return None


def _attribute_of_keras(inside: set[cst.CSTNode], context: Context) -> str | None:
    """What the functions ask layers of Keras for that these only had in TF1's graphs."""
    if any(reference.node in inside and reference.symbol.startswith(_LAYERS) for reference in context.names.references):
        for node in inside:
            if isinstance(node, cst.Attribute) and node.attr.value in _OF_KERAS_IN_GRAPHS and context.names.symbol(node) is None:
                return node.attr.value
    return None


def uses_of_model_fns(model_fns: Collection[cst.FunctionDef], context: Context) -> dict[cst.Call, cst.FunctionDef | None]:
    """Gives the calls of methods of a module's Estimators, with their model_fns.

    Args:
        model_fns: those of this form.
        context: the state of rewriting the module.
    """
    try:
        drivers = find_drivers(context.names, set(model_fns), Parents(context.names.module))
    except Unsupported:
        return {}
    return {use.call: driver.model_fn for driver in drivers for use in driver.uses}


class _Done(Exception):
    """Ends a trial whose decisions are not to stand."""


def _left_by_the_rules(inside: set[cst.CSTNode], context: Context, rules: Rules) -> Obstacle | None:
    found = []
    try:
        with context.all_or_nothing():
            rewrite(context.names.module, Rewriter(context, rules))
            for reference in context.names.references:
                settled = context.settled.get(reference.node)
                if settled is not None and settled.disposition is Disposition.LEFT and (
                        reference.node in inside or reference.symbol in ESTIMATORS):
                    found.append(Obstacle(reference.symbol, settled.message))
            raise _Done
    except _Done:
        return found[0] if found else None


def reached(functions: Iterable[cst.FunctionDef], context: Context) -> set[cst.CSTNode]:
    """Gives the nodes of some functions and of all functions and classes of the program that these name."""
    return set().union(*map(nodes, definitions_reached(functions, context)))


def definitions_reached(functions: Iterable[cst.FunctionDef], context: Context) -> set[cst.CSTNode]:
    """Gives some functions and all functions and classes of the program that these name."""
    definitions = set(functions)
    waiting = list(definitions)
    while waiting:
        function = waiting.pop()
        for node in (*find(function, cst.Name), *find(function, cst.Attribute)):
            definition = context.names.definition(node)
            if isinstance(definition, (cst.FunctionDef, cst.ClassDef)) and definition not in definitions:
                definitions.add(definition)
                waiting.append(definition)
    return definitions
