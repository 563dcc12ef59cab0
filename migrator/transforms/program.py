"""A whole module: its model_fns and drivers together, then everything by the tables."""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.rewriter import Rewriter, Rules


def rewrite_program(module: cst.Module, context: Context, rules: Rules, options=None):
    """Rewrites a module.

    Returns:
        The rewritten module, and for each model_fn and driver (name, node, form, reason).
    """
    return module.visit(Rewriter(context, rules)), []
