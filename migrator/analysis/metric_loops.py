"""Loops that make losses and metrics side by side, as two loops: the loss is computed in training as well, the metrics are not.

    for task in TASKS:
        target = labels[task]
        losses[task] = tf.losses.log_loss(target, predictions[task])
        metrics["auc/" + task] = tf.metrics.auc(target, predictions[task])
"""
from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import effects, uses
from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.transforms.registry import Kind
from migrator.trees import find, rewrite

_MAKING = {Kind.LAYER, Kind.VARIABLE, Kind.PART, Kind.LAYER_CLASS, Kind.OPTIMIZER}


def with_metrics_in_their_own_loops(function: cst.FunctionDef, facts: FunctionFacts) -> cst.FunctionDef:
    """Takes the metrics out of loops that compute something else as well.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        facts: what is known of the module's functions.
    """
    return rewrite(function, _Writer(facts))


class _Writer(cst.CSTTransformer):
    def __init__(self, facts: FunctionFacts):
        super().__init__()
        self.facts = facts
        self._depth = 0

    def visit_For(self, node: cst.For) -> None:
        self._depth += 1

    def leave_For(self, original: cst.For, updated: cst.For):
        self._depth -= 1
        if self._depth or updated.orelse is not None or not any(
                self.facts.kind(self.facts.names.symbol(call.func)) is Kind.METRIC for call in calls_in(updated)):
            return updated
        parts = _Parts(self.facts)
        parts.read(updated.body)
        if not parts.can_be_split(updated):
            return updated
        rest = rewrite(updated, _Only(parts.others))
        measuring = rewrite(updated, _Only(parts.measuring)).with_changes(leading_lines=[])
        return cst.FlattenSentinel([rest, measuring])


@dataclass(eq=False)
class _Parts:
    """The simple statements of a loop.

    Attributes:
        facts: what is known of the module's functions.
        every: all of them, in order.
        entries: those that make a metric.
        measuring: the entries and what they need.
        others: those that are no entries.
    """

    facts: FunctionFacts
    every: list[cst.SimpleStatementLine] = field(default_factory=list)
    entries: list[cst.SimpleStatementLine] = field(default_factory=list)
    measuring: list[cst.SimpleStatementLine] = field(default_factory=list)

    @property
    def others(self) -> list[cst.SimpleStatementLine]:
        return [one for one in self.every if one not in self.entries]

    def read(self, body: cst.BaseSuite) -> None:
        held: set[str] = set()
        for line in find(body, cst.SimpleStatementLine):
            self.every.append(line)
            match line.body:
                case [cst.Assign(targets=[cst.AssignTarget(target=target)], value=value)]:
                    if self._is_metric(value):
                        self.entries.append(line)
                        held |= {target.value} if isinstance(target, cst.Name) else set()
                    elif isinstance(value, cst.Name) and value.value in held:
                        self.entries.append(line)
                case [cst.Expr(value=cst.Call() as call)] if self.facts.kind(
                        self.facts.names.symbol(call.func)) is Kind.SUMMARY and uses(line) & held:
                    self.entries.append(line)
        self._slice()

    def _is_metric(self, node: cst.BaseExpression) -> bool:
        return isinstance(node, cst.Call) and self.facts.kind(self.facts.names.symbol(node.func)) is Kind.METRIC

    def _slice(self) -> None:
        """The entries and the assignments before them that they read, those in conditions as well."""
        live: set[str] = set()
        for line in reversed(self.every):
            if line in self.entries or _bound(line) & live:
                self.measuring.insert(0, line)
                live |= uses(line)

    def can_be_split(self, loop: cst.For) -> bool:
        """Whether something else than metrics comes of the loop, and what the metrics need may be computed twice."""
        if not self.entries or not any(self._has_effect(line) for line in self.others):
            return False
        if any(find(loop.body, kind) for kind in (cst.Break, cst.Continue, cst.Return, cst.While, cst.Try, cst.With)):
            return False
        twice = [line for line in self.measuring if line not in self.entries]
        if any(self._makes(line) or not _bound(line) for line in twice):
            return False
        changed: set[str] = set().union(*(_changed(line) for line in self.others), set())
        return not any(self._reads_what_grows(line, changed) for line in self.measuring)

    def _has_effect(self, line: cst.SimpleStatementLine) -> bool:
        return bool(_changed(line)) or self._makes(line)

    def _makes(self, line: cst.SimpleStatementLine) -> bool:
        return any(self.facts.kind(self.facts.names.symbol(call.func)) in _MAKING or (
            (called := self.facts.called(call)) is not None and self.facts.creates(called)) for call in calls_in(line))

    def _reads_what_grows(self, line: cst.SimpleStatementLine, changed: set[str]) -> bool:
        """Whether a statement reads a total or a container otherwise than the item that this round has put into it."""
        put = [(target.value.value, index) for other in self.others for target, index in _items(other)]
        read = [(one.value.value, one.slice) for one in find(line, cst.Subscript) if isinstance(one.value, cst.Name)]
        of_items = {name for name, index in read if any(name == other and len(index) == len(slot) and all(
            a.deep_equals(b) for a, b in zip(index, slot)) for other, slot in put)}
        return bool(uses(line) & changed - of_items)


def _items(line: cst.SimpleStatementLine):
    match line.body:
        case [cst.Assign(targets=[cst.AssignTarget(target=cst.Subscript(value=cst.Name(), slice=index) as target)])]:
            yield target, index


def _bound(line: cst.SimpleStatementLine) -> set[str]:
    """The plain names that a line binds anew."""
    return set(effects(line).defines) if isinstance(line.body[0], cst.Assign) and not list(_items(line)) else set()


def _changed(line: cst.SimpleStatementLine) -> set[str]:
    """The names of what a line adds to: a total, a list, an item of a dict."""
    return set(effects(line).changes) - _bound(line)


class _Only(cst.CSTTransformer):
    """Leaves of a loop some of its simple statements, and the conditions around them."""

    def __init__(self, kept: list[cst.SimpleStatementLine]):
        super().__init__()
        self.kept = kept

    def leave_SimpleStatementLine(self, original, updated):
        return updated if original in self.kept else cst.RemoveFromParent()

    def leave_If(self, original, updated):
        if updated.body.body:
            return updated
        if updated.orelse is None:
            return cst.RemoveFromParent()
        test = cst.UnaryOperation(cst.Not(), updated.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]))
        if isinstance(updated.orelse, cst.Else):
            return updated.with_changes(test=test, body=updated.orelse.body, orelse=None)
        return updated.with_changes(body=cst.IndentedBlock([cst.SimpleStatementLine([cst.Pass()])]))

    def leave_Else(self, original, updated):
        return updated if updated.body.body else cst.RemoveFromParent()
