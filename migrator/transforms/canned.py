"""The Estimators that tf.estimator brought along, such as DNNClassifier, to Keras models of the same names.

Like other Estimators they become plain models where their uses can be followed, else they are wrapped.

>>> from migrator.transforms import canned
>>> before = '''import tensorflow as tf
... classifier = tf.estimator.BaselineClassifier("/models", optimizer="Adam")
... print(classifier.latest_checkpoint())
... '''
>>> print(canned(before).after.decode().partition("classifier = ")[2])
Estimator(
    BaselineClassifier(optimizer=Adam(0.3)), model_dir="/models")
print(classifier.latest_checkpoint())
<BLANKLINE>

Facts: targets, section 6.
"""
from __future__ import annotations

from dataclasses import dataclass, replace

import libcst as cst

from migrator.analysis.drivers import CANNED, LEARN, Driver
from migrator.analysis.modes import ALL_MODES, Mode
from migrator.arguments import Arguments
from migrator.fates import is_tf1_only
from migrator.names import Names
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.distribution import DISTRIBUTED, is_distributed, maker
from migrator.transforms.expressions import call, is_literal
from migrator.transforms.optimizers import optimizers
from migrator.transforms.reductions import reduction_name
from migrator.transforms.registry import CallSite, Kind, Left, Transform
from migrator.trees import children

canned = Transform("canned", "tf.estimator's canned Estimators to Keras models of the same names")

# The learning rates of optimizers that are given by name.
_RATES = {"DNN": "0.05", "Linear": "0.2", "Baseline": "0.3"}
_COMBINED_RATES = {"dnn_optimizer": "0.001", "linear_optimizer": "0.005"}
_NAMED = {"Adagrad": "Adagrad", "Adam": "Adam", "Ftrl": "Ftrl", "RMSProp": "RMSProp", "SGD": ""}
_NOT_FOR_MODELS = ("model_dir", "config", "warm_start_from", "input_layer_partitioner", "partitioner")
_DENSE_COLUMNS = {"tf.feature_column.numeric_column", "tf.feature_column.make_parse_example_spec"}


@dataclass(frozen=True)
class CannedModel:
    """What a canned Estimator becomes, in the place of a migrated model_fn.

    Attributes:
        class_name: name of its class.
        counts_steps: it counts the steps itself, in the weight `global_step`.
        parameters: names of the constructor's parameters that the Estimator fills in.
        modes: the modes that it serves.
    """

    class_name: str
    counts_steps: bool = False
    parameters: tuple[str, ...] = ()
    modes: frozenset[Mode] = ALL_MODES


def is_canned(names: Names) -> bool:
    """Whether a module makes canned Estimators."""
    return any(reference.symbol in CANNED or reference.symbol in LEARN for reference in names.references)


def check_canned(driver: Driver, names: Names) -> None:
    """Checks that everything that a canned Estimator is given has a counterpart.

    Raises:
        Left: something has none.
    """
    for name in driver.arguments:
        if name.endswith("optimizer"):
            _check_optimizer(driver.arguments.get(name), names)


def _check_optimizer(value: cst.BaseExpression, names: Names) -> None:
    match value:
        case cst.SimpleString() if value.evaluated_value not in _NAMED:
            raise Left("MIG174", f"no optimizer is called {value.evaluated_value}")
        case cst.Name(value="None"):
            raise Left("MIG174", "the optimizer is None")
        case cst.Lambda(body=body):
            _check_optimizer(body, names)
    symbol = names.symbol(value.func if isinstance(value, cst.Call) else value)
    if symbol is None or not symbol.startswith(("tf.", "keras.")):
        return
    if symbol not in optimizers.calls or symbol.startswith(("tf.keras.", "keras.")):
        raise Left("MIG174", f"{symbol} is no optimizer of tf.train")


def with_row_gradients(context: Context) -> None:
    """Notes that optimizers train lookups, in a module with canned Estimators, unless all columns are numbers."""
    columns = {reference.symbol for reference in context.names.references
               if reference.symbol.startswith("tf.feature_column.")}
    if is_canned(context.names) and not (columns and columns <= _DENSE_COLUMNS):
        context.model = replace(context.model, sparse_gradients=True)


