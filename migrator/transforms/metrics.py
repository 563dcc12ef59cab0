"""tf.metrics functions to metric objects, each called with what TF1 streamed into it.

>>> from migrator.transforms.metrics import metrics
>>> print(metrics("import tensorflow as tf\\naccuracy = tf.metrics.accuracy(labels, classes)\\n").after.decode())
import keras
accuracy = keras.metrics.Accuracy()(labels, classes)
<BLANKLINE>

The structural transform names the object, keeps it in the model and has it updated in every
step of an evaluation. Facts: numerics, section 6.
"""
from __future__ import annotations

import libcst as cst
from libcst.helpers import parse_template_expression

from migrator.analysis.keras_metrics import STREAMED
from migrator.analysis.values import is_class, is_continuous
from migrator.transforms.context import Context
from migrator.transforms.expressions import call, grouped, is_literal, without_keywords
from migrator.transforms.registry import CallSite, Kind, Left, Transform

metrics = Transform("metrics", "tf.metrics functions to keras.metrics objects")

_REST = "metrics_collections updates_collections name"
_PAIR = f"labels predictions weights {_REST}"

# By TF1's name: the class, its configuration (TF1's name, then Keras's after a colon) and TF1's parameters.
_KERAS = {
    "root_mean_squared_error": ("RootMeanSquaredError", "", _PAIR),
    "mean": ("Mean", "", f"values weights {_REST}"),
    **{f"{name}_at_thresholds": (class_name, "thresholds", f"labels predictions thresholds weights {_REST}")
       for name, class_name in (("precision", "Precision"), ("recall", "Recall"),
                                ("true_positives", "TruePositives"), ("true_negatives", "TrueNegatives"),
                                ("false_positives", "FalsePositives"), ("false_negatives", "FalseNegatives"))},
}
_AT_K = f"labels predictions k class_id weights {_REST}"
_SUPPORTED = {
    "mean_per_class_accuracy": ("MeanPerClassAccuracy", "num_classes", f"labels predictions num_classes weights {_REST}"),
    "sensitivity_at_specificity": ("SensitivityAtSpecificity", "specificity num_thresholds",
                                   f"labels predictions specificity weights num_thresholds {_REST}"),
    "specificity_at_sensitivity": ("SpecificityAtSensitivity", "sensitivity num_thresholds",
                                   f"labels predictions sensitivity weights num_thresholds {_REST}"),
    "recall_at_k": ("RecallAtK", "k class_id", _AT_K),
    "precision_at_k": ("PrecisionAtK", "k class_id", _AT_K),
    "sparse_precision_at_k": ("PrecisionAtK", "k class_id", _AT_K),
    "average_precision_at_k": ("AveragePrecisionAtK", "k", f"labels predictions k weights {_REST}"),
    "sparse_average_precision_at_k": ("AveragePrecisionAtK", "k", f"labels predictions k weights {_REST}"),
}


def _keras(name: str, context: Context) -> cst.BaseExpression:
    return context.keras(f"metrics.{name}")


def _prepare(site: CallSite, *needed: str) -> None:
    """Drops the arguments that say where TF1 put its ops, and gives the weights Keras's name.

    Raises:
        Left: a needed argument is not given.
    """
    arguments = site.arguments
    site.drop(*_REST.split())
    for name in needed:
        if name not in arguments:
            raise Left("MIG101", f"{site.symbol} is called without {name}")
    if is_literal(arguments.get("weights"), "None"):
        arguments.pop("weights")
    arguments.rename("weights", "sample_weight")


def _metric(site: CallSite, made: cst.BaseExpression, configuration: str = "") -> cst.Call:
    """Gives ``made(configuration)(tensors)``."""
    options = {name: value for name in configuration.split() if (value := site.arguments.pop(name)) is not None}
    return _streamed(site, call(made, **options))


def _streamed(site: CallSite, metric: cst.Call) -> cst.Call:
    """Gives a metric object called with the tensors of the call."""
    pair = ("values",) if "values" in site.arguments else ("labels", "predictions")
    updated = without_keywords(site.arguments.call(metric, pair), pair)
    return updated.with_changes(args=[_keras_keyword(arg) for arg in updated.args])


def pair_metric(site: CallSite, made: cst.BaseExpression) -> cst.Call:
    """Gives a metric object of the support module called with the labels and predictions of a call.

    Raises:
        Left: one of them is not given.
    """
    _prepare(site, "labels", "predictions")
    return _metric(site, made)


def own_metric(site: CallSite, made: cst.BaseExpression, configuration: str) -> cst.Call:
    """Gives a metric object of the support module, with its configuration, called with the tensors of a call.

    Raises:
        Left: the labels, the predictions or the values are not given.
    """
    _prepare(site, *(["values"] if "values" in site.parameters else ["labels", "predictions"]))
    if is_literal(site.arguments.get("class_id"), "None"):
        site.arguments.pop("class_id")
    return _metric(site, made, configuration)


