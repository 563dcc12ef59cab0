"""tf.contrib.layers and slim to keras.layers: other names, other defaults (relu, "same", is_training=True).

>>> from migrator.transforms import contrib_layers
>>> before = "import tensorflow as tf\\nnet = tf.contrib.layers.fully_connected(net, 64)\\n"
>>> print(contrib_layers(before).after.decode())
import keras
net = keras.layers.Dense(64, activation='relu')(net)
<BLANKLINE>

Facts: numerics, section 3.4. What an ``arg_scope`` changes is not followed: where a module has
one, its layers are left.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.ranks import rank
from migrator.transforms.context import Context
from migrator.transforms.expressions import grouped
from migrator.transforms.initializers import CLASSES
from migrator.transforms.layer_forms import applied, drop_reuse, is_none, revise_common, take_inputs
from migrator.transforms.normalizer_functions import Normalizer
from migrator.transforms.registry import CallRule, CallSite, Kind, Left, Transform

contrib_layers = Transform("contrib_layers", "tf.contrib.layers and slim layers to keras.layers")

_TAIL = "reuse variables_collections outputs_collections trainable scope"
_WEIGHTS = ("activation_fn normalizer_fn normalizer_params weights_initializer weights_regularizer "
            f"biases_initializer biases_regularizer {_TAIL}")
_SEPARABLE_WEIGHTS = _WEIGHTS.replace("weights_regularizer", "pointwise_initializer weights_regularizer")
_POOL = "inputs kernel_size stride padding data_format outputs_collections scope"
_RENAMED = {
    "num_outputs": "filters", "stride": "strides", "activation_fn": "activation",
    "weights_initializer": "kernel_initializer", "weights_regularizer": "kernel_regularizer",
    "biases_initializer": "bias_initializer", "biases_regularizer": "bias_regularizer", "scope": "name",
}
_NONE = cst.Name("None")


def symbols(*names: str) -> str:
    """Gives a function's symbols in contrib.layers and in slim."""
    return " ".join(f"tf.contrib.{module}.{name}" for name in names for module in ("layers", "slim"))


def check(site: CallSite, context: Context) -> None:
    """Sees that the call alone says what is computed.

    Raises:
        Left: an arg_scope or a collection has a part in it.
    """
    if any(reference.symbol.endswith(".arg_scope") for reference in context.names.references):
        raise Left("MIG104", "an arg_scope in this module may change the defaults of this layer")
    for name in ("variables_collections", "outputs_collections", "param_initializers", "param_regularizers", "batch_weights", "adjustment"):
        if not is_none(site.arguments.pop(name) or _NONE):
            raise Left("MIG102", f"{site.symbol.rpartition('.')[2]} with {name} is not rewritten yet")
    drop_reuse(site)


def _weighted(layer: str, order: str, padded: bool = True, default_activation: str | None = "relu",
              weights: str = "kernel") -> CallRule:
    """Gives the rule of a layer with weights, which Keras calls `weights`."""
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        check(site, context)
        inputs = take_inputs(site)
        if padded and "padding" not in site.arguments:
            site.arguments.add("padding", context.string("same"), before=_first_of(site, _WEIGHTS))
        site.arguments.rename("rate", "dilation_rate")
        normalizer = Normalizer.take(site)
        if normalizer is None:
            _revise_activation(site, context, default_activation)
        else:
            function = site.arguments.pop("activation_fn") or (default_activation and context.tf(f"nn.{default_activation}"))
            site.arguments.pop("biases_regularizer")
        if normalizer is not None or is_none(site.arguments.get("biases_initializer")):
            site.arguments.pop("biases_initializer")
            site.arguments.add("use_bias", cst.Name("False"), before="scope")
        made = applied(construct(site, context, layer, order, weights), inputs)
        return made if normalizer is None else normalizer.applied(site, context, made, function)
    return rule


def construct(site: CallSite, context: Context, layer: str, order: str, weights: str = "kernel") -> cst.Call:
    """Makes the call of a Keras layer's class from what is left of the arguments."""
    _revise_data_format(site, context)
    renamed = {old: new.replace("kernel_", f"{weights}_") if old.startswith("weights_") else new for old, new in _RENAMED.items()}
    for old, new in renamed.items():
        site.arguments.rename(old, new)
    revise_common(site, context, {new: old for old, new in renamed.items()})
    return site.arguments.call(context.keras(f"layers.{layer}"), order.split())


def _first_of(site: CallSite, names: str) -> str:
    """The first of some arguments that is given, or "" where none is."""
    return next((name for name in site.arguments if name in names.split()), "")


