"""Normalization of tf.contrib.layers and slim to Keras. Facts: numerics, sections 3.2 and 3.4.

>>> from migrator.transforms import contrib_norms
>>> before = "import tensorflow as tf\\nnet = tf.contrib.layers.layer_norm(net)\\n"
>>> print(contrib_norms(before).after.decode())
from tf1_semantics import LayerNorm
net = LayerNorm()(net)
<BLANKLINE>
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.ranks import rank
from migrator.transforms.context import Context
from migrator.transforms.contrib_layers import check, construct, symbols
from migrator.transforms.layer_forms import applied, is_none, revise_common, take_inputs
from migrator.transforms.registry import CallSite, Kind, Left, Transform

contrib_norms = Transform("contrib_norms", "contrib's batch_norm and layer_norm to keras.layers")

_COLLECTIONS = "reuse variables_collections outputs_collections trainable"
_NONE = cst.Name("None")


@contrib_norms.call(symbols("batch_norm"), "inputs decay center scale epsilon activation_fn param_initializers "
                    f"param_regularizers updates_collections is_training {_COLLECTIONS} batch_weights fused data_format "
                    "zero_debias_moving_mean scope renorm renorm_clipping renorm_decay adjustment", Kind.LAYER)
def batch_norm(site: CallSite, context: Context) -> cst.BaseExpression:
    """Batch normalization: no scale, momentum 0.999, and on unless is_training says otherwise."""
    check(site, context)
    arguments = site.arguments
    for name in ("zero_debias_moving_mean", "renorm"):
        if not _is(arguments.pop(name), "False", None):
            raise Left("MIG102", f"batch_norm with {name} is not rewritten yet")
    if not _is(arguments.pop("trainable"), "True", None):
        raise Left("MIG102", "batch_norm with trainable is not rewritten yet")
    function = arguments.pop("activation_fn")
    moves_in_place = is_none(arguments.pop("updates_collections"))
    updates = context.model.updates_run or moves_in_place
    rank_known = rank(site.original_argument("inputs"), context.names)
    is_fused = not _is(arguments.pop("fused"), "False") and rank_known not in (3, 5)
    inputs = take_inputs(site)
    training = arguments.pop("is_training") or cst.Name("True")
    _spell_defaults(site)
    layer = applied(_layer(site, context, updates, is_fused), inputs, training)
    return _activated(function, layer)


def _spell_defaults(site: CallSite) -> None:
    arguments = site.arguments
    arguments.pop("renorm_clipping", "renorm_decay")
    arguments.rename("decay", "momentum")
    if "momentum" not in arguments:
        arguments.prepend("momentum", cst.Float("0.999"))
    if "scale" not in arguments:
        arguments.add("scale", cst.Name("False"), before="scope")
    data_format = arguments.pop("data_format")
    if isinstance(data_format, cst.SimpleString) and data_format.evaluated_value == "NCHW":
        arguments.add("axis", cst.Integer("1"))
    elif data_format is not None and not isinstance(data_format, cst.SimpleString):
        raise Left("MIG102", "data_format is not written out, and Keras has an axis in its place")


def _layer(site: CallSite, context: Context, updates: bool, is_fused: bool) -> cst.Call:
    site.arguments.rename("scope", "name")
    revise_common(site, context, {"name": "scope"})
    if not updates:
        return site.arguments.call(context.supported("BatchNormalizationWithoutUpdates"))
    if is_fused:  # contrib's is fused for two axes as well.
        site.arguments.add("fused_ranks", cst.parse_expression("(2, 4)"), before="name")
        return site.arguments.call(context.supported("FusedBatchNormalization"))
    return site.arguments.call(context.keras("layers.BatchNormalization"))


@contrib_norms.call(symbols("layer_norm"), f"inputs center scale activation_fn {_COLLECTIONS} begin_norm_axis "
                    "begin_params_axis scope", Kind.LAYER)
def layer_norm(site: CallSite, context: Context) -> cst.BaseExpression:
    """Over all axes but the batch, unless begin_norm_axis says otherwise; Keras's is over the last."""
    check(site, context)
    arguments = site.arguments
    function = arguments.pop("activation_fn")
    inputs = take_inputs(site)
    over_last = (_is_last(arguments.get("begin_norm_axis"))
                 or arguments.get("begin_norm_axis") is None
                 and rank(site.original_argument("inputs"), context.names) == 2)
    if not over_last or not _is_last(arguments.get("begin_params_axis") or cst.parse_expression("-1")):
        arguments.rename("scope", "name")
        revise_common(site, context, {"name": "scope"})
        return _activated(function, applied(arguments.call(context.supported("LayerNorm")), inputs))
    arguments.pop("begin_norm_axis")
    arguments.pop("begin_params_axis")
    arguments.prepend("epsilon", cst.Float("1e-12"))
    return _activated(function, applied(construct(site, context, "LayerNormalization", ""), inputs))


@contrib_norms.call(symbols("instance_norm"), f"inputs center scale epsilon activation_fn param_initializers {_COLLECTIONS} "
                    "data_format scope", Kind.LAYER)
def instance_norm(site: CallSite, context: Context) -> cst.BaseExpression:
    """Over all axes but the batch and the channels: each channel is a group of its own."""
    return _group_norm(site, context, cst.parse_expression("-1"))


@contrib_norms.call(symbols("group_norm"), "inputs groups channels_axis reduction_axes center scale epsilon activation_fn "
                    f"param_initializers {_COLLECTIONS} scope mean_close_to_zero", Kind.LAYER)
def group_norm(site: CallSite, context: Context) -> cst.BaseExpression:
    """Over the height and the width, with all the channels of a group."""
    arguments = site.arguments
    if any(name in arguments for name in ("reduction_axes", "mean_close_to_zero")):
        raise Left("MIG102", "group_norm with reduction_axes or mean_close_to_zero is not rewritten yet")
    if rank(site.original_argument("inputs"), context.names) != 4:
        raise Left("MIG102", "group_norm of what is not seen to have four axes")
    return _group_norm(site, context, arguments.pop("groups"))


def _group_norm(site: CallSite, context: Context, groups: cst.BaseExpression | None) -> cst.Call:
    check(site, context)
    arguments = site.arguments
    function, data_format = arguments.pop("activation_fn"), arguments.pop("data_format")
    inputs = take_inputs(site)
    if data_format is not None:
        if not isinstance(data_format, cst.SimpleString):
            raise Left("MIG102", "data_format is not written out, and Keras has an axis in its place")
        if data_format.evaluated_value == "NCHW":
            arguments.add("axis", cst.Integer("1"))
    arguments.rename("channels_axis", "axis")
    if "epsilon" not in arguments:
        arguments.prepend("epsilon", cst.Float("1e-6"))
    if groups is not None:
        arguments.prepend("groups", groups)
    return _activated(function, applied(construct(site, context, "GroupNormalization", "groups"), inputs))


def _is_last(axis: cst.BaseExpression | None) -> bool:
    match axis:
        case cst.UnaryOperation(operator=cst.Minus(), expression=cst.Integer(value="1")):
            return True
    return False


def _activated(function: cst.BaseExpression | None, layer: cst.Call) -> cst.Call:
    return layer if function is None or is_none(function) else cst.Call(function, [cst.Arg(layer)])


def _is(value: cst.BaseExpression | None, *expected: str | None) -> bool:
    return (value.value if isinstance(value, cst.Name) else value) in expected
