"""How far two numbers may be apart and still be called equal: fixed figures, by quantity and type.

Each is measured on equal programs with a margin (docs/verification.md), and none is ever widened by the harness itself.
"""
from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

EPSILON = {"float64": 2.0 ** -52, "float32": 2.0 ** -23, "float16": 2.0 ** -10, "bfloat16": 2.0 ** -7}


@dataclass(frozen=True)
class Tolerance:
    """What a kind of quantity is allowed, in units of the last place (ulp) of the original's type.

    For an element the sum of:

    Attributes:
        element: ulps of the element's own size.
        tensor: ulps of the largest element of its tensor.
        change: for weights and slots, ulps of the largest change of the tensor in this step.
        model: for gradients, ulps of the model's largest gradient up to this step, before it was clipped; for learning
            rates, of the largest rate.
        absolute: an absolute amount.
    """

    element: float = 0
    tensor: float = 0
    change: float = 0
    model: float = 0
    absolute: float = 0


TOLERANCES = {
    "data": Tolerance(element=64, tensor=64),
    "initial value": Tolerance(element=4),
    "prediction": Tolerance(element=64, tensor=64, absolute=2.4e-7),
    "loss": Tolerance(element=64, absolute=2.4e-7),
    "gradient": Tolerance(tensor=256, model=32),
    "learning rate": Tolerance(element=4, model=0.5),
    "weight": Tolerance(element=3, change=512, absolute=2.4e-8),
    "slot": Tolerance(element=512, change=512),
    "metric": Tolerance(element=64, absolute=2.4e-7),
    "global step": Tolerance(),
}


def scaled(factor: float) -> dict[str, Tolerance]:
    """Returns all tolerances times a factor, which a person asked for."""
    return {kind: replace(tolerance, **{name: value * factor for name, value in vars(tolerance).items()})
            for kind, tolerance in TOLERANCES.items()}


@dataclass(frozen=True)
class Gap:
    """How far two tensors are apart.

    Attributes:
        difference: the largest difference of two elements.
        ratio: the largest difference over what is allowed there; above 1 they are different.
        index: where that is.
        expected, actual: the two elements there; for tensors that can't be compared, what they are.
    """

    difference: float
    ratio: float
    index: tuple[int, ...]
    expected: object
    actual: object


def gap(expected: np.ndarray, actual: np.ndarray, tolerance: Tolerance, change: float = 0, model: float = 0) -> Gap:
    """Compares two tensors.

    Args:
        expected, actual: the original's and the migrated program's.
        tolerance: what is allowed.
        change: largest change of this tensor in this step.
        model: largest gradient of the model up to this step.
    """
    expected, actual = np.asarray(expected), np.asarray(actual)
    if expected.shape != actual.shape:
        return Gap(np.inf, np.inf, (), f"shape {list(expected.shape)}", f"shape {list(actual.shape)}")
    if not expected.size:
        return Gap(0.0, 0.0, (), None, None)
    if not _is_float(expected) and not _is_float(actual):
        return _exact(expected, actual)
    if expected.dtype.kind in "OSU" or actual.dtype.kind in "OSU":
        return Gap(np.inf, np.inf, (), f"type {expected.dtype}", f"type {actual.dtype}")
    ulp = EPSILON.get((expected if _is_float(expected) else actual).dtype.name, EPSILON["float32"])
    wide, other = expected.astype(np.float64), actual.astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        differences = np.abs(wide - other)
        same = (wide == other) | (np.isnan(wide) & np.isnan(other))
        differences = np.where(same, 0.0, np.where(np.isnan(differences), np.inf, differences))
        size = np.where(np.isfinite(wide), np.abs(wide), 0.0)
        allowed = tolerance.absolute + ulp * (
            tolerance.element * size + tolerance.tensor * size.max() + tolerance.change * change + tolerance.model * model)
        ratios = np.where(differences == 0, 0.0, differences / np.maximum(allowed, 1e-45))
    index = np.unravel_index(int(np.argmax(ratios)), ratios.shape)
    return Gap(float(differences.max()), float(ratios[index]), tuple(int(i) for i in index),
               float(wide[index]), float(other[index]))


def _is_float(array: np.ndarray) -> bool:
    return array.dtype.kind in "fV" or array.dtype.name == "bfloat16"


def _exact(expected: np.ndarray, actual: np.ndarray) -> Gap:
    unequal = np.asarray(expected != actual)
    if not unequal.any():
        return Gap(0.0, 0.0, (), None, None)
    index = np.unravel_index(int(np.argmax(unequal)), unequal.shape)
    return Gap(np.inf if expected.dtype.kind in "OSU" else
               float(np.abs(expected.astype(np.float64) - actual.astype(np.float64)).max()), np.inf,
               tuple(int(i) for i in index), expected[index], actual[index])
