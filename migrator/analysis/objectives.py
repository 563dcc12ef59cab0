"""What a train_op differentiates, where it is written within the call: statements of their own.

A tape only knows what was computed under it, so ``optimizer.compute_gradients(loss + penalty)`` becomes
``objective = loss + penalty`` and ``optimizer.compute_gradients(objective)``.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.graph_function import local_names
from migrator.emission.naming import free
from migrator.names import Names
from migrator.trees import children, rewrite

_OWN_SCOPES = (cst.Lambda, cst.IfExp, cst.ListComp, cst.DictComp, cst.SetComp, cst.GeneratorExp, cst.BooleanOperation)


def with_objectives_named(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Gives what compute_gradients and tf.gradients differentiate names, where it is computed in their arguments.

    Args:
        function: a model_fn; its nodes, but for what is replaced, are those of the module's tree.
        names: the names of its module.
    """
    return rewrite(function, _Named(function, names))


class _Named(cst.CSTTransformer):
    def __init__(self, function: cst.FunctionDef, names: Names):
        super().__init__()
        self.function = function
        self.names = names
        self.taken = set(local_names(function))

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return node is self.function

    def leave_SimpleStatementLine(self, original, updated):
        if len(updated.body) != 1 or (computed := self._computed(original)) is None:
            return updated
        name = free("objective", self.taken)
        ahead = cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], computed)],
                                        leading_lines=updated.leading_lines)
        return cst.FlattenSentinel([ahead, rewrite(updated.with_changes(leading_lines=[]), _Replacement(computed, name))])

    def _computed(self, statement: cst.SimpleStatementLine) -> cst.BaseExpression | None:
        """What the first such call in a statement differentiates, where it is no name."""
        stack: list[cst.CSTNode] = [statement]
        while stack:
            node = stack.pop()
            if type(node) in _OWN_SCOPES:
                continue
            if type(node) is cst.Call and (value := self._differentiated(node)) is not None and self._computes(value):
                return value
            stack.extend(reversed(children(node)))
        return None

    def _computes(self, value: cst.BaseExpression) -> bool:
        if isinstance(value, cst.Call):
            return self.names.symbol(value.func) is not None
        return isinstance(value, (cst.BinaryOperation, cst.UnaryOperation))

    def _differentiated(self, call: cst.Call) -> cst.BaseExpression | None:
        symbol = self.names.symbol(call.func)
        attribute = call.func.attr.value if isinstance(call.func, cst.Attribute) else None
        if symbol == "tf.gradients":
            keyword = "ys"
        elif symbol is None and attribute == "compute_gradients":
            keyword = "loss"
        else:
            return None
        for index, arg in enumerate(call.args):
            if arg.star == "" and (index == 0 if arg.keyword is None else arg.keyword.value == keyword):
                return arg.value
        return None


class _Replacement(cst.CSTTransformer):
    def __init__(self, value: cst.BaseExpression, name: str):
        super().__init__()
        self.value = value
        self.name = name

    def leave_Call(self, original, updated):
        return cst.Name(self.name) if original is self.value else updated

    leave_BinaryOperation = leave_UnaryOperation = leave_Call
