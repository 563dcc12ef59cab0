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

from dataclasses import dataclass

import libcst as cst
from libcst.helpers import parse_template_expression

from migrator.analysis.values import is_float32, may_carry_gradient
from migrator.transforms.context import Context
from migrator.transforms.expressions import call, grouped, is_literal, number, only_argument, without_keywords
from migrator.transforms.registry import CallSite, Left, Transform

losses = Transform("losses", "tf.losses functions to keras.losses functions and TF1's reductions")

_REDUCTIONS = {
    "NONE": "none", "SUM": "sum", "MEAN": "mean", "SUM_OVER_BATCH_SIZE": "sum_over_batch_size",
    "SUM_OVER_NONZERO_WEIGHTS": "sum_by_nonzero_weights", "SUM_BY_NONZERO_WEIGHTS": "sum_by_nonzero_weights",
}
_AVERAGES = {"mean", "sum_over_batch_size", "sum_by_nonzero_weights"}
_REST = "scope loss_collection reduction"


@dataclass(frozen=True)
class _Reduction:
    """What becomes of the losses of the elements: the weights, and the name of the reduction or its expression."""

    weights: cst.BaseExpression | None
    name: str | None
    value: cst.BaseExpression | None = None

    @classmethod
    def take(cls, site: CallSite, context: Context) -> _Reduction:
        """Takes the arguments of a reduction out of a call's."""
        original, value = site.original_argument("reduction"), site.arguments.pop("reduction")
        weights = site.arguments.pop("weights")
        site.arguments.pop("scope", "loss_collection")
        if number(weights) == 1 or is_literal(weights, "None"):
            weights = None
        name = "sum_by_nonzero_weights" if value is None else _reduction_name(original, context)
        return cls(weights, name, value)

    @property
    def is_mean(self) -> bool:
        """Whether it is the mean over all elements, times a number at most."""
        return self.name in _AVERAGES and self._is_plain

    @property
    def _is_plain(self) -> bool:
        return self.name is not None and (self.weights is None or number(self.weights) is not None)

    def of(self, values: cst.BaseExpression, context: Context) -> cst.BaseExpression:
        """Reduces losses."""
        if not self._is_plain or self.name == "none" and self.weights is not None:
            return self._weighted(values, context)
        if self.weights is not None and self.name != "mean":  # A mean divides by the weights.
            values = cst.BinaryOperation(self.weights, cst.Multiply(), grouped(values))
        if self.name == "none":
            return values
        return call(context.tf("reduce_mean" if self.name in _AVERAGES else "reduce_sum"), values)

    def _weighted(self, values: cst.BaseExpression, context: Context) -> cst.Call:
        arguments = [values] if self.weights is None else [values, self.weights]
        if self.name == "sum_by_nonzero_weights":
            return call(context.supported("weighted_loss"), *arguments)
        reduction = self.value if self.name is None else context.string(self.name)
        return call(context.supported("weighted_loss"), *arguments, reduction=reduction)


def _reduction_name(value: cst.BaseExpression, context: Context) -> str | None:
    """Gives the support function's name of a reduction that can be seen, else None."""
    if isinstance(value, cst.SimpleString):
        name = value.evaluated_value.removeprefix("weighted_")
        return name if name in _REDUCTIONS.values() else None
    symbol = context.names.symbol(value) or ""
    return _REDUCTIONS.get(symbol.removeprefix("tf.losses.Reduction."))


def _rename(site: CallSite, labels: str, predictions: str) -> None:
    """Gives the two tensors Keras's names."""
    for name in (labels, predictions):
        if name not in site.arguments:
            raise Left("MIG101", f"{site.symbol} is called without {name}")
    site.arguments.rename(labels, "y_true")
    site.arguments.rename(predictions, "y_pred")


def _keras(site: CallSite, context: Context, function: str) -> cst.Call:
    made = site.arguments.call(context.keras(f"losses.{function}"), ["y_true", "y_pred"])
    return without_keywords(made, ["y_true", "y_pred"])


def _as_float32(site: CallSite, name: str, context: Context) -> None:
    """Casts an argument as TF1 did, unless it is of that type."""
    if not is_float32(site.original_argument(name), context.names):
        cast = call(context.tf("cast"), site.arguments.get(name), context.tf("float32"))
        site.arguments.replace(name, cast)


@losses.call("tf.losses.sparse_softmax_cross_entropy", f"labels logits weights {_REST}")
def sparse_softmax_cross_entropy(site: CallSite, context: Context) -> cst.BaseExpression:
    """Cross-entropy of class numbers, of shape [batch] or [batch, 1]."""
    reduction = _Reduction.take(site, context)
    _rename(site, "labels", "logits")
    site.arguments.add("from_logits", cst.Name("True"))
    return reduction.of(_keras(site, context, "sparse_categorical_crossentropy"), context)


@losses.call("tf.losses.softmax_cross_entropy", f"onehot_labels logits weights label_smoothing {_REST}")
def softmax_cross_entropy(site: CallSite, context: Context) -> cst.BaseExpression:
    """Cross-entropy of distributions, which get no gradient."""
    reduction = _Reduction.take(site, context)
    labels = site.original_argument("onehot_labels")
    if labels is not None and may_carry_gradient(labels, context.names):
        stopped = call(context.tf("stop_gradient"), site.arguments.get("onehot_labels"))
        site.arguments.replace("onehot_labels", stopped)
    _smooth(site)
    _rename(site, "onehot_labels", "logits")
    return reduction.of(_keras(site, context, "categorical_crossentropy"), context)


