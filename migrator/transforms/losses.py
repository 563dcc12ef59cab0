"""tf.losses functions to the losses of elements that they computed, and the reduction that they applied.

>>> from migrator.transforms.losses import losses
>>> print(losses("import tensorflow as tf\\nloss = tf.losses.mean_squared_error(labels, outputs)\\n").after.decode())
import keras
import tensorflow as tf
loss = tf.reduce_mean(keras.losses.mean_squared_error(labels, outputs))
<BLANKLINE>

The functions of `keras.losses` take labels of any type and of shape [batch, 1] as TF1 did, and
know nothing of masks, as TF1. Facts: numerics, section 5.
"""
from __future__ import annotations

import libcst as cst
from libcst.helpers import parse_template_expression

from migrator.analysis.values import is_float32, may_carry_gradient
from migrator.transforms.context import Context
from migrator.transforms.expressions import call, grouped, number, only_argument, without_keywords
from migrator.transforms.reductions import REDUCTIONS, Reduction
from migrator.transforms.registry import CallSite, Left, Transform

losses = Transform("losses", "tf.losses functions to keras.losses functions and TF1's reductions")

_REST = "scope loss_collection reduction"


def _rename(site: CallSite, labels: str, predictions: str) -> None:
    """Gives the two tensors Keras's names."""
    for name in (labels, predictions):
        if name not in site.arguments:
            raise Left("MIG101", f"{site.symbol} is called without {name}")
    site.arguments.rename(labels, "y_true")
    site.arguments.rename(predictions, "y_pred")


def _made(site: CallSite, context: Context, reduction: Reduction, function: cst.BaseExpression, order: str) -> cst.BaseExpression:
    """Calls a loss function with what is left of the arguments, the labels and predictions by position, and reduces."""
    tensors = order.split()
    made = site.arguments.call(function, tensors, reduction.indent(context))
    return reduction.of(without_keywords(made, tensors[:2]), context)


def _keras(site: CallSite, context: Context, reduction: Reduction, function: str, order: str = "y_true y_pred") -> cst.BaseExpression:
    return _made(site, context, reduction, context.keras(f"losses.{function}"), order)


def _cast(site: CallSite, name: str, now: str, context: Context) -> None:
    """Casts the argument that is called `now` and was called `name` as TF1 did, unless it is float32; then brackets it."""
    value = grouped(site.arguments.get(now))
    if not is_float32(site.original_argument(name), context.names):
        value = call(context.tf("cast"), site.arguments.get(now), context.tf("float32"))
    site.arguments.replace(now, value)


@losses.call("tf.losses.sparse_softmax_cross_entropy", f"labels logits weights {_REST}")
def sparse_softmax_cross_entropy(site: CallSite, context: Context) -> cst.BaseExpression:
    """Cross-entropy of class numbers, of shape [batch] or [batch, 1]."""
    reduction = Reduction.take(site, context)
    _rename(site, "labels", "logits")
    site.arguments.add("from_logits", cst.Name("True"))
    return _keras(site, context, reduction, "sparse_categorical_crossentropy")


@losses.call("tf.losses.softmax_cross_entropy", f"onehot_labels logits weights label_smoothing {_REST}")
def softmax_cross_entropy(site: CallSite, context: Context) -> cst.BaseExpression:
    """Cross-entropy of distributions, which get no gradient."""
    reduction = Reduction.take(site, context)
    labels = site.original_argument("onehot_labels")
    if labels is not None and may_carry_gradient(labels, context.names):
        stopped = call(context.tf("stop_gradient"), site.arguments.get("onehot_labels"))
        site.arguments.replace("onehot_labels", stopped)
    _smooth(site)
    _rename(site, "onehot_labels", "logits")
    return _keras(site, context, reduction, "categorical_crossentropy")


@losses.call("tf.losses.sigmoid_cross_entropy", f"multi_class_labels logits weights label_smoothing {_REST}")
def sigmoid_cross_entropy(site: CallSite, context: Context) -> cst.BaseExpression:
    """Cross-entropy of independent classes. Keras's function averages the last axis, so sums and weights need tf.nn's."""
    reduction = Reduction.take(site, context)
    if reduction.is_mean:
        _smooth(site)
        _rename(site, "multi_class_labels", "logits")
        return _keras(site, context, reduction, "binary_crossentropy")
    smoothing = site.arguments.pop("label_smoothing")
    if "multi_class_labels" not in site.arguments:
        raise Left("MIG101", f"{site.symbol} is called without multi_class_labels")
    _cast(site, "multi_class_labels", "multi_class_labels", context)
    if smoothing is not None and number(smoothing) != 0:
        smoothed = parse_template_expression("{labels} * (1 - {smoothing}) + 0.5 * {smoothing}", smoothing=grouped(smoothing),
                                             labels=site.arguments.get("multi_class_labels"))
        site.arguments.replace("multi_class_labels", smoothed)
    site.arguments.rename("multi_class_labels", "labels")
    made = site.arguments.call(context.tf("nn.sigmoid_cross_entropy_with_logits"), indent=reduction.indent(context))
    return reduction.of(made, context)


def _smooth(site: CallSite) -> None:
    """Puts from_logits before label_smoothing, which goes where it is zero."""
    smoothing = site.arguments.pop("label_smoothing")
    site.arguments.add("from_logits", cst.Name("True"))
    if smoothing is not None and number(smoothing) != 0:
        site.arguments.add("label_smoothing", smoothing)


