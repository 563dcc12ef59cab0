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
from migrator.trees import children, find, nodes, rewrite


def with_spec_dicts_as_variables(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Gives a function variables in place of those entries of a dict of spec fields that are read, or depend on other ops.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    for name in _given_whole(function, names):
        found = _read(function, name, names)
        if found is not None and found.keys:
            taken = set(local_names(function))
            variables = {key: key if key not in taken and not keyword.iskeyword(key) else free(f"{name}_{key}", taken)
                         for key in found.keys}
            function = rewrite(function, _Writer(name, found.made, variables))
    return function


@dataclass(eq=False)
class _Dict:
    """What a function does with a dict.

    Attributes:
        made: the statement that makes it.
        keys: the keys of those entries that are read, or given under control dependencies, which belong to their values.
    """

    made: cst.SimpleStatementLine | None = None
    keys: dict[str, None] = field(default_factory=dict)


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
                stack += entries.values()
                continue
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Subscript() as target)], value=value) if (
                    key := _key(target, name)) is not None:
                if any(node in nodes(block) for block in find(function, cst.With)):
                    found.keys[key] = None
                stack.append(value)
                continue
            case cst.Subscript() if (key := _key(node, name)) is not None:
                found.keys[key] = None
                continue
            case cst.Call(func=func) if names.symbol(func) in SPECS:
                stack += [arg for arg in node.args if not _is_whole(arg, name)]
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
    def __init__(self, name: str, made: cst.SimpleStatementLine, variables: dict[str, str]):
        super().__init__()
        self.name, self.made, self.variables = name, made, variables

    def leave_Subscript(self, original, updated):
        key = _key(original, self.name)
        return cst.Name(self.variables[key]) if key in self.variables else updated

    def leave_SimpleStatementLine(self, original, updated):
        if original is not self.made:
            return updated
        entries = _entries(updated.body[0].value)
        kept = cst.Dict([cst.DictElement(cst.SimpleString(repr(key)), value) for key, value in entries.items()
                         if key not in self.variables])
        lines = [_assign(variable, entries.get(key, cst.Name("None"))) for key, variable in self.variables.items()]
        first = _assign(self.name, kept).with_changes(leading_lines=updated.leading_lines)
        return cst.FlattenSentinel([first, *lines])

    def leave_Call(self, original, updated):
        if not any(_is_whole(arg, self.name) for arg in original.args):
            return updated
        added = [cst.Arg(cst.Name(variable), keyword=cst.Name(key)) for key, variable in self.variables.items()]
        return updated.with_changes(args=[*updated.args, *added])


def _is_whole(arg: cst.Arg, name: str) -> bool:
    return arg.star == "**" and isinstance(arg.value, cst.Name) and arg.value.value == name


def _assign(name: str, value: cst.BaseExpression) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], value)])
