"""tf.layers functions and classes to keras.layers.

>>> from migrator.transforms import layers
>>> print(layers("import tensorflow as tf\\nnet = tf.layers.dense(net, 128, tf.nn.relu)\\n").after.decode())
import keras
net = keras.layers.Dense(128, 'relu')(net)
<BLANKLINE>

Every layer function becomes ``keras.layers.X(configuration)(inputs)``; the structural transform
takes the configuration to the constructor. Facts: numerics, section 3.1 and 3.2.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.ranks import rank
from migrator.transforms.context import Context
from migrator.transforms.expressions import is_literal
from migrator.transforms.layer_forms import applied, drop_reuse, is_none, revise_common, take_inputs
from migrator.transforms.registry import CallRule, CallSite, Kind, Left, Transform

layers = Transform("layers", "tf.layers functions and classes to keras.layers")

_KERNEL = ("kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
           "activity_regularizer kernel_constraint bias_constraint")
_SEPARABLE = ("depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer "
              "pointwise_regularizer bias_regularizer activity_regularizer depthwise_constraint "
              "pointwise_constraint bias_constraint")
_POOL = "pool_size strides padding data_format name"
_NORM = ("axis momentum epsilon center scale beta_initializer gamma_initializer moving_mean_initializer "
         "moving_variance_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint")
_RENORM = "renorm renorm_clipping renorm_momentum"

# TF1 parameters in positional order. Up to the bar Keras has the same ones in the same order.
_TABLE = {
    ("dense", "Dense"): f"units activation use_bias {_KERNEL} | trainable name",
    ("conv1d", "Conv1D"): "CONV", ("conv2d", "Conv2D"): "CONV", ("conv3d", "Conv3D"): "CONV",
    ("conv2d_transpose", "Conv2DTranspose"): "TRANSPOSE", ("conv3d_transpose", "Conv3DTranspose"): "TRANSPOSE",
    ("separable_conv1d", "SeparableConv1D"): "SEPARABLE", ("separable_conv2d", "SeparableConv2D"): "SEPARABLE",
    **{(f"{kind}_pooling{n}d", f"{kind.title()}Pooling{n}D"): _POOL for kind in ("max", "average") for n in (1, 2, 3)},
}
_FAMILIES = {
    "CONV": f"filters kernel_size strides padding data_format dilation_rate | activation use_bias {_KERNEL} trainable name",
    "TRANSPOSE": f"filters kernel_size strides padding | data_format activation use_bias {_KERNEL} trainable name",
    "SEPARABLE": ("filters kernel_size strides padding data_format dilation_rate depth_multiplier activation use_bias "
                  f"{_SEPARABLE} | trainable name"),
}


def _function(layer: str, order: list[str]) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        inputs = take_inputs(site)
        return applied(_construct(site, context, layer, order), inputs)
    return rule


def _class(layer: str, order: list[str]) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        return _construct(site, context, layer, order)
    return rule


def _construct(site: CallSite, context: Context, layer: str, order: list[str]) -> cst.Call:
    drop_reuse(site)
    revise_common(site, context)
    return site.arguments.call(context.keras(f"layers.{layer}"), order)


for (_name, _layer), _parameters in _TABLE.items():
    _parameters = _FAMILIES.get(_parameters, _parameters)
    _shared, _, _rest = _parameters.partition(" | ")
    layers.call(f"tf.layers.{_name}", f"inputs {_shared} {_rest} reuse", Kind.LAYER)(_function(_layer, _shared.split()))
    layers.call(f"tf.layers.{_layer}", f"{_shared} {_rest}", Kind.LAYER_CLASS)(_class(_layer, _shared.split()))


@layers.call("tf.layers.flatten", "inputs name data_format", Kind.LAYER)
def flatten(site: CallSite, context: Context) -> cst.BaseExpression:
    """Flatten; its parameters stand in another order."""
    return _function("Flatten", ["data_format"])(site, context)


layers.call("tf.layers.Flatten", "data_format", Kind.LAYER_CLASS)(_class("Flatten", ["data_format"]))


@layers.call("tf.layers.dropout", "inputs rate noise_shape seed training name", Kind.LAYER)
def dropout(site: CallSite, context: Context) -> cst.BaseExpression:
    """Dropout; off unless `training` says otherwise, where Keras would ask the enclosing call."""
    inputs = take_inputs(site)
    training = site.arguments.pop("training") or cst.Name("False")
    return applied(_dropout(site, context), inputs, training)


@layers.call("tf.layers.Dropout", "rate noise_shape seed name", Kind.LAYER_CLASS)
def dropout_class(site: CallSite, context: Context) -> cst.Call:
    """A dropout layer object."""
    _review_calls(site, context)
    return _dropout(site, context)


def _review_calls(site: CallSite, context: Context) -> None:
    context.review(site, "MIG210", "a call of this layer without training= was off in TF1, and takes over the "
                   "enclosing call's in Keras: give training=False", "layers")


def _dropout(site: CallSite, context: Context) -> cst.Call:
    """TF1's rate is 0.5 where none is given."""
    if "rate" not in site.arguments:
        site.arguments.prepend("rate", cst.Float("0.5"))
    _check_noise_shape(site)
    return _construct(site, context, "Dropout", ["rate", "noise_shape", "seed"])


