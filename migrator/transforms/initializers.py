"""TF1's initializers to keras.initializers, with TF1's defaults spelled out. Facts: numerics, section 4.

>>> from migrator.transforms import initializers
>>> before = "import tensorflow as tf\\ninitializer = tf.truncated_normal_initializer(stddev=0.1)\\n"
>>> print(initializers(before).after.decode())
import keras
initializer = keras.initializers.TruncatedNormal(
    stddev=0.1, seed=keras.random.SeedGenerator())
<BLANKLINE>

An unseeded Keras initializer gives the same numbers every time that it is asked, so one that may
serve several variables gets a seed generator; TF1's gave every variable numbers of its own.
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.expressions import grouped, is_literal, number
from migrator.transforms.registry import CallRule, CallSite, Kind, Left, Transform

initializers = Transform("initializers", "tf.*_initializer, tf.initializers and those of contrib to keras.initializers")

_SYMBOLS = {
    "Zeros": "tf.zeros_initializer tf.initializers.zeros",
    "Ones": "tf.ones_initializer tf.initializers.ones",
    "RandomUniform": "tf.random_uniform_initializer tf.initializers.random_uniform",
    "RandomNormal": "tf.random_normal_initializer tf.initializers.random_normal",
    "TruncatedNormal": "tf.truncated_normal_initializer tf.initializers.truncated_normal",
    "VarianceScaling": "tf.variance_scaling_initializer tf.initializers.variance_scaling",
    "GlorotUniform": "tf.glorot_uniform_initializer tf.initializers.glorot_uniform",
    "GlorotNormal": "tf.glorot_normal_initializer tf.initializers.glorot_normal",
    "HeNormal": "tf.initializers.he_normal", "HeUniform": "tf.initializers.he_uniform",
    "LecunNormal": "tf.initializers.lecun_normal", "LecunUniform": "tf.initializers.lecun_uniform",
    "Orthogonal": "tf.orthogonal_initializer tf.initializers.orthogonal",
    "Identity": "tf.initializers.identity",
}
_PARAMETERS = {
    "Zeros": "dtype", "Ones": "dtype", "Identity": "gain dtype", "Orthogonal": "gain seed dtype",
    "RandomUniform": "minval maxval seed dtype", "RandomNormal": "mean stddev seed dtype",
    "TruncatedNormal": "mean stddev seed dtype", "VarianceScaling": "scale mode distribution seed dtype",
}
_DEFAULTS = {  # TF1's, where Keras has others.
    "RandomUniform": {"minval": "0.0", "maxval": "1.0"},
    "RandomNormal": {"stddev": "1.0"}, "TruncatedNormal": {"stddev": "1.0"},
}
_NOT_RANDOM = ("Zeros", "Ones", "Identity")
# Calls whose initializer argument serves one variable each time.
_CREATORS = ("tf.layers.", "tf.keras.layers.", "tf.contrib.layers.", "tf.contrib.slim.", "tf.get_variable", "tf.Variable")

CLASSES = frozenset(symbol for name in _SYMBOLS if name not in _DEFAULTS for symbol in _SYMBOLS[name].split())
"""Initializers that become Keras classes where they are named and not called."""


def _initializer(name: str) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        arguments = site.arguments
        _drop_dtype(site, context)
        for parameter, default in _DEFAULTS.get(name, {}).items():
            if parameter not in arguments or parameter == "maxval" and is_literal(arguments.get(parameter), "None"):
                arguments.add(parameter, cst.parse_expression(default), before=_follower(site, parameter))
        return _made(site, context, name, _PARAMETERS.get(name, "seed").split())
    return rule


def _drop_dtype(site: CallSite, context: Context) -> None:
    """Takes the type out, which the ledger mentions where it is not the default."""
    if context.names.symbol(site.original_argument("dtype")) in ("tf.float32", "np.float32"):
        site.arguments.pop("dtype")
    site.drop("dtype")


def _follower(site: CallSite, parameter: str) -> str:
    """The first given argument that comes after a parameter in TF1's order, or "" where none does."""
    later = site.parameters[site.parameters.index(parameter) + 1:]
    return next((name for name in later if name in site.arguments), "")


def _made(site: CallSite, context: Context, name: str, order: list[str]) -> cst.Call:
    arguments = site.arguments
    if name not in _NOT_RANDOM and ("seed" not in arguments or is_literal(arguments.get("seed"), "None")):
        arguments.pop("seed")
        if not _serves_one_variable(site, context):
            arguments.add("seed", cst.Call(context.keras("random.SeedGenerator")))
    return arguments.call(context.keras(f"initializers.{name}"), order)


def _serves_one_variable(site: CallSite, context: Context) -> bool:
    creator = context.names.symbol(site.enclosing.func) if site.enclosing is not None else None
    return creator is not None and creator.startswith(_CREATORS)


for _name, _symbols in _SYMBOLS.items():
    initializers.call(_symbols, _PARAMETERS.get(_name, "seed dtype"), Kind.CONFIGURATION)(_initializer(_name))


