"""Layers that are applied in the midst of an expression with the labels: statements of their own.

What creates a layer goes to the forward pass, and what reads the labels can't; so
``loss = cost(labels, logits) + penalty(tf.layers.dense(x, 8))`` is taken apart.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.def_use import effects, uses
from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import FunctionFacts
from migrator.emission.naming import free, snake
from migrator.transforms.registry import Kind
from migrator.trees import children, find, rewrite

_OWN_SCOPES = (cst.Lambda, cst.IfExp, cst.ListComp, cst.DictComp, cst.SetComp, cst.GeneratorExp, cst.BooleanOperation)


def with_layers_apart(function: cst.FunctionDef, facts: FunctionFacts, labels: str = "labels") -> cst.FunctionDef:
    """Gives layers within statements that read the labels statements of their own.

    Args:
        function: a model_fn; its nodes, but for what is replaced, are those of the module's tree.
        facts: what is known of the module's functions.
        labels: name of the parameter that holds the labels.
    """
    tainted = {labels}
    for node in find(function.body, cst.SimpleStatementLine):
        if uses(node) & tainted:
            tainted |= effects(node).changes
    return rewrite(function, _Apart(function, facts, tainted))


class _Apart(cst.CSTTransformer):
    def __init__(self, function: cst.FunctionDef, facts: FunctionFacts, tainted: set[str]):
        super().__init__()
        self.function = function
        self.facts = facts
        self.tainted = tainted
        self.taken = set(local_names(function))

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return node is self.function

    def leave_SimpleStatementLine(self, original, updated):
        if len(updated.body) != 1 or not uses(updated) & self.tainted:
            return updated
        statement, ahead = updated, []
        while (call := self._nested(statement)) is not None:
            name = free(self._name(call), self.taken)
            value = cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], call)])
            statement = rewrite(statement, _Replacement(call, name))
            ahead.append(value)
        if not ahead:
            return updated
        ahead[0] = ahead[0].with_changes(leading_lines=updated.leading_lines)
        return cst.FlattenSentinel([*ahead, statement.with_changes(leading_lines=[])])

    def _nested(self, statement: cst.SimpleStatementLine) -> cst.Call | None:
        """The outermost call, first as it runs, that creates something, and reads no labels."""
        stack: list[cst.CSTNode] = [statement]
        while stack:
            node = stack.pop()
            if type(node) in _OWN_SCOPES:
                continue
            if type(node) is cst.Call and self._creates(node) and not uses(node) & self.tainted:
                return node
            stack.extend(reversed(children(node)))
        return None

    def _creates(self, call: cst.Call) -> bool:
        called = self.facts.called(call)
        return self.facts.kind(self.facts.names.symbol(call.func)) is Kind.LAYER or (
            called is not None and self.facts.creates(called))

    def _name(self, call: cst.Call) -> str:
        for arg in call.args:
            if arg.keyword is not None and arg.keyword.value in ("name", "scope") and isinstance(arg.value, cst.SimpleString):
                name = str(arg.value.evaluated_value)
                if name.isidentifier():
                    return name
        function = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
        return snake(function.value) + "_output"


class _Replacement(cst.CSTTransformer):
    def __init__(self, call: cst.Call, name: str):
        super().__init__()
        self.call = call
        self.name = name

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        return cst.Name(self.name) if original is self.call else updated
