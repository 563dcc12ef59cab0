"""What a model_fn takes from outside of the graph that it builds."""
from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from migrator.analysis.diagnoses.diagnosis import Diagnosis
from migrator.analysis.parents import Parents
from migrator.names import Names
from migrator.trees import find

_OF_A_GRAPH = {"tf.Variable", "tf.get_variable", "tf.placeholder"}
_EAGER = ("tf.enable_eager_execution", "tf.enable_v2_behavior")


def check_graph(model_fn: cst.FunctionDef, program: Sequence[Names]) -> Iterator[Diagnosis]:
    """Says which variables and placeholders a model_fn reads that the module made: they are of another graph.

    Args:
        model_fn: the function.
        program: the names of all modules of the program.
    """
    names = program[0].linker.home(model_fn) or program[0]
    if any(reference.symbol in _EAGER for one in program for reference in one.references):
        return
    inside = set(find(model_fn.body, cst.Name))
    seen = set()
    for name in names.names:
        if name not in inside or name.value in seen or not names.is_use(name):
            continue
        scope = names.scope(name)
        found = scope.lookup(name.value) if scope is not None else None
        if found is None or found[0] is not names.top or len(found[1]) != 1 or not isinstance(found[1][0].value, cst.Call):
            continue
        symbol = names.symbol(found[1][0].value.func)
        if symbol in _OF_A_GRAPH and not _is_in_graph_block(found[1][0].node, names):
            seen.add(name.value)
            yield Diagnosis(name, "MIG621", f"the Estimator builds a graph of its own, and {name.value} was made outside of it: "
                                            "ValueError: … must be from the same graph as …")


def _is_in_graph_block(node: cst.CSTNode, names: Names) -> bool:
    return Parents(names.module).enclosing(node, cst.With) is not None