@losses.call("tf.losses.mean_squared_error", f"labels predictions weights {_REST}")
def mean_squared_error(site: CallSite, context: Context) -> cst.BaseExpression:
    """Squared differences."""
    reduction = Reduction.take(site, context)
    _rename(site, "labels", "predictions")
    if reduction.is_mean:
        return _keras(site, context, reduction, "mean_squared_error")
    _cast(site, "labels", "y_true", context)
    site.arguments.rename("y_true", "x")
    site.arguments.rename("y_pred", "y")
    return _made(site, context, reduction, context.tf("math.squared_difference"), "x y")


@losses.call("tf.losses.absolute_difference", f"labels predictions weights {_REST}")
def absolute_difference(site: CallSite, context: Context) -> cst.BaseExpression:
    """Absolute differences."""
    reduction = Reduction.take(site, context)
    _rename(site, "labels", "predictions")
    if reduction.is_mean:
        return _keras(site, context, reduction, "mean_absolute_error")
    _cast(site, "labels", "y_true", context)
    difference = cst.BinaryOperation(site.arguments.get("y_true"), cst.Subtract(), grouped(site.arguments.pop("y_pred")))
    site.arguments.replace("y_true", difference)
    return _made(site, context, reduction, context.tf("abs"), "y_true")


@losses.call("tf.losses.huber_loss", f"labels predictions weights delta {_REST}")
def huber_loss(site: CallSite, context: Context) -> cst.BaseExpression:
    """Huber loss; Keras's function averages the last axis."""
    reduction = Reduction.take(site, context)
    if not reduction.is_mean:
        return _supported(site, context, reduction)
    _rename(site, "labels", "predictions")
    return _keras(site, context, reduction, "huber", "y_true y_pred delta")


@losses.call("tf.losses.log_loss", f"labels predictions weights epsilon {_REST}")
@losses.call("tf.losses.hinge_loss", f"labels logits weights {_REST}")
def elementwise_loss(site: CallSite, context: Context) -> cst.BaseExpression:
    """A loss that Keras computes otherwise."""
    return _supported(site, context, Reduction.take(site, context))


@losses.call("tf.losses.cosine_distance", f"labels predictions axis weights {_REST} dim")
def cosine_distance(site: CallSite, context: Context) -> cst.BaseExpression:
    """One minus the dot product of what the program has normalized."""
    site.arguments.rename("dim", "axis")
    return _supported(site, context, Reduction.take(site, context))


def _supported(site: CallSite, context: Context, reduction: Reduction) -> cst.BaseExpression:
    """Calls the support function of the same name; its parameters stand as TF1's but for those of the reduction."""
    name = site.symbol.rpartition(".")[2]
    order = [parameter for parameter in losses.calls[site.symbol].parameters if parameter not in ("weights", "dim", *_REST.split())]
    return _made(site, context, reduction, context.supported(name), " ".join(order))


@losses.call("tf.losses.mean_pairwise_squared_error", "labels predictions weights scope loss_collection")
def mean_pairwise_squared_error(site: CallSite, context: Context) -> cst.BaseExpression:
    """The sum over the batch, weights included."""
    site.drop("scope", "loss_collection")
    return site.arguments.call(context.supported("mean_pairwise_squared_error"), ["labels", "predictions", "weights"])


@losses.call("tf.losses.compute_weighted_loss", f"losses weights {_REST}")
def compute_weighted_loss(site: CallSite, context: Context) -> cst.BaseExpression:
    """A reduction of losses that the program computed."""
    reduction = Reduction.take(site, context)
    if "losses" not in site.arguments:
        raise Left("MIG101", f"{site.symbol} is called without losses")
    return reduction.of(only_argument(site.arguments.call(cst.Name("values"))), context)


@losses.use(" ".join(f"tf.losses.Reduction.{name}" for name in REDUCTIONS))
def reduction_name(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A reduction that is passed on: the string that `weighted_loss` takes."""
    return context.string(REDUCTIONS[symbol.rpartition(".")[2]])


@losses.call("tf.losses.get_total_loss", "add_regularization_losses name scope")
@losses.call("tf.losses.get_losses", "scope loss_collection")
@losses.call("tf.losses.add_loss", "loss loss_collection")
def collected(site: CallSite, context: Context) -> cst.BaseExpression:
    """The collection of all losses of a graph.

    Raises:
        Left: always.
    """
    raise Left("MIG130", f"{site.symbol}: there is no collection of losses")


@losses.use(" ".join(symbol for symbol in losses.calls))
def function_value(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A loss that is passed on without being called.

    Raises:
        Left: always.
    """
    raise Left("MIG103", f"{symbol} is used as a value")


_KERAS_REDUCTIONS = {"AUTO": "sum_over_batch_size", "SUM_OVER_BATCH_SIZE": "sum_over_batch_size", "SUM": "sum", "NONE": "none"}


@losses.use(" ".join(f"{module}.Reduction.{name}" for module in ("tf.keras.losses", "keras.losses") for name in _KERAS_REDUCTIONS))
def keras_reduction(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """What Keras 3 only knows by its name."""
    return context.string(_KERAS_REDUCTIONS[symbol.rpartition(".")[2]])
