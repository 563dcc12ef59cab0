"""Metrics that a loop or a condition makes: held in a dict by name, made and updated by the same statement."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.def_use import uses
from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.modes import Mode
from migrator.analysis.steps import Unsupported
from migrator.emission.classes import statement
from migrator.emission.creation import CreationRewriter
from migrator.emission.draft import as_statements
from migrator.emission.methods import MethodRewriter
from migrator.emission.naming import free
from migrator.scopes import dotted_name
from migrator.transforms.registry import Kind
from migrator.trees import children, is_same, rewrite

_EVAL = frozenset({Mode.EVAL})


@dataclass(frozen=True, eq=False)
class Entry:
    """One place that enters a metric into the dict of metrics.

    Attributes:
        assignment: the assignment to an item of the dict.
        key: the item's key.
        call: the ``tf.metrics`` call.
        holder: the assignment of the call to a variable, or None where it is entered at once.
    """

    assignment: cst.Assign
    key: cst.BaseExpression
    call: cst.Call
    holder: cst.Assign | None


@dataclass(eq=False)
class MetricGroup:
    """The metrics that one statement makes.

    Attributes:
        variable: the local name that holds the dict of metrics.
        step: the step of the statement.
        entries: the places in it that enter a metric.
        attribute: name of the attribute that holds the metrics by name.
    """

    variable: str
    step: int
    entries: list[Entry]
    attribute: str = ""

    def wanted(self, graph: GraphFunction) -> frozenset[str]:
        """Names that the statement reads, but for the dict itself."""
        return graph.body.steps[self.step].effects.uses - {self.variable}

    def write_update(self, draft) -> list[cst.BaseStatement]:
        """Writes the statement out for test_step."""
        bound = draft.steps[self.step].effects.changes
        draft.rewriter_class = type("GroupUpdateRewriter", (GroupUpdateRewriter,), {"group": self, "bound": bound})
        try:
            return draft.write([self.step], _EVAL).statements
        finally:
            draft.rewriter_class = MethodRewriter

    def write_creation(self, draft, promoted: Iterable[str]) -> list[cst.BaseStatement]:
        """Writes the statement out for the constructor: only what makes the metrics."""
        reduced = draft.steps[self.step].statement.visit(_Reduction(self, self._configuration(draft)))
        attributes = {name: draft.candidates[name] for name in promoted if name in draft.candidates}
        rewriter = GroupCreationRewriter(draft.graph, draft.context, draft.rules, attributes)
        rewriter.group = self
        return as_statements(rewrite(reduced.with_changes(leading_lines=[]), rewriter))

    def needs(self, draft) -> set[str]:
        """Local names that making the metrics needs and the statement does not bind."""
        step = draft.steps[self.step]
        return (self._configuration(draft) | step.effects.uses) & step.effects.uses - {self.variable} & self._constructed(draft)

    def _constructed(self, draft) -> set[str]:
        times = draft.graph.around(self.step)
        return {name for name in draft.graph.body.local if times.get(name, Time.CONSTRUCT) is Time.CONSTRUCT}

    def _configuration(self, draft) -> set[str]:
        """Names that the keys and the metrics' configurations are computed from.

        Raises:
            Unsupported: one of them is not known when the model is constructed.
        """
        graph, found = draft.graph, set()
        for entry in self.entries:
            rewriter = CreationRewriter(graph, draft.context, draft.rules, {})
            made = rewrite(entry.call, rewriter)
            if not isinstance(made, cst.Call) or not isinstance(made.func, cst.Call):
                raise Unsupported("MIG115", entry.call, "a metric could not be rewritten")
            found |= uses(entry.key) | uses(made.func)
        times = graph.around(self.step)
        late = sorted(name for name in found if times.get(name, Time.CONSTRUCT) not in (Time.CONSTRUCT, Time.BUILD))
        if late:
            raise Unsupported("MIG115", self.entries[0].key,
                              f"a metric depends on {late[0]}, which is not known when the model is constructed")
        return found


class _Reduction(cst.CSTTransformer):
    """Leaves of a statement what makes the metrics: their entries, and what keys and configurations are computed by.

    Comments go, so all nodes are visited; those in which nothing changes are kept, with the facts that are known of them.
    """

    def __init__(self, group: MetricGroup, needed: set[str]):
        super().__init__()
        self._entries = {entry.assignment for entry in group.entries}
        self._holders = {entry.holder for entry in group.entries}
        self._needed = needed

    def on_leave(self, original: cst.CSTNode, updated: cst.CSTNode):
        left = super().on_leave(original, updated)
        return original if left is updated and is_same(original, updated) else left

    def leave_SimpleStatementLine(self, original, updated):
        kept = [small for small in updated.body if self._stays(small)]
        return updated.with_changes(leading_lines=[]) if kept else cst.RemoveFromParent()

    def leave_TrailingWhitespace(self, original, updated):
        return updated.with_changes(whitespace=cst.SimpleWhitespace(""), comment=None) if updated.comment else updated

    def leave_IndentedBlock(self, original, updated):
        return updated.with_changes(footer=[])

    def leave_If(self, original, updated):
        if not updated.body.body and updated.orelse is None:
            return cst.RemoveFromParent()
        body = updated.body if updated.body.body else cst.IndentedBlock([statement("pass")])
        return updated.with_changes(body=body, leading_lines=[])

    def leave_Else(self, original, updated):
        return updated.with_changes(leading_lines=[]) if updated.body.body else cst.RemoveFromParent()

    def leave_For(self, original, updated):
        return updated.with_changes(leading_lines=[]) if updated.body.body else cst.RemoveFromParent()

    def _stays(self, small: cst.BaseSmallStatement) -> bool:
        if small in self._entries:
            return True
        match small:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
                return name in self._needed and small not in self._holders
            case cst.Continue() | cst.Break():
                return True
        return False


class _GroupRewriter:
    """What both rewriters of a group's statement share."""

    group: MetricGroup

    def held(self, key: cst.BaseExpression) -> cst.Subscript:
        """The expression for the metric of a key."""
        index = cst.SubscriptElement(cst.Index(key))
        return cst.Subscript(dotted_name(f"self.{self.group.attribute}"), [index])


