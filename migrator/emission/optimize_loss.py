"""The optimizer that contrib's optimize_loss makes, as the expression that would make it."""
from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from migrator.analysis.inlining import applied
from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.transforms.registry import Kind

if TYPE_CHECKING:
    from migrator.analysis.graph_function import GraphFunction
    from migrator.analysis.train_ops import Update

_BY_NAME = {"Adagrad": "AdagradOptimizer", "Adam": "AdamOptimizer", "Ftrl": "FtrlOptimizer",
            "RMSProp": "RMSPropOptimizer", "SGD": "GradientDescentOptimizer", "Momentum": "MomentumOptimizer"}
_REFUSED = ("gradient_noise_scale", "gradient_multipliers", "update_ops")


def optimizer_of(graph: GraphFunction, update: Update) -> cst.BaseExpression:
    """Gives the construction of the optimizer of an optimize_loss, in terms of the original tree.

    Args:
        graph: the model_fn.
        update: the update whose call is the optimize_loss.

    Raises:
        Unsupported: the optimizer is given as something that can't be followed, or an argument has no counterpart.
    """
    for name in _REFUSED:
        if not _is_none(update.arguments.get(name)):
            raise Unsupported("MIG118", update.call, f"optimize_loss is given {name}, which has no counterpart yet")
    clip = update.arguments.get("clip_gradients")
    if isinstance(clip, cst.Lambda) or isinstance(graph.facts.names.definition(clip), cst.FunctionDef):
        raise Unsupported("MIG118", clip, "optimize_loss clips the gradients by a function of the program")
    if isinstance(clip, cst.Call) and not _gives_number(clip, graph.facts.names):
        raise Unsupported("MIG118", clip, "optimize_loss clips the gradients by what a call gives, which may be a function")
    return _made(graph, update, _rate(graph, update))


def _made(graph: GraphFunction, update: Update, rate: cst.BaseExpression | None) -> cst.BaseExpression:
    names = graph.facts.names
    optimizer = update.arguments.get("optimizer")
    given = [cst.Arg(rate)] if rate is not None else []
    match optimizer:
        case cst.SimpleString() if optimizer.evaluated_value in _BY_NAME and rate is not None:
            if optimizer.evaluated_value == "Momentum":
                tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
                given.append(cst.Arg(cst.Float("0.9"), keyword=cst.Name("momentum"), equal=tight))
            return cst.Call(_symbol(names, f"tf.train.{_BY_NAME[optimizer.evaluated_value]}"), given)
        case cst.Call() if graph.facts.kind(names.symbol(optimizer.func)) is Kind.OPTIMIZER:
            return optimizer
        case cst.Name() | cst.Attribute() if graph.facts.kind(names.symbol(optimizer)) is Kind.OPTIMIZER:
            return cst.Call(optimizer, given)
        case cst.Lambda() | cst.Name() if (value := applied(optimizer, given, names)) is not None:
            return value
        case cst.Name() if isinstance(names.definition(optimizer), cst.FunctionDef):
            return cst.Call(optimizer, given)
    raise Unsupported("MIG118", update.call, "the optimizer of optimize_loss is given as something that can't be followed")


def _rate(graph: GraphFunction, update: Update) -> cst.BaseExpression | None:
    """The learning rate, decayed where a function for that is given."""
    rate, decay = update.arguments.get("learning_rate"), update.arguments.get("learning_rate_decay_fn")
    if _is_none(rate):
        return None
    if _is_none(decay):
        return rate
    names = graph.facts.names
    step = update.arguments.get("global_step")
    if _is_none(step):
        step = cst.Call(_symbol(names, "tf.train.get_global_step"))
    given = [cst.Arg(rate), cst.Arg(step)]
    return applied(decay, given, names) or cst.Call(decay, given)


def _gives_number(call: cst.Call, names: Names) -> bool:
    """Whether a call is seen to give a number, or a tensor."""
    symbol = names.symbol(call.func) or ""
    is_built_in = isinstance(call.func, cst.Name) and call.func.value in ("float", "int", "min", "max")
    is_lookup = isinstance(call.func, cst.Attribute) and call.func.attr.value == "get"
    return is_built_in or is_lookup or symbol.startswith("tf.") and not symbol.startswith("tf.contrib.")


def _is_none(node: cst.BaseExpression | None) -> bool:
    return node is None or isinstance(node, cst.Name) and node.value == "None"


def _symbol(names: Names, symbol: str) -> cst.BaseExpression:
    """An expression that means a TF1 symbol."""
    node = cst.parse_expression(symbol)
    names.define(node, symbol)
    return node
