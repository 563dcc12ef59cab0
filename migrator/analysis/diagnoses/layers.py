"""Layers of a model_fn that do nothing in training, or whose statistics nothing updates."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from migrator.analysis.diagnoses.diagnosis import Diagnosis
from migrator.analysis.diagnoses.fixes import run_updates, say_training
from migrator.analysis.heads import has_heads
from migrator.analysis.helpers import calls_in
from migrator.names import Names
from migrator.trees import find

_OFF_BY_DEFAULT = {"tf.layers.dropout": 4, "tf.layers.batch_normalization": 12}  # Where training stands.
_RUNS_UPDATES = ("update_ops", "UPDATE_OPS", "create_train_op", "optimize_loss", "updates", "create_estimator_spec")


def check_layers(model_fn: cst.FunctionDef, program: Sequence[Names]) -> Iterator[Diagnosis]:
    """Says which layers of a model_fn and of the functions that it calls were left in inference.

    Args:
        model_fn: the function.
        program: the names of all modules of the program.
    """
    updating = [(names, statement) for names in program for statement in find(names.module, cst.SimpleStatementLine)
                if any(_applies_gradients(call) for call in calls_in(statement))]
    # Without an update a module that is not at hand trains, and may run them.
    runs_updates = has_heads(program) or any(_mentions_updates(names.module) for names in program) or not updating
    for function in _reached(model_fn, program[0]):
        names = program[0].linker.home(function) or program[0]
        for call in calls_in(function.body):
            symbol = names.symbol(call.func)
            if symbol not in _OFF_BY_DEFAULT or any(arg.star for arg in call.args):
                continue
            training = _training(call, _OFF_BY_DEFAULT[symbol])
            if training is None:
                yield Diagnosis(call, "MIG613", f"{symbol} does in TRAIN what it does in PREDICT: training is False by default",
                                say_training(names, call, model_fn))
            elif symbol.endswith("batch_normalization") and not runs_updates and not _is_false(training):
                yield Diagnosis(call, "MIG612", "nothing runs UPDATE_OPS: the moving mean stays 0 and the variance 1, "
                                                "which EVAL and PREDICT normalize with",
                                run_updates(names, call, [one for home, one in updating if home is names])
                                if len(updating) == 1 else {})


def _applies_gradients(call: cst.Call) -> bool:
    return isinstance(call.func, cst.Attribute) and call.func.attr.value in ("minimize", "apply_gradients")


def _mentions_updates(module: cst.Module) -> bool:
    return any(name.value in _RUNS_UPDATES for name in find(module, cst.Name)) or any(
        text.raw_value in _RUNS_UPDATES for text in find(module, cst.SimpleString))


def _reached(model_fn: cst.FunctionDef, names: Names) -> list[cst.FunctionDef]:
    """The function and those of the program that it calls, each once."""
    found, index = [model_fn], 0
    while index < len(found):
        home = names.linker.home(found[index]) or names
        for call in calls_in(found[index].body):
            definition = home.definition(call.func)
            if isinstance(definition, cst.FunctionDef) and definition not in found:
                found.append(definition)
        index += 1
    return found


def _training(call: cst.Call, position: int) -> cst.BaseExpression | None:
    for index, arg in enumerate(call.args):
        if arg.keyword is not None and arg.keyword.value == "training" or arg.keyword is None and index == position:
            return arg.value
    return None


def _is_false(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.Name) and value.value == "False"
