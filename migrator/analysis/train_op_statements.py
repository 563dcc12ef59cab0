"""The train_op of a model_fn as a statement of its own, which its slice can be taken of.

``with tf.control_dependencies(updates): return EstimatorSpec(mode, loss=loss, train_op=optimizer.minimize(loss))`` runs the
updates before the step, as ``train_op = optimizer.minimize(loss)`` does there; and ``train_op = optimizer.minimize(loss) if
training else None`` is a condition with two statements.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.graph_function import local_names
from migrator.analysis.model_fns import SPECS
from migrator.analysis.train_ops import OPTIMIZE_LOSS
from migrator.arguments import Arguments, Unbindable
from migrator.emission.naming import free
from migrator.names import Names
from migrator.trees import find, rewrite


def with_train_ops_apart(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Writes out the train_ops that a spec makes under control dependencies, or a conditional expression.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    return rewrite(function, _Writer(function, names))


class _Writer(cst.CSTTransformer):
    def __init__(self, function: cst.FunctionDef, names: Names):
        super().__init__()
        self._names = names
        self._taken = set(local_names(function))
        self._depth = 0

    def visit_With(self, node: cst.With) -> None:
        self._depth += self._depends(node)

    def leave_With(self, original, updated):
        self._depth -= self._depends(original)
        return updated

    def _depends(self, node: cst.With) -> bool:
        return any(isinstance(item.item, cst.Call) and (self._names.symbol(item.item.func) or "").endswith(
            "control_dependencies") for item in node.items)

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=cst.IfExp(body=made) as value)] if (
                    self._trains(made)):
                return self._assigned(name, value).with_changes(leading_lines=updated.leading_lines)
            case [cst.Return(value=cst.Call() as call) | cst.Assign(value=cst.Call() as call) as small] if self._depth:
                parameters = self._parameters(call)
                if parameters is None:
                    return updated
                try:
                    arguments = Arguments(call, parameters)
                except Unbindable:
                    return updated
                made = arguments.get("train_op")
                if made is None or isinstance(made, cst.Name):
                    return updated
                name = "train_op" if "train_op" not in self._taken else free("train_op", self._taken)
                arguments.replace("train_op", cst.Name(name))
                before = self._assigned(name, made).with_changes(leading_lines=updated.leading_lines)
                spec = small.with_changes(value=arguments.call(call.func, parameters))
                return cst.FlattenSentinel([before, updated.with_changes(body=[spec], leading_lines=[])])
        return updated

    def _assigned(self, name: str, value: cst.BaseExpression) -> cst.BaseStatement:
        """The statement that gives a variable a train_op, or one of two where there is none in the other case."""
        if isinstance(value, cst.IfExp) and _is_none(value.orelse) and self._trains(value.body):
            body, orelse = (cst.IndentedBlock([self._assigned(name, one)]) for one in (value.body, value.orelse))
            return cst.If(value.test, body, cst.Else(orelse))
        return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], value)])

    def _trains(self, value: cst.BaseExpression) -> bool:
        """Whether an expression makes a train_op."""
        return any(isinstance(call.func, cst.Attribute) and call.func.attr.value in ("minimize", "apply_gradients")
                   or self._names.symbol(call.func) == OPTIMIZE_LOSS for call in find(value, cst.Call))

    def _parameters(self, call: cst.Call) -> list[str] | None:
        if isinstance(call.func, cst.Attribute) and call.func.attr.value == "_replace":
            return []
        symbol = self._names.symbol(call.func)
        return list(SPECS[symbol]) if symbol in SPECS else None


def _is_none(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.Name) and value.value == "None"
