"""Functions within functions that make layers and are passed on, as functions of the module: lambda lifting.

``block(net, shortcut)`` with a ``shortcut`` that reads ``filters`` around it is ``block(net, functools.partial(shortcut,
filters=filters))`` with a function of the module, which can become a Keras layer.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.class_functions import free_name, keyword_arg, lead_of_function
from migrator.analysis.def_use import effects, parameters, uses
from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import FunctionFacts
from migrator.analysis.model_fns import find_model_fns
from migrator.analysis.program_edits import Edits
from migrator.linking import Program
from migrator.names import Names
from migrator.trees import find

_PARTIAL = "functools.partial"


def of_a_closure(program: Program, kinds: dict) -> Edits | None:
    """The changes that lift one function that is an argument and makes layers, or None where there is none.

    Args:
        program: the modules.
        kinds: the kinds of the TF1 symbols that transforms know.
    """
    model_fns = {one.node for one in find_model_fns(list(program.modules.values()))}
    for names in program.modules.values():
        facts = FunctionFacts(names, kinds)
        for outer in names.module.body:
            if not isinstance(outer, cst.FunctionDef) or outer in model_fns or not isinstance(outer.body, cst.IndentedBlock):
                continue
            for inner in outer.body.body:
                if isinstance(inner, cst.FunctionDef) and inner not in model_fns and facts.creates(inner):
                    edits = _lifted(inner, outer, names)
                    if edits is not None:
                        return edits
    return None


def _lifted(inner: cst.FunctionDef, outer: cst.FunctionDef, names: Names) -> Edits | None:
    """The changes that take one function out of another; None where it is called there, or reads what changes."""
    passed = [call for call in find(outer, cst.Call) if any(_is(arg.value, inner, names) for arg in call.args)]
    named = [name for name in find(outer, cst.Name) if name.value == inner.name.value and name is not inner.name and names.is_use(name)]
    if not passed or len(named) != sum(_is(arg.value, inner, names) for call in passed for arg in call.args) or inner.decorators:
        return None
    captured = sorted((uses(inner.body) - local_names(inner)) & local_names(outer))
    if inner.name.value in captured or not all(_stays(name, inner, outer) for name in captured):
        return None
    name = free_name(inner.name.value, set(names.top.bindings))
    partial = _partial(names)
    edits = Edits()
    if partial is None:
        if "functools" in names.top.bindings:
            return None
        partial = cst.Attribute(cst.Name("functools"), cst.Name("partial"))
        edits.of[names.module] = _importing_functools
    edits.of[inner] = lambda updated: cst.RemoveFromParent()
    function = inner.with_changes(
        name=cst.Name(name), params=_with_captured(inner.params, captured), leading_lines=lead_of_function(inner.leading_lines))
    edits.of[outer] = lambda updated: cst.FlattenSentinel([function, updated])
    for call in passed:
        edits.of[call] = lambda updated: updated.with_changes(args=[
            arg.with_changes(value=cst.Call(partial, [cst.Arg(cst.Name(name)), *(keyword_arg(one, cst.Name(one)) for one in captured)]))
            if isinstance(arg.value, cst.Name) and arg.value.value == inner.name.value else arg for arg in updated.args])
    return edits


def _importing_functools(module: cst.Module) -> cst.Module:
    """Imports functools before what else a module imports."""
    body = list(module.body)
    at = next((index for index, one in enumerate(body) if isinstance(one, cst.SimpleStatementLine) and any(
        isinstance(small, cst.Import) or isinstance(small, cst.ImportFrom) and getattr(small.module, "value", "") != "__future__"
        for small in one.body)), None)
    if at is None:
        return module
    made = cst.SimpleStatementLine([cst.Import([cst.ImportAlias(cst.Name("functools"))])], leading_lines=body[at].leading_lines)
    body[at:at + 1] = [made, body[at].with_changes(leading_lines=[cst.EmptyLine(indent=False)])]
    return module.with_changes(body=body)


def _is(node: cst.BaseExpression, function: cst.FunctionDef, names: Names) -> bool:
    return isinstance(node, cst.Name) and names.definition(node) is function


def _stays(name: str, inner: cst.FunctionDef, outer: cst.FunctionDef) -> bool:
    """Whether a local name of a function is bound before a function within it, and never again."""
    if any(param.name.value == name for param in parameters(outer.params)):
        return name not in effects(outer.body).changes
    at = outer.body.body.index(inner)
    binding = [index for index, one in enumerate(outer.body.body) if name in effects(one).changes]
    return len(binding) == 1 and binding[0] < at and isinstance(outer.body.body[binding[0]], cst.SimpleStatementLine)


def _with_captured(params: cst.Parameters, captured: list[str]) -> cst.Parameters:
    added = [cst.Param(cst.Name(name), comma=cst.MaybeSentinel.DEFAULT) for name in captured]
    required = [one.with_changes(comma=cst.MaybeSentinel.DEFAULT) for one in params.params if one.default is None]
    others = [one.with_changes(comma=cst.MaybeSentinel.DEFAULT) for one in params.params if one.default is not None]
    return params.with_changes(params=[*required, *added, *others])


def _partial(names: Names) -> cst.BaseExpression | None:
    """How the module spells functools.partial; None where it does not import it."""
    for name, bindings in names.top.bindings.items():
        if len(bindings) == 1 and bindings[0].symbol in (_PARTIAL, "functools"):
            return cst.Name(name) if bindings[0].symbol == _PARTIAL else cst.Attribute(cst.Name(name), cst.Name("partial"))
    return None
