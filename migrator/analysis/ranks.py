"""How many axes a tensor has, where the text of a program says it.

Only what follows from the operations themselves is known: ``tf.layers.flatten`` gives two axes
whatever it gets, ``tf.layers.dense`` gives as many as its input has.
"""
from __future__ import annotations

import libcst as cst

from migrator.names import Names

_GIVES = {
    2: "layers.flatten contrib.layers.flatten contrib.slim.flatten feature_column.input_layer",
    3: "layers.conv1d layers.separable_conv1d layers.max_pooling1d layers.average_pooling1d",
    4: "layers.conv2d layers.conv2d_transpose layers.separable_conv2d layers.max_pooling2d layers.average_pooling2d",
    5: "layers.conv3d layers.conv3d_transpose layers.max_pooling3d layers.average_pooling3d",
}
_RANKS = {f"tf.{name}": count for count, names in _GIVES.items() for name in names.split()}
_KEEPS = {f"tf.{name}" for name in (
    "layers.dense layers.dropout layers.batch_normalization contrib.layers.fully_connected contrib.layers.dropout "
    "nn.relu nn.relu6 nn.elu nn.selu nn.leaky_relu nn.sigmoid nn.softmax nn.softplus nn.softsign nn.tanh nn.dropout "
    "sigmoid tanh identity cast to_float").split()}
_ANY = -1  # The rank of a name while its own bindings are being looked at: it agrees with all.


def rank(node: cst.BaseExpression | None, names: Names) -> int | None:
    """Gives the number of axes of a tensor expression, or None where it is not known.

    Args:
        node: an expression of the original tree.
        names: the module's resolved names.
    """
    found = _rank(node, names, frozenset())
    return None if found == _ANY else found


def _rank(node: cst.BaseExpression | None, names: Names, open_names: frozenset) -> int | None:
    match node:
        case cst.Call(func=function, args=args):
            symbol = names.symbol(function)
            if symbol in _RANKS:
                return _RANKS[symbol]
            if symbol == "tf.reshape":
                return _length(_argument(args, 1, "shape"))
            if symbol in _KEEPS:
                first = "x" if symbol in ("tf.nn.dropout", "tf.cast", "tf.to_float") else "inputs"
                return _rank(_argument(args, 0, first, "features", "x", "input"), names, open_names)
        case cst.Name():
            return _rank_of_name(node, names, open_names)
    return None


def _rank_of_name(name: cst.Name, names: Names, open_names: frozenset) -> int | None:
    """All that a name is ever bound to has to agree, since which binding is in force is not followed."""
    bindings = names.bindings(name)
    key = id(bindings)
    if key in open_names:
        return _ANY
    found = {_rank(binding.value, names, open_names | {key}) for binding in bindings} - {_ANY}
    return found.pop() if len(found) == 1 else None


def _argument(args, position: int, *keywords: str) -> cst.BaseExpression | None:
    for arg in args:
        if arg.keyword is not None and arg.keyword.value in keywords:
            return arg.value
    if len(args) > position and args[position].keyword is None and not args[position].star:
        return args[position].value
    return None


def _length(shape: cst.BaseExpression | None) -> int | None:
    match shape:
        case cst.List(elements=elements) | cst.Tuple(elements=elements) if not any(
                isinstance(element, cst.StarredElement) for element in elements):
            return len(elements)
    return None