@losses.call("tf.losses.sigmoid_cross_entropy", f"multi_class_labels logits weights label_smoothing {_REST}")
def sigmoid_cross_entropy(site: CallSite, context: Context) -> cst.BaseExpression:
    """Cross-entropy of independent classes. Keras's function averages the last axis, so sums and weights need tf.nn's."""
    reduction = _Reduction.take(site, context)
    if reduction.is_mean:
        _smooth(site)
        _rename(site, "multi_class_labels", "logits")
        return reduction.of(_keras(site, context, "binary_crossentropy"), context)
    smoothing = site.arguments.pop("label_smoothing")
    _as_float32(site, "multi_class_labels", context)
    if smoothing is not None and number(smoothing) != 0:
        smoothed = parse_template_expression("{labels} * (1 - {smoothing}) + 0.5 * {smoothing}", smoothing=grouped(smoothing),
                                             labels=site.arguments.get("multi_class_labels"))
        site.arguments.replace("multi_class_labels", smoothed)
    site.arguments.rename("multi_class_labels", "labels")
    return reduction.of(site.arguments.call(context.tf("nn.sigmoid_cross_entropy_with_logits")), context)


def _smooth(site: CallSite) -> None:
    """Puts from_logits before label_smoothing, which goes where it is zero."""
    smoothing = site.arguments.pop("label_smoothing")
    site.arguments.add("from_logits", cst.Name("True"))
    if smoothing is not None and number(smoothing) != 0:
        site.arguments.add("label_smoothing", smoothing)


@losses.call("tf.losses.mean_squared_error", f"labels predictions weights {_REST}")
def mean_squared_error(site: CallSite, context: Context) -> cst.BaseExpression:
    """Squared differences."""
    return _difference(site, context, "mean_squared_error", "math.squared_difference")


@losses.call("tf.losses.absolute_difference", f"labels predictions weights {_REST}")
def absolute_difference(site: CallSite, context: Context) -> cst.BaseExpression:
    """Absolute differences."""
    return _difference(site, context, "mean_absolute_error", None)


def _difference(site: CallSite, context: Context, keras_loss: str, elementwise: str | None) -> cst.BaseExpression:
    reduction = _Reduction.take(site, context)
    if reduction.is_mean:
        _rename(site, "labels", "predictions")
        return reduction.of(_keras(site, context, keras_loss), context)
    _as_float32(site, "labels", context)
    site.arguments.rename("labels", "x")
    site.arguments.rename("predictions", "y")
    if elementwise is not None:
        made = site.arguments.call(context.tf(elementwise), ["x", "y"])
        return reduction.of(without_keywords(made, ["x", "y"]), context)
    made = without_keywords(site.arguments.call(context.tf("subtract"), ["x", "y"]), ["x", "y"])
    return reduction.of(call(context.tf("abs"), made), context)


@losses.call("tf.losses.huber_loss", f"labels predictions weights delta {_REST}")
def huber_loss(site: CallSite, context: Context) -> cst.BaseExpression:
    """Huber loss; Keras's function averages the last axis."""
    reduction = _Reduction.take(site, context)
    if reduction.is_mean:
        _rename(site, "labels", "predictions")
        made = site.arguments.call(context.keras("losses.huber"), ["y_true", "y_pred", "delta"])
        return reduction.of(without_keywords(made, ["y_true", "y_pred"]), context)
    return reduction.of(_supported(site, context), context)


@losses.call("tf.losses.log_loss", f"labels predictions weights epsilon {_REST}")
@losses.call("tf.losses.hinge_loss", f"labels logits weights {_REST}")
def elementwise_loss(site: CallSite, context: Context) -> cst.BaseExpression:
    """A loss that Keras computes otherwise."""
    reduction = _Reduction.take(site, context)
    return reduction.of(_supported(site, context), context)


@losses.call("tf.losses.cosine_distance", f"labels predictions axis weights {_REST} dim")
def cosine_distance(site: CallSite, context: Context) -> cst.BaseExpression:
    """One minus the dot product of what the program has normalized."""
    reduction = _Reduction.take(site, context)
    site.arguments.rename("dim", "axis")
    return reduction.of(_supported(site, context), context)


def _supported(site: CallSite, context: Context) -> cst.Call:
    """Calls the support function of the same name; its parameters stand as TF1's but for the weights."""
    name = site.symbol.rpartition(".")[2]
    order = [parameter for parameter in site.parameters if parameter not in ("weights", *_REST.split())]
    return site.arguments.call(context.supported(name), order)


@losses.call("tf.losses.mean_pairwise_squared_error", "labels predictions weights scope loss_collection")
def mean_pairwise_squared_error(site: CallSite, context: Context) -> cst.BaseExpression:
    """The sum over the batch, weights included."""
    site.arguments.pop("scope", "loss_collection")
    return site.arguments.call(context.supported("mean_pairwise_squared_error"), ["labels", "predictions", "weights"])


@losses.call("tf.losses.compute_weighted_loss", f"losses weights {_REST}")
def compute_weighted_loss(site: CallSite, context: Context) -> cst.BaseExpression:
    """A reduction of losses that the program computed."""
    reduction = _Reduction.take(site, context)
    if "losses" not in site.arguments:
        raise Left("MIG101", f"{site.symbol} is called without losses")
    return reduction.of(only_argument(site.arguments.call(cst.Name("values"))), context)


@losses.use(" ".join(f"tf.losses.Reduction.{name}" for name in _REDUCTIONS))
def reduction_name(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A reduction that is passed on: the string that `weighted_loss` takes."""
    return context.string(_REDUCTIONS[symbol.rpartition(".")[2]])


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
