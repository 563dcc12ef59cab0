"""Whether values that are drawn at random, once by each program, were drawn from the same distribution."""
from __future__ import annotations

import math

import numpy as np

from migrator.equivalence.tolerances import Gap

FALSE_ALARM = 1e-9  # How likely it is that values of the same distribution are called different.
FEW = 8  # Of fewer values nothing can be said.


def distribution_gap(expected: np.ndarray, actual: np.ndarray) -> Gap | None:
    """Compares two samples: the largest difference of their distribution functions, with what chance alone may make of it.

    The bound is that of Massart for the test of Kolmogorov and Smirnov.

    Args:
        expected, actual: numbers of any shape.

    Returns:
        The gap, or None where there are too few numbers.
    """
    one, other = (np.sort(np.ravel(np.asarray(sample, np.float64))) for sample in (expected, actual))
    if min(one.size, other.size) < FEW or not (np.isfinite(one).all() and np.isfinite(other).all()):
        return None
    described = tuple(f"values of mean {sample.mean():.3g} and deviation {sample.std():.3g}" for sample in (one, other))
    if (one[0] == one[-1]) != (other[0] == other[-1]):
        return Gap(1.0, math.inf, (), *described)
    points = np.concatenate([one, other])
    difference = float(np.abs(np.searchsorted(one, points, "right") / one.size
                              - np.searchsorted(other, points, "right") / other.size).max())
    allowed = math.sqrt(-0.5 * math.log(FALSE_ALARM / 2) * (one.size + other.size) / (one.size * other.size))
    return Gap(difference, difference / allowed, (), *described)
