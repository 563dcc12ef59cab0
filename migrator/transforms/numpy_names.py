"""Names that NumPy 2, which TensorFlow 2.21 comes with, no longer has, to those that it has.

>>> from migrator.transforms import numpy_names
>>> before = "import numpy as np\\nimport tensorflow as tf\\nx = tf.constant(np.zeros(3, dtype=np.float))\\n"
>>> print(numpy_names(before).after.decode())
import numpy as np
import tensorflow as tf
x = tf.constant(np.zeros(3, dtype=float))
<BLANKLINE>
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.registry import CallSite, Transform

numpy_names = Transform("numpy_names", "names that NumPy 2 no longer has, such as np.float")

_BUILTINS = {"np.float": "float", "np.int": "int", "np.object": "object", "np.str": "str", "np.complex": "complex",
             "np.unicode": "str"}
_RENAMED = {
    "np.float_": "float64", "np.complex_": "complex128", "np.cfloat": "complex128", "np.singlecomplex": "complex64",
    "np.unicode_": "str_", "np.string_": "bytes_", "np.NaN": "nan", "np.NAN": "nan", "np.Inf": "inf", "np.Infinity": "inf",
    "np.infty": "inf", "np.PINF": "inf", "np.product": "prod", "np.cumproduct": "cumprod", "np.alltrue": "all",
    "np.sometrue": "any", "np.trapz": "trapezoid", "np.in1d": "isin", "np.round_": "round",
}


@numpy_names.use(" ".join(_BUILTINS))
def builtin(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """Another name of a type of Python's; NumPy's own where the program has another use for that name."""
    name = _BUILTINS[symbol]
    if not context.names.binds(name):
        return cst.Name(name)
    return _member(node, {"float": "float64", "int": "int64", "complex": "complex128", "str": "str_", "object": "object_"}[name], context)


@numpy_names.use(" ".join(_RENAMED))
def renamed(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A name for what has another name."""
    return _member(node, _RENAMED[symbol], context)


def _member(node: cst.BaseExpression, name: str, context: Context) -> cst.BaseExpression:
    """Names something of NumPy as the program does here."""
    return node.with_changes(attr=cst.Name(name)) if isinstance(node, cst.Attribute) else context.np(name)


@numpy_names.use("np.NINF")
def negative_infinity(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """Minus infinity, in brackets that it may need."""
    return cst.UnaryOperation(cst.Minus(), _member(node, "inf", context), [cst.LeftParen()], [cst.RightParen()])


@numpy_names.call("np.asscalar", "a")
def asscalar(site: CallSite, context: Context) -> cst.BaseExpression:
    """The method that gives the one element of an array."""
    value = site.arguments.pop("a")
    if not isinstance(value, (cst.Name, cst.Attribute, cst.Call, cst.Subscript)):
        value = value.with_changes(lpar=[cst.LeftParen(), *value.lpar], rpar=[*value.rpar, cst.RightParen()])
    return cst.Call(cst.Attribute(value, cst.Name("item")))
