"""Calls of functions that can't be seen: those of modules that are not migrated together with this one."""
from __future__ import annotations

import sys

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.helpers import calls_in
from migrator.analysis.steps import Unsupported
from migrator.names import Names

# Modules that make no variables of a graph, whatever they are given.
_HARMLESS = sys.stdlib_module_names | {"numpy", "six", "absl", "pandas", "scipy", "sklearn", "tensorflow_probability"}


def check_foreign_calls(graph: GraphFunction) -> None:
    """Checks that each function that is given tensors is one of the program, of TF, or of a library that makes no variables.

    Raises:
        Unsupported: there is another one. It may make layers, which would be new ones with every call.
    """
    names = graph.facts.names
    for index, step in enumerate(graph.body.steps):
        for call in calls_in(step.statement):
            module = _foreign_module(call.func, names)
            if module is not None and any(graph.time(arg.value, index) is Time.RUN for arg in call.args):
                raise Unsupported("MIG107", call, f"{names.code(call.func).strip()} is given tensors, and it can't be followed "
                                                  f"into the module {module}")


def _foreign_module(function: cst.BaseExpression, names: Names) -> str | None:
    """The module that a function is imported of, where nothing is known of it."""
    if names.symbol(function) is not None or names.definition(function) is not None:
        return None
    root = function
    while isinstance(root, cst.Attribute):
        root = root.value
    bindings = names.bindings(root) if isinstance(root, cst.Name) else []
    imported = bindings[0].imported if len(bindings) == 1 else None
    if imported is None or names.symbol(root) is not None or not imported.level and (
            imported.module.partition(".")[0] in _HARMLESS):
        return None
    return "." * imported.level + (imported.module or imported.name or "")
