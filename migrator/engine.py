"""Bytes in, result out: parse once, resolve once, analyse, transform, check."""
from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass

import libcst as cst

from migrator.failures import InternalError, internal_failure
from migrator.names import Names
from migrator.positions import Positions
from migrator.result import Failure, Result, failed
from migrator.trees import code


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
    """Migrates one program.

    Args:
        source: the program's bytes, in whatever encoding its cookie says.
        path: what the file is called in messages.
        options: what to do.

    Returns:
        The result. Bad input gives a result with a failure; nothing is raised for it.
    """
    if not any(hint in source for hint in _HINTS):
        return Result(path, source, source)
    from migrator.files.deep import call_with_deep_stack
    from migrator.files.source import check
    failure = check(source)
    if failure is not None:
        return Result(path, source, source, failure=failure)
    try:
        with _garbage_kept():
            return call_with_deep_stack(_migrate, source, path, options)
    except RecursionError:
        return Result(path, source, source, failure=Failure(
            "MIG006", "an expression is nested too deeply", "split the expression into several statements"))
    except Exception as error:
        return failed(path, source, internal_failure(error))


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


def _migrate(source: bytes, path: str, options: Options) -> Result:
    result = _rewrite(source, path, options)
    if not result.changed or result.failure is not None:
        return result
    problem = _unstable(result, options)
    if problem is not None:
        return Result(path, source, source, result.constructs, result.findings, failure=problem)
    return result


def _unstable(result: Result, options: Options) -> Failure | None:
    """Says why a rewritten program may not be written: it does not parse or is no fixed point."""
    try:
        again = _rewrite(result.after, result.path, options)
    except cst.ParserSyntaxError as error:
        return Failure("MIG008", f"the migrated program would not parse: {error.message}",
                       "please report it with the program; the file is left as it was", error.raw_line)
    if again.after != result.after:
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


def _rewrite(source: bytes, path: str, options: Options) -> Result:
    from migrator.fates import is_tf1_only
    from migrator.transforms.aliases import drop_dead_aliases
    from migrator.transforms.context import Context
    from migrator.transforms.imports import revise_imports, used_names
    from migrator.transforms.leftovers import mark_leftovers
    from migrator.transforms.program import rewrite_program
    from migrator.transforms.selection import selection_of
    module = cst.parse_module(source)
    names = Names(module)
    program = source.decode(module.encoding)
    positions = Positions(names, program)
    selection = selection_of(options)
    context = Context(names, support_module=options.support_module, program=program, suppresses=selection.suppresses)
    try:
        rewritten, forms, variable_maps = rewrite_program(module, context, selection)
    except InternalError as error:
        return failed(path, source, internal_failure(error, positions.of(error.node)[0]))
    rewritten = drop_dead_aliases(rewritten, context)
    selection.account(context)
    if not _is_equal(rewritten, module):
        context.support &= used_names(rewritten) | context.qualified  # Without what only a dropped part needed.
        support = (options.support_module, context.support - context.qualified)
        rewritten = revise_imports(rewritten, context.imports, support)
    if not selection.is_limited:
        rewritten = mark_leftovers(rewritten, context)
    after = source if rewritten is module else _as_the_author_would(program, code(rewritten, rewritten)).encode(rewritten.encoding)
    forms = tuple((name, positions.of(node)[0], form, reason) for name, node, form, reason in forms)
    return Result(path, source, source if after == source else after,
                  constructs=context.constructs(positions, is_tf1_only),
                  findings=context.findings(positions),
                  support=frozenset(context.support), forms=forms, variable_maps=variable_maps)
