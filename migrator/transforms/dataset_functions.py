"""Functions of tf.contrib.data that only became methods of a Dataset, and its classes of TF 1.2 and 1.3.

Its rules belong to the transform `inputs`.

>>> from migrator.transforms import inputs
>>> before = '''import tensorflow as tf
... dataset = dataset.apply(tf.contrib.data.batch_and_drop_remainder(16))
... '''
>>> print(inputs(before).after.decode().splitlines()[-1])
dataset = dataset.batch(16, drop_remainder=True)
"""
from __future__ import annotations

import libcst as cst

from migrator.names import Names
from migrator.transforms.context import Context
from migrator.transforms.inputs import inputs
from migrator.transforms.registry import CallSite, Kind

_TIGHT = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
_WHOLE = cst.Arg(cst.Name("True"), keyword=cst.Name("drop_remainder"), equal=_TIGHT)
_CLASSES = "Dataset TFRecordDataset TextLineDataset FixedLengthRecordDataset Iterator"
_PARAMETER = "dataset"
_METHODS = ("tf.contrib.data.batch_and_drop_remainder", "tf.contrib.data.padded_batch_and_drop_remainder")


def _method(name: str, *args: cst.Arg) -> cst.Lambda:
    """What ``Dataset.apply`` is given to call one of its methods."""
    called = cst.Call(cst.Attribute(cst.Name(_PARAMETER), cst.Name(name)), args)
    return cst.Lambda(cst.Parameters([cst.Param(cst.Name(_PARAMETER))]), called)


@inputs.call(_METHODS[0], "batch_size", Kind.CONFIGURATION)
def batch_and_drop_remainder(site: CallSite, context: Context) -> cst.BaseExpression:
    """``batch(n, drop_remainder=True)``."""
    return _method("batch", cst.Arg(site.arguments.pop("batch_size")), _WHOLE)


@inputs.call(_METHODS[1], "batch_size padded_shapes padding_values", Kind.CONFIGURATION)
def padded_batch_and_drop_remainder(site: CallSite, context: Context) -> cst.BaseExpression:
    """``padded_batch(n, ..., drop_remainder=True)``."""
    call = site.arguments.call(cst.Name("padded_batch"), site.parameters)
    return _method("padded_batch", *call.args, _WHOLE)


@inputs.call("tf.contrib.data.sloppy_interleave", "map_func cycle_length block_length", Kind.CONFIGURATION)
def sloppy_interleave(site: CallSite, context: Context) -> cst.BaseExpression:
    """``parallel_interleave(..., sloppy=True)``, as which it was defined."""
    call = site.arguments.call(context.tf("data.experimental.parallel_interleave"), site.parameters)
    sloppy = cst.Arg(cst.Name("True"), keyword=cst.Name("sloppy"), equal=_TIGHT)
    return call.with_changes(args=[*call.args, sloppy])


@inputs.use(" ".join(f"tf.contrib.data.{name}" for name in _CLASSES.split()))
def dataset_class(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The class of tf.data."""
    return context.tf(symbol.removeprefix("tf.contrib."))


def described(original: cst.Attribute, updated: cst.Attribute, context: Context) -> cst.BaseExpression:
    """Writes ``dataset.output_types`` and the like, which Datasets of TF 2 do not have, as the function that gives the same.

    Args:
        original: an attribute, in the original tree.
        updated: the same, rewritten.
        context: the state of rewriting the module.

    Returns:
        The call, or `updated` where it is another attribute.
    """
    match original:
        case cst.Attribute(value=cst.Name() as dataset, attr=cst.Name(value="output_types" | "output_shapes" | "output_classes" as name)) if (
                _is_dataset(dataset, context.names)):
            return cst.Call(context.tf(f"compat.v1.data.get_{name}"), [cst.Arg(updated.value)])
    return updated


def _is_dataset(name: cst.Name, names: Names) -> bool:
    """Whether a name holds what a class of tf.data made, perhaps after further methods of it."""
    for binding in names.bindings(name):
        node = binding.value
        while isinstance(node, (cst.Call, cst.Attribute)):
            if (names.symbol(node) or "").startswith(("tf.data.", "tf.contrib.data.")):
                return True
            node = node.func if isinstance(node, cst.Call) else node.value
    return False


def applied(original: cst.Call, updated: cst.Call, names: Names) -> cst.BaseExpression:
    """Writes ``dataset.apply(lambda dataset: dataset.method(...))``, as the rules here leave it, as a call of the method;
    and ``layer.apply(inputs)`` of a layer of tf.layers as a call of the layer.

    Args:
        original: a call, in the original tree.
        updated: the same with its arguments rewritten.
        names: the module's resolved names.

    Returns:
        The call of the method, or `updated` where it is another call.
    """
    match original, updated:
        case (cst.Call(args=[cst.Arg(value=cst.Call(func=function))]),
              cst.Call(func=cst.Attribute(attr=cst.Name(value="apply")) as apply, args=[cst.Arg(value=cst.Lambda(
                  body=cst.Call(func=cst.Attribute(attr=method)) as called))])) if names.symbol(function) in _METHODS:
            return updated.with_changes(func=apply.with_changes(attr=method), args=called.args)
        case (cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value="apply"))),
              cst.Call(func=cst.Attribute(value=layer))) if _is_layer(receiver, names):
            return updated.with_changes(func=layer)
    return updated


def _is_layer(node: cst.BaseExpression, names: Names) -> bool:
    """Whether an expression is an object of tf.layers, made there or bound to a variable."""
    match node:
        case cst.Call(func=made):
            return (names.symbol(made) or "").startswith("tf.layers.")
        case cst.Name() if names.is_use(node):
            bound = names.bindings(node)
            return bool(bound) and all(isinstance(one.value, cst.Call) and _is_layer(one.value, names) for one in bound)
    return False
