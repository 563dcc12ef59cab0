"""tf.train's optimizers to keras.optimizers, or to support optimizers where Keras's rule is another.

>>> from migrator.transforms.optimizers import optimizers
>>> print(optimizers("import tensorflow as tf\\noptimizer = tf.train.AdamOptimizer(1e-3, beta1=0.5)\\n").after.decode())
import keras
import numpy as np
optimizer = keras.optimizers.Adam(
    1e-3, beta_1=0.5, beta_2=np.float32(0.999), epsilon=1e-8)
<BLANKLINE>

Adam's kernel computed 1 - beta_2 in float32, where 1 - 0.999 is off by 1.3e-5 of its value; Keras
computes it in double precision, unless beta_2 is a float32. Keras's Momentum follows a changing learning rate otherwise, and no Keras optimizer but SGD
treats the gradient of a lookup as TF1 did. Facts: numerics, sections 1.1 and 1.3.
"""
from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrator.analysis.keras_optimizers import sets_rates
from migrator.analysis.values import value_of
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.expressions import as_float, call, is_literal, number, only_argument
from migrator.transforms.registry import CallSite, Kind, Left, Transform
from migrator.transforms.schedules import schedules

optimizers = Transform("optimizers", "tf.train's optimizers to keras.optimizers")


@dataclass(frozen=True)
class _Optimizer:
    """One optimizer of TF1.

    Attributes:
        parameters: TF1's parameters in positional order; an old and a new name are joined by a colon.
        keras: Keras's class with the same rule for dense gradients, or "".
        support: the support class, whose parameters have the new names, TF1's order and TF1's defaults.
        defaults: arguments that Keras's class needs where none is given.
        by_rate: Keras's rule is TF1's only while the learning rate is constant.
        by_rows: Keras's rule is TF1's only without lookups.
    """

    parameters: str
    keras: str = ""
    support: str = ""
    defaults: tuple[tuple[str, str], ...] = ()
    by_rate: bool = False
    by_rows: bool = True


