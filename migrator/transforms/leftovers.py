"""Markers at the TF1 symbols that no transform knows."""
from __future__ import annotations

import libcst as cst

from migrator.fates import explanation, is_tf1_only
from migrator.names import Names
from migrator.transforms.context import Context
from migrator.transforms.rewriter import Rewriter, Rules
from migrator.trees import rewrite


def mark_leftovers(module: cst.Module, context: Context) -> cst.Module:
    """Puts a marker above every statement of a rewritten module that still uses such a symbol.

    Args:
        module: the rewritten module, complete with its imports.
        context: the state of the rewriting. What no transform settled there is marked here.

    Returns:
        The module with the markers.
    """
    left = {reference.symbol for reference in context.names.references
            if reference.node not in context.settled and _is_absent(reference.symbol)}
    if not left:
        return module
    module = cst.parse_module(module.bytes)  # Names are facts about the nodes of one tree.
    return rewrite(module, _Marker(Context(Names(module), suppresses=context.suppresses), left))


def _is_absent(symbol: str) -> bool:
    """Whether the target has nothing under a TF1 symbol's name."""
    return is_tf1_only(symbol)


class _Marker(Rewriter):
    """Rewrites nothing, and leaves the given symbols with a marker."""

    def __init__(self, context: Context, left: set[str]):
        super().__init__(context, Rules())
        self._symbols = left

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        # A function that is left as a whole is marked at its top, for everything in it.
        return not any(line.comment is not None and line.comment.value.startswith("# TODO(migrator)")
                       for line in node.leading_lines)

    def _leave_use(self, original, updated):
        symbol = self.context.names.symbol(original)
        if symbol in self._symbols:
            self.leave_construct(original, "MIG100", explanation(symbol))
        return updated
