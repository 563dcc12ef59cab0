"""A whole module: its model_fns and drivers together, then everything by the tables."""
from __future__ import annotations

import functools
from collections.abc import Callable, Mapping

import libcst as cst

from migrator.analysis.drivers import CANNED
from migrator.analysis.graph_regions import GraphRegions
from migrator.analysis.helpers import calls_in
from migrator.analysis.input_queues import queue_calls, queued_input
from migrator.analysis.optimizer_classes import is_optimizer_class
from migrator.analysis.parents import Parents
from migrator.analysis.steps import Unsupported
from migrator.fates import is_tf1_only
from migrator.result import Disposition
from migrator.transforms.bare_scopes import without_bare_scope
from migrator.transforms.canned import canned_model, wrapped
from migrator.transforms.clusters import note_clusters
from migrator.transforms.context import Context
from migrator.transforms.driver_forms import Drivers
from migrator.transforms.driver_writer import DriverWriter
from migrator.transforms.estimator_api import (
    check_not_distributed,
    config_copy,
    is_config_copy,
)
from migrator.transforms.expressions import call
from migrator.transforms.extenders import metric_fns, with_tensors
from migrator.transforms.graph_regions import (
    RegionRewriter,
    find_graph_regions,
    write_region,
)
from migrator.transforms.hook_classes import as_callback, is_hook_class, settle_hook
from migrator.transforms.inputs import (
    element_functions,
    element_of_lambda,
    gives_element,
    makes_iterator,
    mapped_part,
    part_of,
    without_iterator,
)
from migrator.transforms.keras_classes import as_keras3_class, is_keras_class
from migrator.transforms.keras_rates import (
    modern_attribute,
    modern_call,
    modern_log,
    schedule_of,
    scheduled_rates,
)
from migrator.transforms.layer_objects import as_layer
from migrator.transforms.model_fns import ModelFns
from migrator.transforms.moved_code import revised_import
from migrator.transforms.optimizer_classes import as_keras_optimizer
from migrator.transforms.plain_input_fns import (
    PlainInputFns,
    find_plain_input_fns,
    write_input_fn,
)
from migrator.transforms.predicted_numbers import PredictedNumbers
from migrator.transforms.registry import CallSite, Kind, Left
from migrator.transforms.rewriter import Rewriter, Rules, is_marked, mark
from migrator.transforms.scoped_form import reached, uses_of_model_fns
from migrator.transforms.schedules import schedule_alone
from migrator.transforms.selection import Selection
from migrator.transforms.strategies import note_replicas
from migrator.transforms.structure import Structure, plan_structure
from migrator.transforms.variable_tests import told_by_none
from migrator.trees import find, nodes, rewrite, walk


