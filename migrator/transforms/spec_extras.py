"""What a spec and a model_fn hold that no method of a Keras model has a part of."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.exports import exports
from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.modes import Mode
from migrator.analysis.specs import Spec, reaching
from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.result import Disposition

_HOOK_FIELDS = ("training_hooks", "training_chief_hooks", "evaluation_hooks", "prediction_hooks")
# Hooks that only log, count or save, which changes no numbers.
_WATCHING = {f"{module}.{name}" for module in ("tf.train", "tf.estimator") for name in (
    "LoggingTensorHook", "StepCounterHook", "SummarySaverHook", "ProfilerHook", "NanTensorHook")}
_SUMMARIES = ("tf.summary.", "tf.contrib.summary.", "tf.contrib.layers.summarize_", "tf.train.Scaffold")


def check_extras(graph: GraphFunction, specs: dict[Mode, Spec]) -> None:
    """Checks the fields of the specs that are not rewritten.

    Args:
        graph: the model_fn.
        specs: what it returns in each mode.

    Raises:
        Unsupported: a field does something that would be lost.
    """
    for mode, spec in specs.items():
        for field in _HOOK_FIELDS:
            if field in spec.fields:
                _check_hooks(graph, mode, spec.fields[field], spec.end)
        for field in ("scaffold", "scaffold_fn"):
            if field in spec.fields:
                _check_scaffold(graph, mode, spec.fields[field], spec.end)


def _check_hooks(graph: GraphFunction, mode: Mode, value: cst.BaseExpression, end: int) -> None:
    match value:
        case cst.List(elements=elements) | cst.Tuple(elements=elements):
            for element in elements:
                _check_hooks(graph, mode, element.value, end)
            return
        case cst.BinaryOperation(left=left, operator=cst.Add(), right=right):
            _check_hooks(graph, mode, left, end)
            _check_hooks(graph, mode, right, end)
            return
        case cst.Call(func=func) if graph.facts.names.symbol(func) in _WATCHING:
            return
        case cst.Name(value="None"):
            return
        case cst.Name(value=name) if (found := _assigned(graph, mode, name, end)) is not None:
            _check_hooks(graph, mode, *found)
            return
    code = graph.facts.names.code(value)
    raise Unsupported("MIG127", value, f"the spec has a hook that the training loop of Keras does not run: {code}")


def _assigned(graph: GraphFunction, mode: Mode, name: str, end: int) -> tuple[cst.BaseExpression, int] | None:
    """The expression that a variable was last bound to, with its step."""
    index = reaching(graph, mode, name, end)
    if index is None or graph.body.steps[index].target != name:
        return None
    return graph.body.steps[index].value, index


def _check_scaffold(graph: GraphFunction, mode: Mode, value: cst.BaseExpression, end: int) -> None:
    if isinstance(value, cst.Name) and (found := _assigned(graph, mode, value.value, end)) is not None:
        _check_scaffold(graph, mode, *found)
        return
    if isinstance(value, cst.Call) and graph.facts.names.symbol(value.func) == "tf.train.Scaffold" and all(
            arg.keyword is not None and (arg.keyword.value == "summary_op" or _is_none(arg.value)) for arg in value.args):
        return
    if _is_none(value):
        return
    raise Unsupported("MIG128", value, "the spec has a scaffold, which initializes, saves or restores in its own way")


def _is_none(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.Name) and value.value == "None"


def reason(symbol: str, names: Names) -> tuple[Disposition, str, str]:
    """Says what becomes of a TF1 symbol that no method of the migrated model has a part of.

    Args:
        symbol: the symbol.
        names: the names of its module.

    Returns:
        Disposition, code and message.
    """
    if symbol.startswith(_SUMMARIES):
        return Disposition.REMOVED, "MIG306", f"{symbol} wrote an event file; the migrated training has no summary writer"
    if symbol.startswith(("tf.estimator.export.", "tf.saved_model.")):
        other = "of exports in another mode than PREDICT" if exports(names) else "of an export that this program does not make"
        return Disposition.REMOVED, "MIG305", f"export_outputs are the signatures {other}"
    if symbol in _WATCHING:
        return Disposition.REMOVED, "MIG307", f"{symbol} watched tensors of the graph; the loss is in what fit reports"
    if symbol in ("tf.losses.add_loss", "tf.add_to_collection"):
        return Disposition.REMOVED, "MIG308", "nothing that the Estimator ran reads the collection"
    return Disposition.REMOVED, "MIG303", "nothing that the Estimator ran depends on it"