_ADAM = "learning_rate beta1:beta_1 beta2:beta_2 epsilon use_locking name"
_PENALTIES = "l1_regularization_strength l2_regularization_strength"
_TABLE = {
    "tf.train.GradientDescentOptimizer": _Optimizer("learning_rate use_locking name", "SGD", by_rows=False),
    "tf.train.MomentumOptimizer": _Optimizer("learning_rate momentum use_locking name use_nesterov:nesterov",
                                             "SGD", "Momentum", by_rate=True),
    "tf.train.AdamOptimizer": _Optimizer(_ADAM, "Adam", "Adam", (("epsilon", "1e-8"),)),
    "tf.train.AdagradOptimizer": _Optimizer("learning_rate initial_accumulator_value use_locking name",
                                            "Adagrad", "Adagrad", (("epsilon", "0.0"),)),
    "tf.train.AdadeltaOptimizer": _Optimizer("learning_rate rho epsilon use_locking name",
                                             "Adadelta", "Adadelta", (("epsilon", "1e-8"),)),
    "tf.train.RMSPropOptimizer": _Optimizer("learning_rate decay momentum epsilon use_locking centered name",
                                            support="RMSProp"),
    "tf.train.FtrlOptimizer": _Optimizer(
        f"learning_rate learning_rate_power initial_accumulator_value {_PENALTIES} use_locking name accum_name linear_name "
        "l2_shrinkage_regularization_strength", "Ftrl", "Ftrl"),
    "tf.train.ProximalGradientDescentOptimizer": _Optimizer(f"learning_rate {_PENALTIES} use_locking name",
                                                            support="ProximalGradientDescent"),
    "tf.train.ProximalAdagradOptimizer": _Optimizer(
        f"learning_rate initial_accumulator_value {_PENALTIES} use_locking name", support="ProximalAdagrad"),
    "tf.train.AdagradDAOptimizer": _Optimizer(
        f"learning_rate global_step initial_gradient_squared_accumulator_value {_PENALTIES} use_locking name",
        support="AdagradDA"),
    "tf.contrib.opt.AdamWOptimizer": _Optimizer(f"weight_decay {_ADAM}", support="AdamW"),
    "tf.contrib.opt.MomentumWOptimizer": _Optimizer(
        "weight_decay learning_rate momentum use_locking name use_nesterov:nesterov", support="MomentumW"),
    "tf.contrib.opt.LazyAdamOptimizer": _Optimizer(_ADAM, "Adam", "LazyAdam", (("epsilon", "1e-8"),)),
    "tf.contrib.opt.AdaMaxOptimizer": _Optimizer(_ADAM, "Adamax", "AdaMax", (("epsilon", "1e-8"),)),
    "tf.contrib.opt.NadamOptimizer": _Optimizer(_ADAM, support="Nadam"),
    "tf.contrib.opt.RegAdagradOptimizer": _Optimizer("learning_rate initial_accumulator_value use_locking name",
                                                     "Adagrad", "Adagrad", (("epsilon", "0.0"),)),
    "tf.contrib.opt.AddSignOptimizer": _Optimizer("learning_rate alpha beta sign_decay_fn use_locking name", support="AddSign"),
    "tf.contrib.opt.PowerSignOptimizer": _Optimizer("learning_rate base beta sign_decay_fn use_locking name", support="PowerSign"),
    "tf.contrib.opt.LARSOptimizer": _Optimizer(
        "learning_rate momentum weight_decay eeta epsilon name skip_list use_nesterov:nesterov", support="LARS"),
}
_UNUSED = ("use_locking", "name", "accum_name", "linear_name", "global_step")
_BY_SIGN = ("AddSign", "PowerSign")
_FLOATS = ("learning_rate", "momentum", "weight_decay", "decay", "epsilon", "rho", "beta_1", "beta_2")


def _parameters(symbol: str) -> str:
    return " ".join(name.partition(":")[0] for name in _TABLE[symbol].parameters.split())


def optimizer(site: CallSite, context: Context) -> cst.BaseExpression:
    """Makes the optimizer: Keras's where it is equal in this model, else the support module's."""
    entry, arguments = _TABLE[site.symbol], site.arguments
    site.drop(*(name for name in _UNUSED if name != "global_step"))
    site.drop("global_step", reason="a Keras optimizer counts its updates itself")
    if entry.support in _BY_SIGN:
        if context.model.sparse_gradients:
            raise Left("MIG131", f"{site.symbol} treats the rows of a lookup in a way that nothing here does yet")
        if not is_literal(arguments.pop("sign_decay_fn") or cst.Name("None"), "None"):
            raise Left("MIG102", f"{site.symbol} with sign_decay_fn is not rewritten yet")
    if "skip_list" in arguments:
        context.review(site, "MIG371", "skip_list is compared with the paths of Keras's variables", "optimizers")
    if entry.support in ("AdamW", "MomentumW"):
        context.review(site, "MIG372", "TF1 decayed the weights before, while or after it computed the loss", "optimizers")
    if "learning_rate" in arguments:
        arguments.replace("learning_rate", _unwrapped(site, context))
    order = []
    for parameter in entry.parameters.split():
        old, _, new = parameter.partition(":")
        arguments.rename(old, new or old)
        order.append(new or old)
    for name in _FLOATS:
        if name in arguments:
            arguments.replace(name, as_float(arguments.get(name)))
    if is_literal(arguments.get("nesterov"), "False"):
        arguments.pop("nesterov")
    if _is_keras_equal(entry, site, context):
        if entry.keras == "Adam":
            _round_beta_2(site, context)
        for name, value in entry.defaults:
            if name not in arguments:
                arguments.add(name, cst.parse_expression(value))
        return arguments.call(context.keras(f"optimizers.{entry.keras}"), order[:1])
    if not entry.support:
        raise Left("MIG131", f"{site.symbol} treats the rows of a lookup in a way that nothing here does yet")
    return arguments.call(context.supported(entry.support), [name for name in order if name not in _UNUSED][:2])


