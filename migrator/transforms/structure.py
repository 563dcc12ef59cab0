"""What becomes of the model_fns of a program and of their drivers: decided together, before anything is rewritten."""
from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.drivers import ESTIMATORS, RUN_CONFIGS
from migrator.analysis.gan_estimators import networks
from migrator.analysis.graph_changers import is_of_checkpoints
from migrator.analysis.helpers import calls_in
from migrator.analysis.model_fns import find_model_fns, is_of_an_estimator
from migrator.analysis.parents import Parents
from migrator.analysis.steps import Unsupported
from migrator.analysis.update_order import gradients_after_update
from migrator.fates import is_tf1_only
from migrator.result import Disposition
from migrator.transforms.canned import is_canned, with_row_gradients
from migrator.transforms.context import Context
from migrator.transforms.driver_forms import Drivers, plan_drivers, seeds
from migrator.transforms.model_fns import ModelFns, migrate_model_fns
from migrator.transforms.scoped_form import definitions_reached, modules_in_scoped_form, obstacle
from migrator.transforms.selection import Selection
from migrator.trees import nodes
from migrator.variable_maps import VariableMap


@dataclass(eq=False)
class Structure:
    """The forms that the model_fns and drivers of a program are given.

    Attributes:
        model_fns: the model_fns and their helpers.
        drivers: the drivers of each module.
        scoped: the model_fns that go on building a graph, and why.
        in_graph: the modules of which that takes hold.
    """

    model_fns: ModelFns = field(default_factory=ModelFns)
    drivers: dict[Context, Drivers] = field(default_factory=dict)
    scoped: dict[cst.FunctionDef, Unsupported] = field(default_factory=dict)
    in_graph: set[Context] = field(default_factory=set)

    def forms(self, context: Context) -> list[tuple[str, cst.CSTNode, str, str]]:
        """Gives for each model_fn and driver of a module (name, node, form, reason)."""
        models = self.model_fns.models.items()
        found = [(model.class_name, node, "plain", "") for node, model in models if context.of(node) is context]
        found += [(node.name.value, node, form, f"{reason.code} {reason.message}")
                  for form, some in (("scoped", self.scoped), ("left", self.model_fns.refused))
                  for node, reason in some.items() if context.of(node) is context]
        return found + (self.drivers[context].forms if context in self.drivers else [])

    def variable_maps(self, context: Context) -> tuple[VariableMap, ...]:
        """Gives for each migrated model_fn of a module how TF1 named what its class holds."""
        models = self.model_fns.models.items()
        return tuple(model.variable_map for node, model in models if context.of(node) is context)


def plan_structure(context: Context, selection: Selection) -> Structure:
    """Decides what becomes of the model_fns and drivers of a program.

    Args:
        context: the state of rewriting one of its modules.
        selection: what is applied.
    """
    if not all(selection.applies_structure(one.names) for one in context.all):
        return Structure(in_graph=modules_in_scoped_form({}, context))
    try:
        with context.all_or_nothing():
            structure = _plan_forms(context, selection, complete=True)
            if structure.model_fns.refused:
                raise _Incomplete
    except _Incomplete:  # Then a class in which a person has something to do is better than none.
        structure = _plan_forms(context, selection, complete=False)
    _note_late_gradients(structure, context)
    for one in context.all:
        if one not in structure.drivers and one not in structure.in_graph:
            _note_seeds(one)
    for node, reason in (structure.model_fns.left_helpers | structure.model_fns.refused).items():
        _leave_whole(node, reason, context.of(node))
    return structure


class _Incomplete(Exception):
    """Takes back a plan in which a model_fn has no form."""


def _plan_forms(context: Context, selection: Selection, complete: bool) -> Structure:
    structure = _plan(context, selection, complete)
    structure.model_fns.refused |= networks([one.names for one in context.all])
    _take_scoped_form(structure, context, selection)
    return structure


def _plan(context: Context, selection: Selection, complete: bool) -> Structure:
    """Plans the model_fns with their drivers; where a driver can't be migrated, none of the model_fns is that it can reach."""
    if not selection.plain:
        found = find_model_fns([one.names for one in context.all])
        return Structure(ModelFns(refused={one.node: Unsupported("MIG260", one.node, "no plain form is wanted") for one in found}))
    refused: dict[cst.FunctionDef, Unsupported] = {}
    while True:
        model_fns = ModelFns()
        try:
            with context.all_or_nothing():
                model_fns = migrate_model_fns(context, selection.model_rules, refused, complete)
                _check_checkpoints_by_name(model_fns)
                _check_estimators_are_called(context, model_fns)
                return Structure(model_fns, _plan_drivers(context, model_fns))
        except Unsupported as reason:
            if not model_fns.models:
                raise
            refused |= {node: reason for node in model_fns.models}


