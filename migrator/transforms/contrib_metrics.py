"""tf.contrib.metrics functions to metric objects. They are those of tf.metrics with the predictions before the labels.

>>> from migrator.transforms.contrib_metrics import contrib_metrics
>>> before = "import tensorflow as tf\\naccuracy = tf.contrib.metrics.streaming_accuracy(classes, labels)\\n"
>>> print(contrib_metrics(before).after.decode())
import keras
accuracy = keras.metrics.Accuracy()(labels, classes)
<BLANKLINE>
"""
from __future__ import annotations

import libcst as cst

from migrator.arguments import Arguments
from migrator.transforms.context import Context
from migrator.transforms.expressions import call, is_literal
from migrator.transforms.metrics import metrics, own_metric, pair_metric
from migrator.transforms.registry import CallSite, Kind, Left, Transform

contrib_metrics = Transform("contrib_metrics", "tf.contrib.metrics functions to keras.metrics objects")

_MODULE = "tf.contrib.metrics."
_REST = "metrics_collections updates_collections name"
_PAIR = f"predictions labels weights {_REST}"
_AT_K = f"predictions labels k class_id weights {_REST}"

# By the name in contrib: the name in tf.metrics, and contrib's parameters.
STREAMING = {
    **{f"streaming_{name}": (name, _PAIR) for name in (
        "accuracy precision recall true_positives true_negatives false_positives false_negatives mean_absolute_error "
        "mean_squared_error root_mean_squared_error").split()},
    "streaming_mean": ("mean", f"values weights {_REST}"),
    "streaming_percentage_less": ("percentage_below", f"values threshold weights {_REST}"),
    "streaming_auc": ("auc", "predictions labels weights num_thresholds metrics_collections updates_collections curve name"),
    "streaming_mean_iou": ("mean_iou", f"predictions labels num_classes weights {_REST}"),
    "streaming_mean_cosine_distance": ("mean_cosine_distance", f"predictions labels dim weights {_REST}"),
    "streaming_mean_relative_error": ("mean_relative_error", f"predictions labels normalizer weights {_REST}"),
    **{f"streaming_{name}_at_thresholds": (f"{name}_at_thresholds", f"predictions labels thresholds weights {_REST}")
       for name in ("precision", "recall")},
    "streaming_sensitivity_at_specificity": (
        "sensitivity_at_specificity", f"predictions labels specificity weights num_thresholds {_REST}"),
    "streaming_specificity_at_sensitivity": (
        "specificity_at_sensitivity", f"predictions labels sensitivity weights num_thresholds {_REST}"),
    "streaming_sparse_recall_at_k": ("recall_at_k", _AT_K),
    "streaming_sparse_precision_at_k": ("precision_at_k", _AT_K),
    "streaming_sparse_average_precision_at_k": ("average_precision_at_k", f"predictions labels k weights {_REST}"),
    "streaming_mean_tensor": ("mean_tensor", f"values weights {_REST}"),
    **{f"streaming_{name}_at_thresholds": (f"{name}_at_thresholds", "predictions labels thresholds weights")
       for name in ("true_positives", "true_negatives", "false_positives", "false_negatives")},
}
# Those of contrib alone: the support class, its configuration, contrib's parameters.
_OWN = {
    "cohen_kappa": ("CohenKappa", "num_classes", f"labels predictions_idx num_classes weights {_REST}"),
    "count": ("Count", "", f"values weights {_REST}"),
    "f1_score": ("F1Score", "num_thresholds", f"labels predictions weights num_thresholds {_REST}"),
    "precision_at_recall": (
        "PrecisionAtRecall", "target_recall num_thresholds",
        f"labels predictions target_recall weights num_thresholds {_REST}"),
    "recall_at_precision": (
        "RecallAtPrecision", "precision num_thresholds",
        f"labels predictions precision weights num_thresholds {_REST} strict_mode"),
    "sparse_recall_at_top_k": ("RecallAtK", "class_id", f"labels top_k_predictions class_id weights {_REST}"),
    "streaming_sparse_precision_at_top_k": (
        "PrecisionAtK", "class_id", f"top_k_predictions labels class_id weights {_REST}"),
    "streaming_sparse_average_precision_at_top_k": (
        "AveragePrecisionAtK", "", f"top_k_predictions labels weights {_REST}"),
    "streaming_recall_at_k": ("RecallOfOne", "k", f"predictions labels k weights {_REST}"),
    "streaming_false_negative_rate": ("ConfusionRate", "", _PAIR),
    "streaming_false_positive_rate": ("ConfusionRate", "", _PAIR),
    "streaming_false_negative_rate_at_thresholds": (
        "ConfusionRate", "thresholds", f"predictions labels thresholds weights {_REST}"),
    "streaming_false_positive_rate_at_thresholds": (
        "ConfusionRate", "thresholds", f"predictions labels thresholds weights {_REST}"),
}
_WITHOUT_COUNTERPART = ("auc_using_histogram auc_with_confidence_intervals precision_recall_at_equal_thresholds streaming_concat "
                        "streaming_curve_points streaming_dynamic_auc").split()


