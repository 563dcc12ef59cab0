"""What is wrong with the fields of an EstimatorSpec in one mode."""
from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrator.analysis.def_use import effects
from migrator.analysis.diagnoses.diagnosis import Diagnosis
from migrator.analysis.diagnoses.fixes import count_steps, give_field, pair_of_metric
from migrator.analysis.diagnoses.losses import has_no_gradient, is_no_scalar
from migrator.analysis.diagnoses.paths import Path, own_calls
from migrator.analysis.model_fns import SPECS
from migrator.analysis.modes import Mode
from migrator.arguments import Arguments, Unbindable

_NEEDED = {Mode.TRAIN: (("loss", "MIG600"), ("train_op", "MIG601")), Mode.EVAL: (("loss", "MIG602"),),
           Mode.PREDICT: (("predictions", "MIG603"),)}
_REDUCTIONS = ("tf.reduce_", "tf.math.reduce_", "tf.cast", "tf.equal", "tf.losses.", "tf.nn.")
_MINIMIZE = "loss global_step var_list gate_gradients aggregation_method colocate_gradients_with_ops name grad_loss".split()
_APPLY = "grads_and_vars global_step name".split()


def check_spec(call: cst.Call, path: Path, is_asked: bool) -> Iterator[Diagnosis]:
    """Says what is wrong with a spec.

    Args:
        call: the call that makes it.
        path: the way that leads to it.
        is_asked: whether the program is known to run this mode.
    """
    try:
        arguments = Arguments(call, SPECS[path.names.symbol(call.func)])
    except Unbindable:
        return
    if any(arg.star for arg in call.args):
        return
    fields = {name: arguments.get(name) for name in arguments}
    given = {name: value for name, value in fields.items() if not _is_none(value, path)}
    unbound = [value for value in given.values() if _is_unbound(value, path)]
    yield from (Diagnosis(value, "MIG616", f"{path.mode.name}: UnboundLocalError, {value.value} is bound in other modes only")
                for value in unbound if is_asked or path.mode is Mode.TRAIN)
    is_meant = is_asked or not {"loss", "train_op", "predictions"} & given.keys() or (
        path.mode is Mode.TRAIN and "train_op" in given)
    for name, code in _NEEDED[path.mode]:
        if name not in given and is_meant:
            variable = _holder(name, path)
            yield Diagnosis(call, code, f"{path.mode.name}: the Estimator raises ValueError: Missing {name}.",
                            give_field(call, name, variable) if variable is not None else {})
            break
    if path.mode is not Mode.PREDICT and "loss" in given:
        yield from _check_loss(given["loss"], path, call)
    if path.mode is Mode.TRAIN and "train_op" in given:
        yield from _check_train_op(given["train_op"], path)
    if "predictions" in given:
        yield from _check_predictions(given["predictions"], path)
    if path.mode is not Mode.PREDICT and "eval_metric_ops" in given:
        yield from _check_metrics(given["eval_metric_ops"], path)


def _holder(field: str, path: Path) -> str | None:
    """The variable that has what a field should have: of the loss what is minimized, else the one of the field's name."""
    minimized = [arg.value.value for call in own_calls(path.statements) if isinstance(call.func, cst.Attribute)
                 and call.func.attr.value == "minimize" for arg in call.args[:1] if isinstance(arg.value, cst.Name)]
    for name in (minimized if field == "loss" else []) + [field]:
        index = path.binding(name)
        if index is not None and name in effects(path.statements[index]).defines:
            return name
    return None


def _check_predictions(predictions: cst.BaseExpression, path: Path) -> Iterator[Diagnosis]:
    value, _ = path.resolve(predictions)
    if isinstance(value, (cst.List, cst.Tuple)):
        given = path.names.code(value).strip()
        yield Diagnosis(value, "MIG620", f"the Estimator raises TypeError: predictions must be Tensor, given: {given}")


def _is_none(value: cst.BaseExpression, path: Path) -> bool:
    value, _ = path.resolve(value)
    return isinstance(value, cst.Name) and value.value == "None"


def _is_unbound(value: cst.BaseExpression, path: Path) -> bool:
    """Whether a local variable is read that nothing on the way binds."""
    value, end = path.resolve(value)
    if not isinstance(value, cst.Name) or path.binding(value.value, end) is not None:
        return False
    scope = path.names.scope(value)
    bindings = scope.bindings.get(value.value, ()) if scope is not None else ()
    return bool(bindings) and not any(isinstance(one.node, cst.Param) for one in bindings)


def _check_loss(loss: cst.BaseExpression, path: Path, call: cst.Call) -> Iterator[Diagnosis]:
    value, _ = path.resolve(loss)
    if isinstance(value, (cst.Integer, cst.Float)):
        yield Diagnosis(call, "MIG605", f"the Estimator raises TypeError: loss must be Tensor, given: {value.value}")
    elif is_no_scalar(loss, path):
        yield Diagnosis(value if isinstance(value, cst.Call) else call, "MIG606",
                        "the Estimator raises ValueError: Loss must be scalar, or, where the size of the batch is not known, "
                        "InvalidArgumentError in the first step")