def _round_beta_2(site: CallSite, context: Context) -> None:
    """Gives beta_2 as TF1's kernel had it, where rounding it changes 1 - beta_2 by more than other rounding does."""
    beta = site.arguments.get("beta_2") or cst.Float("0.999")
    if number(beta) is None or number(beta) > 0.99:
        site.arguments.add("beta_2", call(context.np("float32"), beta), before="epsilon")


def _is_keras_equal(entry: _Optimizer, site: CallSite, context: Context) -> bool:
    if not entry.keras or entry.by_rows and context.model.sparse_gradients:
        return False
    return not (entry.by_rate and (context.model.rate_changes or _is_schedule(site, context)))


def _is_schedule(site: CallSite, context: Context) -> bool:
    """Whether the learning rate is seen to be a schedule, or one in a formula."""
    rate = value_of(site.original_argument("learning_rate"), context.names)
    return isinstance(rate, cst.Call) and context.names.symbol(rate.func) in schedules.calls


def _unwrapped(site: CallSite, context: Context) -> cst.BaseExpression:
    """Gives the learning rate without a ``tf.constant`` around a number: Keras takes no tensor."""
    value = site.arguments.get("learning_rate")
    original = site.original_argument("learning_rate")
    match original, value:
        case cst.Call(func=func), cst.Call(args=[cst.Arg(value=rate), *_]) if (
                context.names.symbol(func) == "tf.constant" and number(rate) is not None):
            return rate
    return value


for _symbol in _TABLE:
    optimizers.call(_symbol, _parameters(_symbol), Kind.OPTIMIZER)(optimizer)


