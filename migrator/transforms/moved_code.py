"""What crosses from one module of a program into another: code that is taken in, and names that are imported."""
from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import libcst as cst

from migrator.analysis.def_use import uses
from migrator.analysis.graph_function import local_names
from migrator.analysis.outside_uses import used_outside
from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.scopes import Binding, Imported
from migrator.transforms.context import Context
from migrator.trees import code

if TYPE_CHECKING:
    from migrator.transforms.model_fns import ModelFns


def import_moved(functions: Iterable[cst.FunctionDef], context: Context) -> None:
    """Has a module import what the functions of others read that were taken into its own.

    Args:
        functions: the functions that were taken in.
        context: the state of rewriting the module that took them in.

    Raises:
        Unsupported: a name means something else there.
    """
    for function in functions:
        home = context.of(function)
        if home is context:
            continue
        for name in sorted(uses(function.body) - set(local_names(function))):
            there = home.names.top.bindings.get(name, [])
            here = context.names.top.bindings.get(name, [])
            if not there:
                continue
            if not here:
                _import(name, there, home.names, context, function)
            elif _meaning(home.names, there) != _meaning(context.names, here):
                raise Unsupported("MIG105", function, f"{name} means something else in the module that {function.name.value} "
                                                      "is called in")


def _meaning(names: Names, bindings: list[Binding]):
    """What a module's name stands for, comparable between modules."""
    if len(bindings) != 1:
        return names, id(bindings)
    binding = bindings[0]
    followed = names.followed(binding, [])
    if followed is not None and followed.node is not None:
        return followed.node
    if binding.symbol is not None:
        return binding.symbol
    return binding.imported if binding.imported is not None else binding.node


def _import(name: str, bindings: list[Binding], home: Names, context: Context, function: cst.FunctionDef) -> None:
    imported = bindings[0].imported
    if imported is None:
        module = _spelling_of(home, context.names)
        if module is None:
            raise Unsupported("MIG105", function, f"{name} of its module can't be imported where it is called")
        context.imports.add((module, name))
    elif imported.level:
        raise Unsupported("MIG105", function, f"its module imports {name} relatively")
    elif imported.name is not None:
        context.imports.add((imported.module, imported.name if imported.name == name else f"{imported.name} as {name}"))
    else:
        context.imports.add((imported.module, None if imported.module.partition(".")[0] == name else f"as {name}"))


def _spelling_of(module: Names, importer: Names) -> str | None:
    """How an import statement of a module spells another module of the program."""
    for bindings in importer.top.bindings.values():
        for imported in (binding.imported for binding in bindings if binding.imported is not None):
            inner = ".".join(part for part in (imported.module, imported.name) if part)
            for wanted in (Imported(imported.level, imported.module), Imported(imported.level, inner)):
                if wanted.module and importer.linker.module(importer, wanted) is module:
                    return "." * wanted.level + wanted.module
    return None


def revised_import(original: cst.ImportFrom, updated: cst.ImportFrom, model_fns: ModelFns, context: Context):
    """Imports what the functions of another module became: a class by its name; what is gone there is not imported.

    Args:
        original: the statement in the original tree.
        updated: the same, rewritten.
        model_fns: what became of the program's functions.
        context: the state of rewriting the module.
    """
    if isinstance(original.names, cst.ImportStar) or len(context.all) < 2:
        return updated
    kept = []
    for alias in original.names:
        definition = _definition(alias, context.names)
        became = model_fns.class_names.get(definition)
        if became is not None:
            kept.append(alias.with_changes(name=cst.Name(became), asname=None))
            if definition in model_fns.kept and used_outside(definition, model_fns.replacements, [context.names]):
                kept[-1:] = [kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT), alias]
        elif not (definition in model_fns.replacements and context.of(definition) is not context) or _stays(
                definition, model_fns):
            kept.append(alias)
    moved = _moved(original, context)
    if not kept and not moved:
        return cst.RemoveFromParent()
    if len(kept) < len(original.names) or moved:
        kept = [*kept[:-1], *(alias.with_changes(comma=cst.MaybeSentinel.DEFAULT) for alias in kept[-1:]),
                *(cst.ImportAlias(cst.Name(name)) for name in moved)]
    return updated.with_changes(names=kept)


def _stays(definition: cst.CSTNode, model_fns: ModelFns) -> bool:
    """Whether what takes the place of a function is a function of its name."""
    return any(isinstance(one, cst.FunctionDef) and one.name.value == definition.name.value
               for one in model_fns.replacements[definition])


def _moved(statement: cst.ImportFrom, context: Context) -> list[str]:
    """The names of the same module that the module needs as well, by code that was taken in from there."""
    path = code(statement.module) if statement.module is not None else ""
    module = "." * len(statement.relative) + path
    found = sorted(name for source, name in context.imports if source == module and name is not None and name.isidentifier())
    context.imports.difference_update((module, name) for name in found)
    return found


def _definition(alias: cst.ImportAlias, names: Names) -> cst.CSTNode | None:
    """What an import statement of the module binds by one of its names."""
    for scope in names.scopes.values():
        for bindings in scope.bindings.values():
            for binding in bindings:
                if binding.node is alias:
                    followed = names.followed(binding, [])
                    return followed.node if followed is not None else None
    return None


def consumed_imports(context: Context) -> set[str]:
    """Gives the names that a module imports of others of its program, and uses.

    Those of modules that define flags are none: to import them has an effect.
    """
    if len(context.all) < 2:
        return set()
    names = context.names
    used = {root.value for _, root in names.chains}
    return {name for name, bindings in names.top.bindings.items() if name in used and len(bindings) == 1
            and (source := _source(bindings[0], names)) is not None
            and not any(reference.symbol.startswith(_FLAGS) for reference in source.references)}


_FLAGS = ("tf.flags.", "absl.flags.")


def _source(binding: Binding, names: Names) -> Names | None:
    """The module of the program that an import reads."""
    imported = binding.imported
    if imported is None:
        return None
    inner = ".".join(part for part in (imported.module, imported.name) if part)
    return names.linker.module(names, Imported(imported.level, inner)) or names.linker.module(
        names, Imported(imported.level, imported.module))