def _check_train_op(train_op: cst.BaseExpression, path: Path) -> Iterator[Diagnosis]:
    value, end = path.resolve(train_op)
    if not isinstance(value, cst.Call):
        return
    symbol = path.names.symbol(value.func)
    if symbol in ("tf.constant", "tf.zeros") or symbol in ("tf.no_op", "tf.group") and not value.args and not _counts(path):
        yield Diagnosis(value, "MIG608", "the Estimator raises nothing: no variable changes, and the global step stays 0, "
                                         "so that training with steps= ends with the data only")
        return
    if is_optimizer(value, path):
        yield Diagnosis(value, "MIG617", "the Estimator raises TypeError: train_op must be Operation or Tensor")
        return
    updates = [(value, end)]
    if symbol == "tf.group":
        updates = [path.resolve(arg.value, end) for arg in value.args]
    read = [(one, at, _update(one, path, at)) for one, at in updates]
    for one, at, arguments in read:
        loss = arguments.get("loss") if arguments is not None else None
        if loss is not None and has_no_gradient(loss, path, at):
            yield Diagnosis(one, "MIG607", "the Estimator raises ValueError: No gradients provided for any variable, check "
                                               "your graph for ops that do not support gradients, between variables …")
    if read and all(arguments is not None and _is_absent(arguments, "global_step", path) for _, _, arguments in read) and (
            not _counts(path)):
        yield Diagnosis(read[-1][0], "MIG609", "the Estimator raises nothing: the global step stays 0, so that training with "
                                               "steps= ends with the data only, or never, and what is trained is never saved",
                        count_steps(path.names, read[-1][0], _maker(*read[-1][:2], path)))
    for one, at, arguments in read:
        step = arguments.get("global_step") if arguments is not None else None
        if step is not None and not _counts(path) and _is_other_variable(step, path, at):
            yield Diagnosis(step, "MIG618", "the Estimator raises nothing: this counts a variable of the program's own, and the "
                                            "global step stays 0, so that training with steps= ends with the data only, or "
                                            "never, and what is trained is never saved",
                            count_steps(path.names, one, _maker(one, at, path)))


def _maker(update: cst.Call, end: int, path: Path) -> cst.Call:
    """The call that makes the optimizer of an update."""
    return path.resolve(update.func.value, end)[0]


def _is_other_variable(step: cst.BaseExpression, path: Path, end: int) -> bool:
    """Whether a step is surely another variable than the global step."""
    value, _ = path.resolve(step, end)
    if not isinstance(value, cst.Call) or path.names.symbol(value.func) not in ("tf.Variable", "tf.get_variable"):
        return False
    collections = [arg for arg in value.args if arg.keyword is not None and arg.keyword.value == "collections"]
    names = [arg.value.evaluated_value for arg in value.args if isinstance(arg.value, cst.SimpleString)]
    return not collections and (path.names.symbol(value.func) == "tf.Variable" or "global_step" not in names)


def _update(value, path: Path, end: int) -> Arguments | None:
    """The arguments of a call of minimize or apply_gradients of a tf.train optimizer."""
    match value:
        case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value="minimize" | "apply_gradients" as method))):
            made, _ = path.resolve(receiver, end)
            if isinstance(made, cst.Call) and is_optimizer(made, path):
                try:
                    return Arguments(value, _MINIMIZE if method == "minimize" else _APPLY)
                except Unbindable:
                    return None
    return None


def is_optimizer(call: cst.Call, path: Path) -> bool:
    """Whether a call makes an optimizer of TF1."""
    symbol = path.names.symbol(call.func) or ""
    return symbol.startswith("tf.train.") and symbol.endswith("Optimizer")


def _is_absent(arguments: Arguments, name: str, path: Path) -> bool:
    return name not in arguments or _is_none(arguments.get(name), path)


def _counts(path: Path) -> bool:
    """Whether a statement on the way may count the steps by itself."""
    return any(isinstance(call.func, (cst.Name, cst.Attribute))
               and (call.func.attr if isinstance(call.func, cst.Attribute) else call.func).value in (
                   "assign_add", "assign", "create_train_op", "optimize_loss") for call in own_calls(path.statements))


def _check_metrics(metrics: cst.BaseExpression, path: Path) -> Iterator[Diagnosis]:
    value, end = path.resolve(metrics)
    if isinstance(value, cst.Call) and (path.names.symbol(value.func) or "").startswith("tf.metrics."):
        yield Diagnosis(value, "MIG611", "the Estimator raises TypeError: eval_metric_ops must be a dict")
    if not isinstance(value, cst.Dict):
        return
    for element in value.elements:
        if not isinstance(element, cst.DictElement):
            continue
        metric, _ = path.resolve(element.value, end)
        if _is_no_pair(metric, path):
            key = path.names.code(element.key).strip("'\"")
            kind = "<function <lambda>>" if isinstance(metric, cst.Lambda) else "Tensor(…)"
            yield Diagnosis(metric, "MIG611", "the Estimator raises TypeError: Values of eval_metric_ops must be "
                                              f"(metric_value, update_op) tuples, given: {kind} for key: {key}",
                            pair_of_metric(path.names, metric, element.value))


def _is_no_pair(metric, path: Path) -> bool:
    match metric:
        case cst.Lambda():
            return True
        case cst.Call(func=func):
            return (path.names.symbol(func) or "").startswith(_REDUCTIONS)
        case cst.Subscript(value=cst.Call(func=func)):
            return (path.names.symbol(func) or "").startswith("tf.metrics.")
    return False
