"""Learning rates of Keras optimizers that a program reads and sets by hand, in the words of Keras 3.

Its rules belong to the transform `optimizers`.

>>> from migrator.transforms import optimizers
>>> before = '''import tensorflow as tf
... from tensorflow.keras import backend as K
... optimizer = tf.keras.optimizers.SGD(0.1)
... K.set_value(optimizer.lr, 0.5 * K.get_value(optimizer.lr))
... '''
>>> print(optimizers(before).after.decode().splitlines()[-1])
optimizer.learning_rate.assign(0.5 * optimizer.learning_rate.numpy())

An optimizer of Keras 3 has no `lr`: reading it fails, and setting it sets an attribute that nothing reads. The rate is a
variable, or where the optimizer was made with a schedule the schedule's value at the optimizer's step.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.keras_optimizers import is_optimizer, is_rate
from migrator.analysis.values import value_of
from migrator.names import Names
from migrator.transforms.context import Context
from migrator.transforms.expressions import call
from migrator.transforms.optimizers import optimizers
from migrator.transforms.registry import CallSite, Left
from migrator.trees import walk

_ASKING = ("hasattr", "getattr", "setattr")
_SCHEDULERS = ("tf.keras.callbacks.LearningRateScheduler", "keras.callbacks.LearningRateScheduler")
_LOGGING = ("LearningRateScheduler", "ReduceLROnPlateau")


def _method(owner: cst.BaseExpression, name: str, *arguments: cst.BaseExpression) -> cst.Call:
    return call(cst.Attribute(owner, cst.Name(name)), *arguments)


@optimizers.call("tf.keras.backend.set_value keras.backend.set_value", "x value")
def set_value(site: CallSite, context: Context) -> cst.BaseExpression:
    """An assignment to the variable."""
    variable, value = (site.arguments.get(name) for name in site.parameters)
    if variable is None or value is None:
        raise Left("MIG101", f"{site.symbol} is called without a value")
    return _method(variable, "assign", value)


@optimizers.call("tf.keras.backend.get_value keras.backend.get_value", "x")
def get_value(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """The value of the variable; ``float`` asks for it itself."""
    variable = site.original_argument("x")
    if variable is None or site.symbol.startswith("tf.") and not is_rate(variable, context.names):
        return None
    value = site.arguments.get("x")
    within = site.enclosing.func if site.enclosing is not None else None
    return value if isinstance(within, cst.Name) and within.value == "float" else _method(value, "numpy")


def modern_attribute(original: cst.Attribute, updated: cst.Attribute, names: Names) -> cst.Attribute:
    """Names the learning rate of an optimizer as Keras 3 does.

    Args:
        original: an attribute of the original tree.
        updated: the attribute, rewritten.
        names: the module's names.
    """
    if original.attr.value == "lr" and is_optimizer(original.value, names):
        return updated.with_changes(attr=cst.Name("learning_rate"))
    return updated


def modern_call(original: cst.Call, updated: cst.Call, context: Context) -> cst.BaseExpression:
    """Rewrites a call that reads or sets a learning rate in a way that Keras 3 does not have.

    Args:
        original: a call of the original tree.
        updated: the call, rewritten.
        context: the state of rewriting the module.
    """
    names = context.names
    match original, updated:
        case cst.Call(func=cst.Name(value=function), args=[cst.Arg(value=owner), cst.Arg(value=cst.SimpleString() as key), *_]), _ if (
                function in _ASKING and key.evaluated_value == "lr" and is_optimizer(owner, names)):
            renamed = updated.args[1].with_changes(value=cst.SimpleString(key.value.replace("lr", "learning_rate")))
            return updated.with_changes(args=[updated.args[0], renamed, *updated.args[2:]])
        case cst.Call(func=cst.Attribute(value=cst.Call(func=cst.Attribute(value=rate, attr=cst.Name(
                value="read_value" | "value")), args=[]), attr=cst.Name(value="numpy"))), _ if is_rate(rate, names):
            return _method(updated.func.value.args[0].value, "numpy")
        case cst.Call(func=cst.Attribute(value=rate, attr=cst.Name(value="read_value" | "value")), args=[]), _ if (
                is_rate(rate, names)):
            return call(context.tf("convert_to_tensor"), updated.func.value)
        case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(value="_decayed_lr"))), _ if is_optimizer(owner, names):
            return cst.Attribute(updated.func.value, cst.Name("learning_rate"))
        case (cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(value="_get_hyper")), args=[cst.Arg(value=key), *_]), _) if (
                _is_rate_key(key) and is_optimizer(owner, names)):
            return cst.Attribute(updated.func.value, cst.Name("learning_rate"))
        case (cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(value="_set_hyper")), args=[cst.Arg(value=key), _]), _) if (
                _is_rate_key(key) and is_optimizer(owner, names)):
            rate = cst.Attribute(updated.func.value, cst.Name("learning_rate"))
            return _method(rate, "assign", updated.args[1].value)
    return updated


def _is_rate_key(key: cst.BaseExpression) -> bool:
    return isinstance(key, cst.SimpleString) and key.evaluated_value in ("lr", "learning_rate")


def modern_log(original: cst.Subscript, updated: cst.Subscript, names: Names) -> cst.Subscript:
    """Gives the key of a learning rate in a history as Keras 3's callbacks write it: ``history.history["learning_rate"]``.

    Args:
        original: a subscript of the original tree.
        updated: the subscript, rewritten.
        names: the module's names.
    """
    match original:
        case cst.Subscript(value=cst.Attribute(value=owner, attr=cst.Name(value="history")), slice=[cst.SubscriptElement(
                slice=cst.Index(value=cst.SimpleString() as key))]) if (
                    key.evaluated_value == "lr" and _is_history(owner, names) and _logs_rates(names)):
            renamed = cst.SimpleString(key.value.replace("lr", "learning_rate"))
            return updated.with_changes(slice=[updated.slice[0].with_changes(slice=cst.Index(renamed))])
    return updated


def _is_history(node: cst.BaseExpression, names: Names) -> bool:
    """Whether an expression is what ``fit`` returns."""
    match node:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="fit" | "fit_generator"))):
            return True
        case cst.Name():
            values = [one.value for one in names.bindings(node)]
            return bool(values) and all(isinstance(value, (cst.Call, cst.Attribute)) and _is_history(value, names) for value in values)
        case cst.Attribute(attr=cst.Name(value="history")):
            return True
    return False


def _logs_rates(names: Names) -> bool:
    """Whether it is the callbacks of Keras that log the rates, and no callback of the program."""
    own = [target.target for node in walk(names.module) if isinstance(node, cst.Assign) for target in node.targets
           if isinstance(target.target, cst.Subscript)]
    keys = (one.slice[0].slice.value for one in own if isinstance(one.slice[0].slice, cst.Index))
    return not any(isinstance(key, cst.SimpleString) and key.evaluated_value == "lr" for key in keys) and any(reference.symbol.startswith(("tf.keras.callbacks.", "keras.callbacks."))
                           and reference.symbol.endswith(_LOGGING) for reference in names.references)


def scheduled_rates(names: Names) -> set[cst.BaseExpression]:
    """Finds what the functions return that LearningRateScheduler is given, where that may be a tensor: it takes floats only.

    Args:
        names: the module's names.
    """
    found = set()
    for reference in names.references:
        if reference.symbol not in _SCHEDULERS:
            continue
        for node in walk(names.module):
            if isinstance(node, cst.Call) and node.func is reference.node and node.args:
                function = value_of(node.args[0].value, names)
                found |= _returned(names.definition(function) or function)
    return {value for value in found if _may_be_tensor(value, names)}


def _returned(function: cst.CSTNode | None) -> set[cst.BaseExpression]:
    match function:
        case cst.Lambda(body=body):
            return {body}
        case cst.FunctionDef(body=body):
            return {node.value for node in walk(body) if isinstance(node, cst.Return) and node.value is not None}
    return set()


def _may_be_tensor(value: cst.BaseExpression, names: Names, seen: frozenset[str] = frozenset()) -> bool:
    for node in walk(value):
        match node:
            case cst.Call(func=cst.Name(value="float")) if node is value:
                return False
            case cst.Call(func=cst.Attribute(attr=cst.Name(value="numpy"))):
                return False
            case cst.Call(func=func) if (names.symbol(func) or "").startswith("tf."):
                return True
            case cst.Name(value=name) if name not in seen:
                bound = [one.value for one in names.bindings(node) if one.value is not None]
                if any(_may_be_tensor(one, names, seen | {name}) for one in bound):
                    return True
    return False


def schedule_of(target: cst.BaseExpression, context: Context) -> str | None:
    """Says why the learning rate of an optimizer can't be set, or nothing.

    Args:
        target: what is assigned to.
        context: the state of rewriting the module.
    """
    if not is_rate(target, context.names):
        return None
    made = value_of(target.value, context.names)
    rate = next((arg.value for arg in made.args if arg.keyword is None or arg.keyword.value in ("lr", "learning_rate")),
                None) if isinstance(made, cst.Call) else None
    schedule = value_of(rate, context.names)
    symbol = context.names.symbol(schedule.func) if isinstance(schedule, cst.Call) else None
    if symbol is None or ".schedules." not in symbol:
        return None
    return f"the optimizer asks its schedule, {symbol.rpartition('.')[2]}, for the rate of each step"
