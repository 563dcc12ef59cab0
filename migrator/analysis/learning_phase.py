"""Keras's learning phase of TF1: what a layer takes for training that is not told. False, where the program does not set it."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.helpers import calls_in
from migrator.analysis.modes import Mode
from migrator.analysis.steps import Unsupported

_SET = ("tf.keras.backend.set_learning_phase", "keras.backend.set_learning_phase", "tf.keras.backend.learning_phase_scope")


def learning_phase(graph: GraphFunction, layer: cst.CSTNode) -> cst.Name:
    """Gives what a layer takes for training in a function: False, True or the function's flag.

    Args:
        graph: the function.
        layer: what makes the layer, for messages.

    Raises:
        Unsupported: the program sets the phase in a way that can't be followed.
    """
    names = graph.facts.names
    if not any(reference.symbol in _SET for reference in names.references):
        return cst.Name("False")
    phase: dict[Mode, bool | None] = dict.fromkeys(Mode, False)
    for step in graph.body.steps:
        for call in calls_in(step.statement):
            if names.symbol(call.func) in _SET:
                phase |= {mode: _truth(call, graph, mode) for mode in step.modes}
    if None in phase.values() or graph.roles:  # A helper's layers have the phase of who calls it.
        raise Unsupported("MIG113", layer, "what the learning phase is here can't be followed: give the layer training=")
    if len(set(phase.values())) == 1:
        return cst.Name(str(phase[Mode.TRAIN]))
    if all(value is (mode is Mode.TRAIN) for mode, value in phase.items()):
        return cst.Name("training")
    raise Unsupported("MIG113", layer, "the learning phase is another in EVAL than in PREDICT: give the layer training=")


def _truth(call: cst.Call, graph: GraphFunction, mode: Mode) -> bool | None:
    match call:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="set_learning_phase")) | cst.Name(), args=[cst.Arg(value=value)]):
            match value:
                case cst.Call(func=cst.Name(value="int"), args=[cst.Arg(value=inner)]):
                    value = inner
            if isinstance(value, cst.Integer):
                return value.evaluated_value != 0
            return graph.body.modes.truth(value, mode)
    return None