@optimizers.use(" ".join(_TABLE))
def optimizer_class(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A class that is passed on or stored: the support class, which has TF1's defaults.

    Raises:
        Left: no class has them.
    """
    entry = _TABLE[symbol]
    if not entry.support and entry.defaults:
        raise Left("MIG103", f"{symbol} is used as a value, and no class has its defaults")
    context.settle(node, Disposition.REVIEW, "optimizers", "MIG230",
                   f"{symbol} is used as a value, so the calls that give it arguments can't be seen")
    return context.supported(entry.support) if entry.support else context.keras(f"optimizers.{entry.keras}")


@optimizers.call("tf.contrib.tpu.CrossShardOptimizer tf.tpu.CrossShardOptimizer", "opt reduction name group_assignment",
                 Kind.OPTIMIZER)
@optimizers.call("tf.contrib.estimator.TowerOptimizer", "opt", Kind.OPTIMIZER)
def cross_shard(site: CallSite, context: Context) -> cst.BaseExpression:
    """Adds up the gradients of a TPU's shards; elsewhere there are none."""
    site.drop("reduction", "group_assignment", reason="the model is not sharded over a TPU")
    site.drop("name")
    if "opt" not in site.arguments:
        raise Left("MIG101", f"{site.symbol} is called without an optimizer")
    context.settle(site.original.func, Disposition.REMOVED, "optimizers", "MIG330",
                   f"{site.symbol} is removed: the model is not sharded over a TPU")
    return only_argument(site.arguments.call(cst.Name("opt")))


@optimizers.call("tf.contrib.estimator.clip_gradients_by_norm", "optimizer clip_norm", Kind.OPTIMIZER)
def clipped(site: CallSite, context: Context) -> cst.BaseExpression:
    """An optimizer that clips all gradients together."""
    return site.arguments.call(context.supported("clip_gradients_by_norm"), site.parameters)


@optimizers.call("tf.contrib.opt.extend_with_decoupled_weight_decay", "base_optimizer")
def with_decoupled_decay(site: CallSite, context: Context) -> cst.BaseExpression:
    """A class of optimizers that decay the weights before another class's update."""
    context.review(site, "MIG372", "TF1 decayed the weights before, while or after it computed the loss", "optimizers")
    return site.arguments.call(context.supported("extend_with_decoupled_weight_decay"), site.parameters)


_WITHOUT_COUNTERPART = {
    "tf.train.SyncReplicasOptimizer": "a tf.distribute strategy does this, outside of the optimizer",
}


@optimizers.call(" ".join(_WITHOUT_COUNTERPART), kind=Kind.OPTIMIZER)
def without_counterpart(site: CallSite, context: Context) -> cst.BaseExpression:
    """An optimizer that nothing here is equal to.

    Raises:
        Left: always.
    """
    raise Left("MIG131", f"{site.symbol}: {_WITHOUT_COUNTERPART[site.symbol]}")


_KERAS = "Adadelta Adagrad Adam Adamax Ftrl Nadam RMSprop SGD".split()


@optimizers.call(" ".join(f"{module}.{name}" for name in _KERAS for module in (
    "tf.keras.optimizers", "tf.keras.optimizers.legacy", "keras.optimizers")), "learning_rate", Kind.OPTIMIZER)
def keras_optimizer(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """A Keras optimizer as older releases had it: ``lr=``, ``decay=``, integers as rates."""
    is_legacy = site.symbol.startswith("tf.keras.optimizers.legacy.")
    name = site.symbol.rpartition(".")[2]
    keywords = {arg.keyword.value for arg in site.original.args if arg.keyword is not None}
    rate = next((arg.value for arg in site.original.args if not arg.star and (
        arg.keyword is None or arg.keyword.value in ("lr", "learning_rate"))), None)
    is_variable = _is_variable(rate, context)
    if not (is_legacy or keywords & {"lr", "decay"} or isinstance(rate, cst.Integer) or is_variable):
        return None
    arguments = site.arguments
    arguments.rename("lr", "learning_rate")
    if "learning_rate" in arguments:
        arguments.replace("learning_rate", as_float(arguments.get("learning_rate")))
    if is_variable:
        context.review(site, "MIG333", "the optimizer takes the value that the variable has when it is made: what is assigned "
                                       "to the variable later does not reach it", "optimizers")
        arguments.replace("learning_rate", call(cst.Name("float"), arguments.get("learning_rate")))
    decay = arguments.pop("decay")
    if decay is not None and number(decay) != 0:
        arguments.replace("learning_rate", _decaying(site, decay, context))
    function = context.keras(f"optimizers.{name}") if is_legacy else site.updated.func
    return arguments.call(function, ["learning_rate"])


def _is_variable(rate: cst.BaseExpression | None, context: Context) -> bool:
    made = value_of(rate, context.names)
    return isinstance(made, cst.Call) and context.names.symbol(made.func) == "tf.Variable"


def _decaying(site: CallSite, decay: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The schedule that ``decay=`` meant: rate / (1 + decay * step).

    Raises:
        Left: the program sets the rate by hand as well, which a schedule does not allow, or leaves it at its default.
    """
    rate = site.arguments.get("learning_rate")
    if rate is None or any(sets_rates(one.names) for one in context.all):
        raise Left("MIG102", "decay: give the optimizer keras.optimizers.schedules.InverseTimeDecay as learning_rate")
    match site.original.func:
        case cst.Attribute(value=cst.Attribute(attr=cst.Name(value="optimizers")) as module):
            schedule = cst.Attribute(cst.Attribute(module, cst.Name("schedules")), cst.Name("InverseTimeDecay"))
        case _:
            schedule = context.keras("optimizers.schedules.InverseTimeDecay")
    return call(schedule, rate, cst.Integer("1"), decay)


import migrator.transforms.keras_rates  # noqa: E402,F401  Its rules are rules of this transform.
