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
from migrator.transforms.metrics import metrics, pair_metric
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
}
_WITHOUT_COUNTERPART = (
    "accuracy auc_with_confidence_intervals cohen_kappa count f1_score precision_at_recall recall_at_precision "
    "sparse_recall_at_top_k streaming_concat streaming_curve_points streaming_dynamic_auc streaming_false_negative_rate "
    "streaming_false_negative_rate_at_thresholds streaming_false_positive_rate streaming_false_positive_rate_at_thresholds "
    "streaming_mean_tensor streaming_recall_at_k streaming_sparse_average_precision_at_top_k "
    "streaming_sparse_precision_at_top_k").split()


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


@contrib_metrics.call(" ".join(_MODULE + name for name in _WITHOUT_COUNTERPART), kind=Kind.METRIC)
def without_counterpart(site: CallSite, context: Context) -> cst.BaseExpression:
    """A metric that nothing here is equal to.

    Raises:
        Left: always.
    """
    raise Left("MIG133", f"{site.symbol} has no counterpart yet")
