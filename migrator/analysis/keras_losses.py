"""The losses that a Keras model collects, as Keras 3 has them: ``net.losses``, without the question which inputs they are of."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.trees import find, rewrite

_OF_INPUTS = ("activity_regularizer", "add_loss")  # What makes losses that depend on what goes in.


def with_keras_losses(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Replaces ``net.get_losses_for(None) + net.get_losses_for(inputs)``, and each of them alone.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.

    Raises:
        Unsupported: one of them stands alone, and losses of both kinds may be made.
    """
    if not any(_asked(call) for call in find(function, cst.Call)):
        return function
    made = any(name.value in _OF_INPUTS for name in names.names)
    return rewrite(function, _Collector(names, made))


class _Collector(cst.CSTTransformer):
    def __init__(self, names: Names, has_both_kinds: bool):
        super().__init__()
        self._names, self._has_both_kinds = names, has_both_kinds
        self._whole: set[cst.Call] = set()

    def visit_BinaryOperation(self, node: cst.BinaryOperation) -> bool:
        if self._is_whole(node):
            self._whole.update((node.left, node.right))
        return True

    def leave_BinaryOperation(self, original: cst.BinaryOperation, updated: cst.BinaryOperation) -> cst.BaseExpression:
        return _losses(updated.left) if original.left in self._whole and self._is_whole(original) else updated

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        if not _asked(original) or original in self._whole:
            return updated
        if self._has_both_kinds:
            raise Unsupported("MIG130", original, "Keras 3 does not tell the losses of weights from those of inputs: use losses")
        return _losses(updated) if _is_none(original) else cst.List([])

    def _is_whole(self, node: cst.BinaryOperation) -> bool:
        """Whether a sum is of the losses of a model that depend on its inputs and of those that do not."""
        match node:
            case cst.BinaryOperation(left=left, operator=cst.Add(), right=right) if _asked(left) and _asked(right):
                return _is_none(left) != _is_none(right) and left.func.value.deep_equals(right.func.value)
        return False


def _asked(node: cst.CSTNode) -> bool:
    match node:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="get_losses_for")), args=[_]):
            return True
    return False


def _is_none(call: cst.Call) -> bool:
    return isinstance(call.args[0].value, cst.Name) and call.args[0].value.value == "None"


def _losses(call: cst.Call) -> cst.Attribute:
    return cst.Attribute(call.func.value, cst.Name("losses"))