def _check_checkpoints_by_name(model_fns: ModelFns) -> None:
    """Checks that no model_fn reads checkpoints by the names of TF1, which the classes that others became do not write.

    Raises:
        Unsupported: one does.
    """
    for reason in model_fns.refused.values() if model_fns.models else ():
        if is_of_checkpoints(reason):
            raise Unsupported("MIG290", reason.node, "a model_fn of the program reads checkpoints by the names of TF1")


def _check_estimators_are_called(context: Context, model_fns: ModelFns) -> None:
    """Checks that no program with model_fns derives a class from an Estimator, passes one on, or has another call its model_fn.

    Raises:
        Unsupported: one does, so that its drivers can't be seen.
    """
    for one in context.all if model_fns.models else ():
        parents = Parents(one.names.module)
        for reference in one.names.references:
            if reference.symbol in ESTIMATORS and not _is_called(reference.node, parents):
                raise Unsupported("MIG148", reference.node, f"{reference.symbol} is used otherwise than by calling it")
        for call in calls_in(one.names.module):
            if is_of_an_estimator(call, one.names):
                raise Unsupported("MIG148", call, "the model_fn of an Estimator is called")


def _is_called(node: cst.CSTNode, parents: Parents) -> bool:
    parent = parents.of(node)
    return isinstance(parent, cst.Call) and parent.func is node


def _plan_drivers(context: Context, model_fns: ModelFns) -> dict[Context, Drivers]:
    found = {}
    for one in context.all:
        if model_fns.models or is_canned(one.names):
            with_row_gradients(one)
            found[one] = plan_drivers(one, model_fns.models)
    return found


def _take_scoped_form(structure: Structure, context: Context, selection: Selection) -> None:
    """Has the model_fns that can't become classes go on building graphs, where all that they use can."""
    model_fns = structure.model_fns
    driven = {call for one in structure.drivers.values() for call in (*one.plain, *one.wrapped)}
    structure.in_graph = modules_in_scoped_form(model_fns.refused, context, driven)
    if not model_fns.refused:
        return
    kept = obstacle(model_fns.refused, structure.in_graph, context, selection.graph_rules)
    if kept is not None:
        structure.in_graph = modules_in_scoped_form({}, context)
        for reason in model_fns.refused.values():
            reason.message += f"; and it can't go on building a graph: {kept.symbol}: {kept.message}"
        return
    structure.scoped, model_fns.refused, model_fns.left_helpers = model_fns.refused, {}, {}
    for node, reason in structure.scoped.items():
        message = f"it goes on building a graph, because it has no plain form: {reason.code} {reason.message}"
        context.note(node, "MIG260", " ".join(message.split()))


def _note_late_gradients(structure: Structure, context: Context) -> None:
    """Says of gradients behind an update that TF1 computed them with other weights."""
    if any(reference.symbol == "tf.control_dependencies" for one in context.all for reference in one.names.references):
        reached = definitions_reached({*structure.model_fns.models, *structure.scoped}, context)
        for call in gradients_after_update(reached, context.names):
            context.note(call, "MIG220", "TF1 computed these gradients in part with weights that the update before them had "
                                         "changed")


def _note_seeds(context: Context) -> None:
    """Says of the seeds in the RunConfigs of a module without Estimators that nothing there follows them."""
    if any(reference.symbol in RUN_CONFIGS for reference in context.names.references):
        for seed in seeds(context, Parents(context.names.module)).values():
            context.note(seed, "MIG249", "nothing in this module is seeded by it")


def _leave_whole(node: cst.FunctionDef, reason: Unsupported, context: Context) -> None:
    """Accounts for the constructs of a model_fn that stays: one reason for all."""
    inside = nodes(node)
    for reference in context.names.references:
        if reference.node in inside and is_tf1_only(reference.symbol):
            context.settle(reference.node, Disposition.LEFT, "model_fns", reason.code, " ".join(reason.message.split()))
