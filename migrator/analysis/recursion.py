"""Helpers that call themselves: a layer can't hold a layer of its own kind without end."""
from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.steps import Unsupported


def check_recursion(graphs: Mapping[cst.FunctionDef, GraphFunction]) -> None:
    """Checks that no helper calls itself, directly or through others.

    Args:
        graphs: the helpers, taken apart.

    Raises:
        Unsupported: one does.
    """
    finished: set[cst.FunctionDef] = set()

    def enter(function: cst.FunctionDef, around: frozenset[cst.FunctionDef]) -> None:
        for site in graphs[function].sites if function not in finished else ():
            for helper in site.alternatives or (site.helper,):
                if helper is None:
                    continue
                if helper.node in around:
                    raise Unsupported("MIG153", site.node, f"{helper.name} makes layers and calls itself")
                if helper.node in graphs:
                    enter(helper.node, around | {helper.node})
        finished.add(function)

    for function in graphs:
        enter(function, frozenset({function}))
