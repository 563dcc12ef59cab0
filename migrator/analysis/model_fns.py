"""Which functions of a module are model_fns."""
from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrator.analysis.def_use import parameters
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


def find_model_fns(names: Names) -> list[ModelFn]:
    """Finds the functions of a module that make an EstimatorSpec and take features and a mode."""
    found = {}
    for reference in names.references:
        if reference.symbol not in SPECS:
            continue
        scope = reference.scope
        while scope is not None and not isinstance(scope.node, cst.FunctionDef):
            scope = scope.parent
        if scope is None or scope.node in found:
            continue
        given = tuple(param.name.value for param in parameters(scope.node.params))
        if "features" in given or "mode" in given:
            owner = scope.parent.node if isinstance(scope.parent.node, cst.ClassDef) else None
            if owner is not None and any(_is_static(one) for one in scope.node.decorators):
                continue
            extra = tuple(name for name in given[0 if owner is None else 1:] if name not in _PASSED)
            found[scope.node] = ModelFn(scope.node, given, extra, owner)
    return list(found.values())
