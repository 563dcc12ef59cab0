"""The Estimators of tf.contrib.learn to models of the same architecture, and an Estimator with `fit` and `predict_classes`.

Their rules belong to the transform ``canned``.

>>> from migrator.transforms import canned
>>> before = '''import tensorflow as tf
... columns = tf.contrib.learn.infer_real_valued_columns_from_input(x)
... classifier = tf.contrib.learn.LinearClassifier(columns, "/models", n_classes=3)
... '''
>>> print(canned(before).after.decode().partition("columns = ")[2])
infer_real_valued_columns(x)
classifier = LearnEstimator(learn_linear_classifier(columns, n_classes=3), model_dir="/models")
<BLANKLINE>
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.drivers import LEARN
from migrator.analysis.helpers import calls_in
from migrator.analysis.may_be_none import is_none
from migrator.transforms.canned import canned, optimizer_of
from migrator.transforms.context import Context
from migrator.transforms.expressions import call, is_literal
from migrator.transforms.registry import CallSite, Kind, Left

_FUNCTIONS = {"DNNClassifier": "learn_dnn_classifier", "DNNRegressor": "learn_dnn_regressor",
              "LinearClassifier": "learn_linear_classifier", "LinearRegressor": "learn_linear_regressor"}
_RATES = {"DNN": "0.05", "Linear": "0.2"}
_PLACEMENT = ("input_layer_min_slice_size", "_joint_weight", "_joint_weights")
_REFUSED = ("gradient_clip_norm", "feature_engineering_fn", "embedding_lr_multipliers")
# What a method is given that has no counterpart, by the names of the methods.
_OF_METHODS = {"fit": "monitors", "partial_fit": "monitors", "evaluate": "metrics"}


def learn_estimator(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support Estimator round the model.

    Raises:
        Left: it, or one of its methods, is given something without a counterpart.
    """
    kind = site.symbol.rpartition(".")[2]
    arguments = site.arguments
    for name in _REFUSED:
        if not is_none(arguments.pop(name) or cst.Name("None")):
            raise Left("MIG176", f"{kind} is given {name}")
    if not is_literal(arguments.pop("enable_centered_bias") or cst.Name("False"), "False"):
        raise Left("MIG176", f"{kind} is given enable_centered_bias")
    _check_methods(context)
    site.drop(*_PLACEMENT, reason="variables are not split")
    if not is_none(arguments.get("optimizer") or cst.Name("None")):
        rate = next(_RATES[family] for family in _RATES if kind.startswith(family))
        arguments.replace("optimizer", optimizer_of(site, "optimizer", rate, context))
    rest = {name: value for name in ("model_dir", "config") if not is_none(value := arguments.pop(name) or cst.Name("None"))}
    order = [name for name in site.parameters[:2] if name != "model_dir"]
    return call(context.supported("LearnEstimator"), arguments.call(context.supported(_FUNCTIONS[kind]), order), **rest)


def _check_methods(context: Context) -> None:
    for one in calls_in(context.names.module):
        match one.func:
            case cst.Attribute(attr=cst.Name(value=name)) if name in _OF_METHODS:
                if any(arg.keyword is not None and arg.keyword.value == _OF_METHODS[name] for arg in one.args):
                    raise Left("MIG176", f"its {name} is given {_OF_METHODS[name]}")


for _symbol, _parameters in LEARN.items():
    canned.call(_symbol, " ".join(_parameters), Kind.CONFIGURATION)(learn_estimator)


@canned.use(" ".join(LEARN))
def learn_class(symbol: str, node: cst.BaseExpression, context: Context) -> None:
    """A class that is passed on, or has subclasses.

    Raises:
        Left: always.
    """
    raise Left("MIG175", f"{symbol} is used otherwise than by calling it")


@canned.call("tf.contrib.learn.infer_real_valued_columns_from_input", "x", Kind.CONFIGURATION)
def infer_columns(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function."""
    return site.updated.with_changes(func=context.supported("infer_real_valued_columns"))
