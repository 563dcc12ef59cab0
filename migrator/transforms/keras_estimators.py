"""Estimators made of Keras models to the support Estimator around the model.

Its rules belong to the transform `drivers`.

>>> from migrator.transforms import drivers
>>> before = '''import tensorflow as tf
... estimator = tf.keras.estimator.model_to_estimator(model, model_dir=folder)
... '''
>>> print(drivers(before).after.decode().splitlines()[-1])
estimator = Estimator(KerasModel(model), model_dir=folder)
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.estimator_api import estimator_api
from migrator.transforms.layer_forms import is_none
from migrator.transforms.registry import CallSite, Kind, Left
from migrator.transforms.distribution import DISTRIBUTED, is_distributed, maker


@estimator_api.call("tf.keras.estimator.model_to_estimator",
                    "keras_model keras_model_path custom_objects model_dir config checkpoint_format use_v2_estimator "
                    "metric_names_map export_outputs", Kind.CONFIGURATION)
def model_to_estimator(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support Estimator around the model.

    Raises:
        Left: the model is in a file, or its metrics or exports are given other names.
    """
    arguments = site.arguments
    for name in ("keras_model_path", "metric_names_map", "export_outputs"):
        if not is_none(arguments.pop(name) or cst.Name("None")):
            raise Left("MIG289", f"the Estimator is given {name}")
    site.drop("custom_objects", "checkpoint_format", "use_v2_estimator",
              reason="it said how a model is read from a file or saved, and the model itself is trained")
    model = arguments.get("keras_model")
    if model is None:
        raise Left("MIG289", "the Estimator is given no model")
    made = cst.Call(context.supported("KerasModel"), [cst.Arg(model)])
    wrapper = "Estimator"
    if is_distributed(context):
        if not isinstance(model, cst.Call):
            raise Left("MIG142", "the model is made before the strategy could make it")
        wrapper, made = DISTRIBUTED, maker(made)
    arguments.replace("keras_model", made)
    arguments.rename("keras_model", "model" if wrapper == "Estimator" else "make_model")
    return _positional(arguments.call(context.supported(wrapper), ["model", "model_dir", "config"]))


def _positional(call: cst.Call) -> cst.Call:
    """The call with its first argument by position."""
    first, *rest = call.args
    return call.with_changes(args=[first.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT), *rest])
