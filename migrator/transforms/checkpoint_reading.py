"""Functions that read checkpoints: those of the support module where they may read what the program's Estimator saved.

That has the names of TF1 in it, but for these functions only: `tf.train` reads the keys that Keras gave.
"""
from __future__ import annotations

import libcst as cst

from migrator import fates
from migrator.analysis.drivers import CANNED, ESTIMATORS
from migrator.analysis.model_fns import find_model_fns
from migrator.transforms.context import Context
from migrator.transforms.registry import CallSite, Kind, Transform
from migrator.transforms.scoped_form import definitions_reached
from migrator.trees import nodes

READERS = {
    "tf.train.NewCheckpointReader": "load_checkpoint",
    "tf.train.load_checkpoint": "load_checkpoint",
    "tf.train.list_variables": "list_variables",
    "tf.train.load_variable": "load_variable",
    "tf.contrib.framework.load_checkpoint": "load_checkpoint",
    "tf.contrib.framework.list_variables": "list_variables",
    "tf.contrib.framework.load_variable": "load_variable",
}
_PARAMETERS = {"load_checkpoint": "filepattern", "list_variables": "checkpoint_dir", "load_variable": "checkpoint_dir name"}


def register(transform: Transform) -> None:
    """Enters the rules into a family.

    Args:
        transform: the family.
    """
    for symbol, name in READERS.items():
        transform.call(symbol, " ".join(fates.fate(symbol).signature or _PARAMETERS[name].split()), Kind.CONFIGURATION)(reader)


def reader(site: CallSite, context: Context) -> cst.BaseExpression | None:
    """The function of the support module, or of tf.train where no Estimator of the program saved what it reads."""
    name = READERS[site.symbol]
    if site.original.func in own_readers(context):
        function = context.supported(name)
    elif site.symbol == f"tf.train.{name}":
        return None
    else:
        function = context.tf(f"train.{name}")
    first = site.parameters[0]
    if first != "ckpt_dir_or_file":
        site.arguments.rename(first, "ckpt_dir_or_file")
    return site.arguments.call(function, ("ckpt_dir_or_file", "name"))


def own_readers(context: Context) -> set[cst.CSTNode]:
    """Gives the names of functions in a program's text that may read what its Estimators saved.

    Where a model_fn has its variables start from a checkpoint, that is another one.

    Args:
        context: the state of rewriting one of its modules.
    """
    references = [one for module in context.all for one in module.names.references]
    found = {one.node for one in references if one.symbol in READERS}
    if not found or not any(one.symbol in ESTIMATORS or one.symbol in CANNED for one in references):
        return set()
    model_fns = {one.node for one in find_model_fns([module.names for module in context.all])}
    return found.difference(*map(nodes, definitions_reached(model_fns, context)))
