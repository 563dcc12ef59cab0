"""Puts the support definitions that a migrated program uses into one module.

Works on the source text of the files beside it and never imports them: they need
tensorflow, which the rewriting path does not load.
"""
from __future__ import annotations

import ast
import functools
import symtable
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

DOCSTRING = '"""TF1 semantics that Keras lacks, for programs migrated from tf.estimator."""'

FILES = (
    "layers.py",
    "feature_columns.py",
    "functions.py",
    "losses.py",
    "metrics.py",
    "contrib_metrics.py",
    "schedules.py",
    "optimizers.py",
    "sign_optimizers.py",
    "heads.py",
    "canned.py",
    "params.py",
    "inputs.py",
    "lookup.py",
    "steps.py",
    "checkpoint_names.py",
    "logs.py",
    "callbacks.py",
    "cluster.py",
    "run_config.py",
    "replicas.py",
    "listeners.py",
    "model_dir.py",
    "prediction.py",
    "serving.py",
    "exporters.py",
    "train_and_evaluate.py",
    "in_memory_evaluation.py",
    "keras_model.py",
    "warm_start.py",
    "estimator.py",
    "learn.py",
    "distributed_estimator.py",
    "experiment.py",
    "specs.py",
    "graph_heads.py",
    "mode_graph.py",
    "hooks.py",
    "named_checkpoints.py",
    "scoped_model.py",
    "scoped_estimator.py",
    "graph_layers.py",
    "contrib_graph_layers.py",
    "gan_losses.py",
    "gan.py",
    "graph_optimizers.py",
    "crf.py",
    "rnn_cells.py",
    "seq2seq.py",
    "beam_search.py",
    "recurrent.py",
    "contrib_cells.py",
    "extenders.py",
)

# What stands in for the strategy of a cluster where a model_fn goes on building a graph.
_TRAINS_ALONE = "# A model whose variables are those of a graph is trained by the chief alone.\nSHARED_STRATEGY = None"


@dataclass(frozen=True)
class Definition:
    """A top-level definition of a support file.

    Attributes:
        name: the name it binds.
        source: its text, with the comments and decorators directly above it.
        needs: the support definitions that it refers to.
        imports: the import statements that it needs, such as ``import tensorflow as tf``.
    """

    name: str
    source: str
    needs: tuple[str, ...]
    imports: frozenset[str]


def support_names() -> frozenset[str]:
    """Returns the names of all definitions that a migrated program can import."""
    return frozenset(_definitions())


def support_source(names: Iterable[str], existing: str = "") -> str:
    """Returns the text of a module that defines `names` and all that they need.

    Args:
        names: names of support definitions.
        existing: text of a module that this function returned earlier; what it defines
            is defined by the result too.

    Raises:
        ValueError: a name is no support definition, or `existing` defines one that is not.
    """
    definitions = _definitions()
    wanted = {*names, *_defined_names(ast.parse(existing))}
    if unknown := sorted(wanted - definitions.keys()):
        raise ValueError(f"no such support definition: {', '.join(unknown)}")
    chosen = _with_needs(wanted)
    if not chosen:
        return DOCSTRING + "\n"
    imports = frozenset().union(*(definition.imports for definition in chosen))
    parts = [DOCSTRING + "\n" + _import_block(imports)]
    alone = any(definition.name == "ScopedEstimator" for definition in chosen)
    parts += [_TRAINS_ALONE if alone and definition.name == "SHARED_STRATEGY" else definition.source for definition in chosen]
    return "\n\n\n".join(parts) + "\n"


def _with_needs(wanted: set[str]) -> list[Definition]:
    """Returns the wanted definitions and their needs, each after what it needs."""
    definitions = _definitions()
    ordered: dict[str, Definition] = {}
    visited: set[str] = set()

    def visit(name: str) -> None:
        if name in visited:
            return
        visited.add(name)
        for needed in definitions[name].needs:
            visit(needed)
        ordered[name] = definitions[name]

    for name in definitions:
        if name in wanted:
            visit(name)
    return list(ordered.values())


def _import_block(imports: frozenset[str]) -> str:
    """Lays out imports as PEP 8 does: the standard library first."""
    groups: tuple[list[str], list[str]] = ([], [])
    for line in sorted(imports, key=lambda line: (line.split()[1].lower(), line)):
        standard = line.split()[1].partition(".")[0] in sys.stdlib_module_names
        groups[0 if standard else 1].append(line)
    return "\n\n".join("\n".join(group) for group in groups if group)


@functools.cache
def _definitions() -> dict[str, Definition]:
    """Reads every support file; the order is that of `FILES`, then of their lines."""
    modules = []
    for name in FILES:
        text = (Path(__file__).parent / name).read_text(encoding="utf-8")
        modules.append((ast.parse(text), text.splitlines()))
    known = {name for tree, _ in modules for name in _defined_names(tree)}
    found: dict[str, Definition] = {}
    for tree, lines in modules:
        imports = _imports(tree)
        for statement in tree.body:
            for name in _bound_names(statement):
                if name in found:
                    raise ValueError(f"two support definitions are called {name}")
                found[name] = _definition(name, statement, lines, known, imports)
    return found


def _definition(name: str, statement: ast.stmt, lines: list[str], known: set[str], imports: dict[str, str]) -> Definition:
    source = "\n".join(lines[_first_line(statement, lines) - 1:statement.end_lineno])
    read = _read_from_module(symtable.symtable(source, name, "exec"))
    used = {node.id: None for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id in read}
    return Definition(
        name=name,
        source=source,
        needs=tuple(other for other in used if other in known and other != name),
        imports=frozenset(imports[other] for other in used if other in imports),
    )


def _read_from_module(table: symtable.SymbolTable) -> set[str]:
    """Returns the names that a definition takes from its module: local variables of the same names are none."""
    found = {symbol.get_name() for symbol in table.get_symbols()
             if symbol.is_referenced() and (symbol.is_global() or table.get_type() == "module")}
    return found.union(*map(_read_from_module, table.get_children()))


def _first_line(statement: ast.stmt, lines: list[str]) -> int:
    """Returns the first line of a statement, its decorators and the comments above it."""
    decorators = getattr(statement, "decorator_list", [])
    first = min(node.lineno for node in [statement, *decorators])
    while first > 1 and lines[first - 2].startswith("#"):
        first -= 1
    return first


def _imports(tree: ast.Module) -> dict[str, str]:
    """Maps each imported name to the statement that imports it and nothing else."""
    found = {}
    for statement in tree.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            source = f"from {statement.module} " if isinstance(statement, ast.ImportFrom) else ""
            for alias in statement.names:
                found[alias.asname or alias.name.partition(".")[0]] = source + ast.unparse(ast.Import([alias]))
    return {name: line for name, line in found.items() if not line.startswith("from migrator.")}


def _defined_names(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        yield from _bound_names(statement)


def _bound_names(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