def _check_noise_shape(site: CallSite) -> None:
    """Keras takes integers and None, which stands for the batch's size; TF1 took tensors as well."""
    match site.arguments.get("noise_shape"):
        case None | cst.Name(value="None"):
            return
        case cst.List(elements=elements) | cst.Tuple(elements=elements) if not any(
                isinstance(element.value, (cst.Call, cst.Subscript)) for element in elements):
            return
    raise Left("MIG102", "noise_shape may hold tensors, and Keras takes integers and None only")


@layers.call("tf.layers.batch_normalization", f"inputs {_NORM} training trainable name reuse {_RENORM} fused "
             "virtual_batch_size adjustment", Kind.LAYER)
def batch_normalization(site: CallSite, context: Context) -> cst.BaseExpression:
    """Batch normalization; off unless `training` says otherwise."""
    known_rank = rank(site.original_argument("inputs"), context.names)
    inputs = take_inputs(site)
    training = site.arguments.pop("training") or cst.Name("False")
    return applied(_normalization(site, context, known_rank, context.model.updates_run), inputs, training)


@layers.call("tf.layers.BatchNormalization", f"{_NORM} {_RENORM} fused trainable virtual_batch_size adjustment name",
             Kind.LAYER_CLASS)
def batch_normalization_class(site: CallSite, context: Context) -> cst.BaseExpression:
    """A batch normalization layer object, for inputs of unknown rank."""
    layer = _normalization(site, context, None, context.model.updates_run)
    _review_calls(site, context)
    return layer


@layers.call("tf.keras.layers.BatchNormalization", f"{_NORM} {_RENORM} fused trainable virtual_batch_size adjustment name",
             Kind.LAYER_CLASS)
def keras_normalization(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """Batch normalization of TF1's Keras: its statistics moved where a train_op ran the updates of its model."""
    if context.model.keras_updates_run is None:
        return None
    if not context.model.keras_updates_run:
        context.note(site.original, "MIG612", "UPDATE_OPS has no updates of Keras's layers, and the train_op does not run those of "
                                              "the model: EVAL and PREDICT normalize with a mean of 0 and a variance of 1")
    return _normalization(site, context, None, context.model.keras_updates_run)


def _normalization(site: CallSite, context: Context, known_rank: int | None, updates_run: bool) -> cst.Call:
    """The layer that is exact for what is known; plain Keras where TF1's fused kernel is out of play."""
    arguments = site.arguments
    for name in ("virtual_batch_size", "adjustment"):
        if not is_none(arguments.pop(name) or cst.Name("None")):
            raise Left("MIG102", f"Keras's BatchNormalization has no {name}")
    if not is_literal(arguments.pop("trainable") or cst.Name("True"), "True"):
        raise Left("MIG102", "a batch normalization with trainable=False used the batch's statistics in training, "
                             "and Keras would use the moving ones")
    if "axis" in arguments:
        arguments.replace("axis", _single(arguments.get("axis")))
    fused = not (is_literal(arguments.pop("fused"), "False") or known_rank in (2, 3)
                 or not is_literal(arguments.get("renorm") or cst.Name("False"), "False"))
    drop_reuse(site)
    revise_common(site, context)
    if not updates_run:
        return arguments.call(context.supported("BatchNormalizationWithoutUpdates"))
    if fused:
        return arguments.call(context.supported("FusedBatchNormalization"))
    return arguments.call(context.keras("layers.BatchNormalization"), f"{_NORM} {_RENORM}".split())


def _single(axis: cst.BaseExpression) -> cst.BaseExpression:
    """TF1 took a list of one axis as well.

    Raises:
        Left: there are several axes.
    """
    match axis:
        case cst.List(elements=[cst.Element(value=value)]) | cst.Tuple(elements=[cst.Element(value=value)]):
            return value
        case cst.List() | cst.Tuple():
            raise Left("MIG102", "Keras's BatchNormalization has one axis only")
    return axis


@layers.use(" ".join(f"tf.layers.{name}" for name in (*(row[1] for row in _TABLE), "Flatten", "Layer", "InputSpec")))
def layer_class(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A class that is named and not called: a base class, an isinstance test."""
    return context.keras(symbol.removeprefix("tf."))


@layers.use(" ".join(f"tf.layers.{name}" for name in (*(row[0] for row in _TABLE), "flatten", "dropout",
                                                       "batch_normalization")))
def function_value(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A layer function that is passed on: where it is called can't be seen.

    Raises:
        Left: always.
    """
    raise Left("MIG103", f"{symbol} is used as a value, and keras.layers has classes in place of functions")
