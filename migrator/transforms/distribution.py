"""Whether a program has its Estimators train under a distribution strategy, which then has to make their models."""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.layer_forms import is_none

DISTRIBUTED = "DistributedEstimator"


def is_distributed(context: Context) -> bool:
    """Whether a RunConfig of the program has, or may have, a strategy to train under."""
    return any(argument.keyword is not None and argument.keyword.value == "train_distribute" and not is_none(argument.value)
               for one in context.all for argument in one.names.arguments)


def maker(made: cst.BaseExpression) -> cst.BaseExpression:
    """The function that makes what an expression makes."""
    match made:
        case cst.Call(func=function, args=[]):
            return function
    return cst.Lambda(cst.Parameters(), made)
