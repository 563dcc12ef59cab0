"""A whole module: its model_fns and drivers together, then everything by the tables."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.drivers import CANNED, RUN_CONFIGS
from migrator.analysis.helpers import calls_in
from migrator.analysis.model_fns import find_model_fns
from migrator.analysis.parents import Parents
from migrator.analysis.steps import Unsupported
from migrator.fates import is_tf1_only
from migrator.result import Disposition
from migrator.transforms.canned import canned_model, is_canned, is_canned_column, with_row_gradients, wrapped
from migrator.transforms.context import Context
from migrator.transforms.driver_forms import Drivers, plan_drivers, seeds
from migrator.transforms.driver_writer import DriverWriter
from migrator.transforms.inputs import without_iterator
from migrator.transforms.layer_objects import as_layer
from migrator.transforms.model_fns import ModelFns, migrate_model_fns
from migrator.transforms.plain_input_fns import PlainInputFns, find_plain_input_fns, write_input_fn
from migrator.transforms.predicted_columns import element, is_column, read_prediction
from migrator.transforms.registry import CallSite, Kind, Left
from migrator.transforms.rewriter import Rewriter, Rules, mark
from migrator.transforms.scoped_form import check_helpers_are_not_shared, is_in_scoped_form, obstacle
from migrator.transforms.selection import Selection
from migrator.trees import children, rewrite


class ProgramRewriter(Rewriter):
    """Puts what functions became in their places, writes out the drivers, and rewrites all else by the tables."""

    def __init__(self, context: Context, rules: Rules, selection: Selection, model_fns: ModelFns, drivers: Drivers | None):
        super().__init__(context, rules)
        self.selection = selection
        self.model_fns = model_fns
        self.drivers = drivers
        self.input_fns = find_plain_input_fns(context.names) if selection.applies("inputs") else PlainInputFns()
        self._hoisted: dict[cst.ClassDef, list[cst.BaseStatement]] = {}
        self._model_names = {node.name.value for node in model_fns.models}
        self.writer = DriverWriter(drivers, self._rewrite) if drivers is not None else None

    def _rewrite(self, node: cst.CSTNode) -> cst.CSTNode:
        return rewrite(node, Rewriter(self.context, self.selection.model_rules))

    def leave_Name(self, original: cst.Name, updated: cst.Name) -> cst.BaseExpression:
        """A builder returns the class where it returned the model_fn."""
        known = original.value in self._model_names and self.context.names.is_use(original)
        bindings = self.context.names.bindings(original) if known else []
        if len(bindings) == 1 and bindings[0].node in self.model_fns.models:
            return updated.with_changes(value=self.model_fns.models[bindings[0].node].class_name)
        return super().leave_Name(original, updated)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return node not in self.model_fns.replacements and self._reason_to_stay(node) is None

    def _reason_to_stay(self, node: cst.FunctionDef) -> Unsupported | None:
        return self.model_fns.refused.get(node) or self.model_fns.left_helpers.get(node)

    def leave_FunctionDef(self, original: cst.FunctionDef, updated: cst.FunctionDef):
        replacement = self.model_fns.replacements.get(original)
        if replacement is not None:
            if isinstance(self.context.names.scopes[original].parent.node, cst.ClassDef):
                self._hoisted.setdefault(self.context.names.scopes[original].parent.node, []).extend(replacement)
                return cst.RemoveFromParent()
            return cst.FlattenSentinel(replacement)
        reason = self._reason_to_stay(original)
        if reason is not None:
            return mark(updated, [(reason.code, reason.message)], self.context)
        if self.selection.applies("inputs"):
            try:
                updated = without_iterator(original, updated, self.context)
            except Left as left:
                self._left.append((left.code, left.message))
        return super().leave_FunctionDef(original, updated)

    def leave_ClassDef(self, original: cst.ClassDef, updated: cst.ClassDef):
        """What methods became goes before their class."""
        written = super().leave_ClassDef(original, updated)
        if original in self.model_fns.held:
            written = as_layer(written, self.context)
        hoisted = self._hoisted.get(original)
        if not hoisted:
            return written
        blank = [cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)]
        if not written.body.body:
            written = written.with_changes(body=written.body.with_changes(body=[cst.parse_statement("pass")]))
        made = [one.with_changes(leading_lines=[*blank, *(line for line in one.leading_lines if line.comment)])
                for one in hoisted]
        return cst.FlattenSentinel([*made, written])

    def rewrite_call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        if original in self.input_fns.calls:
            return updated
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
            if self._is_predicted_column(original):
                return element(updated)
        made = super().rewrite_call(original, updated)
        return self._at_step(original, made) if made is not updated else made

    def _canned(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        """The model of a canned Estimator, wrapped where its uses can't be followed."""
        symbol = self.context.names.symbol(original.func)
        site = CallSite(symbol, original, updated, tuple(CANNED[symbol]))
        self.context.settle(original.func, Disposition.REWRITTEN, "canned")
        made = (canned_model if original in self.drivers.plain else wrapped)(site, self.context)
        self.account_for_dropped(site, "canned")
        return made

    def _is_predicted_column(self, original: cst.Call) -> bool:
        """Whether a call makes a number of a prediction that is an array with one element."""
        read = read_prediction(original, self.drivers.parents)
        use = self.drivers.uses.get(read[0]) if read is not None else None
        if use is None:
            return False
        model_fn = use[1].driver.model_fn
        return is_canned_column(read[1]) if model_fn is None else is_column(model_fn, read[1], self.context.names)

    def _makes_optimizer(self, schedule: cst.Call) -> bool:
        """Whether the function around a schedule gives it to an optimizer, which asks it itself."""
        function = self.drivers.parents.enclosing(schedule, cst.FunctionDef) if self.drivers is not None else None
        kinds = {entry.kind for call in calls_in(function.body)
                 if (entry := self.rules.calls.get(self.context.names.symbol(call.func))) is not None
                 } if function is not None else set()
        return Kind.OPTIMIZER in kinds

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

    def leave_SimpleStatementLine(self, original, updated):
        if original in self.input_fns.blanks:
            return write_input_fn(original, updated, self.input_fns, self.context)
        if self.drivers is None:
            return super().leave_SimpleStatementLine(original, updated)
        if original in self.drivers.statements:
            return self.writer.statement(original, updated)
        after = self.writer.after(original)
        written = super().leave_SimpleStatementLine(original, updated)
        if original in self.drivers.seeds:
            return self.writer.seed(original, written)
        return cst.FlattenSentinel([written, *after]) if after else written


