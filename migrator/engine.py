"""Bytes in, result out: parse once, resolve once, analyse, transform, check."""
from __future__ import annotations

import gc
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from migrator.failures import InternalError, internal_failure
from migrator.positions import Positions
from migrator.result import Failure, Result, failed
from migrator.trees import code

if TYPE_CHECKING:
    from migrator.transforms.context import Context
    from migrator.transforms.selection import Selection


@dataclass(frozen=True)
class Options:
    """What a run is to do.

    Attributes:
        select: names of transforms or prefixes of finding codes to apply; empty means all.
        ignore: names of transforms, or prefixes of finding codes, not to apply.
        support_module: name under which a migrated program imports its support definitions.
        plain: whether model_fns become classes where they can; else all take the scoped form, for tests of that.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    support_module: str = "tf1_semantics"
    plain: bool = True


_HINTS = (b"tensorflow", b"tf_slim")


def migrate_source(source: bytes, path: str = "-", options: Options = Options()) -> Result:
    """Migrates one program of one module.

    Args:
        source: the program's bytes, in whatever encoding its cookie says.
        path: what the file is called in messages.
        options: what to do.

    Returns:
        The result. Bad input gives a result with a failure; nothing is raised for it.
    """
    return migrate_program({path: source}, options)[path]


def migrate_program(sources: Mapping[str, bytes], options: Options = Options()) -> dict[str, Result]:
    """Migrates the modules of one program, which import one another.

    Args:
        sources: each module's bytes by its path; the paths say what an import means.
        options: what to do.

    Returns:
        A result for each module, by its path. Bad input gives a result with a failure; nothing is raised for it.
    """
    results = {path: Result(path, source, source) for path, source in sources.items()}
    if not any(hint in source for source in sources.values() for hint in _HINTS):
        return results
    from migrator.files.deep import call_with_deep_stack
    from migrator.files.source import check
    from migrator.support_modules import is_support_module
    sound = {}
    for path, source in sources.items():
        if is_support_module(source):
            continue
        failure = check(source)
        if failure is not None:
            results[path] = failed(path, source, failure)
        else:
            sound[path] = source
    if not sound:
        return results
    try:
        with _garbage_kept():
            return results | call_with_deep_stack(_migrate, sound, options)
    except RecursionError:
        failure = Failure("MIG006", "an expression is nested too deeply", "split the expression into several statements")
    except Exception as error:
        failure = internal_failure(error)
    return results | {path: failed(path, source, failure) for path, source in sound.items()}


@contextmanager
def _garbage_kept():
    """Keeps the collector from looking through a file's trees again and again: a quarter of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _migrate(sources: Mapping[str, bytes], options: Options) -> dict[str, Result]:
    results = _rewrite(sources, options)
    if not any(result.changed for result in results.values()):
        return results
    problem = _unstable(results, options)
    if problem is not None:
        return {path: replace(result, after=result.before, support=frozenset(), failure=result.failure or problem)
                for path, result in results.items()}
    return results


def _unstable(results: Mapping[str, Result], options: Options) -> Failure | None:
    """Says why a rewritten program may not be written: it does not parse or is no fixed point."""
    try:
        again = _rewrite({path: result.after for path, result in results.items()}, options)
    except cst.ParserSyntaxError as error:
        return Failure("MIG008", f"the migrated program would not parse: {error.message}",
                       "please report it with the program; the file is left as it was", error.raw_line)
    if any(again[path].after != result.after for path, result in results.items()):
        return Failure("MIG009", "a second migration would change the migrated program again",
                       "please report it with the program; the file is left as it was")
    return None


def _as_the_author_would(before: str, after: str) -> str:
    """Sets the lines of a rewritten program and puts the comments back that it lost."""
    from migrator.emission.layout import lay_out
    from migrator.transforms.comments import restore_comments
    return restore_comments(before, lay_out(before, after)) if after != before else before


def _is_equal(rewritten: cst.Module, module: cst.Module) -> bool:
    """Whether a rewritten module says what it said. Most statements of one that does are the very same."""
    return len(rewritten.body) == len(module.body) and all(
        one is other or one.deep_equals(other) for one, other in zip(rewritten.body, module.body))


def _rewrite(sources: Mapping[str, bytes], options: Options) -> dict[str, Result]:
    from migrator.linking import Program
    from migrator.support_places import support_places
    from migrator.transforms.context import Context, join_program
    from migrator.transforms.program import rewrite_program
    from migrator.transforms.selection import selection_of
    program = Program({path: cst.parse_module(source) for path, source in sources.items()})
    texts = {path: sources[path].decode(names.module.encoding) for path, names in program.modules.items()}
    positions = {path: Positions(names, texts[path]) for path, names in program.modules.items()}
    selection = selection_of(options)
    places = support_places(program, options.support_module)
    contexts = {path: Context(names, support_module=places[path].spelling, text=texts[path],
                              suppresses=selection.suppresses) for path, names in program.modules.items()}
    join_program(contexts.values())
    try:
        rewritten = rewrite_program(next(iter(contexts.values())), selection)
    except InternalError as error:
        place = next(path for path, names in program.modules.items() if names is program.home(error.node))
        failure = internal_failure(error, positions[place].of(error.node)[0])
        return {path: failed(path, source, failure) for path, source in sources.items()}
    return {path: replace(_finish(path, sources[path], *rewritten[context], context, selection, positions[path]),
                          support_path=places[path].path) for path, context in contexts.items()}


def _finish(path: str, source: bytes, rewritten: cst.Module, forms, variable_maps, context: Context, selection: Selection,
            positions: Positions) -> Result:
    """Sees to a rewritten module's imports, markers, lines and comments."""
    from migrator.fates import is_tf1_only
    from migrator.transforms.aliases import drop_dead_aliases
    from migrator.transforms.imports import revise_imports, used_names
    from migrator.transforms.leftovers import mark_leftovers
    from migrator.transforms.moved_code import consumed_imports
    module = context.names.module
    rewritten = drop_dead_aliases(rewritten, context)
    selection.account(context)
    if not _is_equal(rewritten, module):
        context.support &= used_names(rewritten) | context.qualified  # Without what only a dropped part needed.
        support = (context.support_module, context.support - context.qualified)
        rewritten = revise_imports(rewritten, context.imports, support, consumed_imports(context))
    if not selection.is_limited:
        rewritten = mark_leftovers(rewritten, context)
    after = source
    if rewritten is not module:
        after = _as_the_author_would(context.text, code(rewritten, rewritten)).encode(rewritten.encoding)
    forms = tuple((name, positions.of(node)[0], form, reason) for name, node, form, reason in forms)
    return Result(path, source, source if after == source else after,
                  constructs=context.constructs(positions, is_tf1_only),
                  findings=context.findings(positions),
                  support=frozenset(context.support), forms=forms, variable_maps=variable_maps)
