"""Exports and what is around them: serving input functions, exporters, and clients of an export.

Its rules belong to the transform `drivers`.

>>> from migrator.transforms import drivers
>>> before = '''import tensorflow as tf
... def serving_input_fn():
...     inputs = {"x": tf.placeholder(tf.float32, [None, 4])}
...     return tf.estimator.export.ServingInputReceiver(inputs, inputs)
... '''
>>> print(drivers(before).after.decode())
import tensorflow as tf
from tf1_semantics import ServingInputReceiver
def serving_input_fn():
    inputs = {"x": tf.TensorSpec([None, 4], tf.float32)}
    return ServingInputReceiver(inputs, inputs)
<BLANKLINE>
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.fed_iterators import fed_placeholders
from migrator.analysis.receivers import placeholders_of_receivers
from migrator.transforms.context import Context
from migrator.transforms.estimator_api import estimator_api
from migrator.transforms.registry import CallSite, Kind, Left

_RECEIVER = "features receiver_tensors receiver_tensors_alternatives"
_PREDICTOR = "export_dir signature_def_key signature_def input_names output_names tags graph config"


@estimator_api.call("tf.estimator.export.ServingInputReceiver tf.estimator.export.TensorServingInputReceiver",
                    _RECEIVER, Kind.CONFIGURATION)
def receiver(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support tuple of the same name and fields."""
    return site.updated.with_changes(func=context.supported(site.symbol.rpartition(".")[2]))


@estimator_api.call("tf.estimator.export.build_parsing_serving_input_receiver_fn "
                    "tf.estimator.export.build_raw_serving_input_receiver_fn",
                    "features default_batch_size", Kind.CONFIGURATION)
def receiver_builder(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function of the same name and arguments."""
    return site.updated.with_changes(func=context.supported(site.symbol.rpartition(".")[2]))


@estimator_api.call("tf.placeholder tf.placeholder_with_default tf.sparse_placeholder", "dtype shape name")
def placeholder(site: CallSite, context: Context) -> cst.BaseExpression:
    """In serving input functions its type where that says all, else a placeholder of the graph that is made of them.

    For the data of an iterator, these data.
    """
    fed = fed_placeholders(context.names).get(site.original)
    if fed is not None:
        return _fed(site, fed, context)
    passed_on = placeholders_of_receivers(context.names).get(site.original)
    if passed_on is None:
        raise Left("MIG100", "there is no graph to feed; make it a parameter of a function of tensors")
    if not passed_on:
        return site.updated.with_changes(func=context.tf(f"compat.v1.{site.symbol.removeprefix('tf.')}"))
    return _tensor_spec(site, context)


def _fed(site: CallSite, value: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """What a placeholder is fed, as the type that it has."""
    dtype = site.original_argument("dtype")
    match dtype:
        case cst.Attribute(value=owner, attr=cst.Name(value="dtype")) if owner.deep_equals(value):
            return value
    return cst.Call(context.tf("constant"), [cst.Arg(value), cst.Arg(site.arguments.get("dtype"))])


def _tensor_spec(site: CallSite, context: Context) -> cst.Call:
    arguments = site.arguments
    given = {name: arguments.get(name) for name in ("shape", "dtype", "name") if name in arguments}
    if all(arg.keyword is not None for arg in site.updated.args) and "shape" in given:
        return site.updated.with_changes(func=context.tf("TensorSpec"))
    given.setdefault("shape", cst.Name("None"))
    tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    args = [cst.Arg(given["shape"]), cst.Arg(given["dtype"])]
    if "name" in given:
        args.append(cst.Arg(given["name"], keyword=cst.Name("name"), equal=tight))
    return cst.Call(context.tf("TensorSpec"), args)


# The outputs of signatures, in the spec of a model_fn.

@estimator_api.call("tf.estimator.export.PredictOutput", "outputs")
def predict_output(site: CallSite, context: Context) -> cst.BaseExpression:
    """The outputs themselves."""
    outputs = site.arguments.get("outputs")
    if outputs is None:
        raise Left("MIG101", "PredictOutput is given no outputs")
    return outputs


@estimator_api.call("tf.estimator.export.ClassificationOutput", "scores classes")
@estimator_api.call("tf.estimator.export.RegressionOutput", "value")
def other_output(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support tuple of the same name and fields."""
    return site.updated.with_changes(func=context.supported(site.symbol.rpartition(".")[2]))


# Exporters.

@estimator_api.call("tf.estimator.LatestExporter",
                    "name serving_input_receiver_fn assets_extra as_text exports_to_keep", Kind.CONFIGURATION)
@estimator_api.call("tf.estimator.FinalExporter", "name serving_input_receiver_fn assets_extra as_text", Kind.CONFIGURATION)
def exporter(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support class of the same name and arguments."""
    return site.updated.with_changes(func=context.supported(site.symbol.rpartition(".")[2]))


_BEST = "name serving_input_receiver_fn compare_fn assets_extra as_text exports_to_keep"


@estimator_api.call("tf.estimator.BestExporter", "name serving_input_receiver_fn event_file_pattern compare_fn assets_extra "
                    "as_text exports_to_keep", Kind.CONFIGURATION)
def best_exporter(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support class, which keeps its best evaluation itself."""
    arguments = site.arguments
    pattern = arguments.pop("event_file_pattern")
    if not isinstance(pattern, cst.Name) or pattern.value != "None":
        context.review(site, "MIG280", "a run that resumes does not know the best evaluation of the runs before it", "drivers")
    return arguments.call(context.supported("BestExporter"), _BEST.split())


@estimator_api.use("tf.estimator.Exporter")
def exporter_class(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression | None:
    """The support class, to inherit from."""
    return context.supported("Exporter") if symbol == "tf.estimator.Exporter" else None


# Clients.

@estimator_api.call("tf.contrib.predictor.from_saved_model", _PREDICTOR, Kind.CONFIGURATION)
def from_saved_model(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function that gives a function of the same arguments."""
    arguments = site.arguments
    arguments.pop("graph")
    arguments.pop("config")
    for name in ("signature_def", "input_names", "output_names", "tags"):
        if name in arguments:
            raise Left("MIG102", f"predictor.from_saved_model is given {name}, which names parts of a graph")
    return arguments.call(context.supported("saved_model_predictor"), ["export_dir", "signature_def_key"])


@estimator_api.call("tf.contrib.predictor.from_estimator", "estimator serving_input_receiver_fn output_key graph config",
                    Kind.CONFIGURATION)
def from_estimator(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function that gives a function of the same arguments, for the model of a support Estimator."""
    arguments = site.arguments
    arguments.pop("graph", "config")
    estimator = arguments.get("estimator")
    if not isinstance(estimator, (cst.Name, cst.Attribute)):
        raise Left("MIG102", "predictor.from_estimator is given an Estimator that no variable holds")
    arguments.replace("estimator", cst.Attribute(estimator, cst.Name("model")))
    arguments.add("model_dir", cst.Attribute(estimator, cst.Name("checkpoints")))
    return arguments.call(context.supported("model_predictor"), ["estimator", "serving_input_receiver_fn", "output_key"])
