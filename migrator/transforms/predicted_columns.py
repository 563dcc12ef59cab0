"""Predictions of one column as Python numbers: numpy no longer makes a number of an array with one element."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.parents import Parents
from migrator.analysis.values import value_of
from migrator.names import Names
from migrator.trees import children

_ELEMENTWISE = {"tf.sigmoid", "tf.nn.sigmoid", "tf.exp", "tf.tanh", "tf.nn.tanh", "tf.nn.relu", "tf.nn.softplus",
                "tf.identity", "tf.round", "tf.abs", "tf.log", "tf.math.log", "tf.math.exp", "tf.cast", "tf.to_float",
                "tf.to_int32", "tf.to_int64"}


def read_prediction(call: cst.Call, parents: Parents) -> tuple[cst.Call, str] | None:
    """Gives the call of ``predict`` and the key of ``float(prediction[key])``, with a prediction that is walked over.

    Args:
        call: a call in the original tree.
        parents: the parents of its nodes.
    """
    match call:
        case cst.Call(func=cst.Name(value="float" | "int"), args=[cst.Arg(value=cst.Subscript(
                value=cst.Name(value=prediction),
                slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]))]):
            walked = _walked(call, prediction, parents)
            return (walked, str(key.evaluated_value)) if walked is not None else None
    return None


def _walked(node: cst.CSTNode, variable: str, parents: Parents) -> cst.Call | None:
    """The call whose results a variable walks over, as seen from a node."""
    while (node := parents.of(node)) is not None:
        match node:
            case cst.For(target=cst.Name(value=name), iter=cst.Call() as walked) if name == variable:
                return walked
            case cst.ListComp(for_in=clause) | cst.GeneratorExp(for_in=clause) | cst.SetComp(for_in=clause):
                match clause:
                    case cst.CompFor(target=cst.Name(value=name), iter=cst.Call() as walked) if name == variable:
                        return walked
    return None


def is_column(function: cst.FunctionDef, key: str, names: Names) -> bool:
    """Whether a model_fn surely gives under a key of its predictions what a layer of one unit gives."""
    found, stack = [], [function]
    while stack:
        node = stack.pop()
        match node:
            case cst.DictElement(key=cst.SimpleString() as written, value=value) if written.evaluated_value == key:
                found.append(value)
        stack.extend(children(node))
    return bool(found) and all(_of_one_unit(value, names) for value in found)


def _of_one_unit(node: cst.BaseExpression, names: Names) -> bool:
    match value_of(node, names):
        case cst.Call(func=func, args=[first, *rest]):
            symbol = names.symbol(func)
            if symbol == "tf.layers.dense":
                units = [arg.value for arg in rest if arg.keyword is not None and arg.keyword.value == "units"]
                units += [arg.value for arg in rest[:1] if arg.keyword is None]
                return len(units) == 1 and isinstance(units[0], cst.Integer) and units[0].evaluated_value == 1
            return symbol in _ELEMENTWISE and _of_one_unit(first.value, names)
    return False


def element(updated: cst.Call) -> cst.Call:
    """Takes the one element of what a call makes a number of."""
    arg = updated.args[0]
    first = cst.Subscript(arg.value, [cst.SubscriptElement(cst.Index(cst.Integer("0")))])
    return updated.with_changes(args=[arg.with_changes(value=first)])