class GroupUpdateRewriter(_GroupRewriter, MethodRewriter):
    """Rewrites the statement that makes metrics to one that updates them."""

    bound: frozenset[str] = frozenset()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.attributes = {name: attribute for name, attribute in self.attributes.items() if name not in self.bound}
        self._entries = {entry.assignment: entry for entry in self.group.entries}
        self._holders = {entry.holder: entry for entry in self.group.entries if entry.holder is not None}
        self._held_back: dict[cst.BaseSmallStatement, cst.BaseExpression] = {}  # metrics that a variable held

    def leave_Assign(self, original, updated):
        if original in self._holders:
            return updated
        entry = self._entries.get(original)
        if entry is None:
            return super().leave_Assign(original, updated)
        [subscript] = updated.targets[0].target.slice
        called = updated.value if entry.holder is None else self._held_back[entry.holder]
        if not isinstance(called, cst.Call) or not isinstance(called.func, cst.Call):
            raise Unsupported("MIG115", entry.call, "a metric could not be rewritten")
        update = cst.Attribute(self.held(subscript.slice.value), cst.Name("update_state"))
        return cst.Expr(called.with_changes(func=update))

    def leave_SimpleStatementLine(self, original, updated):
        if original.body[0] in self._holders:
            self._held_back[original.body[0]] = updated.body[0].value
            return cst.RemoveFromParent()
        if self._is_summary(original.body[0]):
            return cst.RemoveFromParent()
        return super().leave_SimpleStatementLine(original, updated)

    def _is_summary(self, small: cst.BaseSmallStatement) -> bool:
        return isinstance(small, cst.Expr) and isinstance(small.value, cst.Call) and self.graph.facts.kind(
            self.context.names.symbol(small.value.func)) is Kind.SUMMARY


class GroupCreationRewriter(_GroupRewriter, CreationRewriter):
    """Rewrites the statement that makes metrics to one that makes the objects."""

    stores_attributes = False

    def leave_Assign(self, original, updated):
        entry = next((entry for entry in self.group.entries if entry.assignment is original), None)
        if entry is None:
            return super().leave_Assign(original, updated)
        [subscript] = updated.targets[0].target.slice
        key = subscript.slice.value
        made = updated.value
        if entry.holder is not None:
            made = rewrite(entry.call, CreationRewriter(self.graph, self.context, self.rules, self.attributes))
        return cst.Assign([cst.AssignTarget(self.held(key))], named(made.func, key))


def named(constructor: cst.Call, key: cst.BaseExpression) -> cst.Call:
    """Gives the construction of a metric its name."""
    equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return constructor.with_changes(args=[*constructor.args, cst.Arg(key, keyword=cst.Name("name"), equal=equal)])


def read_group(graph: GraphFunction, variable: str, index: int) -> MetricGroup | None:
    """Reads the metrics that a loop, a condition or an assignment to a computed key makes, or gives None."""
    entries: list[Entry] = []
    if not _read_body(graph, variable, graph.body.steps[index].statement, {}, entries) or not entries:
        return None
    return MetricGroup(variable, index, entries)


def _read_body(graph, variable: str, node: cst.CSTNode, held: dict[str, cst.Assign], entries: list[Entry]) -> bool:
    """Enters the metrics of a statement; gives whether the dict is used in known ways only."""
    match node:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Subscript(value=cst.Name(value=name), slice=[
                cst.SubscriptElement(slice=cst.Index(value=key))]))], value=value) if name == variable:
            holder = held.get(value.value) if isinstance(value, cst.Name) else None
            call = holder.value if holder is not None else value
            entries.append(Entry(node, key, call, holder))
            return _is_metric(graph, call)
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value) if _is_metric(graph, value):
            held[name] = node
            return True
        case cst.If() | cst.For() | cst.IndentedBlock() | cst.SimpleStatementLine() | cst.SimpleStatementSuite() | cst.Else():
            return all(_read_body(graph, variable, child, held, entries) for child in children(node))
    return variable not in uses(node)


def _is_metric(graph: GraphFunction, node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Call) and graph.facts.kind(graph.facts.names.symbol(node.func)) is Kind.METRIC


def name_groups(groups: list[MetricGroup], taken: set[str]) -> None:
    """Gives the groups of one dict of metrics one attribute."""
    attributes: dict[str, str] = {}
    for group in groups:
        if group.variable not in attributes:
            attributes[group.variable] = free(f"{group.variable}_by_name", taken)
        group.attribute = attributes[group.variable]


def create_groups(groups: list[MetricGroup], draft, promoted: Iterable[str]) -> list[cst.BaseStatement]:
    """Gives the statements of the constructor that make the metrics of some groups."""
    written = []
    for attribute in dict.fromkeys(group.attribute for group in groups):
        written.append(statement(f"self.{attribute} = {{}}"))
        for group in groups:
            if group.attribute == attribute:
                written += group.write_creation(draft, promoted)
    return written
