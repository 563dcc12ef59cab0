"""tf.train's learning-rate decays, functions of the global step, to keras.optimizers.schedules.

>>> from migrator.transforms.schedules import schedules
>>> before = '''import tensorflow as tf
... step = tf.train.get_global_step()
... rate = tf.train.exponential_decay(0.1, step, 1000, 0.9)
... '''
>>> print(schedules(before).after.decode())
import keras
import tensorflow as tf
step = tf.train.get_global_step()
rate = keras.optimizers.schedules.ExponentialDecay(0.1, 1000, 0.9)
<BLANKLINE>

A schedule is given to an optimizer, which asks it for the rate at its own step. Defaults and
values are TF1's (measured at every kind of step). Facts: numerics, section 1.1.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.decay_steps import CASTS, STEPS, is_constant, is_global_step
from migrator.analysis.values import value_of
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.expressions import as_float, call, grouped, number
from migrator.transforms.registry import CallSite, Kind, Left, Transform

schedules = Transform("schedules", "tf.train's learning-rate decays to keras.optimizers.schedules")

# TF1's parameters in positional order, with Keras's name after a colon where it differs. Both have the same order but
# for the global step.
_RATE = "learning_rate:initial_learning_rate global_step"
_TABLE = {
    "exponential_decay": ("ExponentialDecay", f"{_RATE} decay_steps decay_rate staircase name"),
    "natural_exp_decay": ("ExponentialDecay", f"{_RATE} decay_steps decay_rate staircase name"),
    "inverse_time_decay": ("InverseTimeDecay", f"{_RATE} decay_steps decay_rate staircase name"),
    "polynomial_decay": ("PolynomialDecay", f"{_RATE} decay_steps end_learning_rate power cycle name"),
    "cosine_decay": ("CosineDecay", f"{_RATE} decay_steps alpha name"),
    "cosine_decay_restarts": ("CosineDecayRestarts", f"{_RATE} first_decay_steps t_mul m_mul alpha name"),
    "piecewise_constant": ("PiecewiseConstantDecay", "x:global_step boundaries values name"),
    "piecewise_constant_decay": ("PiecewiseConstantDecay", "x:global_step boundaries values name"),
    "linear_cosine_decay": ("LinearCosineDecay", f"{_RATE} decay_steps num_periods alpha beta name"),
    "noisy_linear_cosine_decay": (
        "NoisyLinearCosineDecay",
        f"{_RATE} decay_steps initial_variance variance_decay num_periods alpha beta name"),
}
_SUPPORTED = {"LinearCosineDecay", "NoisyLinearCosineDecay"}


def schedule(site: CallSite, context: Context) -> cst.BaseExpression:
    """Makes the schedule, without the step that it was a function of; of a step that never changes, the rate."""
    step = site.original_argument("global_step") or site.original_argument("x")
    if not is_constant(step, context.names):
        _check_step(site, context)
        return schedule_alone(site, context)
    given = site.arguments.get("global_step") or site.arguments.get("x")
    context.review(site, "MIG332", f"{site.symbol} is computed at step {context.names.code(step).strip()} in every training "
                                   "step, so the rate never changes; the global step was probably meant", "schedules")
    _account_for(step, context)
    made = call(schedule_alone(site, context), _number_of(given))
    return call(cst.Name("float"), made)


def _number_of(step: cst.BaseExpression) -> cst.BaseExpression:
    """The number in a constant tensor."""
    return step.args[0].value if isinstance(step, cst.Call) else step


def schedule_alone(site: CallSite, context: Context) -> cst.BaseExpression:
    """Makes the schedule that a decay is, whatever step it is a function of."""
    name, parameters = _TABLE[site.symbol.rpartition(".")[2]]
    arguments = site.arguments
    for parameter in parameters.split():
        old, _, new = parameter.partition(":")
        arguments.rename(old, new or old)
    arguments.pop("global_step")
    site.drop("name")
    if "initial_learning_rate" in arguments:
        arguments.replace("initial_learning_rate", as_float(arguments.get("initial_learning_rate")))
    if "values" in arguments:
        arguments.replace("values", _floats(arguments.get("values")))
    if site.symbol == "tf.train.natural_exp_decay" and "decay_rate" in arguments:
        arguments.replace("decay_rate", _exponential(arguments.get("decay_rate"), context))
    made = context.supported(name) if name in _SUPPORTED else context.keras(f"optimizers.schedules.{name}")
    order = [parameter.rpartition(":")[2] for parameter in parameters.split()]
    return arguments.call(made, [parameter for parameter in order if parameter not in ("global_step", "name")])


def _check_step(site: CallSite, context: Context) -> None:
    """Sees to it that a schedule is a function of the global step itself.

    Raises:
        Left: it is a function of something else.
    """
    step = site.original_argument("global_step") or site.original_argument("x")
    if step is None:
        raise Left("MIG101", f"{site.symbol} is called without a step")
    _account_for(step, context)
    if not is_global_step(step, context.names):
        raise Left("MIG132", f"{site.symbol} is a function of something else than the global step itself")
    match _without_casts(step, context):
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)) if not name.endswith("global_step"):
            context.review(site, "MIG231", f"{site.symbol} is a function of {name}, taken for the global step", "schedules")


def _account_for(step: cst.BaseExpression, context: Context) -> None:
    """Settles what stands in the argument itself and goes with it."""
    while isinstance(step, cst.Call) and context.names.symbol(step.func) in STEPS | CASTS:
        context.settle(step.func, Disposition.REWRITTEN, "schedules")
        step = step.args[0].value if step.args else None


def _without_casts(step: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    step = value_of(step, context.names)
    match step:
        case cst.Call(func=func, args=[cst.Arg(value=inner), *_]) if context.names.symbol(func) in CASTS:
            return _without_casts(inner, context)
    return step


def _floats(values: cst.BaseExpression) -> cst.BaseExpression:
    """Writes integers of a list as floats: Keras would compute a rate of integers."""
    if not isinstance(values, (cst.List, cst.Tuple)):
        return values
    return values.with_changes(elements=[
        element.with_changes(value=as_float(element.value)) for element in values.elements])


def _exponential(rate: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """exp(-rate): TF1 decayed by powers of e, Keras by powers of the rate."""
    if number(rate) is not None and not rate.lpar and number(rate) < 0:
        rate = rate.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return call(context.np("exp"), cst.UnaryOperation(cst.Minus(), grouped(rate)))


for _name, (_, _parameters) in _TABLE.items():
    schedules.call(f"tf.train.{_name}", " ".join(entry.partition(":")[0] for entry in _parameters.split()),
                   Kind.SCHEDULE)(schedule)


@schedules.use(" ".join(schedules.calls))
def decay_function(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A decay that is passed on without being called.

    Raises:
        Left: always.
    """
    raise Left("MIG103", f"{symbol} is used as a value")
