"""Which functions of a module are model_fns."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.def_use import parameters
from migrator.analysis.drivers import ESTIMATORS
from migrator.analysis.heads import has_heads, makes_spec
from migrator.analysis.helpers import calls_in
from migrator.analysis.input_fns import returned_values
from migrator.names import Names

SPECS = {
    "tf.estimator.EstimatorSpec": (
        "mode predictions loss train_op eval_metric_ops export_outputs training_chief_hooks training_hooks "
        "scaffold evaluation_hooks prediction_hooks").split(),
}
for _name in ("tf.contrib.tpu.TPUEstimatorSpec", "tf.estimator.tpu.TPUEstimatorSpec"):
    SPECS[_name] = ("mode predictions loss train_op eval_metrics export_outputs scaffold_fn host_call "
                    "training_hooks evaluation_hooks prediction_hooks").split()


@dataclass(frozen=True, eq=False)
class ModelFn:
    """A function that an Estimator builds its graph with.

    Attributes:
        node: its definition.
        parameters: names of its parameters, in order.
        extra: its parameters that an Estimator does not pass: bound by a partial or a lambda.
        owner: the class that it is a method of, or None.
    """

    node: cst.FunctionDef
    parameters: tuple[str, ...]
    extra: tuple[str, ...]
    owner: cst.ClassDef | None

    @property
    def name(self) -> str:
        """Its name."""
        return self.node.name.value


def _is_static(decorator: cst.Decorator) -> bool:
    return isinstance(decorator.decorator, cst.Name) and decorator.decorator.value in ("staticmethod", "classmethod")


_PASSED = {"features", "labels", "mode", "params", "config"}


def find_model_fns(program: Sequence[Names]) -> list[ModelFn]:
    """Finds the functions of a program that make an EstimatorSpec and take features and a mode.

    A function that another model_fn has its spec made by is a part of that one.

    Args:
        program: the names of each of its modules.
    """
    makers = _spec_makers(program)
    if not makers:
        return []
    parts = _called_by_others(makers, program)
    found = []
    for node, names in makers.items():
        given = tuple(param.name.value for param in parameters(node.params))
        if node in parts or not ("features" in given or "mode" in given):
            continue
        scope = names.scopes[node].parent
        owner = scope.node if isinstance(scope.node, cst.ClassDef) else None
        if owner is not None and any(_is_static(one) for one in node.decorators):
            continue
        extra = tuple(name for name in given[0 if owner is None else 1:] if name not in _PASSED)
        found.append(ModelFn(node, given, extra, owner))
    return found


def _spec_makers(program: Sequence[Names]) -> dict[cst.FunctionDef, Names]:
    """The functions that make a spec, or return what such a function makes, in source order, with their modules."""
    found = set()
    for reference in (reference for names in program for reference in names.references):
        scope = reference.scope if reference.symbol in SPECS else None
        while scope is not None and not isinstance(scope.node, cst.FunctionDef):
            scope = scope.parent
        if scope is not None:
            found.add(scope.node)
    functions = {function: names for names in program for function in names.scopes if isinstance(function, cst.FunctionDef)}
    if any(reference.symbol in ESTIMATORS for names in program for reference in names.references):
        found |= {function for function in functions
                  if any(is_of_an_estimator(value, functions[function]) for value in _returned(functions[function], function))}
    if has_heads(program):
        found |= {function for function in functions if any(
            isinstance(value, cst.Call) and makes_spec(value) for value in _returned(functions[function], function))}
    if not found:
        return {}
    while True:
        more = {function for function, names in functions.items() if function not in found
                and any(_definition(names, value) in found or _picked(names, value).keys() & found
                        for value in returned_values(function))}
        if not more:
            break
        found |= more
    return {function: names for function, names in functions.items() if function in found}


def _returned(names: Names, function: cst.FunctionDef) -> list[cst.BaseExpression | None]:
    """What a function returns, also by way of a variable."""
    found = []
    for value in returned_values(function):
        bindings = names.bindings(value) if isinstance(value, cst.Name) else []
        found += [value, *(binding.value for binding in bindings)]
    return found


def is_of_an_estimator(value: cst.BaseExpression | None, names: Names) -> bool:
    """Whether a value is the spec that the model_fn of an Estimator returns: ``estimator.model_fn(features, labels, mode)``."""
    match value:
        case cst.Call(func=cst.Attribute(value=cst.Name(value="self"))):
            return False
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="model_fn")) as func, args=[_, _, _, *_]):
            return names.definition(func) is None
        case cst.Call(func=cst.Attribute(value=inner, attr=cst.Name(value="_replace"))):
            return is_of_an_estimator(inner, names)
    return False


def _definition(names: Names, value: cst.BaseExpression | None) -> cst.CSTNode | None:
    if isinstance(value, cst.Name):
        bindings = names.bindings(value)
        value = bindings[0].value if len(bindings) == 1 else None
    return names.definition(value.func) if isinstance(value, cst.Call) else None


def _picked(names: Names, value: cst.BaseExpression | None) -> dict[cst.CSTNode, cst.Name]:
    """The functions that a call may call of a dict that holds them, with their names in it: ``SPECS[mode](features)``."""
    match value:
        case cst.Call(func=cst.Subscript(value=cst.Name() as held)) | cst.Call(func=cst.Call(
                func=cst.Attribute(value=cst.Name() as held, attr=cst.Name(value="get")))):
            bindings = names.bindings(held)
            holder = bindings[0].value if len(bindings) == 1 else None
            elements = holder.elements if isinstance(holder, cst.Dict) else ()
            return {definition: element.value for element in elements
                    if isinstance(definition := names.definition(element.value), cst.FunctionDef)}
    return {}


def _called_by_others(makers: Mapping[cst.FunctionDef, Names], program: Sequence[Names]) -> set[cst.FunctionDef]:
    """The makers that others of them call, and that nothing else uses."""
    called, used = set(), set()
    functions = set()
    for maker, names in makers.items():
        for call in calls_in(maker.body):
            definition = names.definition(call.func)
            if definition in makers and definition is not maker:
                called.add(definition)
                functions.update(_parts(call.func))
            picked = {function: name for function, name in _picked(names, call).items() if function in makers}
            called.update(picked)
            functions.update(picked.values())
    for names in program if called else ():
        used.update(names.used(function) for function, root in names.chains if root not in functions)
    return called - used


def _parts(function: cst.BaseExpression):
    """A dotted name and what it begins with."""
    yield function
    while isinstance(function, cst.Attribute):
        function = function.value
        yield function
