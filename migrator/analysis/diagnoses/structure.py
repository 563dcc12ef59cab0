"""Predictions that have another structure in one mode than in another."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from migrator.analysis.diagnoses.diagnosis import Diagnosis
from migrator.analysis.diagnoses.paths import Path
from migrator.analysis.model_fns import SPECS
from migrator.analysis.modes import Mode
from migrator.arguments import Arguments, Unbindable


def check_structure(ways: Sequence[Path]) -> Iterator[Diagnosis]:
    """Says where the predictions are a dict in one mode and a tensor in another.

    Args:
        ways: the ways through a model_fn, in all modes.
    """
    found = [(path.mode, *one) for path in ways if (one := _predictions(path)) is not None]
    of_predict = [kind for mode, _, kind in found if mode is Mode.PREDICT]
    if len(set(of_predict)) != 1:
        return
    for mode, node, kind in found:
        if kind != of_predict[0]:
            yield Diagnosis(node, "MIG622", f"the Estimator says nothing: the predictions are {kind} in {mode.name}, and "
                                            f"{of_predict[0]} in PREDICT")


def _predictions(path: Path) -> tuple[cst.BaseExpression, str] | None:
    """The predictions of a spec, and whether they are surely a dict or surely a tensor."""
    spec, _ = path.resolve(path.returned.value if path.returned is not None else None)
    if not isinstance(spec, cst.Call) or path.names.symbol(spec.func) not in SPECS or any(arg.star for arg in spec.args):
        return None
    try:
        given = Arguments(spec, SPECS[path.names.symbol(spec.func)]).get("predictions")
    except Unbindable:
        return None
    value, _ = path.resolve(given)
    match value:
        case cst.Dict():
            return given, "a dict"
        case cst.Call(func=func) if (path.names.symbol(func) or "").startswith("tf."):
            return given, "a tensor"
    return None
