"""A learning rate that the program sets anew for each training, by a name that the model_fn reads."""
from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.changing_names import changing_names
from migrator.analysis.def_use import uses
from migrator.analysis.drivers import Use
from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.parents import Parents
from migrator.analysis.steps import Unsupported
from migrator.analysis.train_ops import optimizer_calls
from migrator.emission.learning_rate import rate_argument
from migrator.names import Names
from migrator.trees import nodes


def rate_between_trainings(graph: GraphFunction, functions: Iterable[cst.FunctionDef],
                           program: Sequence[Names]) -> cst.BaseExpression | None:
    """Gives the learning rate of a model_fn if the program changes it between two trainings.

    Args:
        graph: the model_fn.
        functions: it and its helpers, as the program has them.
        program: the names of each module.

    Raises:
        Unsupported: the program changes what the model_fn reads otherwise.
    """
    changing = changing_names(functions, program)
    if not changing:
        return None
    rates = [(rate, index) for index, call in optimizer_calls(graph) if (rate := rate_argument(call)) is not None]
    if len(rates) == 1:
        rate, index = rates[0]
        if graph.time(rate, index) is Time.CONSTRUCT and not uses(rate) & graph.body.local and changing.keys() <= nodes(rate):
            return rate
    read, place = next(iter(changing.items()))
    raise Unsupported("MIG331", place, f"the model_fn reads {graph.facts.names.code(read).strip()}, which the program changes "
                                       "between two trainings: the Estimator ran the model_fn anew for each")


def check_training(use: Use, parents: Parents) -> None:
    """Checks that a training, before which a learning rate is to be set, is a statement of its own.

    Raises:
        Unsupported: it is not.
    """
    statement = parents.of(parents.of(use.call))
    if use.method != "train" or not isinstance(statement, cst.SimpleStatementLine) or not isinstance(
            parents.of(statement), (cst.IndentedBlock, cst.Module)):
        raise Unsupported("MIG331", use.call, "the program changes the learning rate between two trainings, and this one is no "
                                              "statement of its own")
