"""Functions of the program that its calls give for parameters: what a call of a parameter may call."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.def_use import parameters
from migrator.memory import remembered
from migrator.names import Names
from migrator.trees import find


def functions_given(call: cst.Call, names: Names) -> tuple[cst.FunctionDef, ...]:
    """Gives the functions that the program's calls give for a parameter, where a call calls that.

    Args:
        call: the call, such as ``block_fn(inputs)`` in a function with a parameter ``block_fn``.
        names: the names of its module.
    """
    if not isinstance(call.func, cst.Name):
        return ()
    params = [binding.node for binding in names.bindings(call.func) if isinstance(binding.node, cst.Param)]
    return tuple(function for param in params for function in _given(names).get(param, ()))


def only_function_given(name: cst.Name, names: Names) -> cst.FunctionDef | None:
    """Gives the function that a parameter always is, where each call of the module gives the same one.

    Args:
        name: the name of the parameter, where it is used.
        names: the names of its module.
    """
    params = [binding.node for binding in names.bindings(name)]
    if len(params) != 1 or not isinstance(params[0], cst.Param):
        return None
    functions = _given(names).get(params[0], ())
    owner = next((one for one in names.scopes if isinstance(one, cst.FunctionDef) and params[0] in parameters(one.params)), None)
    calls = sum(names.definition(call.func) is owner for call in find(names.module, cst.Call)) if owner is not None else 0
    return functions[0] if len(set(functions)) == 1 and len(functions) == calls else None


@remembered(8)
def _given(names: Names) -> dict[cst.Param, list[cst.FunctionDef]]:
    """For each parameter of a function of the module, the functions that the module's calls give for it."""
    found: dict[cst.Param, list[cst.FunctionDef]] = {}
    for call in find(names.module, cst.Call):
        called = names.definition(call.func)
        if not isinstance(called, cst.FunctionDef):
            continue
        own = {param.name.value: param for param in parameters(called.params)}
        for index, arg in enumerate(call.args):
            name = arg.keyword.value if arg.keyword is not None else list(own)[index] if index < len(own) and not arg.star else None
            function = _function(arg.value, names) if name in own else None
            if function is not None:
                found.setdefault(own[name], []).append(function)
    return found


def _function(node: cst.BaseExpression, names: Names) -> cst.FunctionDef | None:
    """The function that an argument is, by its name, that of a variable, or as a partial."""
    if isinstance(node, cst.Call) and names.symbol(node.func) == "functools.partial" and node.args:
        return _function(node.args[0].value, names)
    if not isinstance(node, (cst.Name, cst.Attribute)):
        return None
    definition = names.definition(node)
    if isinstance(definition, cst.FunctionDef):
        return definition
    bindings = names.bindings(node) if isinstance(node, cst.Name) else []
    value = bindings[0].value if len(bindings) == 1 else None
    return _function(value, names) if value is not None and value is not node and not isinstance(value, cst.Call) else None
