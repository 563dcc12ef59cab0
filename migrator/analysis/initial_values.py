"""Model_fns that give variables the values of a checkpoint."""
from __future__ import annotations

from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.helpers import calls_in
from migrator.analysis.steps import Unsupported

_FROM_CHECKPOINTS = frozenset((
    "tf.train.init_from_checkpoint", "tf.train.warm_start", "tf.contrib.framework.init_from_checkpoint",
    "tf.contrib.framework.assign_from_checkpoint", "tf.contrib.framework.assign_from_checkpoint_fn",
    "tf.contrib.framework.assign_from_values", "tf.contrib.framework.assign_from_values_fn",
    "tf.contrib.slim.assign_from_checkpoint", "tf.contrib.slim.assign_from_checkpoint_fn"))


def check_initial_values(graph: GraphFunction) -> None:
    """Checks that a function gives no variable the value that it has in a checkpoint: no method would do it.

    Raises:
        Unsupported: it does.
    """
    for step in graph.body.steps:
        for call in calls_in(step.statement):
            symbol = graph.facts.names.symbol(call.func)
            if symbol in _FROM_CHECKPOINTS:
                raise Unsupported("MIG380", call, f"{symbol} gives variables the values of a checkpoint, by the names of TF1")