def _revise_activation(site: CallSite, context: Context, default: str | None) -> None:
    value = site.arguments.get("activation_fn")
    if value is None and default is not None:
        site.arguments.add("activation_fn", context.string(default), before=_first_of(site, _WEIGHTS))
    elif is_none(value):
        site.arguments.pop("activation_fn")


def _revise_data_format(site: CallSite, context: Context) -> None:
    value = site.arguments.pop("data_format")
    if value is None or is_none(value):
        return
    if not isinstance(value, cst.SimpleString):
        raise Left("MIG102", "data_format is not written out, and Keras has other names for its values")
    if value.evaluated_value.startswith("NC"):
        site.arguments.add("data_format", context.string("channels_first"))


_CONV = "filters kernel_size strides padding"
for _names, _layer, _own in (
        (("conv1d", "convolution1d"), "Conv1D", "stride padding data_format rate"),
        (("conv2d", "convolution2d"), "Conv2D", "stride padding data_format rate"),
        (("conv3d", "convolution3d"), "Conv3D", "stride padding data_format rate"),
        (("conv2d_transpose", "convolution2d_transpose"), "Conv2DTranspose", "stride padding data_format"),
        (("conv3d_transpose", "convolution3d_transpose"), "Conv3DTranspose", "stride padding data_format")):
    contrib_layers.call(symbols(*_names), f"inputs num_outputs kernel_size {_own} {_WEIGHTS}", Kind.LAYER)(
        _weighted(_layer, _CONV))


@contrib_layers.call(symbols("convolution"), f"inputs num_outputs kernel_size stride padding data_format rate {_WEIGHTS}", Kind.LAYER)
def convolution(site: CallSite, context: Context) -> cst.BaseExpression:
    """Over as many axes as the inputs have besides the batch and the channels."""
    axes = rank(site.original_argument("inputs"), context.names)
    if axes not in (3, 4, 5):
        raise Left("MIG102", "convolution of inputs whose rank can't be seen")
    return _weighted(f"Conv{axes - 2}D", _CONV)(site, context)


@contrib_layers.call(symbols("separable_conv2d", "separable_convolution2d"),
                     "inputs num_outputs kernel_size depth_multiplier stride padding data_format rate "
                     + _SEPARABLE_WEIGHTS, Kind.LAYER)
def separable_conv2d(site: CallSite, context: Context) -> cst.BaseExpression:
    """A depthwise and a pointwise kernel, with one initializer and one regularizer for both."""
    arguments = site.arguments
    if is_none(arguments.get("num_outputs") or _NONE):
        arguments.pop("num_outputs")
        arguments.pop("pointwise_initializer")
        return _weighted("DepthwiseConv2D", "kernel_size", weights="depthwise")(site, context)
    for kind in ("initializer", "regularizer"):
        value = arguments.get(f"weights_{kind}")
        if is_none(value or _NONE):
            arguments.pop(f"weights_{kind}")
        elif kind == "regularizer" and not context.model.penalties_count:
            site.drop("weights_regularizer", code="MIG310", reason="the penalty never reached the loss")
        elif is_none(arguments.get(f"pointwise_{kind}") or _NONE):
            if kind == "initializer" and context.names.symbol(site.original_argument("weights_initializer")) in CLASSES:
                value = cst.Call(value)
            arguments.replace(f"weights_{kind}", value)
            arguments.rename(f"weights_{kind}", f"depthwise_{kind}")
            arguments.add(f"pointwise_{kind}", value, before="scope")
        else:
            arguments.rename(f"weights_{kind}", f"depthwise_{kind}")
    return _weighted("SeparableConv2D", "filters kernel_size")(site, context)


for _names, _activation in ((("fully_connected",), "relu"), (("linear",), None), (("relu",), "relu"), (("relu6",), "relu6"),
                             (("elu",), "elu")):
    def _dense(site: CallSite, context: Context, _rule=_weighted("Dense", "units", False, _activation)):
        site.arguments.rename("num_outputs", "units")
        return _rule(site, context)
    contrib_layers.call(symbols(*_names), f"inputs num_outputs {_WEIGHTS}", Kind.LAYER)(_dense)


_LEGACY = {"x": "inputs", "num_output_units": "num_outputs", "weight_init": "weights_initializer", "bias_init": "biases_initializer",
           "weight_regularizer": "weights_regularizer", "bias_regularizer": "biases_regularizer", "name": "scope"}


@contrib_layers.call(" ".join(f"tf.contrib.layers.legacy_{name}" for name in ("fully_connected", "linear", "relu")),
                     "x num_output_units activation_fn weight_init bias_init name weight_collections bias_collections "
                     "output_collections trainable weight_regularizer bias_regularizer", Kind.LAYER)
