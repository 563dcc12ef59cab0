"""tf.get_variable and tf.Variable as weights of a layer."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.steps import Unsupported
from migrator.analysis.sizes import is_size
from migrator.arguments import Arguments, Unbindable
from migrator.scopes import dotted_name
from migrator.transforms.context import Context

_GET_VARIABLE = ("name shape dtype initializer regularizer trainable collections caching_device partitioner validate_shape "
                 "use_resource custom_getter constraint synchronization aggregation").split()
_VARIABLE = ("initial_value trainable collections validate_shape caching_device name variable_def dtype expected_shape "
             "import_scope constraint use_resource synchronization aggregation").split()
_NO_MEANING = ("collections", "caching_device", "partitioner", "validate_shape", "use_resource", "synchronization",
               "aggregation")


def weight(original: cst.Call, updated: cst.Call, context: Context, computes) -> cst.BaseExpression:
    """Makes the expression that creates the weight of a variable.

    Args:
        original: the call of ``tf.get_variable`` or ``tf.Variable``.
        updated: the same with its arguments rewritten.
        context: the state of rewriting the module.
        computes: says whether an expression of the original tree gives a tensor.

    Raises:
        Unsupported: the arguments can't be told apart, or one has no counterpart.
    """
    symbol = context.names.symbol(original.func)
    getter = symbol == "tf.get_variable"
    try:
        given = Arguments(original, _GET_VARIABLE if getter else _VARIABLE)
        arguments = Arguments(updated, _GET_VARIABLE if getter else _VARIABLE)
    except Unbindable as reason:
        raise Unsupported("MIG101", original, str(reason)) from None
    if not _is_none(arguments.pop("custom_getter")):
        raise Unsupported("MIG145", original, "a variable is made by a custom_getter")
    for name in _NO_MEANING:
        if not _is_none(arguments.pop(name)):
            context.drop(original, given.get(name), name, "model_fns")
    value = "initializer" if getter else "initial_value"
    starts = given.get(value) is not None and (not getter or given.get("shape") is None or computes(given.get(value)))
    if _is_float32(given.get("dtype"), context):
        if starts and not _gives_float32(given.get(value), context):  # Keras takes the type of what it starts from.
            arguments.replace("dtype", context.string("float32"))
        else:
            arguments.pop("dtype")
    if starts:
        arguments.rename(value, "initializer")
        arguments.pop("shape")
        if not _is_none(arguments.pop("regularizer")):
            if context.model.penalties_count:
                raise Unsupported("MIG146", original, "a variable that starts from a tensor has a regularizer")
            context.drop(original, given.get("regularizer"), "regularizer", "model_fns", "MIG310",
                         "the penalty never reached the loss")
        _drop_path(arguments, original, context)
        return arguments.call(context.keras("Variable"), ["initializer"])
    _drop_path(arguments, original, context)
    if is_size(given.get("shape"), context.names):  # Keras takes no number for a shape of one axis.
        arguments.replace("shape", cst.List([cst.Element(arguments.get("shape"))]))
    return arguments.call(dotted_name("self.add_weight"))


def _drop_path(arguments: Arguments, original: cst.Call, context: Context) -> None:
    """Keras allows no path as a name."""
    name = arguments.get("name")
    if name is not None and not (isinstance(name, cst.SimpleString) and "/" not in name.value):
        value = next(arg.value for arg in original.args if arg.keyword is None or arg.keyword.value == "name")
        context.drop(original, value, "name", "model_fns", reason="Keras allows no path as a name")
        arguments.pop("name")


def _is_none(value: cst.BaseExpression | None) -> bool:
    return value is None or isinstance(value, cst.Name) and value.value == "None"


def _is_float32(dtype: cst.BaseExpression | None, context: Context) -> bool:
    return dtype is not None and context.names.symbol(dtype) in ("tf.float32", "np.float32")


def _gives_float32(value: cst.BaseExpression, context: Context) -> bool:
    """Whether what a variable starts from is surely of that type."""
    match value:
        case cst.Float() | cst.UnaryOperation(expression=cst.Float()):
            return True
        case cst.Call(func=function, args=args):
            symbol = context.names.symbol(function) or ""
            return symbol.startswith(("tf.random", "tf.truncated_normal", "tf.zeros", "tf.ones")) and not symbol.endswith(
                ("_like", "_initializer")) and not any(arg.keyword is not None and arg.keyword.value == "dtype" for arg in args)
    return False