def rewrite_program(module: cst.Module, context: Context, selection: Selection):
    """Rewrites a module.

    Args:
        module: its tree.
        context: the state of rewriting it.
        selection: what is applied.

    Returns:
        The rewritten module; for each model_fn and driver (name, node, form, reason); for each migrated model_fn
        its variable map.
    """
    structure = selection.applies_structure(context.names)
    model_fns, drivers = _plan(context, selection) if structure else (ModelFns(), None)
    scoped = _take_scoped_form(model_fns, context, selection)
    if drivers is None and structure and not scoped:
        seeded = seeds(context, Parents(module)) if any(
            reference.symbol in RUN_CONFIGS for reference in context.names.references) else {}
        for seed in seeded.values():
            context.note(seed, "MIG249", "nothing in this module is seeded by it")
    for node, reason in (model_fns.left_helpers | model_fns.refused).items():
        _leave_whole(node, reason, context)
    forms = [(model.class_name, model.model_fn.node, "plain", "") for model in model_fns.models.values()]
    forms += [(node.name.value, node, form, f"{reason.code} {reason.message}")
              for form, some in (("scoped", scoped), ("left", model_fns.refused)) for node, reason in some.items()]
    forms += drivers.forms if drivers is not None else []
    maps = tuple(model.variable_map for model in model_fns.models.values())
    rules = selection.graph_rules if scoped or is_in_scoped_form(context) else selection.rules
    return rewrite(module, ProgramRewriter(context, rules, selection, model_fns, drivers)), forms, maps


def _take_scoped_form(model_fns: ModelFns, context: Context, selection: Selection) -> dict[cst.FunctionDef, Unsupported]:
    """Has the model_fns that can't become classes go on building graphs, where all that they use can.

    Returns:
        These model_fns, and for each why it has this form; they are no longer among the refused ones.
    """
    if not model_fns.refused:
        return {}
    kept = obstacle(model_fns.refused, context, selection.graph_rules)
    if kept is not None:
        for reason in model_fns.refused.values():
            reason.message += f"; and it can't go on building a graph: {kept.symbol}: {kept.message}"
        return {}
    scoped, model_fns.refused, model_fns.left_helpers = model_fns.refused, {}, {}
    for node, reason in scoped.items():
        message = f"it goes on building a graph, because it has no plain form: {reason.code} {reason.message}"
        context.note(node, "MIG260", " ".join(message.split()))
    return scoped


def _leave_whole(node: cst.FunctionDef, reason: Unsupported, context: Context) -> None:
    """Accounts for the constructs of a model_fn that stays: one reason for all."""
    inside, stack = set(), [node]
    while stack:
        found = stack.pop()
        inside.add(found)
        stack.extend(children(found))
    for reference in context.names.references:
        if reference.node in inside and is_tf1_only(reference.symbol):
            context.settle(reference.node, Disposition.LEFT, "model_fns", reason.code, " ".join(reason.message.split()))


def _plan(context: Context, selection: Selection) -> tuple[ModelFns, Drivers | None]:
    """Plans the model_fns with their drivers; where a driver can't be migrated, no model_fn of the module is."""
    if not selection.plain:
        nodes = [model_fn.node for model_fn in find_model_fns(context.names)]
        return ModelFns(refused={node: Unsupported("MIG260", node, "no plain form is wanted") for node in nodes}), None
    try:
        with context.all_or_nothing():
            model_fns = migrate_model_fns(context, selection.model_rules)
            check_helpers_are_not_shared(model_fns, context)
            return model_fns, _plan_drivers(context, model_fns)
    except Unsupported as reason:
        for node in list(model_fns.models):
            model_fns.refuse(node, reason)
        return model_fns, _plan_drivers(context, model_fns)


def _plan_drivers(context: Context, model_fns: ModelFns) -> Drivers | None:
    if not model_fns.models and not is_canned(context.names):
        return None
    with_row_gradients(context)
    return plan_drivers(context, model_fns.models)
