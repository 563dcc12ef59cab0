"""What an Estimator passes to input functions by name: their mode, params and config."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.helpers import calls_in
from migrator.names import Names
from migrator.trees import find

PASSED = frozenset(("mode", "params", "config"))
_OF_MODEL_FNS = frozenset(("features", "labels"))


def is_followed(names: Names, node: cst.BaseExpression | None) -> bool:
    """Whether it is seen which function an expression for an input function stands for."""
    match node:
        case cst.Lambda(params=params):
            return not params.params
        case cst.Call(func=func, args=[first, *_]) if names.symbol(func) == "functools.partial":
            return isinstance(names.definition(first.value), cst.FunctionDef)
    return isinstance(names.definition(node), cst.FunctionDef)


def asked_by_values(modules: Iterable[Names]) -> bool:
    """Whether a program has functions that are passed on, model_fns aside, and that want what an Estimator passes."""
    return any(_asked_in(names) for names in modules)


def _asked_in(names: Names) -> bool:
    called = {call.func for call in calls_in(names.module)}
    for chain, root in names.chains:
        if chain in called:
            continue
        used = names.used(chain)
        if isinstance(used, cst.FunctionDef) and _asks(used.params):
            return True
    methods = {one.name.value for owner in find(names.module, cst.ClassDef) for one in owner.body.body
               if isinstance(one, cst.FunctionDef) and _asks(one.params)}
    return any(_asks(one.params) for one in find(names.module, cst.Lambda)) or any(
        one.attr.value in methods and one not in called for one in find(names.module, cst.Attribute))


def _asks(params: cst.Parameters) -> bool:
    taken = {param.name.value for param in (*params.params, *params.kwonly_params)}
    return bool(taken & PASSED) and not taken & _OF_MODEL_FNS
