"""Dicts that a comprehension makes layers or metrics for, as loops that fill them: these are made where the constructor loops."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.transforms.registry import Kind
from migrator.trees import rewrite


def with_dicts_filled_in_loops(function: cst.FunctionDef, facts: FunctionFacts) -> cst.FunctionDef:
    """Writes ``{"auc/" + task: tf.metrics.auc(…) for task in TASKS}`` as a loop that fills a dict.

    Args:
        function: a function that builds graph; its nodes, but for what is replaced, are those of the module's tree.
        facts: what is known of the module's functions.
    """
    return rewrite(function, _Writer(facts, set(local_names(function))))


class _Writer(cst.CSTTransformer):
    def __init__(self, facts: FunctionFacts, taken: set[str]):
        super().__init__()
        self.facts = facts
        self.taken = taken

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=cst.DictComp() as made)] if self._makes(made):
                return cst.FlattenSentinel(_filled(name, made, updated.leading_lines))
            case [cst.Return(value=cst.Call(args=args) as call) as last] | [cst.Assign(value=cst.Call(args=args) as call) as last]:
                for index, arg in enumerate(args):
                    if isinstance(arg.value, cst.DictComp) and arg.keyword is not None and self._makes(arg.value):
                        name = "metrics" if "metrics" not in self.taken else "eval_metric_ops"
                        if name in self.taken:
                            return updated
                        self.taken.add(name)
                        given = [*args[:index], arg.with_changes(value=cst.Name(name)), *args[index + 1:]]
                        line = updated.with_changes(body=[last.with_changes(value=call.with_changes(args=given))], leading_lines=[])
                        return cst.FlattenSentinel([*_filled(name, arg.value, updated.leading_lines), line])
        return updated

    def _makes(self, node: cst.CSTNode) -> bool:
        """Whether layers or metrics are made in a comprehension."""
        made = (Kind.METRIC, Kind.LAYER, Kind.VARIABLE)
        return any(self.facts.kind(self.facts.names.symbol(call.func)) in made or (
            (called := self.facts.called(call)) is not None and self.facts.creates(called)) for call in calls_in(node))


def _filled(name: str, made: cst.DictComp, lead) -> list[cst.BaseStatement]:
    """The statements that make a dict and fill it."""
    slot = cst.Subscript(cst.Name(name), [cst.SubscriptElement(cst.Index(made.key))])
    inner: cst.BaseStatement = cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(slot)], made.value)])
    clauses, clause = [], made.for_in
    while clause is not None:
        clauses.append(clause)
        clause = clause.inner_for_in
    for clause in reversed(clauses):
        for test in reversed(clause.ifs):
            inner = cst.If(test.test, cst.IndentedBlock([inner]))
        inner = cst.For(clause.target, clause.iter, cst.IndentedBlock([inner]))
    empty = cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], cst.Dict([]))], leading_lines=lead)
    return [empty, inner]
