"""How many steps a model may run at once: as many as nothing looks at singly.

Keras comes back to Python after every execution. TF1 did after every step, and was faster at it; several steps in one
execution make up for that, and compute the same.
"""
from __future__ import annotations

import math

import libcst as cst

from migrator.analysis.may_be_none import is_none
from migrator.transforms.driver_forms import PlainDriver

AT_ONCE = 20


def steps_per_execution(plain: PlainDriver, is_logged: bool) -> int:
    """Gives the steps of one execution of a model, 1 where its callbacks look at every step.

    Args:
        plain: the Estimator that the model was.
        is_logged: whether its training is logged.
    """
    trainings = [use for use in plain.driver.uses if use.method in ("train", "train_and_evaluate")]
    if is_logged or not trainings:
        return 1
    for use in plain.driver.uses:
        fields = [*plain.specs[use].values()] if use.method == "train_and_evaluate" else [use.arguments]
        if any(not is_none(one.get("hooks") or cst.Name("None")) for one in fields):
            return 1
    interval = plain.settings.get("save_checkpoints_steps")
    if interval is None or is_none(interval):
        return AT_ONCE
    return math.gcd(AT_ONCE, int(interval.value)) if isinstance(interval, cst.Integer) else 1
