"""What is said about programs that run as parts of a cluster."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.drivers import CANNED, ESTIMATORS
from migrator.transforms.context import Context
from migrator.trees import find

_FUNCTIONS = {"tf.estimator.train_and_evaluate", "tf.contrib.learn.Experiment", *ESTIMATORS, *CANNED}


def note_clusters(context: Context) -> None:
    """Notes where a program that drives Estimators speaks of TF_CONFIG."""
    module = context.names.module
    if not any(reference.symbol in _FUNCTIONS for reference in context.names.references):
        return
    for node in find(module, cst.SimpleString):
        if node.raw_value == "TF_CONFIG":
            context.note(node, "MIG285", "in a cluster chief and workers train in step, and one step sees a batch of each")