def _keras_keyword(arg: cst.Arg) -> cst.Arg:
    """Gives an argument that has to stay a keyword Keras's name: it stands out of order."""
    names = {"labels": "y_true", "predictions": "y_pred"}
    if arg.keyword is None or arg.keyword.value not in names:
        return arg
    return arg.with_changes(keyword=cst.Name(names[arg.keyword.value]))


def _rule(class_name: str, configuration: str, is_supported: bool):
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        if is_literal(site.arguments.get("class_id"), "None"):
            site.arguments.pop("class_id")
        is_mean = site.symbol == "tf.metrics.mean"
        if site.symbol.endswith("_at_thresholds") and _is_one(site.arguments.get("thresholds")):
            context.review(site, "MIG390", f"{site.symbol} gave a list of one number", "metrics")
        _prepare(site, *(["values"] if is_mean else ["labels", "predictions", *configuration.split()[:1]]))
        if is_mean and _varies_in_length(context):
            return _metric(site, context.supported("MeanOfElements"), configuration)
        made = context.supported(class_name) if is_supported else _keras(class_name, context)
        return _metric(site, made, configuration)
    return rule


def _is_one(thresholds: cst.BaseExpression | None) -> bool:
    return isinstance(thresholds, cst.List | cst.Tuple) and len(thresholds.elements) == 1


for _table in (_KERAS, _SUPPORTED):
    for _name, (_class, _configuration, _parameters) in _table.items():
        metrics.call(f"tf.metrics.{_name}", _parameters, Kind.METRIC)(_rule(_class, _configuration, _table is _SUPPORTED))


@metrics.call(STREAMED, "", Kind.METRIC)
def keras_metric(site: CallSite, context: Context) -> cst.BaseExpression:
    """An object of Keras, with what it is updated with."""
    metric, *tensors = site.updated.args
    kept = [arg for arg in metric.value.args if arg.keyword is None or arg.keyword.value != "name"]
    if len(kept) < len(metric.value.args):
        original = site.original.args[0].value
        [name] = [arg.value for arg in original.args if arg.keyword is not None and arg.keyword.value == "name"]
        context.drop(original, name, "name", "metrics", "MIG320", "the metric is called as eval_metric_ops calls it")
    return cst.Call(metric.value.with_changes(args=kept), tensors)


@metrics.call("tf.metrics.accuracy", _PAIR, Kind.METRIC)
def accuracy(site: CallSite, context: Context) -> cst.BaseExpression:
    """TF1 cast predictions to the type of the labels: of probabilities and class numbers it compared the integral parts."""
    _prepare(site, "labels", "predictions")
    if is_continuous(site.original_argument("predictions"), context.names):
        dtype = cst.Attribute(grouped(site.arguments.get("labels")), cst.Name("dtype"))
        site.arguments.replace("predictions", call(context.tf("cast"), site.arguments.get("predictions"), dtype))
    return _metric(site, context.supported("AccuracyOfElements") if _varies_in_length(context) else _keras("Accuracy", context))


# What gives batches whose examples are longer or shorter than those of other batches.
_OF_ANY_LENGTH = ("tf.sequence_mask", "tf.VarLenFeature", "tf.io.VarLenFeature", "tf.FixedLenSequenceFeature",
                  "tf.io.FixedLenSequenceFeature", "tf.sparse_tensor_to_dense", "tf.sparse.to_dense", "tf.string_split",
                  "tf.strings.split", "tf.data.experimental.bucket_by_sequence_length",
                  "tf.contrib.data.bucket_by_sequence_length", "tf.data.experimental.dense_to_ragged_batch")
_PADDING = {"padded_batch", "bucket_by_sequence_length"}


def _varies_in_length(context: Context) -> bool:
    """Whether the program may have batches of sequences, each padded to a length of its own."""
    return any(one.holds_attribute(_PADDING) or any(reference.symbol in _OF_ANY_LENGTH for reference in one.names.references)
               for one in context.all)


@metrics.call("tf.metrics.mean_squared_error tf.metrics.mean_absolute_error", _PAIR, Kind.METRIC)
def mean_error(site: CallSite, context: Context) -> cst.BaseExpression:
    """Keras's classes take the mean of the last axis before they stream: of labels of shape [batch], one value a batch."""
    _prepare(site, "labels", "predictions")
    name = "MeanSquaredError" if site.symbol.endswith("squared_error") else "MeanAbsoluteError"
    return _metric(site, context.supported(name))


@metrics.call(" ".join(f"tf.metrics.{name}" for name in (
    "precision", "recall", "true_positives", "true_negatives", "false_positives", "false_negatives")), _PAIR, Kind.METRIC)
def count(site: CallSite, context: Context) -> cst.BaseExpression:
    """For TF1 whatever is not zero was a positive prediction, for Keras what is above 0.5."""
    _prepare(site, "labels", "predictions")
    if not is_class(site.original_argument("predictions"), context.names):
        positive = call(context.tf("cast"), site.arguments.get("predictions"), context.tf("bool"))
        site.arguments.replace("predictions", positive)
    name = site.symbol.rpartition(".")[2].title().replace("_", "")
    return _metric(site, _keras(name, context))


