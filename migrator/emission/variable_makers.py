"""Functions that make one variable and return it: they make it as a weight of the layer that they are given."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.helpers import FunctionFacts
from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.steps import refuse_scoped_defaults
from migrator.emission.variables import weight
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.registry import Kind
from migrator.transforms.rewriter import Rewriter, Rules
from migrator.trees import rewrite


class _MakerRewriter(Rewriter):
    """Rewrites the one call that makes the variable."""

    def __init__(self, context: Context, rules: Rules, facts: FunctionFacts):
        super().__init__(context, rules)
        self.facts = facts

    def rewrite_call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        if self.facts.kind(self.context.names.symbol(original.func)) is not Kind.VARIABLE:
            return super().rewrite_call(original, updated)
        self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
        made = weight(original, updated, self.context, self._computes)
        match made.func:
            case cst.Attribute(value=cst.Name(value="self")):
                return made.with_changes(func=cst.parse_expression("layer.add_weight"))
        return made

    def _computes(self, node: cst.BaseExpression) -> bool:
        symbol = self.context.names.symbol(node.func) if isinstance(node, cst.Call) else None
        return symbol is not None and symbol.startswith("tf.") and self.facts.kind(symbol) is not Kind.CONFIGURATION

    def leave_With(self, original, updated):
        symbols = [self.context.names.symbol(item.item.func) for item in original.items if isinstance(item.item, cst.Call)]
        if symbols and all(symbol in ("tf.variable_scope", "tf.name_scope", "tf.device") for symbol in symbols):
            return cst.FlattenSentinel(updated.body.body)
        return super().leave_With(original, updated)


def maker(function: cst.FunctionDef, context: Context, rules: Rules, facts: FunctionFacts) -> cst.FunctionDef:
    """Gives the function with the layer as its first parameter."""
    refuse_scoped_defaults(function, context.names)
    written = rewrite(function, _MakerRewriter(context, rules, facts))
    first = cst.Param(cst.Name("layer"))
    if written.params.params:
        first = first.with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
    return written.with_changes(params=written.params.with_changes(params=[first, *written.params.params]))


def makers_in(graph: GraphFunction) -> set[cst.FunctionDef]:
    """Gives the functions that a function's sites have make their variables."""
    facts = graph.facts
    return {facts.called(site.node) for site in graph.sites
            if site.kind is Kind.VARIABLE and facts.names.symbol(site.node.func) is None}
