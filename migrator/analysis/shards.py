"""CrossShardOptimizer or TowerOptimizer around an optimizer that a variable holds already: nothing, where there are no shards."""
from __future__ import annotations

import libcst as cst

from migrator.names import Names
from migrator.trees import rewrite

SHARDED = {"tf.contrib.tpu.CrossShardOptimizer", "tf.tpu.CrossShardOptimizer", "tf.contrib.estimator.TowerOptimizer"}
_ATOMS = (cst.Name, cst.Attribute, cst.Subscript, cst.Call)


def without_shards(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Takes out ``optimizer = CrossShardOptimizer(optimizer)``, and the condition that it alone stands under.

    Args:
        function: the function; its nodes, but for what goes, are those of the module's tree.
        names: the module's names.
    """
    return rewrite(function, _WithoutShards(names))


class _WithoutShards(cst.CSTTransformer):
    def __init__(self, names: Names):
        super().__init__()
        self.names = names

    def leave_If(self, original, updated):
        match original:
            case cst.If(test=test, body=cst.IndentedBlock(body=[cst.SimpleStatementLine(body=[only])]), orelse=None) if (
                    isinstance(test, _ATOMS) and self._is_wrapped(only)):
                return cst.RemoveFromParent()
        return updated

    def _is_wrapped(self, small: cst.BaseSmallStatement) -> bool:
        match small:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=target))],
                            value=cst.Call(func=func, args=[cst.Arg(value=cst.Name(value=wrapped), keyword=None)])):
                return target == wrapped and self.names.symbol(func) in SHARDED
        return False