@initializers.use(" ".join(CLASSES))
def initializer_class(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A class that is named and not called; Keras takes classes as well."""
    return context.keras(f"initializers.{_CLASS_OF[symbol]}")


@initializers.use(" ".join(symbol for name in _DEFAULTS for symbol in _SYMBOLS[name].split()))
def initializer_object(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A class whose defaults differ from Keras's becomes an object that has TF1's."""
    name = _CLASS_OF[symbol]
    defaults = ", ".join(f"{parameter}={value}" for parameter, value in _DEFAULTS[name].items())
    made = cst.parse_expression(f"_({defaults}, seed=_())")
    seed = made.args[-1].with_changes(value=cst.Call(context.keras("random.SeedGenerator")))
    return made.with_changes(func=context.keras(f"initializers.{name}"), args=[*made.args[:-1], seed])


_CLASS_OF = {symbol: name for name, symbols in _SYMBOLS.items() for symbol in symbols.split()}


@initializers.call("tf.constant_initializer tf.initializers.constant", "value dtype verify_shape", Kind.CONFIGURATION)
def constant(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """A number becomes Keras's Constant. Flat values are put into the variable's shape as in TF1
    by TF 2's constant_initializer, which Keras takes, and not by Keras's own."""
    arguments = site.arguments
    given = set(arguments)
    _drop_dtype(site, context)
    site.drop("verify_shape")
    value = arguments.get("value")
    if value is None:
        return arguments.call(context.keras("initializers.Zeros"))
    if number(value) is not None:
        return arguments.call(context.keras("initializers.Constant"), ["value"])
    if given == {"value"} and site.symbol == "tf.constant_initializer":
        return None  # As it was.
    return arguments.call(context.tf("constant_initializer"), ["value"])


@initializers.use("tf.constant_initializer tf.initializers.constant")
def constant_class(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression | None:
    """Named and not called, it is TF 2's class: the same."""
    return None if symbol == "tf.constant_initializer" else context.tf("constant_initializer")


@initializers.call("tf.uniform_unit_scaling_initializer tf.initializers.uniform_unit_scaling", "factor seed dtype",
                   Kind.CONFIGURATION)
def uniform_unit_scaling(site: CallSite, context: Context) -> cst.BaseExpression:
    """Uniform within factor * sqrt(3 / fan_in)."""
    arguments = site.arguments
    _drop_dtype(site, context)
    factor = arguments.pop("factor")
    if factor is not None:
        arguments.prepend("scale", cst.BinaryOperation(grouped(factor), cst.Power(), cst.Integer("2")))
    arguments.add("distribution", context.string("uniform"))
    return _made(site, context, "VarianceScaling", ["scale"])


@initializers.call(" ".join(f"tf.contrib.{module}.xavier_initializer{suffix}" for module in ("layers", "slim")
                            for suffix in ("", "_conv2d")), "uniform seed dtype", Kind.CONFIGURATION)
def xavier(site: CallSite, context: Context) -> cst.BaseExpression:
    """Glorot's, under his first name."""
    _drop_dtype(site, context)
    is_uniform = _flag(site, "uniform", True)
    return _made(site, context, "GlorotUniform" if is_uniform else "GlorotNormal", ["seed"])


@initializers.call("tf.contrib.layers.variance_scaling_initializer tf.contrib.slim.variance_scaling_initializer",
                   "factor mode uniform seed dtype", Kind.CONFIGURATION)
def contrib_variance_scaling(site: CallSite, context: Context) -> cst.BaseExpression:
    """Other defaults and names than tf.variance_scaling_initializer: He's, by default."""
    arguments = site.arguments
    _drop_dtype(site, context)
    is_uniform = _flag(site, "uniform", False)
    arguments.rename("factor", "scale")
    if "scale" not in arguments:
        arguments.prepend("scale", cst.Float("2.0"))
    mode = arguments.get("mode")
    if isinstance(mode, cst.SimpleString):
        arguments.replace("mode", mode.with_changes(value=mode.value.lower()))
    elif mode is not None:
        raise Left("MIG102", "the mode is not written out, and Keras wants it in lower case")
    if is_uniform:
        arguments.add("distribution", context.string("uniform"))
    return _made(site, context, "VarianceScaling", ["scale", "mode"])


def _flag(site: CallSite, name: str, default: bool) -> bool:
    """Takes a True or False out of the arguments.

    Raises:
        Left: it is not written out.
    """
    match site.arguments.pop(name):
        case None:
            return default
        case cst.Name(value="True" | "False" as value):
            return value == "True"
    raise Left("MIG102", f"{name} is not written out, so the distribution can't be chosen")


@initializers.call("tf.keras.initializers.normal tf.keras.initializers.uniform "
                   "tf.keras.initializers.RandomNormal tf.keras.initializers.RandomUniform "
                   "tf.keras.initializers.TruncatedNormal tf.keras.initializers.Zeros tf.keras.initializers.Ones "
                   "tf.keras.initializers.zeros tf.keras.initializers.ones", "", Kind.CONFIGURATION)
def keras_initializer(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """What tf.keras had in TF1 and has no more: two names, and dtype."""
    renamed = {"normal": "RandomNormal", "uniform": "RandomUniform"}.get(site.symbol.rpartition(".")[2])
    if renamed is None and not any(arg.keyword is not None and arg.keyword.value == "dtype" for arg in site.updated.args):
        return None
    arguments = site.arguments
    _drop_dtype(site, context)
    return arguments.call(context.keras(f"initializers.{renamed}") if renamed else site.updated.func)
