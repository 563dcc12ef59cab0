"""Plain classes that build graph, written as functions: then a model_fn that uses one can be taken apart.

``net = Network(params)`` with ``logits = net(images)`` behind it is ``logits = Network(params, images)``, a call of a
function that makes layers. What the rest of the program reads of an object is what the function returns. The program that
comes out does what the program did; a function that makes layers becomes a Keras layer then, of the same name.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.attributes_as_locals import with_attributes_as_locals
from migrator.analysis.builders_as_functions import of_a_builder
from migrator.analysis.class_arguments import of_a_class_argument
from migrator.analysis.class_as_function import ClassAsFunction
from migrator.analysis.closures_as_functions import of_a_closure
from migrator.analysis.helpers import FunctionFacts
from migrator.analysis.instances import uses_of
from migrator.analysis.model_fns import find_model_fns
from migrator.analysis.network_objects import of_a_network_object
from migrator.analysis.parents import Parents
from migrator.analysis.plain_classes import ClassFacts, PlainClass, plain_class
from migrator.analysis.program_edits import Edits, EditWriter
from migrator.analysis.steps import Unsupported
from migrator.linking import Program
from migrator.names import Names
from migrator.trees import rewrite, walk, with_each_name_once


def with_classes_as_functions(program: Program, kinds: dict) -> tuple[Program, set[cst.FunctionDef]] | None:
    """Writes the plain classes of a program that make layers as functions, one after the other.

    Args:
        program: its modules.
        kinds: the kinds of the TF1 symbols that transforms know.

    Returns:
        The simpler program and the methods that are gone, since nothing called them; None where there is no such class.
    """
    simpler, gone = program, set()
    bases = _bases(program)
    while True:
        edits = of_a_builder(simpler, kinds) or of_a_class_argument(simpler, kinds) or (
            _of_a_class(simpler, kinds, bases)) or _of_a_model_fn(simpler, kinds) or of_a_closure(simpler, kinds)
        if edits is None:
            return None if simpler is program else (simpler, gone)
        writer = EditWriter(edits)
        written = {path: rewrite(names.module, writer) for path, names in simpler.modules.items()}
        simpler = Program(dict(zip(written, with_each_name_once(*written.values()))))
        gone |= edits.gone


def _of_a_class(program: Program, kinds: dict, bases: set[str]) -> Edits | None:
    """The changes that make functions of one class, or None where no class can be written so."""
    parents: dict[Names, Parents] = {}
    for names in program.modules.values():
        for node in names.scopes:
            if not isinstance(node, cst.ClassDef) or names.scopes[node].parent.node is not names.module:
                continue
            found = plain_class(node, names)
            facts = ClassFacts(found, FunctionFacts(names, kinds)) if found is not None else None
            if facts is None or not any(facts.creates(method) for one in found.line() for method in one.own.values()):
                continue
            remembering = of_a_network_object(found, program)
            if remembering is not None:
                return remembering
            edits = Edits()
            try:
                used = uses_of(found, program.modules.values(), parents)
                if used.instances or used.static:
                    ClassAsFunction(found, facts, used, edits).write()
                elif not used.is_base and node.body.body and _was_base(found, program, bases):
                    edits.of[node] = lambda updated: cst.RemoveFromParent()
                if edits.of:
                    return edits
            except Unsupported:
                continue
    return None


def _bases(program: Program) -> set[str]:
    """The names of the classes that others of the program derive from."""
    found = set()
    for names in program.modules.values():
        for node in names.scopes:
            if isinstance(node, cst.ClassDef):
                bases = [names.definition(base.value) for base in node.bases]
                found |= {base.name.value for base in bases if isinstance(base, cst.ClassDef)}
    return found


def _was_base(found: PlainClass, program: Program, bases: set[str]) -> bool:
    """Whether nothing uses a class any more that others derived from, or that only says what others have to do."""
    abstract = any(isinstance(node, cst.Raise) for method in found.own.values() for node in walk(method.node.body))
    return (abstract or found.name in bases) and not any(
        names.used(chain) is found.node for names in program.modules.values() for chain, _ in names.chains)


def _of_a_model_fn(program: Program, kinds: dict) -> Edits | None:
    """The changes that make local names of what a model_fn keeps on its instance."""
    modules = list(program.modules.values())
    for model_fn in find_model_fns(modules):
        if model_fn.owner is None:
            continue
        names = next(one for one in modules if model_fn.node in set(one.scopes))
        try:
            changes = with_attributes_as_locals(model_fn, names, modules, kinds)
        except Unsupported:
            continue
        if changes:
            return Edits(changes)
    return None
