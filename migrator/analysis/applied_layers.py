"""Layer objects that a loop makes and applies at once, as one call: ``layer = Dense(n)`` with ``net = layer(net)`` behind it."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.helpers import FunctionFacts
from migrator.trees import find, rewrite


def with_layers_applied_at_once(function: cst.FunctionDef, facts: FunctionFacts) -> cst.FunctionDef:
    """Writes such objects where they are applied, where nothing else names them.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        facts: what is known of the module's functions.
    """
    named: dict[str, int] = {}
    for node in find(function.body, cst.Name):
        named[node.value] = named.get(node.value, 0) + 1
    return rewrite(function, _Writer(facts, {name for name, count in named.items() if count == 2}))


class _Writer(cst.CSTTransformer):
    def __init__(self, facts: FunctionFacts, once: set[str]):
        super().__init__()
        self.facts = facts
        self.once = once

    def leave_For(self, original: cst.For, updated: cst.For) -> cst.For:
        if not isinstance(updated.body, cst.IndentedBlock):
            return updated
        kept: list[cst.BaseStatement] = []
        for line in updated.body.body:
            applied = self._applied(kept[-1], line) if kept else None
            if applied is not None:
                kept[-1] = applied
            else:
                kept.append(line)
        return updated.with_changes(body=updated.body.with_changes(body=kept)) if len(kept) < len(updated.body.body) else updated

    def _applied(self, maker: cst.BaseStatement, line: cst.BaseStatement) -> cst.BaseStatement | None:
        match maker, line:
            case (cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=made)]),
                  cst.SimpleStatementLine(body=[cst.Assign(value=cst.Call(func=cst.Name(value=called)) as call) as assign])) if (
                      name == called and name in self.once and self.facts.is_layer_constructor(made)):
                lead = [*maker.leading_lines, *(one for one in line.leading_lines if one.comment is not None)]
                return line.with_changes(body=[assign.with_changes(value=call.with_changes(func=made))], leading_lines=lead)
        return None
