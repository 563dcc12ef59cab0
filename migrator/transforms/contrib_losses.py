"""tf.contrib.losses and slim's to what tf.losses becomes. They took the predictions before the labels.

>>> from migrator.transforms import contrib_losses
>>> before = "import tensorflow as tf\\nloss = tf.contrib.losses.mean_squared_error(outputs, labels)\\n"
>>> print(contrib_losses(before).after.decode())
import keras
import tensorflow as tf
loss = tf.reduce_mean(keras.losses.mean_squared_error(labels, outputs))
<BLANKLINE>

Their weights stood for the first axes of the losses, those of tf.losses stand for the last ones: where the losses of an example are
several, weights that are no number are left.
"""
from __future__ import annotations

import libcst as cst

from migrator.arguments import Arguments
from migrator.transforms.context import Context
from migrator.transforms.expressions import is_literal, number
from migrator.transforms.losses import losses
from migrator.transforms.registry import CallRule, CallSite, Left, Transform

contrib_losses = Transform("contrib_losses", "tf.contrib.losses and slim losses to keras.losses functions")

_LOSSES = {
    "absolute_difference": "predictions labels weights scope",
    "compute_weighted_loss": "losses weights scope",
    "cosine_distance": "predictions labels axis weights scope dim",
    "log_loss": "predictions labels weights epsilon scope",
    "mean_squared_error": "predictions labels weights scope",
    "sigmoid_cross_entropy": "logits multi_class_labels weights label_smoothing scope",
    "softmax_cross_entropy": "logits onehot_labels weights label_smoothing scope",
    "sparse_softmax_cross_entropy": "logits labels weights scope",
}
_ONE_AN_EXAMPLE = ("softmax_cross_entropy", "sparse_softmax_cross_entropy")


def _symbols(name: str) -> str:
    return f"tf.contrib.losses.{name} tf.contrib.slim.losses.{name}"


def _labels_first(site: CallSite) -> None:
    """Has the labels stand first, where both stand by position."""
    site.arguments  # Says what is wrong with them, if something is.
    args, (first, second, *others) = site.updated.args, site.parameters
    if len(args) > 1 and all(arg.keyword is None for arg in args[:2]):
        swapped = [args[0].with_changes(value=args[1].value), args[1].with_changes(value=args[0].value), *args[2:]]
        site._arguments = Arguments(site.updated.with_changes(args=swapped), [second, first, *others])


def _loss(name: str) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        """The loss of tf.losses."""
        weights = site.arguments.get("weights")
        if name not in _ONE_AN_EXAMPLE and weights is not None and number(weights) is None and not is_literal(weights, "None"):
            raise Left("MIG102", f"{site.symbol} with weights of examples: they stand for the first axes of the losses")
        if name != "compute_weighted_loss":
            _labels_first(site)
        site.symbol = f"tf.losses.{name}"
        return losses.calls[site.symbol].rule(site, context)
    return rule


for _name, _parameters in _LOSSES.items():
    contrib_losses.call(_symbols(_name), _parameters)(_loss(_name))


@contrib_losses.call(_symbols("hinge_loss"), "logits labels scope")
def hinge_loss(site: CallSite, context: Context) -> cst.BaseExpression:
    """Contrib's gave the losses of the elements."""
    site.drop("scope")
    _labels_first(site)
    return site.arguments.call(context.supported("hinge_loss"), ["labels", "logits"])
