"""Whether code that stays uses a function that is migrated."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.helpers import calls_in
from migrator.names import Names
from migrator.trees import nodes


def used_outside(function: cst.FunctionDef, migrated: Iterable[cst.FunctionDef], modules: Iterable[Names],
                 called: bool = False) -> bool:
    """Tells whether modules use a function elsewhere than in what is migrated, imports of it apart.

    Args:
        function: the function.
        migrated: the functions that are migrated.
        modules: the names of the modules to look in.
        called: whether only calls count.
    """
    inside = set().union(*map(nodes, migrated))
    modules = list(modules)
    counted = {call.func for names in modules for call in calls_in(names.module)} if called else None
    return any(name not in inside and name is not function.name and (counted is None or chain in counted) and names.used(chain) is function
               for names in modules for chain, name in names.chains)