def labels_first(site: CallSite) -> None:
    """Makes a call of tf.metrics out of one of contrib; where both stand by position, the labels and predictions change places."""
    site.arguments  # Says what is wrong with them, if something is.
    name, parameters = STREAMING.get(site.symbol.removeprefix(_MODULE), ("", _PAIR))
    site.symbol, order = f"tf.metrics.{name}", parameters.split()
    if order[0] != "predictions" or sum(arg.keyword is None for arg in site.updated.args[:2]) < 2 or any(
            arg.star for arg in site.updated.args):
        return
    first, second, *others = site.updated.args
    swapped = [first.with_changes(value=second.value), second.with_changes(value=first.value), *others]
    site._arguments = Arguments(site.updated.with_changes(args=swapped), ["labels", "predictions", *order[2:]])


def _streaming(site: CallSite, context: Context) -> cst.BaseExpression:
    """The object of the function of tf.metrics."""
    labels_first(site)
    return metrics.calls[site.symbol].rule(site, context)


for _name, (_, _parameters) in STREAMING.items():
    contrib_metrics.call(_MODULE + _name, _parameters, Kind.METRIC)(_streaming)


def _correlation(class_name: str):
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        labels_first(site)
        return pair_metric(site, context.supported(class_name))
    return rule


for _name, _class in (("pearson_correlation", "PearsonCorrelation"), ("covariance", "Covariance")):
    contrib_metrics.call(f"{_MODULE}streaming_{_name}", _PAIR, Kind.METRIC)(_correlation(_class))


def _own(class_name: str, configuration: str):
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        """A metric that is in contrib alone."""
        arguments = site.arguments
        if not is_literal(arguments.pop("strict_mode") or cst.Name("False"), "False"):
            raise Left("MIG102", f"{site.symbol} with strict_mode is not rewritten yet")
        for name in ("predictions_idx", "top_k_predictions"):
            arguments.rename(name, "predictions")
        if "_rate" in site.symbol:
            arguments.add("of", cst.Integer("1" if "negative" in site.symbol else "0"))
        return own_metric(site, context.supported(class_name), "of " * ("_rate" in site.symbol) + configuration)
    return rule


for _name, (_class, _configuration, _parameters) in _OWN.items():
    contrib_metrics.call(_MODULE + _name, _parameters, Kind.METRIC)(_own(_class, _configuration))


@contrib_metrics.call(f"{_MODULE}accuracy", "predictions labels weights name")
def batch_accuracy(site: CallSite, context: Context) -> cst.BaseExpression:
    """The accuracy of a batch: no metric, a tensor."""
    arguments = site.arguments
    if not is_literal(arguments.pop("weights") or cst.Name("None"), "None"):
        raise Left("MIG102", f"{site.symbol} with weights is not rewritten yet")
    site.drop("name")
    if "predictions" not in arguments or "labels" not in arguments:
        raise Left("MIG101", f"{site.symbol} is called without predictions or labels")
    right = call(context.tf("equal"), arguments.get("predictions"), arguments.get("labels"))
    return call(context.tf("reduce_mean"), call(context.tf("cast"), right, context.tf("float32")))


@contrib_metrics.call(f"{_MODULE}confusion_matrix", "labels predictions num_classes dtype name weights")
def confusion_matrix(site: CallSite, context: Context) -> cst.BaseExpression:
    """It is in tf.math."""
    order = "labels predictions num_classes weights dtype name".split()
    return site.arguments.call(context.tf("math.confusion_matrix"), order)


@contrib_metrics.call(" ".join(_MODULE + name for name in _WITHOUT_COUNTERPART), kind=Kind.METRIC)
def without_counterpart(site: CallSite, context: Context) -> cst.BaseExpression:
    """A metric that nothing here is equal to.

    Raises:
        Left: always.
    """
    raise Left("MIG133", f"{site.symbol} has no counterpart yet")