def legacy_fully_connected(site: CallSite, context: Context) -> cst.BaseExpression:
    """fully_connected with other names, linear unless it is said otherwise."""
    if any(not is_none(site.arguments.pop(name) or _NONE)
           for name in ("weight_collections", "bias_collections", "output_collections")):
        raise Left("MIG102", f"{site.symbol} with collections is not rewritten yet")
    for name in _LEGACY:
        if name.endswith(("_init", "_regularizer")) and name in site.arguments:
            raise Left("MIG102", f"{site.symbol} with {name} is not rewritten yet")
        site.arguments.rename(name, _LEGACY[name])
    site.arguments.rename("num_outputs", "units")
    return _weighted("Dense", "units", False, "relu" if site.symbol.endswith("relu") else None)(site, context)


def _pooling(layer: str) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        check(site, context)
        inputs = take_inputs(site)
        site.arguments.rename("kernel_size", "pool_size")
        if "stride" not in site.arguments:
            site.arguments.add("stride", cst.Integer("2"), before=_first_of(site, "padding scope"))  # Keras's default is the size of the pool.
        return applied(construct(site, context, layer, "pool_size strides padding"), inputs)
    return rule


for _kind, _layer in (("max", "MaxPooling"), ("avg", "AveragePooling")):
    for _n in (2, 3):
        contrib_layers.call(symbols(f"{_kind}_pool{_n}d"), _POOL, Kind.LAYER)(_pooling(f"{_layer}{_n}D"))


@contrib_layers.call(symbols("flatten"), "inputs outputs_collections scope", Kind.LAYER)
def flatten(site: CallSite, context: Context) -> cst.BaseExpression:
    """Flatten."""
    check(site, context)
    inputs = take_inputs(site)
    return applied(construct(site, context, "Flatten", ""), inputs)


@contrib_layers.call(symbols("dropout"), "inputs keep_prob noise_shape is_training outputs_collections scope seed",
                     Kind.LAYER)
def dropout(site: CallSite, context: Context) -> cst.BaseExpression:
    """Says what is kept, where Keras says what is dropped; on unless is_training says otherwise."""
    check(site, context)
    arguments = site.arguments
    if is_none(arguments.get("noise_shape")):
        arguments.pop("noise_shape")
    inputs = take_inputs(site)
    training = arguments.pop("is_training") or cst.Name("True")
    arguments.prepend("rate", _dropped(arguments.pop("keep_prob") or cst.Float("0.5")))
    return applied(construct(site, context, "Dropout", "rate"), inputs, training)


def _dropped(kept: cst.BaseExpression) -> cst.BaseExpression:
    """One minus an expression; a literal is folded as a person would, in decimals."""
    if isinstance(kept, cst.Float):
        return cst.Float(repr(round(1 - float(kept.value), len(kept.value))))
    return cst.BinaryOperation(cst.Integer("1"), cst.Subtract(), grouped(kept))


@contrib_layers.call(symbols("one_hot_encoding"), "labels num_classes on_value off_value outputs_collections scope")
def one_hot_encoding(site: CallSite, context: Context) -> cst.BaseExpression:
    """tf.one_hot."""
    check(site, context)
    site.arguments.rename("labels", "indices")
    site.arguments.rename("num_classes", "depth")
    site.arguments.rename("scope", "name")
    return site.arguments.call(context.tf("one_hot"), "indices depth on_value off_value".split())


@contrib_layers.call(symbols("embed_sequence"), "ids vocab_size embed_dim unique initializer regularizer trainable "
                     "scope reuse", Kind.LAYER)
def embed_sequence(site: CallSite, context: Context) -> cst.BaseExpression:
    """An embedding whose table starts as get_variable's does."""
    check(site, context)
    arguments = site.arguments
    ids = arguments.pop("ids")
    if ids is None or "vocab_size" not in arguments or "embed_dim" not in arguments:
        raise Left("MIG102", "embed_sequence that finds a table which another call made is not rewritten yet")
    site.drop("unique")
    if is_none(arguments.get("regularizer")):
        arguments.pop("regularizer")
    elif not context.model.penalties_count:
        site.drop("regularizer", code="MIG310", reason="the penalty never reached the loss")
    for old, new in (("vocab_size", "input_dim"), ("embed_dim", "output_dim"), ("initializer", "embeddings_initializer"),
                     ("regularizer", "embeddings_regularizer")):
        arguments.rename(old, new)
    if is_none(arguments.get("embeddings_initializer") or _NONE):
        arguments.add("embeddings_initializer", context.string("glorot_uniform"), before="scope")
    return applied(construct(site, context, "Embedding", "input_dim output_dim"), ids)