@metrics.call("tf.metrics.auc", "labels predictions weights num_thresholds metrics_collections updates_collections "
              "curve name summation_method thresholds", Kind.METRIC)
def auc(site: CallSite, context: Context) -> cst.BaseExpression:
    """Keras's AUC has no trapezoidal rule for precision-recall curves, TF1's default."""
    _prepare(site, "labels", "predictions")
    arguments = site.arguments
    curve, method = _text(arguments.get("curve"), "ROC"), _text(arguments.get("summation_method"), "trapezoidal")
    if curve is None or method is None:
        raise Left("MIG102", "the curve or the summation_method of tf.metrics.auc can't be seen")
    if method in ("trapezoidal", "careful_interpolation"):
        arguments.pop("summation_method")
    if curve == "ROC":
        arguments.pop("curve")
    is_keras = method == "careful_interpolation" or method == "majoring" or curve == "ROC"
    made = _keras("AUC", context) if is_keras else context.supported("AUC")
    return _metric(site, made, "num_thresholds curve summation_method thresholds")


def _text(value: cst.BaseExpression | None, default: str) -> str | None:
    if value is None:
        return default
    return value.evaluated_value if isinstance(value, cst.SimpleString) else None


@metrics.call("tf.metrics.mean_iou", f"labels predictions num_classes weights {_REST}", Kind.METRIC)
def mean_iou(site: CallSite, context: Context) -> cst.BaseExpression:
    """Keras's MeanIoU truncates weights to integers."""
    _prepare(site, "labels", "predictions", "num_classes")
    weighted = "sample_weight" in site.arguments
    made = context.supported("MeanIoU") if weighted else _keras("MeanIoU", context)
    return _metric(site, made, "num_classes")


@metrics.call("tf.metrics.percentage_below", f"values threshold weights {_REST}", Kind.METRIC)
def percentage_below(site: CallSite, context: Context) -> cst.BaseExpression:
    """The mean of a comparison."""
    _prepare(site, "values", "threshold")
    return _mean_of(site, context, "values", "{values} < {threshold}", "threshold")


@metrics.call("tf.metrics.mean_relative_error", f"labels predictions normalizer weights {_REST}", Kind.METRIC)
def mean_relative_error(site: CallSite, context: Context) -> cst.BaseExpression:
    """The mean of quotients; zero where the normalizer is."""
    _prepare(site, "labels", "predictions", "normalizer")
    return _mean_of(site, context, "labels", "{divide}({abs}({labels} - {predictions}), {normalizer})",
                    "predictions", "normalizer", divide=context.tf("math.divide_no_nan"), abs=context.tf("abs"))


@metrics.call("tf.metrics.mean_cosine_distance", f"labels predictions dim weights {_REST}", Kind.METRIC)
def mean_cosine_distance(site: CallSite, context: Context) -> cst.BaseExpression:
    """The mean of 1 minus the dot product; keras's CosineSimilarity normalizes."""
    _prepare(site, "labels", "predictions", "dim")
    return _mean_of(site, context, "labels", "1 - {sum}({labels} * {predictions}, axis={dim})", "predictions", "dim",
                    sum=context.tf("reduce_sum"))


def _mean_of(site: CallSite, context: Context, first: str, template: str, *others: str, **functions) -> cst.Call:
    """Gives ``keras.metrics.Mean()(formula)``, the formula in the place of the first argument."""
    parts = {name: grouped(site.arguments.pop(name)) for name in others}
    parts[first] = grouped(site.arguments.get(first))
    site.arguments.replace(first, parse_template_expression(template, **parts, **functions))
    site.arguments.rename(first, "values")
    return _metric(site, _keras("Mean", context))


@metrics.call("tf.metrics.mean_tensor", f"values weights {_REST}", Kind.METRIC)
def mean_tensor(site: CallSite, context: Context) -> cst.BaseExpression:
    """The mean of each element; Keras has only that of all."""
    _prepare(site, "values")
    return _metric(site, context.supported("MeanTensor"))


@metrics.call("tf.metrics.recall_at_top_k", f"labels predictions_idx k class_id weights {_REST}", Kind.METRIC)
@metrics.call("tf.metrics.precision_at_top_k", f"labels predictions_idx k class_id weights {_REST}", Kind.METRIC)
def at_top_k(site: CallSite, context: Context) -> cst.BaseExpression:
    """The likeliest classes are given by their numbers; k was a part of the metric's name."""
    site.drop("k", reason="it was a part of the metric's name")
    _prepare(site, "labels", "predictions_idx")
    if is_literal(site.arguments.get("class_id"), "None"):
        site.arguments.pop("class_id")
    site.arguments.rename("predictions_idx", "predictions")
    made = context.supported("RecallAtK" if "recall" in site.symbol else "PrecisionAtK")
    return _metric(site, made, "class_id")


@metrics.use(" ".join(metrics.calls))
def function_value(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A metric that is passed on without being called.

    Raises:
        Left: always.
    """
    raise Left("MIG103", f"{symbol} is used as a value")