def canned_model(site: CallSite, context: Context) -> cst.Call:
    """The call that makes the model of a canned Estimator."""
    kind = site.symbol.rpartition(".")[2]
    arguments = site.arguments
    for name in ("input_layer_partitioner", "partitioner"):
        _remove(site.original_argument(name), context)
    site.drop("input_layer_partitioner", "partitioner")
    arguments.pop(*_NOT_FOR_MODELS)
    for name in [one for one in arguments if one.endswith("optimizer")]:
        rate = _COMBINED_RATES.get(name) or next(_RATES[family] for family in _RATES if kind.startswith(family))
        arguments.replace(name, optimizer_of(site, name, rate, context))
    if "loss_reduction" in arguments:
        reduction = reduction_name(site.original_argument("loss_reduction"), context)
        if reduction is not None:
            arguments.replace("loss_reduction", context.string(reduction))
    if is_of_tf2(site.original.func, context.names):
        context.review(site, "MIG270", f"{site.symbol} means another class under TensorFlow 2, with another loss and optimizer",
                       "canned")
    order = [name for name in site.parameters[:2] if name not in _NOT_FOR_MODELS]
    return arguments.call(context.supported(kind), () if "Combined" in kind else order)


def is_of_tf2(function: cst.BaseExpression, names: Names) -> bool:
    """Whether a module spells TF1's symbols as compat.v1, but not this one, which may mean TF 2's then.

    Or imports Keras beside TF's own and has nothing of TF1 alone, as a migrated one.
    """
    code = names.module.code_for_node
    return "compat.v1" not in code(function) and any(".compat.v1." in code(one.node) for one in names.references) or (
        names.symbol(function).startswith("tf.keras.") and names.spelling("keras") is not None
        and not any(is_tf1_only(one.symbol) for one in names.references))


def _remove(partitioner: cst.BaseExpression | None, context: Context) -> None:
    """Accounts for a partitioner that goes: it split variables among parameter servers."""
    stack = [partitioner] if partitioner is not None else []
    while stack:
        node = stack.pop()
        if context.names.symbol(node) is not None:
            context.settled.pop(node, None)
            context.settle(node, Disposition.REMOVED, "canned", "MIG340", "variables are not split")
        stack.extend(children(node))


def optimizer_of(site: CallSite, name: str, rate: str, context: Context) -> cst.BaseExpression:
    """An optimizer that is given as an object, a function that makes one, or by its name."""
    original, written = site.original_argument(name), site.arguments.get(name)
    if isinstance(original, cst.SimpleString):
        support = _NAMED[original.evaluated_value]
        return call(context.supported(support) if support else context.keras("optimizers.SGD"), cst.Float(rate))
    if _makes_optimizer(original, context.names):
        return written
    return call(context.supported("named_optimizer"), written, cst.Float(rate))


def _makes_optimizer(node: cst.BaseExpression, names: Names) -> bool:
    """Whether an expression surely gives an optimizer, or a function that makes one."""
    match node:
        case cst.Lambda():
            return True
        case cst.Call(func=func):
            return names.symbol(func) in optimizers.calls or names.symbol(func) == "functools.partial" or (
                isinstance(names.definition(func), cst.FunctionDef))
        case cst.Name():
            if names.symbol(node) in optimizers.calls or isinstance(names.definition(node), cst.FunctionDef):
                return True
            bindings = names.bindings(node)
            return bool(bindings) and all(
                binding.value is not None and _makes_optimizer(binding.value, names) for binding in bindings)
    return names.symbol(node) in optimizers.calls


def is_canned_column(key: str) -> bool:
    """Whether a prediction of a canned model has one element for each example."""
    return key in ("class_ids", "classes", "logistic", "predictions")


def wrapped(site: CallSite, context: Context) -> cst.Call:
    """The support Estimator round the model of a canned Estimator."""
    bound = Arguments(site.updated, site.parameters)
    rest = {name: bound.get(name) for name in ("model_dir", "config", "warm_start_from")
            if not is_literal(bound.get(name) or cst.Name("None"), "None")}
    made = canned_model(site, context)
    if not is_distributed(context):
        return call(context.supported("Estimator"), made, **rest)
    if any(name.endswith("optimizer") and not isinstance(bound.get(name), (cst.Call, cst.SimpleString)) for name in bound):
        raise Left("MIG142", "its optimizer is made before the model is, and the strategy has to make both")
    return call(context.supported(DISTRIBUTED), maker(made), **rest)


