"""Calls in a model_fn that change what the rest of its graph computes, although nothing reads what they return."""
from __future__ import annotations

from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.helpers import calls_in
from migrator.analysis.steps import Unsupported

_VALUES = "gives variables the values of a checkpoint"
_QUANTIZED = "rewrites the graph, so that it computes as if it were quantized"
_STATE = "changes what layers of Keras do"
CHANGERS = {
    "tf.train.init_from_checkpoint": _VALUES,
    "tf.train.warm_start": _VALUES,
    **{f"tf.contrib.{module}.{name}": _VALUES for module in ("framework", "slim") for name in (
        "init_from_checkpoint", "assign_from_checkpoint", "assign_from_checkpoint_fn", "assign_from_values", "assign_from_values_fn")},
    "tf.contrib.quantize.create_training_graph": _QUANTIZED,
    "tf.contrib.quantize.create_eval_graph": _QUANTIZED,
    "tf.contrib.quantize.experimental_create_training_graph": _QUANTIZED,
    "tf.contrib.quantize.experimental_create_eval_graph": _QUANTIZED,
    **{f"tf.keras.backend.{name}": _STATE for name in (
        "set_floatx", "set_epsilon", "set_image_data_format", "set_session", "manual_variable_initialization")},
}


def check_graph_changers(graph: GraphFunction) -> None:
    """Checks that nothing in a model_fn, or in a helper of it, changes the graph that is there by then.

    Raises:
        Unsupported: something does.
    """
    for step in graph.body.steps:
        for call in calls_in(step.statement):
            symbol = graph.facts.names.symbol(call.func)
            if symbol in CHANGERS:
                raise Unsupported("MIG290", call, f"{symbol.removeprefix('tf.')} {CHANGERS[symbol]}")


def is_of_checkpoints(reason: Unsupported) -> bool:
    """Whether a model_fn was refused because it gives variables the values of a checkpoint."""
    return reason.code == "MIG290" and _VALUES in reason.message
