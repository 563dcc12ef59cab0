"""A dict that holds the fields of a spec, as variables of the function.

``spec = {"predictions": pred}``, ``spec["loss"] = loss``, ``minimize(spec["loss"])`` and ``EstimatorSpec(mode, **spec)``: each
entry is a variable by another spelling. What only ``**spec`` reads, `specs` finds in the dict itself.
"""
from __future__ import annotations

import keyword
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.graph_function import local_names
from migrator.analysis.model_fns import SPECS
from migrator.emission.naming import free
from migrator.names import Names
from migrator.trees import children, rewrite


def with_spec_dicts_as_variables(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Gives a function variables in place of each dict of spec fields whose entries it reads.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    for name in _given_whole(function, names):
        found = _read(function, name, names)
        if found is not None and found.reads:
            taken = set(local_names(function))
            variables = {key: key if key not in taken and not keyword.iskeyword(key) else free(f"{name}_{key}", taken)
                         for key in found.keys}
            function = rewrite(function, _Writer(name, found, variables))
    return function


@dataclass(eq=False)
class _Dict:
    """What a function does with a dict.

    Attributes:
        made: the statement that makes it.
        keys: its keys, in the order in which they are first given.
        reads: whether an entry is read by its key.
    """

    made: cst.SimpleStatementLine | None = None
    keys: dict[str, None] = field(default_factory=dict)
    reads: bool = False


def _given_whole(function: cst.FunctionDef, names: Names) -> list[str]:
    found: dict[str, None] = {}
    stack: list[cst.CSTNode] = [function.body]
    while stack:
        node = stack.pop()
        match node:
            case cst.Call(func=func, args=args) if names.symbol(func) in SPECS:
                found |= {arg.value.value: None for arg in args if arg.star == "**" and isinstance(arg.value, cst.Name)}
        stack += children(node)
    return list(found)


def _read(function: cst.FunctionDef, name: str, names: Names) -> _Dict | None:
    """Reads what is done with a dict; None where that is more than to give, change and read entries by literal keys."""
    found = _Dict()
    stack: list[cst.CSTNode] = [function]
    while stack:
        node = stack.pop()
        match node:
            case cst.SimpleStatementLine(body=[cst.Assign(
                    targets=[cst.AssignTarget(target=cst.Name(value=target))], value=value)]) if target == name:
                entries = _entries(value)
                if entries is None or found.made is not None:
                    return None
                found.made = node
                found.keys = dict.fromkeys(entries) | found.keys
                stack += entries.values()
                continue
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Subscript() as target)], value=value) if (
                    key := _key(target, name)) is not None:
                found.keys[key] = None
                stack.append(value)
                continue
            case cst.Subscript() if (key := _key(node, name)) is not None:
                found.reads = True
                found.keys[key] = None
                continue
            case cst.Call(func=func) if names.symbol(func) in SPECS:
                stack += [arg for arg in node.args if not (
                    arg.star == "**" and isinstance(arg.value, cst.Name) and arg.value.value == name)]
                continue
            case cst.Name(value=value) if value == name:
                return None
            case cst.Attribute():
                stack.append(node.value)
                continue
            case cst.Arg():
                stack.append(node.value)
                continue
        stack += reversed(list(children(node)))
    return found if found.made is not None else None


def _entries(value: cst.BaseExpression) -> dict[str, cst.BaseExpression] | None:
    """The entries of a dict that is written out with literal keys that could be variables."""
    match value:
        case cst.Dict(elements=elements) if all(isinstance(one, cst.DictElement) and isinstance(one.key, cst.SimpleString)
                                                and str(one.key.evaluated_value).isidentifier() for one in elements):
            return {str(one.key.evaluated_value): one.value for one in elements}
        case cst.Call(func=cst.Name(value="dict"), args=args) if all(arg.keyword is not None for arg in args):
            return {arg.keyword.value: arg.value for arg in args}
    return None


def _key(node: cst.Subscript, name: str) -> str | None:
    match node:
        case cst.Subscript(value=cst.Name(value=value), slice=[cst.SubscriptElement(
                slice=cst.Index(value=cst.SimpleString() as key))]) if value == name:
            key = str(key.evaluated_value)
            return key if key.isidentifier() else None
    return None


class _Writer(cst.CSTTransformer):
    def __init__(self, name: str, found: _Dict, variables: dict[str, str]):
        super().__init__()
        self.name, self.found, self.variables = name, found, variables

    def leave_Subscript(self, original, updated):
        key = _key(original, self.name)
        return updated if key is None else cst.Name(self.variables[key])

    def leave_SimpleStatementLine(self, original, updated):
        if original is not self.found.made:
            return updated
        given = _entries(updated.body[0].value)
        lines = [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(variable))], given.get(key, cst.Name("None")))])
                 for key, variable in self.variables.items()]
        return cst.FlattenSentinel([lines[0].with_changes(leading_lines=updated.leading_lines), *lines[1:]])

    def leave_Call(self, original, updated):
        args = []
        for arg in updated.args:
            if arg.star == "**" and isinstance(arg.value, cst.Name) and arg.value.value == self.name:
                args += [cst.Arg(cst.Name(variable), keyword=cst.Name(key)) for key, variable in self.variables.items()]
            else:
                args.append(arg)
        return updated.with_changes(args=args) if len(args) != len(updated.args) or any(
            one is not other for one, other in zip(args, updated.args)) else updated
