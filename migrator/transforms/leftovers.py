"""Markers at the TF1 symbols that no transform knows, and at those left ones whose statement was written anew."""
from __future__ import annotations

import libcst as cst

from migrator.fates import explanation, is_tf1_only
from migrator.names import Names
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.graph_regions import find_graph_regions
from migrator.transforms.rewriter import Rewriter, Rules
from migrator.trees import rewrite


def mark_leftovers(module: cst.Module, context: Context, rules: Rules) -> cst.Module:
    """Puts a marker above every statement of a rewritten module that still uses such a symbol.

    Args:
        module: the rewritten module, complete with its imports.
        context: the state of the rewriting. What no transform settled there is marked here.
        rules: the rules for eager code.

    Returns:
        The module with the markers.
    """
    left = _left_symbols(context)
    if not left:
        return module
    module = cst.parse_module(module.bytes)  # Names are facts about the nodes of one tree.
    return rewrite(module, _Marker(Context(Names(module), suppresses=context.suppresses), left, rules))


def _left_symbols(context: Context) -> dict[str, tuple[str, str]]:
    """The symbols that are left, with what a marker says of them: code and message."""
    found = {}
    for reference in context.names.references:
        settlement = context.settled.get(reference.node)
        if not _is_absent(reference.symbol):
            continue
        if settlement is None:
            found[reference.symbol] = "MIG100", explanation(reference.symbol)
        elif settlement.disposition is Disposition.LEFT:
            found.setdefault(reference.symbol, (settlement.code, settlement.message))
    return found


def _is_absent(symbol: str) -> bool:
    """Whether the target has nothing under a TF1 symbol's name."""
    return is_tf1_only(symbol)


class _Marker(Rewriter):
    """Rewrites nothing, and leaves the given symbols with a marker."""

    def __init__(self, context: Context, left: dict[str, tuple[str, str]], rules: Rules):
        super().__init__(context, Rules())
        self._symbols = left
        self._regions = find_graph_regions(context, (), (), rules)  # What has a graph of its own is done.

    def visit_With(self, node: cst.With) -> bool:
        return node not in self._regions.statements

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        # A definition that is left as a whole is marked at its top, for everything in it.
        return not _is_marked(node)

    visit_ClassDef = visit_FunctionDef

    def _leave_use(self, original, updated):
        symbol = self.context.names.symbol(original)
        if symbol in self._symbols:
            self.leave_construct(original, *self._symbols[symbol])
        return updated

    def _mark(self, statement):
        if _is_marked(statement):  # For a graver reason, perhaps, than what is known of the symbol alone.
            self._left = [(code, message) for code, message in self._left if code == "MIG100"]
        return super()._mark(statement)


def _is_marked(statement: cst.BaseStatement) -> bool:
    return any(line.comment is not None and line.comment.value.startswith("# TODO(migrator)")
               for line in statement.leading_lines)
