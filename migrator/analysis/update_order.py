"""What a train_op computes after an update, from the weights that the update has changed."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.helpers import calls_in
from migrator.analysis.modes import Mode
from migrator.analysis.specs import reaching
from migrator.analysis.steps import Step, Unsupported
from migrator.trees import walk

_UPDATES = ("minimize", "apply_gradients")
_FORWARD = ("tf.layers.", "tf.contrib.layers.", "tf.keras.layers.", "tf.nn.", "tf.losses.", "tf.matmul", "tf.reduce_")


def check_update_order(graph: GraphFunction) -> None:
    """Refuses a forward pass that control dependencies put behind an update of an optimizer.

    A class computes all that it needs before its first update.

    Raises:
        Unsupported: the function has one.
    """
    for index, step in enumerate(graph.body.steps):
        if Mode.TRAIN in step.modes and _computes(step, graph) and any(
                scope.kind == "dependencies" and _waits_for_update(scope.call, index, graph) for scope in step.scopes):
            raise Unsupported("MIG118", step.statement, "a part of the network is computed once more after an update, from the "
                                                        "weights that it changed")


def _computes(step: Step, graph: GraphFunction) -> bool:
    names = graph.facts.names
    return any((names.symbol(call.func) or "").startswith(_FORWARD) or isinstance(names.definition(call.func), cst.FunctionDef)
               for call in calls_in(step.statement))


def _waits_for_update(node: cst.CSTNode, end: int, graph: GraphFunction) -> bool:
    """Whether an expression, or what the names in it stand for, updates weights."""
    for one in walk(node):
        if isinstance(one, cst.Attribute) and one.attr.value in _UPDATES:
            return True
        index = reaching(graph, Mode.TRAIN, one.value, end) if isinstance(one, cst.Name) else None
        if index is not None and _waits_for_update(graph.body.steps[index].statement, index, graph):
            return True
    return False
