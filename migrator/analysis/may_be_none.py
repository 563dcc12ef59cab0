"""Whether a number that a program gives, such as of steps, may turn out to be None."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.helpers import calls_in
from migrator.analysis.parents import Parents
from migrator.names import Names
from migrator.trees import find, walk


def is_none(node: cst.BaseExpression | None) -> bool:
    """Whether an expression is None, written out."""
    return isinstance(node, cst.Name) and node.value == "None"


def may_be_none(node: cst.BaseExpression | None, names: Names, parents: Parents) -> bool:
    """Whether a value may be None: a variable, parameter, flag or option of the command line that has this value or default.

    Args:
        node: the value.
        names: the module's resolved names.
        parents: the parents of the module's nodes.
    """
    match node:
        case cst.Name():
            return any(_may_bind_none(binding, node.value, names, parents) for binding in names.bindings(node))
        case cst.Attribute(attr=cst.Name(value=name)) if names.symbol(node) is None:
            return any(_option_is_none(call, name, names) for call in calls_in(names.module))
    return False


def _may_bind_none(binding, name: str, names: Names, parents: Parents) -> bool:
    if is_none(binding.value) or isinstance(binding.value, cst.Attribute) and may_be_none(binding.value, names, parents):
        return True
    if isinstance(binding.node, cst.Param):
        return is_none(binding.node.default) or _is_given_none(binding.node, name, names, parents)
    return any(_goes_over_none(loop, names) for loop in find(names.module, cst.For)
               if any(isinstance(one, cst.Name) and one.value == name for one in walk(loop.target)))


def _goes_over_none(loop: cst.For, names: Names) -> bool:
    """Whether None is written in what a loop goes over."""
    walked = loop.iter
    if isinstance(walked, cst.Name) and len(found := names.bindings(walked)) == 1 and found[0].value is not None:
        walked = found[0].value
    return any(is_none(one) for one in walk(walked))


def _is_given_none(param: cst.Param, name: str, names: Names, parents: Parents) -> bool:
    """Whether some call of the function of a parameter gives it None."""
    function = parents.enclosing(param, cst.FunctionDef, cst.Lambda)
    if not isinstance(function, cst.FunctionDef):
        return False
    order = [one.name.value for one in function.params.params]
    for call in calls_in(names.module):
        if names.definition(call.func) is not function:
            continue
        for index, arg in enumerate(call.args):
            given = arg.keyword.value if arg.keyword is not None else order[index] if index < len(order) else None
            if given == name and is_none(arg.value):
                return True
    return False


def _option_is_none(call: cst.Call, name: str, names: Names) -> bool:
    """Whether a call defines a flag or an option of a name that is None where nothing is given."""
    match call:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="add_argument")) | cst.Name(value="add_argument")):
            flags = [arg.value.evaluated_value for arg in call.args
                     if arg.keyword is None and isinstance(arg.value, cst.SimpleString)]
            given = {arg.keyword.value: arg.value for arg in call.args if arg.keyword is not None}
            named = {flag.lstrip("-").replace("-", "_") for flag in flags if flag.startswith("--")}
            if name not in named or given.keys() & {"action", "required"}:
                return False
            return is_none(given.get("default", cst.Name("None")))
        case cst.Call(func=cst.Attribute(attr=cst.Name(value=function)), args=[cst.Arg(value=cst.SimpleString() as flag), *_]) if (
                function.startswith("DEFINE_") and flag.evaluated_value == name):
            given = [arg.value for arg in call.args if arg.keyword is None or arg.keyword.value == "default"]
            return len(given) > 1 and is_none(given[1])
    return False
