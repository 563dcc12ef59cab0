"""What the rules for layers have in common: the form that they give, and arguments that layers share."""
from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from migrator.analysis.whole_numbers import is_whole
from migrator.transforms.context import Context
from migrator.transforms.expressions import is_literal
from migrator.transforms.initializers import CLASSES
from migrator.transforms.registry import CallSite, Left
from migrator.trees import children

_ACTIVATIONS = {
    **{f"tf.nn.{name}": name for name in "elu relu selu sigmoid softmax softplus softsign tanh".split()},
    "tf.sigmoid": "sigmoid", "tf.tanh": "tanh",
}


def applied(layer: cst.Call, inputs: cst.BaseExpression, training: cst.BaseExpression | None = None) -> cst.Call:
    """Gives ``layer(inputs, training=training)``, the form that the structural transform takes apart."""
    args = [cst.Arg(inputs)]
    if training is not None:
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        args.append(cst.Arg(training, keyword=cst.Name("training"), equal=equal))
    return cst.Call(layer.with_changes(lpar=[], rpar=[]), args, lpar=layer.lpar, rpar=layer.rpar)


def take_inputs(site: CallSite) -> cst.BaseExpression:
    """Takes the ``inputs`` out of a layer function's arguments.

    Raises:
        Left: they are not given, so this is no call that TF1 would run.
    """
    inputs = site.arguments.pop("inputs")
    if inputs is None:
        raise Left("MIG101", f"{site.symbol} is called without inputs")
    return inputs


def revise_common(site: CallSite, context: Context, tf1_names: Mapping[str, str] = {}) -> None:
    """Rewrites the arguments of a layer whose names TF1 and Keras share but whose values differ.

    Args:
        site: the call; its arguments have Keras's names already.
        context: the state of the rewriting.
        tf1_names: TF1's names of the arguments that had another one.
    """
    arguments = site.arguments
    for name in list(arguments):
        original = site.original_argument(tf1_names.get(name, name))
        value = arguments.get(name)
        if name == "activation" and original is not None:
            arguments.replace(name, activation(original, value, context))
        elif name == "padding":
            arguments.replace(name, lowercase(value))
        elif name == "units":
            if not is_whole(original, context.names):
                arguments.replace(name, cst.Call(cst.Name("int"), [cst.Arg(value)]))
        elif name == "name":
            _revise_name(site)
        elif name.endswith("_initializer") and context.names.symbol(original) in CLASSES:
            arguments.replace(name, cst.Call(value))
        elif name.endswith("_regularizer") and not context.model.penalties_count:
            site.drop(name, code="MIG310", reason="the penalty never reached the loss")


def activation(original: cst.BaseExpression, updated: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """Gives Keras's name of an activation function where it has one for the same function."""
    named = _ACTIVATIONS.get(context.names.symbol(original))
    return context.string(named) if named else updated


def lowercase(value: cst.BaseExpression) -> cst.BaseExpression:
    """Gives a string literal in lower case, anything else as it is."""
    return value.with_changes(value=value.value.lower()) if isinstance(value, cst.SimpleString) else value


def drop_reuse(site: CallSite) -> None:
    """Takes reuse out: Keras shares a layer by calling it again, which is the structural transform's to arrange."""
    site.drop("reuse", "_reuse", "_scope", code="MIG311", reason="calling a Keras layer again shares its weights")


def is_none(value: cst.BaseExpression | None) -> bool:
    """Whether an argument is written as None."""
    return is_literal(value, "None")


def _revise_name(site: CallSite) -> None:
    """Keras forbids slashes in names; a name made from pieces that have one is dropped."""
    value = site.arguments.get("name")
    if isinstance(value, cst.SimpleString):
        site.arguments.replace("name", value.with_changes(value=value.value.replace("/", "_")))
    elif _has_slash(value):
        site.drop("name", reason="Keras allows no path as a name")


def _has_slash(value: cst.CSTNode) -> bool:
    match value:
        case cst.SimpleString(value=text) | cst.FormattedStringText(value=text) if "/" in text:
            return True
        case cst.Attribute(attr=cst.Name(value="name")):  # The name of a variable scope.
            return True
    return any(_has_slash(child) for child in children(value))
