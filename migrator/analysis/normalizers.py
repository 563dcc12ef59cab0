"""Layers of tf.contrib.layers with a ``normalizer_fn``: the layer and its batch normalization as two calls.

``fully_connected(x, 8, normalizer_fn=batch_norm, normalizer_params=params)`` has no bias, and applies its activation
behind the normalization.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.values import value_of
from migrator.names import Names
from migrator.trees import rewrite

_RELU = {"fully_connected", "conv1d", "conv2d", "conv3d", "convolution1d", "convolution2d", "convolution3d", "conv2d_transpose",
         "convolution2d_transpose"}
_FIRST = {"fully_connected": 2}  # How many arguments are surely no activation or normalizer; of convolutions it is three.
_NORMALIZERS = ("batch_norm",)
_OWN = ("normalizer_fn", "normalizer_params", "activation_fn", "biases_initializer", "biases_regularizer")


def with_normalizers_apart(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Takes such layers apart.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    return rewrite(function, _Apart(names))


class _Apart(cst.CSTTransformer):
    def __init__(self, names: Names):
        super().__init__()
        self.names = names

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        module, _, kind = (self.names.symbol(original.func) or "").rpartition(".")
        if module not in ("tf.contrib.layers", "tf.contrib.slim") or kind not in _RELU:
            return updated
        given = {arg.keyword.value: arg.value for arg in updated.args if arg.keyword is not None}
        normalizer = given.get("normalizer_fn")
        if normalizer is None or any(arg.star for arg in updated.args) or sum(
                arg.keyword is None for arg in updated.args) > _FIRST.get(kind, 3):
            return updated
        if isinstance(normalizer, cst.Name) and normalizer.value == "None":
            return updated
        params = self._params(given.get("normalizer_params"))
        if not (self.names.symbol(normalizer) or "").endswith(_NORMALIZERS) or params is None:
            return updated
        layer = self._layer(updated, given)
        return self._normalized(normalizer, layer, params, given)

    def _params(self, node: cst.BaseExpression | None) -> dict[str, cst.BaseExpression] | None:
        """The arguments that a dict holds, written out or in a variable; None where they can't be seen."""
        match value_of(node, self.names):
            case None | cst.Name(value="None"):
                return {}
            case cst.Dict(elements=elements) if all(isinstance(one, cst.DictElement) and isinstance(one.key, cst.SimpleString)
                                                    for one in elements):
                return {str(one.key.evaluated_value): one.value for one in elements}
            case cst.Call(func=cst.Name(value="dict"), args=args) if all(arg.keyword is not None for arg in args):
                return {arg.keyword.value: arg.value for arg in args}
        return None

    def _layer(self, call: cst.Call, given: dict[str, cst.BaseExpression]) -> cst.Call:
        kept = [_single(arg) for arg in call.args if arg.keyword is None or arg.keyword.value not in _OWN]
        none = [_keyword("activation_fn", cst.Name("None")), _keyword("biases_initializer", cst.Name("None"))]
        return call.with_changes(args=_separated([*kept, *none]))

    def _normalized(self, normalizer, layer: cst.Call, params: dict, given: dict) -> cst.Call:
        args = [cst.Arg(layer), *(_keyword(name, value) for name, value in params.items())]
        activation = given.get("activation_fn") or self._relu()
        if not (isinstance(activation, cst.Name) and activation.value == "None") and "activation_fn" not in params:
            args.append(_keyword("activation_fn", activation))
        return cst.Call(normalizer, _separated(args))

    def _relu(self) -> cst.BaseExpression:
        """tf.nn.relu, as the module spells it."""
        function = cst.parse_expression(f"{self.names.spelling('tf') or 'tf'}.nn.relu")
        self.names.define(function, "tf.nn.relu")
        return function


def _keyword(name: str, value: cst.BaseExpression) -> cst.Arg:
    tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    return cst.Arg(value, keyword=cst.Name(name), equal=tight)


def _single(arg: cst.Arg) -> cst.Arg:
    return arg.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=cst.SimpleWhitespace(""))


def _separated(args: list[cst.Arg]) -> list[cst.Arg]:
    spaced = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    return [arg.with_changes(comma=spaced) for arg in args[:-1]] + [args[-1]]