def _left(site: CallSite, context: Context) -> None:
    """A canned Estimator that was not planned.

    Raises:
        Left: always, with the reason.
    """
    site.original_argument("config")  # Says where the arguments can't be told apart.
    arguments = Arguments(site.original, site.parameters)
    check_canned(Driver(site.original, None, None, arguments), context.names)
    raise Left("MIG174", f"{site.symbol} is made where it can't be rewritten")


for _symbol, _parameters in CANNED.items():
    canned.call(_symbol, " ".join(_parameters), Kind.CONFIGURATION)(_left)


_TREES = "the package ydf trains boosted trees, by another algorithm"
_CLUSTERS = "scikit-learn clusters with k-means"
_ANCESTOR = "use that of tf.estimator with the columns of tf.feature_column, and migrate again"
_OWN_ANCESTOR = "use tf.estimator.Estimator, whose model_fn returns a tf.estimator.EstimatorSpec, and migrate again"
_HEADS = "write a model_fn that makes its EstimatorSpec itself"
_GONE = {
    "tf.estimator.BoostedTreesClassifier": _TREES,
    "tf.estimator.BoostedTreesRegressor": _TREES,
    "tf.estimator.BoostedTreesEstimator": _TREES,
    "tf.contrib.estimator.boosted_trees_classifier_train_in_memory": _TREES,
    "tf.contrib.estimator.boosted_trees_regressor_train_in_memory": _TREES,
    "tf.contrib.boosted_trees.estimator": _TREES,
    "tf.contrib.tensor_forest": "the package ydf trains random forests, by another algorithm",
    "tf.estimator.experimental.KMeans": _CLUSTERS,
    "tf.contrib.factorization.KMeansClustering": _CLUSTERS,
    "tf.contrib.factorization.KMeans": _CLUSTERS,
    "tf.contrib.factorization.GMM": "scikit-learn has Gaussian mixtures",
    "tf.contrib.estimator.RNNClassifier": "keras.layers has recurrent networks",
    "tf.contrib.estimator.RNNEstimator": "keras.layers has recurrent networks",
    "tf.estimator.experimental.LinearSDCA": "nothing trains by stochastic dual coordinate ascent",
    "tf.contrib.linear_optimizer.SDCAOptimizer": "nothing trains by stochastic dual coordinate ascent",
    **{f"tf.contrib.learn.{name}": _ANCESTOR for name in (
        "DNNLinearCombinedClassifier", "DNNLinearCombinedRegressor")},
    "tf.contrib.learn.Estimator": _OWN_ANCESTOR,
    "tf.contrib.learn.ModelFnOps": _OWN_ANCESTOR,
    "tf.contrib.learn.SKCompat": "the Estimator itself takes arrays, with fit(x, y) and predict(x)",
    "tf.estimator.DNNEstimator": _HEADS,
    "tf.estimator.LinearEstimator": _HEADS,
    "tf.estimator.DNNLinearCombinedEstimator": _HEADS,
    "tf.estimator.BaselineEstimator": _HEADS,
    "tf.contrib.estimator.DNNEstimator": _HEADS,
    "tf.contrib.estimator.LinearEstimator": _HEADS,
    "tf.contrib.estimator.DNNLinearCombinedEstimator": _HEADS,
    "tf.contrib.estimator.BaselineEstimator": _HEADS,
}


@canned.use(" ".join(_GONE))
def gone(symbol: str, node: cst.BaseExpression, context: Context) -> None:
    """An Estimator with an algorithm that is gone.

    Raises:
        Left: always.
    """
    owner = symbol
    while owner not in _GONE:
        owner = owner.rpartition(".")[0]
    raise Left("MIG176", f"{symbol}: {_GONE[owner]}")


@canned.use(" ".join(CANNED))
def canned_class(symbol: str, node: cst.BaseExpression, context: Context) -> None:
    """A class that is passed on, or has subclasses.

    Raises:
        Left: always.
    """
    raise Left("MIG175", f"{symbol} is used otherwise than by calling it")


import migrator.transforms.learn_estimators  # noqa: E402,F401  Its rules are rules of this transform.
