"""Parameters of functions that every call gives the same class for, such as ``model_class=Cifar10Model``: the class itself.

Then what the function makes of the class can be followed.
"""
from __future__ import annotations

import functools

import libcst as cst

from migrator.analysis.def_use import parameters
from migrator.analysis.helpers import FunctionFacts, bind
from migrator.analysis.parents import Parents
from migrator.analysis.plain_classes import ClassFacts, plain_class
from migrator.analysis.program_edits import Edits
from migrator.analysis.steps import Unsupported
from migrator.linking import Program
from migrator.names import Names


def of_a_class_argument(program: Program, kinds: dict) -> Edits | None:
    """The changes that write a class in place of a parameter, or None where there is no such parameter.

    Args:
        program: its modules.
        kinds: the kinds of the TF1 symbols that transforms know.
    """
    for names in program.modules.values():
        parents = Parents(names.module)
        for function in list(names.scopes):
            if not isinstance(function, cst.FunctionDef) or names.scopes[function].parent.node is not names.module:
                continue
            for param in parameters(function.params):
                changes = _of(function, param, names, parents, program, kinds)
                if changes is not None:
                    return changes
    return None


def _of(function: cst.FunctionDef, param: cst.Param, names: Names, parents: Parents, program: Program, kinds: dict) -> Edits | None:
    uses = _calls_of_parameter(function, param, names, parents)
    calls = _calls(function, program) if uses else None
    if not calls:
        return None
    given = set()
    for call, home in calls:
        try:
            value = bind(call, function).get(param.name.value, param.default)
        except Unsupported:
            return None
        given.add(home.definition(value))
    defined = given.pop() if len(given) == 1 else None
    if not isinstance(defined, cst.ClassDef) or not _makes_layers(defined, names, kinds):
        return None
    bindings = names.top.bindings.get(defined.name.value, [])
    if len(bindings) != 1 or bindings[0].node is not defined:
        return None
    edits = Edits({use: functools.partial(_with_function, cst.Name(defined.name.value)) for use in uses})
    edits.of[function] = functools.partial(_without_parameter, param.name.value)
    for call, _ in calls:
        value = bind(call, function).get(param.name.value)
        place = next((index for index, arg in enumerate(call.args) if arg.value is value), None)
        if place is not None:
            edits.of[call] = functools.partial(_without_argument, place)
    return edits


def _calls_of_parameter(function: cst.FunctionDef, param: cst.Param, names: Names, parents: Parents) -> list[cst.Call]:
    """The calls of a parameter, where nothing else is done with it."""
    bindings = names.scopes[function].bindings.get(param.name.value, [])
    if len(bindings) != 1:
        return []
    found = []
    for name in names.names:
        if name.value == param.name.value and names.is_use(name) and bindings[0] in names.bindings(name):
            call = parents.of(name)
            if not isinstance(call, cst.Call) or call.func is not name:
                return []
            found.append(call)
    return found


def _calls(function: cst.FunctionDef, program: Program) -> list[tuple[cst.Call, Names]] | None:
    """The calls of a function, with their modules; None where something else is done with it."""
    found = []
    for names in program.modules.values():
        parents = None
        for chain, _ in names.chains:
            if names.definition(chain) is not function:
                continue
            parents = parents or Parents(names.module)
            call = parents.of(chain)
            if not isinstance(call, cst.Call) or call.func is not chain:
                return None
            found.append((call, names))
    return found


def _makes_layers(defined: cst.ClassDef, names: Names, kinds: dict) -> bool:
    found = plain_class(defined, names.linker.home(defined) or names)
    if found is None:
        return False
    facts = ClassFacts(found, FunctionFacts(found.names, kinds))
    return any(facts.creates(method) for one in found.line() for method in one.own.values())


def _with_function(name: cst.Name, updated: cst.Call) -> cst.Call:
    return updated.with_changes(func=name)


def _without_parameter(name: str, updated: cst.FunctionDef) -> cst.FunctionDef:
    params = updated.params
    return updated.with_changes(params=params.with_changes(
        params=[one for one in params.params if one.name.value != name],
        kwonly_params=[one for one in params.kwonly_params if one.name.value != name]))


def _without_argument(place: int, updated: cst.Call) -> cst.Call:
    args = [*updated.args[:place], *updated.args[place + 1:]]
    if args and place == len(args):
        args[-1] = args[-1].with_changes(comma=updated.args[-1].comma)
    return updated.with_changes(args=args)
