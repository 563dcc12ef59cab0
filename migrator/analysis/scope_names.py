"""Names of graph nodes that are made of the scope they stand in: ``name=scope.name``. They go with the graph."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.def_use import uses
from migrator.analysis.steps import SCOPES
from migrator.names import Names
from migrator.trees import find, rewrite


def without_scope_names(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Drops the arguments ``name=`` that read a variable which a ``with`` block binds to its scope.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    bound = {item.asname.name.value for node in find(function, cst.With) for item in node.items
             if item.asname is not None and isinstance(item.asname.name, cst.Name) and isinstance(item.item, cst.Call)
             and SCOPES.get(names.symbol(item.item.func)) in ("variable", "name")}
    return rewrite(function, _Remover(bound)) if bound else function


class _Remover(cst.CSTTransformer):
    def __init__(self, bound: set[str]):
        super().__init__()
        self.bound = bound

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.Call:
        args = [arg for arg in updated.args if not (
            arg.keyword is not None and arg.keyword.value == "name" and uses(arg.value) & self.bound)]
        if len(args) == len(updated.args):
            return updated
        if args:
            args[-1] = args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated.with_changes(args=args)