class ProgramRewriter(Rewriter):
    """Puts what functions became in their places, writes out the drivers, and rewrites all else by the tables."""

    def __init__(self, context: Context, rules: Rules, selection: Selection, model_fns: ModelFns, drivers: Drivers | None,
                 predicting: Mapping[cst.Call, cst.FunctionDef | None] | None, elements: set[cst.FunctionDef], in_graph: set[cst.CSTNode]):
        super().__init__(context, rules)
        self.selection = selection
        self.elements = elements
        self.in_graph = in_graph
        self.regions = find_graph_regions(context, in_graph, elements, rules, predicting is not None) if selection.applies("symbols") else GraphRegions()
        queues = [queued_input(one, context.names) for one in elements if context.of(one) is context and not self.regions.holds(one)]
        context.queue_calls = {call for found in queues if found is not None for call in queue_calls(found)}
        self.model_fns = model_fns
        self.drivers = drivers
        self.input_fns = find_plain_input_fns(context.names) if selection.applies("inputs") else PlainInputFns()
        self.added_metrics = self._find_added_metrics()
        self._hoisted: dict[cst.ClassDef, list[cst.BaseStatement]] = {}
        self.has_rates = selection.applies("optimizers")
        self.scheduled_rates = scheduled_rates(context.names) if self.has_rates else frozenset()
        self._model_names = {node.name.value for node in model_fns.models}
        self._may_be_models = self._model_names.union(
            name for name, bindings in context.names.top.bindings.items() if any(one.imported is not None for one in bindings))
        self.writer = DriverWriter(drivers, self._rewrite) if drivers is not None else None
        self.numbers = self._predicted_numbers(predicting or {}) if drivers is not None or predicting is not None else None

    def _predicted_numbers(self, in_graph: Mapping[cst.Call, cst.FunctionDef | None]) -> PredictedNumbers:
        plain = {} if self.drivers is None else {one: use.driver.model_fn for one, (_, use) in self.drivers.uses.items()}
        return PredictedNumbers(self.context.names, self._parents, {**in_graph, **plain})

    def _find_added_metrics(self) -> set[cst.Call]:
        return {call for function in metric_fns(self.context.names) for call in calls_in(function.body)
                if self.rules.kinds.get(self.context.names.symbol(call.func)) is Kind.METRIC}

    def _rewrite(self, node: cst.CSTNode) -> cst.CSTNode:
        return rewrite(node, _DataRewriter(self.context, self.selection.model_rules, self._is_part_of_element))

    def leave_Name(self, original: cst.Name, updated: cst.Name) -> cst.BaseExpression:
        """A builder returns the class where it returned the model_fn."""
        if original.value in self._may_be_models and self.context.names.is_use(original):
            model = self.model_fns.models.get(self.context.names.definition(original))
            if model is not None and len(self.context.names.bindings(original)) == 1 and not self._is_variable(original):
                return updated.with_changes(value=model.class_name)
        return super().leave_Name(original, updated)

    def leave_Attribute(self, original: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        """The model_fn of another module is its class now."""
        if original.attr.value in self._model_names:
            model = self.model_fns.models.get(self.context.names.definition(original))
            if model is not None:
                return updated.with_changes(attr=cst.Name(model.class_name))
        if self.has_rates and original.attr.value == "lr":
            updated = modern_attribute(original, updated, self.context.names)
        return super().leave_Attribute(original, updated)

    def leave_Subscript(self, original: cst.Subscript, updated: cst.Subscript) -> cst.Subscript:
        if self._is_part_of_element(original):
            return mapped_part(updated)
        return modern_log(original, updated, self.context.names) if self.has_rates else updated

    def leave_IfExp(self, original: cst.IfExp, updated: cst.IfExp) -> cst.IfExp:
        return self._with_test(original, updated)

    def _with_test(self, original, updated):
        """A test of a graph that goes on being built asks no variable for its value."""
        if self.rules is self.selection.rules:
            return updated
        test = told_by_none(original.test, updated.test, self.context.names)
        return updated if test is updated.test else updated.with_changes(test=test)

    def leave_Return(self, original: cst.Return, updated: cst.Return) -> cst.Return:
        is_rate = original.value in self.scheduled_rates
        return updated.with_changes(value=call(cst.Name("float"), updated.value)) if is_rate else updated

    def leave_Lambda(self, original: cst.Lambda, updated: cst.Lambda) -> cst.Lambda:
        if original.body in self.scheduled_rates:
            return updated.with_changes(body=call(cst.Name("float"), updated.body))
        dataset = element_of_lambda(updated) if self.selection.applies("inputs") else None
        return updated if dataset is None else updated.with_changes(body=dataset)

    def leave_Assign(self, original: cst.Assign, updated: cst.Assign) -> cst.Assign:
        """``model_fn = self.model_fn`` goes with the method, where only Estimators were given it."""
        updated = super().leave_Assign(original, updated)
        match original:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name) as target)],
                            value=cst.Attribute(value=cst.Name(value="self"), attr=cst.Name(value=method))) if (
                    method in self._model_names and self.drivers is not None and self._is_moved_method(original, method)):
                function = self._parents.enclosing(original, cst.FunctionDef)
                made = set().union(*map(nodes, (*self.drivers.plain, *self.drivers.wrapped)))
                if all(one in made for one in find(function, cst.Name) if one.value == name and one is not target
                       and self.context.names.is_use(one)):
                    self._goes.add(updated)
        return updated

    def _is_moved_method(self, node: cst.CSTNode, name: str) -> bool:
        """Whether the class that a statement stands in had a method that became a model."""
        owner = self._parents.enclosing(node, cst.ClassDef)
        return any(one.name.value == name and self.context.names.scopes[one].parent.node is owner
                   for one in self.model_fns.models if self.context.of(one) is self.context)

    def leave_AssignTarget(self, original: cst.AssignTarget, updated: cst.AssignTarget) -> cst.AssignTarget:
        """The rate of an optimizer that was given a schedule can't be set."""
        reason = schedule_of(original.target, self.context) if self.has_rates else None
        if reason is not None:
            self._left.append(("MIG334", reason))
            self.context.note(original.target, "MIG334", reason)
        return updated

    def _is_variable(self, name: cst.Name) -> bool:
        """Whether a name is that of a variable, whose value only is what is meant."""
        return self.context.names.bindings(name)[0].value is not None

    def leave_ImportFrom(self, original: cst.ImportFrom, updated: cst.ImportFrom):
        """What is imported of another module of the program is imported by its new name, or no longer."""
        return revised_import(original, updated, self.model_fns, self.context)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        gone = node in self.model_fns.replacements and node not in self.model_fns.kept
        return not gone and self._reason_to_stay(node) is None

    def _reason_to_stay(self, node: cst.FunctionDef) -> Unsupported | None:
        return self.model_fns.refused.get(node) or self.model_fns.left_helpers.get(node)

    def leave_FunctionDef(self, original: cst.FunctionDef, updated: cst.FunctionDef):
        replacement = self.model_fns.replacements.get(original)
        if replacement is not None:
            stays = [self._ordinary(original, updated)] if original in self.model_fns.kept else []
            if isinstance(self.context.names.scopes[original].parent.node, cst.ClassDef):
                self._hoisted.setdefault(self.context.names.scopes[original].parent.node, []).extend(replacement)
                return cst.FlattenSentinel(stays)
            return cst.FlattenSentinel([*replacement, *stays])
        return self._ordinary(original, updated)

    def _ordinary(self, original: cst.FunctionDef, updated: cst.FunctionDef):
        """A function that nothing else takes the place of."""
        reason = self._reason_to_stay(original)
        if reason is not None:
            return updated if is_marked(updated) else mark(updated, [(reason.code, reason.message)], self.context)
        if original in self.elements and not self.regions.holds(original):
            updated = without_iterator(original, updated, self.context, self.elements)
        return super().leave_FunctionDef(original, updated)

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return not self._is_hook(node) and not self._is_optimizer(node)

    def _is_optimizer(self, node: cst.ClassDef) -> bool:
        """Whether a class is an optimizer that has to become one of Keras; where graphs stay, TF1's do."""
        return self.rules is self.selection.rules and self.selection.applies("optimizers") and (
            is_optimizer_class(node, self.context.names))

    def _is_hook(self, node: cst.ClassDef) -> bool:
        """Whether a class is a hook that may become a callback; where graphs stay, hooks do."""
        return self.rules is self.selection.rules and self.selection.applies("drivers") and (
            is_hook_class(node, self.context.names))

    def leave_ClassDef(self, original: cst.ClassDef, updated: cst.ClassDef):
        """What methods became goes before their class."""
        if self._is_hook(original):
            return self._hook(original)
        if self._is_optimizer(original):
            return self._optimizer(original)
        written = super().leave_ClassDef(original, updated)
        if original in self.model_fns.held:
            written = as_layer(written, self.context)
        elif self.selection.applies("layers") and is_keras_class(original, self.context.names):
            written = as_keras3_class(written)
        hoisted = self._hoisted.get(original)
        if not hoisted:
            return written
        blank = [cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)]
        if not written.body.body:
            written = written.with_changes(body=written.body.with_changes(body=[cst.parse_statement("pass")]))
        made = [one.with_changes(leading_lines=[*blank, *(line for line in one.leading_lines if line.comment)])
                for one in hoisted]
        return cst.FlattenSentinel([*made, written])

    def _optimizer(self, original: cst.ClassDef) -> cst.ClassDef:
        """The optimizer of Keras that one of the program's own becomes."""
        try:
            return self._rewrite(as_keras_optimizer(original, self.context))
        except Left as left:
            for node in walk(original):
                if (symbol := self.context.names.symbol(node)) is not None and is_tf1_only(symbol):
                    self.context.settle(node, Disposition.LEFT, "optimizers", left.code, left.message)
            return mark(original, [(left.code, left.message)], self.context)

    def _hook(self, original: cst.ClassDef) -> cst.ClassDef:
        """The callback that a session hook becomes."""
        try:
            callback = as_callback(original, self.context)
        except Left as left:
            reason = f"{original.name.value} is a hook of a session: {left.message}"
            settle_hook(original, self.context, Disposition.LEFT, left.code, reason)
            return mark(original, [(left.code, reason)], self.context)
        settle_hook(original, self.context, Disposition.REWRITTEN)
        return self._rewrite(callback)

    def rewrite_call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        if original in self.input_fns.calls:
            return updated
        match updated:
            case cst.Call(func=cst.Attribute(attr=cst.Name(value="initialized_value")) as value, args=[]) if (
                    self.rules is not self.selection.rules):  # In a graph: TF 2's variables have only what it was for.
                return value.with_changes(attr=cst.Name("initial_value"))
        self._leave_iterator(original)
        if self.drivers is not None:
            if original in self.drivers.canned:
                return self._canned(original, updated)
            if original in self.drivers.plain:
                plain = self.drivers.plain[original]
                return self.writer.construct(plain.driver, plain.model)
            if original in self.drivers.wrapped:
                return self.writer.wrap(*self.drivers.wrapped[original], updated)
            if original in self.drivers.taken:
                self.context.settle(original.func, Disposition.REWRITTEN, "drivers")
                return updated
            if original in self.drivers.uses:
                return self.writer.use(*self.drivers.uses[original], updated)
        if self.numbers is not None and (number := self.numbers.of_call(original, updated)) is not updated:
            return number
        if self.selection.applies("drivers") and is_config_copy(original):
            return self._config_copy(original, updated)
        if self.has_rates and (rate := modern_call(original, updated, self.context)) is not updated:
            return rate
        if (value := self._schedule_of_steps(original, updated)) is not None:
            return value
        made = super().rewrite_call(original, updated)
        if made is not updated and original in self.added_metrics:
            return self._added_metric(original, made)
        return self._at_step(original, made) if made is not updated else made

    def _leave_iterator(self, call: cst.Call) -> None:
        """Leaves an iterator, or an element of one, that no function of the input pipeline gives."""
        if not self.selection.applies("inputs") or call in self.in_graph:
            return
        if makes_iterator(call, self.context.names):
            inside = self._parents.enclosing(call, cst.FunctionDef, cst.Lambda)
            if isinstance(inside, cst.Lambda) and element_of_lambda(inside) is not None:
                return
            if self._parents.enclosing(call, cst.FunctionDef) not in self.elements:
                self._leave_unnamed(call, call.func.attr.value, "the elements of this iterator are used where no Dataset can follow")
        elif gives_element(call, self.context.names, self.elements) and not self._is_passed_on(call):
            self._leave_unnamed(call, self.context.names.code(call.func), "this gives a Dataset, where an element of it is used")

    def _is_passed_on(self, call: cst.Call) -> bool:
        inside, around = self._parents.enclosing(call, cst.FunctionDef, cst.Lambda), self._parents.of(call)
        if part_of(around) is call:
            return isinstance(self._parents.of(around), (cst.Return, cst.Lambda))
        return inside in self.elements or isinstance(around, (cst.Return, cst.Lambda))

    def _is_part_of_element(self, node: cst.Subscript) -> bool:
        """Whether an input function gives a part of what another one gives: of a Dataset now."""
        whole = part_of(node)
        return whole is not None and whole not in self.in_graph and self._is_passed_on(whole) and gives_element(
            whole, self.context.names, self.elements)

    def _leave_unnamed(self, call: cst.Call, symbol: str, message: str) -> None:
        self.context.leave(call, symbol, "MIG141", message)
        self._left.append(("MIG141", message))

    @functools.cached_property
    def _parents(self) -> Parents:
        return self.drivers.parents if self.drivers is not None else Parents(self.context.names.module)

    def _config_copy(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        try:
            if self.rules is not self.selection.rules:
                check_not_distributed(original)
            return config_copy(original, updated, self.context)
        except Left as left:
            self.leave_construct(original.func, left.code, left.message, "drivers")
            return updated

    def _added_metric(self, original: cst.Call, made: cst.BaseExpression) -> cst.BaseExpression:
        """A metric of a function that is given to add_metrics, with the tensors that it is updated with."""
        try:
            return with_tensors(made)
        except Left as left:
            self.leave_construct(original.func, left.code, left.message, "metrics")
            return made

    def _canned(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        """The model of a canned Estimator, wrapped where its uses can't be followed."""
        symbol = self.context.names.symbol(original.func)
        site = CallSite(symbol, original, updated, tuple(CANNED[symbol]))
        self.context.settle(original.func, Disposition.REWRITTEN, "canned")
        try:
            made = (canned_model if original in self.drivers.plain else wrapped)(site, self.context)
        except Left as left:
            self.leave_construct(original.func, left.code, left.message, "canned")
            return updated
        self.account_for_dropped(site, "canned")
        return made

    def leave_BinaryOperation(self, original: cst.BinaryOperation, updated: cst.BinaryOperation) -> cst.BinaryOperation:
        return updated if self.numbers is None else self.numbers.of_format(original, updated)

    def _makes_optimizer(self, schedule: cst.Call) -> bool:
        """Whether the function around a schedule gives it to an optimizer, which asks it itself."""
        function = self.drivers.parents.enclosing(schedule, cst.FunctionDef) if self.drivers is not None else None
        kinds = {entry.kind for call in calls_in(function.body)
                 if (entry := self.rules.calls.get(self.context.names.symbol(call.func))) is not None
                 } if function is not None else set()
        return Kind.OPTIMIZER in kinds

    def _schedule_of_steps(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression | None:
        """In a function that is given the step, the value of a schedule at what is computed of that: ``step - warmup``."""
        symbol = self.context.names.symbol(original.func)
        entry = self.rules.calls.get(symbol)
        if entry is None or entry.kind is not Kind.SCHEDULE or not self.model_fns.models or self._makes_optimizer(original):
            return None
        site = CallSite(symbol, original, updated, entry.parameters)
        name = "x" if entry.parameters[0] == "x" else "global_step"
        try:
            step, given = site.original_argument(name), site.arguments.get(name)
            if not isinstance(step, cst.BinaryOperation) or not any(
                    isinstance(binding.node, cst.Param) for one in find(step, cst.Name) for binding in self.context.names.bindings(one)):
                return None
            made = schedule_alone(site, self.context)
        except Left:
            return None
        self.context.settle(original.func, Disposition.REWRITTEN, "schedules")
        return cst.Call(made, [cst.Arg(given)])

    def _at_step(self, original: cst.Call, made: cst.BaseExpression) -> cst.BaseExpression:
        """In a function that is given the step, a schedule is asked for its value there."""
        entry = self.rules.calls.get(self.context.names.symbol(original.func))
        if entry is None or entry.kind is not Kind.SCHEDULE or not self.model_fns.models or self._makes_optimizer(original):
            return made
        site = CallSite("", original, original, entry.parameters)
        step = site.arguments.get(entry.parameters[0 if "x" == entry.parameters[0] else 1])
        if isinstance(step, cst.Name) and any(
                isinstance(binding.node, cst.Param) for binding in self.context.names.bindings(step)):
            return cst.Call(made, [cst.Arg(step)])
        return made

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> bool:
        return node not in self.regions.statements and super().visit_SimpleStatementLine(node)

    def leave_SimpleStatementLine(self, original, updated):
        if original in self.regions.statements:
            return self._region(original)
        if original in self.input_fns.blanks:
            return write_input_fn(original, updated, self.input_fns, self.context)
        if self.drivers is None:
            return super().leave_SimpleStatementLine(original, updated)
        if original in self.drivers.statements:
            written = self.writer.statement(original, updated)
            if written is updated and isinstance(updated.body[0], cst.Assign):
                self._goes.add(updated.body[0])
            return written
        before, after = self.writer.before(original), self.writer.after(original)
        written = super().leave_SimpleStatementLine(original, updated)
        if original in self.drivers.seeds:
            return self.writer.seed(original, written)
        if before:
            before[0] = before[0].with_changes(leading_lines=written.leading_lines)
            written = written.with_changes(leading_lines=[])
        return cst.FlattenSentinel([*before, written, *after]) if before or after else written

    def visit_If(self, node: cst.BaseCompoundStatement) -> bool:
        return node not in self.regions.statements

    visit_For = visit_While = visit_With = visit_Try = visit_If

    def leave_If(self, original: cst.BaseCompoundStatement, updated: cst.BaseCompoundStatement):
        if original in self.regions.statements:
            return self._region(original)
        return super().leave_If(original, self._with_test(original, updated) if isinstance(original, cst.If) else updated)

    leave_For = leave_While = leave_Try = leave_If

    def leave_With(self, original: cst.With, updated: cst.With):
        written = self.leave_If(original, updated)
        if written is not updated or not self.model_fns.models or self.rules.knows("tf.variable_scope"):
            return written
        return without_bare_scope(original, updated, self.model_fns.kinds, self.context)

    def _region(self, statement: cst.BaseStatement):
        rewriter = RegionRewriter(self.context, self.selection.region_rules, self.elements)
        return write_region(statement, self.regions, rewriter)


class _DataRewriter(Rewriter):
    """Rewrites what a driver passes on, such as the body of an input function."""

    def __init__(self, context: Context, rules: Rules, is_part: Callable[[cst.Subscript], bool]):
        super().__init__(context, rules)
        self._is_part = is_part

    def leave_Subscript(self, original: cst.Subscript, updated: cst.Subscript) -> cst.BaseExpression:
        return mapped_part(updated) if self._is_part(original) else updated


def rewrite_program(context: Context, selection: Selection):
    """Rewrites all modules of a program.

    Args:
        context: the state of rewriting one of them.
        selection: what is applied.

    Returns:
        For each module, by its context: the rewritten tree; for each model_fn and driver (name, node, form, reason);
        for each migrated model_fn its variable map.
    """
    structure = plan_structure(context, selection)
    elements = element_functions([one.names for one in context.all]) if selection.applies("inputs") else set()
    return {one: (_rewritten(one, structure, selection, elements), structure.forms(one), structure.variable_maps(one))
            for one in context.all}


def _rewritten(context: Context, structure: Structure, selection: Selection, elements: set[cst.FunctionDef]) -> cst.Module:
    if selection.applies("drivers"):
        note_clusters(context)
        note_replicas(context)
    rules = selection.graph_rules if context in structure.in_graph else selection.rules
    drivers = structure.drivers.get(context)
    predicting = uses_of_model_fns(structure.scoped, context) if context in structure.in_graph else None
    models = {*structure.model_fns.models, *structure.scoped, *structure.model_fns.refused, *structure.model_fns.left_helpers}
    in_graph = reached(models, context)
    rewriter = ProgramRewriter(context, rules, selection, structure.model_fns, drivers, predicting, elements, in_graph)
    return rewrite(context.names.module, rewriter)
