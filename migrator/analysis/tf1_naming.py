"""How TF1 named what a call creates, as far as the call says it."""
from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst

from migrator.arguments import Arguments, Unbindable
from migrator.names import Names
from migrator.variable_maps import Naming

# Base names and parameters of the functions of tf.contrib.layers and slim.
_CONTRIB = {
    "fully_connected": "fully_connected", "linear": "fully_connected", "relu": "fully_connected",
    "relu6": "fully_connected", "elu": "fully_connected",
    **{f"{conv}{n}d": "Conv" for conv in ("conv", "convolution") for n in (1, 2, 3)},
    **{f"{conv}{n}d_transpose": f"Conv{n}d_transpose" for conv in ("conv", "convolution") for n in (2, 3)},
    "separable_conv2d": "SeparableConv2d", "separable_convolution2d": "SeparableConv2d",
    "batch_norm": "BatchNorm", "layer_norm": "LayerNorm", "embed_sequence": "EmbedSequence", "flatten": "Flatten",
    "dropout": "Dropout",
}
_CONTRIB_WEIGHTS = (("kernel", "weights"), ("bias", "biases"), ("depthwise_kernel", "depthwise_weights"),
                    ("pointwise_kernel", "pointwise_weights"))
_COLUMN_WEIGHTS = (("*", "{}/embedding_weights"),)
_GET_VARIABLE = "name shape dtype initializer".split()
_VARIABLE = "initial_value trainable collections validate_shape caching_device name".split()


@dataclass(frozen=True, eq=False)
class GivenName:
    """How the variables of what a call creates were named.

    Attributes:
        naming: by which rule.
        name: the name that is given, or None.
        base: the name that stands where none is given.
        weights: TF1's names of weights that Keras calls otherwise, as (Keras's, TF1's).
        inside: they stood in the scope of the layer that the call normalizes.
    """

    naming: Naming
    name: cst.BaseExpression | None
    base: str
    weights: tuple[tuple[str, str], ...] = ()
    inside: bool = False


def given_name(call: cst.Call, names: Names, parameters: tuple[str, ...] = ()) -> GivenName | None:
    """Says how TF1 named the variables of what a call creates.

    Args:
        call: a call of a layer function, of a layer's constructor, or of what makes a variable.
        names: the module's resolved names.
        parameters: the positional parameters of what is called.

    Returns:
        The naming, or None where it is not known.
    """
    symbol = names.symbol(call.func)
    if symbol is None:
        return None
    kind = symbol.rpartition(".")[2]
    if symbol == "tf.get_variable":
        return GivenName(Naming.GET, _argument(call, _GET_VARIABLE, "name"), "")
    if symbol == "tf.Variable":
        return GivenName(Naming.GRAPH, _argument(call, _VARIABLE, "name"), "Variable")
    if symbol == "tf.feature_column.input_layer":
        return GivenName(Naming.SCOPED, None, "input_layer", _COLUMN_WEIGHTS)
    if symbol == "tf.keras.layers.DenseFeatures":
        return GivenName(Naming.GRAPH, _argument(call, parameters, "name"), "dense_features", _COLUMN_WEIGHTS)
    if symbol.startswith("tf.layers."):
        naming = Naming.COUNTED if kind[:1].isupper() else Naming.SCOPED
        return GivenName(naming, _argument(call, parameters, "name"), snake_case(kind))
    if symbol.startswith(("tf.contrib.layers.", "tf.contrib.slim.")) and kind in _CONTRIB:
        return GivenName(Naming.SCOPED, _argument(call, parameters, "scope"), _CONTRIB[kind], _CONTRIB_WEIGHTS,
                         kind == "batch_norm" and is_given_as_normalizer(call.func, names))
    if symbol.startswith(("tf.keras.layers.", "keras.layers.")):
        return GivenName(Naming.GRAPH, _argument(call, parameters, "name"), snake_case(kind))
    return None


def is_given_as_normalizer(function: cst.BaseExpression, names: Names) -> bool:
    """Whether a function stands in the program as the ``normalizer_fn`` of a layer; see `migrator.analysis.normalizers`."""
    return any(arg.value is function and arg.keyword is not None and arg.keyword.value == "normalizer_fn" for arg in names.arguments)


def _argument(call: cst.Call, parameters, name: str) -> cst.BaseExpression | None:
    try:
        value = Arguments(call, parameters).get(name)
    except Unbindable:
        value = next((arg.value for arg in call.args if arg.keyword is not None and arg.keyword.value == name), None)
    return None if isinstance(value, cst.Name) and value.value == "None" else value


def snake_case(name: str) -> str:
    """Gives the name that TF1 made of a layer's class: ``Conv2DTranspose`` gives ``conv2d_transpose``."""
    name = re.sub("(.)([A-Z][a-z0-9]+)", r"\1_\2", name)
    return re.sub("([a-z])([A-Z])", r"\1_\2", name).lower()
