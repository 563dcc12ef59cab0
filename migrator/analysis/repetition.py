"""Whether an expression of a model_fn, or of what it calls, is evaluated more than once for one graph."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.model_fns import find_model_fns
from migrator.analysis.parents import Parents
from migrator.names import Names
from migrator.trees import find

_LOOPS = (cst.For, cst.While, cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp, cst.Lambda)


def may_run_again(node: cst.CSTNode, names: Names, modules: Iterable[Names]) -> bool:
    """Whether an expression stands in a loop, or in a function that is used in several places or in such a one.

    Args:
        node: the expression.
        names: its module's names.
        modules: the names of all modules of the program.
    """
    modules = list(modules)
    return _may_run_again(node, names, modules, {one.node for one in find_model_fns(modules)}, set())


def _may_run_again(node, names, modules, model_fns, seen: set) -> bool:
    parents = Parents(names.module)
    around = parents.enclosing(node, *_LOOPS, cst.FunctionDef)
    if isinstance(around, _LOOPS):
        return True
    if around is None or around in model_fns:
        return False
    if around in seen:  # It calls itself.
        return True
    uses = [(use, one) for one in modules for use in find(one.module, cst.Name) if use.value == around.name.value
            and use is not around.name and Parents(one.module).enclosing(use, cst.Import, cst.ImportFrom) is None]
    return len(uses) > 1 or any(_may_run_again(use, one, modules, model_fns, seen | {around}) for use, one in uses)
