"""A whole module: its model_fns and drivers together, then everything by the tables."""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.model_fns import ModelFns, migrate_model_fns
from migrator.transforms.rewriter import Rewriter, Rules, mark


class ProgramRewriter(Rewriter):
    """Puts what functions became in their places, and rewrites all else by the tables."""

    def __init__(self, context: Context, rules: Rules, model_fns: ModelFns):
        super().__init__(context, rules)
        self.model_fns = model_fns

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return node not in self.model_fns.replacements and node not in self.model_fns.refused

    def leave_FunctionDef(self, original: cst.FunctionDef, updated: cst.FunctionDef):
        replacement = self.model_fns.replacements.get(original)
        if replacement is not None:
            return cst.FlattenSentinel(replacement)
        reason = self.model_fns.refused.get(original)
        if reason is not None:
            return mark(updated, [(reason.code, reason.message)])
        return super().leave_FunctionDef(original, updated)


def rewrite_program(module: cst.Module, context: Context, rules: Rules):
    """Rewrites a module.

    Returns:
        The rewritten module, and for each model_fn and driver (name, node, form, reason).
    """
    model_fns = migrate_model_fns(context, rules)
    forms = [(model.class_name, model.model_fn.node, "plain", "") for model in model_fns.models.values()]
    forms += [(node.name.value, node, "left", f"{reason.code} {reason.message}")
              for node, reason in model_fns.refused.items()]
    return module.visit(ProgramRewriter(context, rules, model_fns)), forms
