"""contrib's regularizers to keras.regularizers. contrib halves the squares, Keras does not.

>>> from migrator.transforms import regularizers
>>> before = "import tensorflow as tf\\nregularizer = tf.contrib.layers.l2_regularizer(scale)\\n"
>>> print(regularizers(before).after.decode())
import keras
regularizer = keras.regularizers.L2(0.5 * scale)
<BLANKLINE>
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.expressions import grouped
from migrator.transforms.registry import CallSite, Kind, Left, Transform

regularizers = Transform("regularizers", "contrib's l1, l2 and l1_l2 regularizers to keras.regularizers")


def _symbols(name: str) -> str:
    return f"tf.contrib.layers.{name} tf.contrib.slim.{name}"


@regularizers.call(_symbols("l2_regularizer"), "scale scope", Kind.CONFIGURATION)
def l2(site: CallSite, context: Context) -> cst.BaseExpression:
    """scale * sum(w ** 2) / 2."""
    arguments = site.arguments
    site.drop("scope")
    arguments.replace("scale", halved(_required(site, "scale")))
    arguments.rename("scale", "l2")
    return arguments.call(context.keras("regularizers.L2"), ["l2"])


@regularizers.call(_symbols("l1_regularizer"), "scale scope", Kind.CONFIGURATION)
def l1(site: CallSite, context: Context) -> cst.BaseExpression:
    """scale * sum(abs(w)): the same."""
    arguments = site.arguments
    site.drop("scope")
    _required(site, "scale")
    arguments.rename("scale", "l1")
    return arguments.call(context.keras("regularizers.L1"), ["l1"])


@regularizers.call(_symbols("l1_l2_regularizer"), "scale_l1 scale_l2 scope", Kind.CONFIGURATION)
def l1_l2(site: CallSite, context: Context) -> cst.BaseExpression:
    """The sum of both; TF1's scales are 1 where none is given."""
    arguments = site.arguments
    site.drop("scope")
    arguments.rename("scale_l1", "l1")
    arguments.rename("scale_l2", "l2")
    if "l1" not in arguments:
        arguments.add("l1", cst.Float("1.0"), before="l2")
    arguments.add("l2", halved(arguments.get("l2") or cst.Float("1.0")))
    return arguments.call(context.keras("regularizers.L1L2"), ["l1", "l2"])


def halved(scale: cst.BaseExpression) -> cst.BaseExpression:
    """Gives half of an expression: a literal is folded, which is exact in binary.

    Args:
        scale: the expression.
    """
    if isinstance(scale, cst.Float):
        return cst.Float(_half(scale.value))
    return cst.BinaryOperation(cst.Float("0.5"), cst.Multiply(), grouped(scale))


def _half(literal: str) -> str:
    half = repr(float(literal) / 2)
    mantissa, e, exponent = half.partition("e")
    return f"{mantissa}e{int(exponent)}" if e else half


def _required(site: CallSite, name: str) -> cst.BaseExpression:
    value = site.arguments.get(name)
    if value is None:
        raise Left("MIG101", f"{site.symbol} is called without {name}")
    return value
