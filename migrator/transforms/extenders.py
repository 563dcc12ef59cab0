"""What tf.contrib.estimator put around Estimators: more metrics, features among the predictions."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.input_fns import returned_values
from migrator.analysis.values import value_of
from migrator.names import Names
from migrator.transforms.context import Context
from migrator.transforms.registry import CallSite, Kind, Left, Transform
from migrator.trees import children

ADD_METRICS = ("tf.contrib.estimator.add_metrics", "tf.estimator.add_metrics")
_ORDERS = (("y_true", "y_pred", "sample_weight"), ("values", "sample_weight"))


def register(transform: Transform) -> None:
    """Enters the rules into a family.

    Args:
        transform: the family.
    """
    transform.call(" ".join(ADD_METRICS), "estimator metric_fn", Kind.CONFIGURATION)(add_metrics)
    transform.call("tf.contrib.estimator.forward_features", "estimator keys sparse_default_values",
                   Kind.CONFIGURATION)(forward_features)


def add_metrics(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function; the metrics are rewritten where the metric function makes them.

    Raises:
        Left: the metric function is not in this module, or makes metrics itself.
    """
    functions = _metric_fns(site.original_argument("metric_fn"), context.names)
    if not functions:
        raise Left("MIG177", "the function that makes the metrics can't be found in this module")
    if not all(_makes_metrics(function, context.names) for function in functions):
        raise Left("MIG177", "the function that makes the metrics returns more than calls of tf.metrics")
    return site.arguments.call(context.supported("add_metrics"), site.parameters)


def forward_features(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function with the same parameters."""
    return site.arguments.call(context.supported("forward_features"), site.parameters)


def metric_fns(names: Names) -> set[cst.CSTNode]:
    """Finds the functions of a module that are given to add_metrics.

    Args:
        names: the module's.
    """
    found = set()
    stack: list[cst.CSTNode] = [names.module] if any(one.symbol in ADD_METRICS for one in names.references) else []
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Call) and names.symbol(node.func) in ADD_METRICS:
            given = {arg.keyword.value if arg.keyword else index: arg.value for index, arg in enumerate(node.args)}
            functions = _metric_fns(given.get("metric_fn", given.get(1)), names)
            found.update(functions if all(_makes_metrics(function, names) for function in functions) else ())
        stack.extend(children(node))
    return found


def _metric_fns(node: cst.BaseExpression | None, names: Names) -> list[cst.CSTNode]:
    """The functions that an expression may mean, where they are all in this module."""
    if isinstance(node, cst.Lambda):
        return [node]
    bound = [binding.node for binding in names.bindings(node)] if isinstance(node, cst.Name) else []
    return bound if all(isinstance(one, cst.FunctionDef) for one in bound) else []


def _returned(function: cst.FunctionDef | cst.Lambda) -> list[cst.BaseExpression]:
    """The values of the dicts that a function returns, where these are written out."""
    results = [function.body] if isinstance(function, cst.Lambda) else returned_values(function)
    return [element.value for result in results if isinstance(result, cst.Dict) for element in result.elements]


def _makes_metrics(function: cst.FunctionDef | cst.Lambda, names: Names) -> bool:
    """Whether what a function returns shows no other metrics than those of tf.metrics."""
    return all(_is_metric(value, names) for value in _returned(function))


def _is_metric(node: cst.BaseExpression, names: Names) -> bool:
    value = value_of(node, names)
    return isinstance(value, cst.Call) and (names.symbol(value.func) or "").startswith(("tf.metrics.", "tf.contrib.metrics."))


def with_tensors(made: cst.BaseExpression) -> cst.Tuple:
    """Gives what makes a metric object, and what the object is called with, as a tuple.

    Args:
        made: the object, called: ``keras.metrics.Accuracy()(labels, classes)``.

    Raises:
        Left: it is called otherwise.
    """
    match made:
        case cst.Call(func=cst.Call() as metric, args=args):
            for order in _ORDERS:
                names = [arg.keyword.value if arg.keyword is not None else order[index]
                         for index, arg in enumerate(args) if index < len(order)]
                if sorted(names, key=lambda name: (*order, name).index(name)) == [*order[:len(args)]]:
                    values = [args[names.index(name)].value for name in order[:len(args)]]
                    make = cst.Lambda(cst.Parameters(), metric) if metric.args else metric.func
                    return cst.Tuple([cst.Element(value) for value in (make, *values)])
    raise Left("MIG177", "it can't be seen what the metric is updated with")
