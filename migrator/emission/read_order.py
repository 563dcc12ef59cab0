"""Local names that a function reads before anything could have bound them."""
from __future__ import annotations

import ast

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def read_too_early(function: ast.FunctionDef) -> set[str]:
    """Finds the names that a function binds, and reads at a place which no binding of them comes before.

    Python would raise UnboundLocalError there. A binding in a branch counts for all that follows it.

    Args:
        function: the function.
    """
    walk = _Walk({argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)})
    for statement in function.body:
        walk.visit(statement)
    return walk.early & walk.bound


class _Walk(ast.NodeVisitor):
    """Visits what runs in the order in which it runs."""

    def __init__(self, parameters: set[str]):
        self.bound = parameters
        self.early: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and node.id not in self.bound:
            self.early.add(node.id)
        elif isinstance(node.ctx, ast.Store):
            self.bound.add(node.id)

    def _in_order(self, *parts) -> None:
        for part in parts:
            for node in part if isinstance(part, list) else [part]:
                if node is not None:
                    self.visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        self._in_order(node.value, node.targets)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._in_order(node.value, node.target)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self._in_order(node.value, node.target)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name) and node.target.id not in self.bound:
            self.early.add(node.target.id)
        self._in_order(node.value, node.target)

    def visit_For(self, node: ast.For) -> None:
        self._in_order(node.iter, node.target, node.body, node.orelse)

    def visit_ListComp(self, node) -> None:
        """Its variables are its own, unless they hide a name that is read too early: that is not looked for."""
        for clause in node.generators:
            self._in_order(clause.iter)
        own = {name.id for clause in node.generators for name in ast.walk(clause.target) if isinstance(name, ast.Name)}
        hidden, self.bound = self.bound, self.bound | own
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._in_order([test for clause in node.generators for test in clause.ifs], parts)
        self.bound = hidden

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def generic_visit(self, node: ast.AST) -> None:
        if isinstance(node, _SCOPES):
            if not isinstance(node, ast.Lambda):
                self.bound.add(node.name)
            return  # It runs later.
        super().generic_visit(node)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self.bound |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ExceptHandler) and node.name:
            self.bound.add(node.name)
