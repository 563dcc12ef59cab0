"""Heads of tf.contrib.estimator and tf.estimator to the heads of the support module.

>>> from migrator.transforms import heads
>>> before = '''import tensorflow as tf
... head = tf.contrib.estimator.multi_class_head(3, weight_column="weight")
... '''
>>> print(heads(before).after.decode().partition("head = ")[2])
MultiClassHead(
    3, weight_column="weight", loss_reduction="sum_over_batch_size")
<BLANKLINE>

What a model_fn returns with `create_estimator_spec` of a head is written out by `migrator.analysis.heads`.
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.expressions import is_literal
from migrator.transforms.reductions import reduction_name
from migrator.transforms.registry import CallSite, Kind, Left, Transform

heads = Transform("heads", "heads of tf.contrib.estimator and tf.estimator")

_CLASSES = "weight_column label_vocabulary loss_reduction loss_fn name"
_LABELS = "weight_column thresholds label_vocabulary loss_reduction loss_fn classes_for_class_based_metrics name"
# For each symbol the class and its parameters in TF1; those before the bar are given by position.
_HEADS = {
    "tf.contrib.estimator.multi_class_head": ("MultiClassHead", f"n_classes | {_CLASSES}"),
    "tf.contrib.estimator.binary_classification_head": (
        "BinaryClassHead", "weight_column thresholds label_vocabulary loss_reduction loss_fn name"),
    "tf.contrib.estimator.regression_head": (
        "RegressionHead", "weight_column label_dimension loss_reduction loss_fn inverse_link_fn name"),
    "tf.contrib.estimator.poisson_regression_head": (
        "PoissonRegressionHead", "weight_column label_dimension loss_reduction compute_full_loss name"),
    "tf.contrib.estimator.logistic_regression_head": ("LogisticRegressionHead", "weight_column loss_reduction name"),
    "tf.contrib.estimator.multi_label_head": ("MultiLabelHead", f"n_classes | {_LABELS}"),
    "tf.estimator.MultiClassHead": ("MultiClassHead", f"n_classes | {_CLASSES}"),
    "tf.estimator.BinaryClassHead": (
        "BinaryClassHead", "weight_column thresholds label_vocabulary loss_reduction loss_fn name"),
    "tf.estimator.RegressionHead": (
        "RegressionHead", "label_dimension weight_column loss_reduction loss_fn inverse_link_fn name"),
    "tf.estimator.PoissonRegressionHead": (
        "PoissonRegressionHead", "label_dimension weight_column loss_reduction compute_full_loss name"),
    "tf.estimator.LogisticRegressionHead": ("LogisticRegressionHead", "weight_column loss_reduction name"),
    "tf.estimator.MultiLabelHead": ("MultiLabelHead", f"n_classes | {_LABELS}"),
}

_WITH_AREAS = ("BinaryClassHead", "MultiLabelHead")


def _rule(name: str, first: list[str]):
    def rule(site: CallSite, context: Context) -> cst.Call:
        arguments = site.arguments
        given = [one for one in arguments if not is_literal(arguments.get(one), "None")]
        for one in ("name", "classes_for_class_based_metrics", *(["label_vocabulary"] if name == "MultiLabelHead" else ())):
            if one in given:
                raise Left("MIG179", f"the head is given {one}")
        for one in [one for one in arguments if one not in given]:
            arguments.pop(one)
        reduction = context.string("sum_over_batch_size")
        if "loss_reduction" in given:
            known = reduction_name(site.original_argument("loss_reduction"), context)
            if known is None:
                raise Left("MIG179", "the loss_reduction of the head can't be seen")
            reduction = context.string(known)
            arguments.pop("loss_reduction")
        made = arguments.call(context.supported(name), first)
        added = {"loss_reduction": reduction}
        if site.symbol.startswith("tf.estimator.") and name in _WITH_AREAS:
            added["area"] = context.keras("metrics.AUC")
        equal = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        return made.with_changes(args=[*made.args, *(
            cst.Arg(value, keyword=cst.Name(one), equal=equal) for one, value in added.items())])
    return rule


for _symbol, (_name, _parameters) in _HEADS.items():
    _first, _bar, _rest = _parameters.rpartition(" | ")
    heads.call(_symbol, f"{_first} {_rest}".strip(), Kind.CONFIGURATION)(_rule(_name, _first.split()))


@heads.use("tf.contrib.estimator.multi_head tf.estimator.MultiHead")
def multi_head(symbol: str, node: cst.BaseExpression, context: Context) -> None:
    """Several heads at once.

    Raises:
        Left: always.
    """
    raise Left("MIG179", f"{symbol} joins several heads")
