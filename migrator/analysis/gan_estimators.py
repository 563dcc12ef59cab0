"""GANEstimators of tf.contrib.gan, and the functions of a program that they build graphs with."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.helpers import calls_in
from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.trees import walk

GAN_ESTIMATOR = "tf.contrib.gan.estimator.GANEstimator"


def networks(program: Iterable[Names]) -> dict[cst.FunctionDef, Unsupported]:
    """Gives the functions that GANEstimators of a program are given, and why these go on building graphs.

    Args:
        program: the names of its modules.
    """
    reason = "a GANEstimator applies it, and trains each network on batches of its own"
    return {definition: Unsupported("MIG355", definition, reason)
            for names in program for call in calls_in(names.module) if names.symbol(call.func) == GAN_ESTIMATOR
            for arg in call.args for node in walk(arg.value)
            if isinstance(node, (cst.Name, cst.Attribute)) and isinstance(definition := names.definition(node), cst.FunctionDef)}
