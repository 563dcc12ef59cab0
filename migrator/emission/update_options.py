"""The arguments of minimize, compute_gradients, tf.gradients and their like that are no operands."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.steps import Unsupported
from migrator.arguments import Arguments, Unbindable
from migrator.dropped_arguments import has_reason
from migrator.transforms.context import Context

UPDATE_PARAMETERS = frozenset((
    "loss var_list global_step grads_and_vars optimizer learning_rate learning_rate_decay_fn clip_gradients variables "
    "increment_global_step gradient_noise_scale gradient_multipliers update_ops decay_var_list").split())
"""Parameters of an update that are rewritten, or refused where they are read."""

_PARAMETERS = {
    "ys": ("ys xs grad_ys name colocate_gradients_with_ops gate_gradients aggregation_method stop_gradients "
           "unconnected_gradients").split(),
    "loss": "loss var_list gate_gradients aggregation_method colocate_gradients_with_ops grad_loss".split(),
}
_CHANGES_GRADIENTS = {"grad_loss", "grad_ys", "stop_gradients", "unconnected_gradients"}


def gradient_operands(original: cst.Call, updated: cst.Call, context: Context,
                      *names: str) -> list[cst.BaseExpression | None]:
    """Gives what a call differentiates, and by what; accounts for its other arguments.

    Args:
        original: a call of ``tf.gradients`` or of ``compute_gradients``.
        updated: the same with its arguments rewritten.
        context: the state of rewriting the module.
        names: the names of the two operands.

    Raises:
        Unsupported: the arguments can't be told apart, or one of them changes the gradients.
    """
    try:
        given = Arguments(original, _PARAMETERS[names[0]])
        operands = Arguments(updated, _PARAMETERS[names[0]])
    except Unbindable as reason:
        raise Unsupported("MIG101", original, str(reason)) from None
    drop_options(original, given, names, context)
    return [operands.get(name) for name in names]


def drop_options(call: cst.Call, given: Arguments, kept: Iterable[str], context: Context) -> None:
    """Enters the options of an update that change no number into the ledger.

    Args:
        call: the call that has them.
        given: its arguments.
        kept: names of those that are rewritten.
        context: the state of rewriting the module.

    Raises:
        Unsupported: one of them changes the gradients, or may change the update.
    """
    for name in given:
        value = given.get(name)
        if name in kept or isinstance(value, cst.Name) and value.value == "None":
            continue
        if name in _CHANGES_GRADIENTS:
            raise Unsupported("MIG144", value, f"{name} changes the gradients, and has no counterpart yet")
        if not has_reason(name):
            raise Unsupported("MIG370", value, f"{name} is no argument that the updates of TF1's own optimizers take")
        context.drop(call, value, name, "model_fns")
