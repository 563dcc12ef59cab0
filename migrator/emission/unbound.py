"""A last look at what is written: does it read names that nothing binds?

What a method reads is carried to it by its parameters and by attributes. A name that was not
carried would stop the program at its first step, so a model_fn in whose class there is one is left.
"""
from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterable

import libcst as cst

from migrator.emission.naming import RESERVED
from migrator.emission.read_order import read_too_early
from migrator.transforms.context import Context
from migrator.syntax import nodes
from migrator.trees import code

_OF_MODULES = frozenset(dir(builtins)) | {"__file__", "__path__", "__class__"}


def unbound_names(written: Iterable[cst.BaseStatement], function: cst.FunctionDef, context: Context) -> list[str]:
    """Finds the names that statements read and nothing binds.

    Args:
        written: what is to stand in a function's place.
        function: the original function.
        context: the state of rewriting the module.

    Returns:
        The names, sorted; none where a star import may bind anything.
    """
    scope, bound = context.names.scopes[function].parent, set(_OF_MODULES)
    while scope is not None:
        bound.update(scope.bindings)
        scope = scope.parent
    if "*" in bound or any(isinstance(name, cst.ImportStar) for name in _import_names(context)):
        return []
    bound.update(context.support)
    bound.update((name or module.partition(".")[0]).rpartition(" ")[2] for module, name in context.imports)
    source = code(cst.Module([statement.with_changes(leading_lines=()) for statement in written]))
    everything = nodes(ast.parse(source))
    return [*sorted(_globals(symtable.symtable(source, "written", "exec")) - bound), *_unset_attributes(everything),
            *_read_too_early(everything)]


def _read_too_early(everything: Iterable[ast.AST]) -> list[str]:
    """The local names that a method reads before it binds them."""
    functions = [node for node in everything if isinstance(node, ast.FunctionDef)]
    return sorted(set().union(*map(read_too_early, functions)))


def _unset_attributes(everything: Iterable[ast.AST]) -> list[str]:
    """The attributes that methods of a class read of ``self``, and that neither the class nor Keras sets."""
    found = set()
    for defined in everything:
        if not isinstance(defined, ast.ClassDef):
            continue
        given = {statement.name for statement in defined.body if isinstance(statement, ast.FunctionDef)} | RESERVED
        own = [node for node in nodes(defined) if isinstance(node, ast.Attribute)
               and isinstance(node.value, ast.Name) and node.value.id == "self"]
        given |= {node.attr for node in own if isinstance(node.ctx, ast.Store)}
        found |= {f"self.{node.attr}" for node in own if node.attr not in given}
    return sorted(found)


def _import_names(context: Context):
    for statement in context.names.module.body:
        if isinstance(statement, cst.SimpleStatementLine):
            yield from (line.names for line in statement.body if isinstance(line, cst.ImportFrom))


def _globals(table: symtable.SymbolTable) -> set[str]:
    """The names that a piece of a program reads and does not bind itself."""
    top = table.get_type() == "module"
    bound = {symbol.get_name() for symbol in table.get_symbols() if top and symbol.is_assigned()}
    found = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() and symbol.is_referenced()}
    for child in table.get_children():
        found |= _globals(child)
    return found - bound
