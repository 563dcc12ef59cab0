"""tf.contrib.layers.stack and repeat: layers one behind the other, each over the outputs of the one before.

>>> from migrator.transforms import contrib_stacks
>>> before = "from tensorflow.contrib import layers\\nnet = layers.stack(net, layers.fully_connected, [64, 32])\\n"
>>> print(contrib_stacks(before).after.decode())
import keras
net = keras.Sequential([keras.layers.Dense(64, activation='relu'),
                        keras.layers.Dense(32, activation='relu')])(net)
<BLANKLINE>
"""
from __future__ import annotations

from collections.abc import Sequence

import libcst as cst
from libcst.helpers import parse_template_expression

from migrator.result import Disposition
from migrator.transforms.contrib_layers import contrib_layers, symbols
from migrator.transforms.context import Context
from migrator.transforms.expressions import call, is_literal, spaced
from migrator.transforms.layer_forms import applied
from migrator.transforms.registry import CallSite, Kind, Left, Transform

contrib_stacks = Transform("contrib_stacks", "tf.contrib.layers.stack and repeat to keras.Sequential")

_INPUTS = cst.Name("_inputs")
_OF_ONE_NUMBER = ("fully_connected", "linear", "relu", "relu6", "elu")


@contrib_stacks.call(symbols("stack"), "inputs layer stack_args", Kind.LAYER)
def stack(site: CallSite, context: Context) -> cst.BaseExpression:
    """A layer for each of stack_args."""
    inputs, given = _argument(site, "inputs", 0), _argument(site, "stack_args", 2)
    if isinstance(given, cst.List | cst.Tuple):
        layers = [_layer(site, context, _arguments(element.value)) for element in given.elements]
        return applied(_sequential(cst.List([cst.Element(layer) for layer in layers]), site, context), inputs)
    if (context.names.symbol(_argument(site, "layer", 1, original=True)) or "").rpartition(".")[2] not in _OF_ONE_NUMBER:
        raise Left("MIG102", f"{site.symbol} of layers with arguments that are not written out there")
    layer = _layer(site, context, [cst.Arg(cst.Name("units"))])
    made = parse_template_expression("[{layer} for units in {given}]", layer=layer, given=given)
    return applied(_sequential(made, site, context), inputs)


@contrib_stacks.call(symbols("repeat"), "inputs repetitions layer", Kind.LAYER)
def repeat(site: CallSite, context: Context) -> cst.BaseExpression:
    """As many layers of the same arguments as it says."""
    inputs, times = _argument(site, "inputs", 0), _argument(site, "repetitions", 1)
    layer = _layer(site, context, [arg for arg in site.updated.args[3:] if arg.keyword is None])
    made = parse_template_expression("[{layer} for _ in range({times})]", layer=layer, times=times)
    return applied(_sequential(made, site, context), inputs)


def _sequential(layers: cst.BaseExpression, site: CallSite, context: Context) -> cst.Call:
    scope = next((arg.value for arg in site.updated.args if arg.keyword is not None and arg.keyword.value == "scope"), None)
    if isinstance(scope, cst.SimpleString) and "/" not in scope.value:
        return call(context.keras("Sequential"), layers, name=scope)
    if scope is not None and not is_literal(scope, "None"):
        site.dropped.append(("scope", "MIG320", "Keras allows no path as a name"))
    return call(context.keras("Sequential"), layers)


def _argument(site: CallSite, name: str, position: int, original: bool = False) -> cst.BaseExpression:
    args = (site.original if original else site.updated).args
    if any(arg.star for arg in args):
        raise Left("MIG101", f"{site.symbol} with star arguments")
    found = next((arg.value for arg in args if arg.keyword is not None and arg.keyword.value == name), None)
    if found is None and position < len(args) and args[position].keyword is None:
        found = args[position].value
    if found is None:
        raise Left("MIG101", f"{site.symbol} is called without {name}")
    return found


def _arguments(value: cst.BaseExpression) -> Sequence[cst.Arg]:
    """What one of stack_args gives the layer."""
    if isinstance(value, cst.List | cst.Tuple):
        return [cst.Arg(element.value) for element in value.elements]
    return [cst.Arg(value)]


def _layer(site: CallSite, context: Context, args: Sequence[cst.Arg]) -> cst.Call:
    """Makes the layer of a call with other arguments, and those that all have."""
    own = ("inputs", "layer", "stack_args", "repetitions")
    symbol = context.names.symbol(_argument(site, "layer", 1 if site.symbol.endswith("stack") else 2, original=True)) or ""
    if symbol not in contrib_layers.calls:
        raise Left("MIG102", f"{site.symbol} of a function that is no layer of contrib")
    calls = []
    for whole in (site.original, site.updated):
        shared = [arg for arg in whole.args if arg.keyword is not None and arg.keyword.value not in (*own, "scope")]
        function = _argument(site, "layer", 1 if site.symbol.endswith("stack") else 2, original=whole is site.original)
        calls.append(cst.Call(function, spaced([cst.Arg(_INPUTS), *args, *shared])))
    entry = contrib_layers.calls[symbol]
    inner = CallSite(symbol, *calls, entry.parameters, site.original)
    made = entry.rule(inner, context)
    site.dropped.extend(inner.dropped)
    context.settle(calls[0].func, Disposition.REWRITTEN, "contrib_stacks")
    match made:
        case cst.Call(func=cst.Call() as layer, args=[cst.Arg(value=cst.Name(value="_inputs"))]):
            return layer
    raise Left("MIG102", f"{site.symbol} of layers that are more than one, or behave otherwise in training")
