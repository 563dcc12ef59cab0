"""What became of the constructs of a migrated function that no rule was asked about."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.shards import SHARDED
from migrator.analysis.steps import Unsupported
from migrator.fates import is_tf1_only
from migrator.scopes import dotted
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.spec_extras import reason
from migrator.trees import children, nodes

# What the structure of the class stands for.
_CONSUMED = ("tf.contrib.layers.optimize_loss", "tf.contrib.training.create_train_op",
             "tf.contrib.slim.learning.create_train_op", "tf.estimator.", "tf.contrib.tpu.", "tf.train.get_", "tf.GraphKeys",
             "tf.get_collection", "tf.losses.get_",
             "tf.variable_scope", "tf.trainable_variables", "tf.contrib.learn.ModeKeys", "tf.AUTO_REUSE")


def settle_rest(function: cst.FunctionDef, written: Iterable[cst.CSTNode], context: Context) -> None:
    """Accounts for the constructs of a migrated function that are not accounted for.

    One that the class still spells is left as it is, for `mark_leftovers` to mark: nothing that
    is still there is said to be removed.

    Args:
        function: the original function.
        written: what took its place.
        context: the state of rewriting the module.
    """
    inside = nodes(function)
    kept = set().union(*map(_spellings, written))
    for reference in context.names.references:
        if reference.node not in inside or reference.node in context.settled:
            continue
        if not reference.symbol.startswith("tf.") or not is_tf1_only(reference.symbol):
            continue
        if dotted(reference.node) in kept:
            continue
        if reference.symbol in SHARDED:
            context.settle(reference.node, Disposition.REMOVED, "optimizers", "MIG330",
                           f"{reference.symbol} is removed: the model is not sharded")
        elif reference.symbol.startswith(_CONSUMED) and not reference.symbol.startswith("tf.estimator.export."):
            context.settle(reference.node, Disposition.REWRITTEN, "model_fns")
        else:
            disposition, code, message = reason(reference.symbol, context.names)
            context.settle(reference.node, disposition, "model_fns", code, message)


def check_nothing_is_left(function: cst.FunctionDef, context: Context) -> None:
    """Checks that a migrated function leaves nothing for a person to do.

    Args:
        function: the original function.
        context: the state of rewriting the module, in which all constructs that are accounted for are.

    Raises:
        Unsupported: something is left.
    """
    inside = nodes(function)
    for reference in context.names.references:
        if reference.node not in inside:
            continue
        settled = context.settled.get(reference.node)
        if settled is None and is_tf1_only(reference.symbol):
            raise Unsupported("MIG100", reference.node, f"no transform knows {reference.symbol}")
        if settled is not None and settled.disposition is Disposition.LEFT:
            raise Unsupported(settled.code, reference.node, f"{reference.symbol}: {settled.message}")


def _spellings(tree: cst.CSTNode) -> set[str]:
    """The dotted names that a tree reads, as they are spelled."""
    found, bound, stack = set(), set(), [tree]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is cst.Name:
            found.add(node.value)
        elif kind is cst.Attribute:
            found.add(dotted(node))
            stack.append(node.value)
        elif kind is cst.Arg:
            stack.append(node.value)
        else:
            if kind is cst.AssignTarget and type(node.target) is cst.Name:
                bound.add(node.target.value)
            stack.extend(children(node))
    return found - bound
