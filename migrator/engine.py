"""Bytes in, result out: parse once, resolve once, analyse, transform, check."""
from __future__ import annotations

import gc
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from migrator.failures import InternalError, internal_failure
from migrator.files.hints import mentions_tensorflow
from migrator.linking import Program
from migrator.memory import forget
from migrator.positions import Positions
from migrator.result import Failure, Result, failed
from migrator.syntax import says_the_same
from migrator.trees import code, with_each_name_once

if TYPE_CHECKING:
    from migrator.transforms.context import Context
    from migrator.transforms.selection import Selection
    from migrator.variable_maps import VariableMap


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
    if not any(map(mentions_tensorflow, sources.values())):
        return results
    with _undisturbed():
        return results | _migrate_sound(sources, options)


@contextmanager
def _undisturbed():
    """Keeps the collector from looking through a program's trees again and again: a quarter of the time. Then lets go of them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        forget()
        if enabled:
            gc.enable()


def _migrate_sound(sources: Mapping[str, bytes], options: Options) -> dict[str, Result]:
    """Migrates those modules of a program that can be; gives failures for the others, and nothing for support modules."""
    from migrator.files.deep import call_with_deep_stack
    from migrator.files.source import check
    from migrator.support_modules import is_support_module
    results, sound = {}, {}
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
        return results | call_with_deep_stack(_migrate, sound, options)
    except RecursionError:
        failure = Failure("MIG006", "an expression is nested too deeply", "split the expression into several statements")
    except Exception as error:
        failure = internal_failure(error)
    return results | {path: failed(path, source, failure) for path, source in sound.items()}


def _migrate(sources: Mapping[str, bytes], options: Options) -> dict[str, Result]:
    trees, unread = parse_modules(sources)
    return unread | _migrate_trees(trees, {path: sources[path] for path in trees}, options) if trees else unread


def parse_modules(sources: Mapping[str, bytes]) -> tuple[dict[str, cst.Module], dict[str, Result]]:
    """Parses modules; gives the trees, and a failure for each that libcst does not read though Python does.

    Args:
        sources: each module's bytes by its path.
    """
    trees, unread = {}, {}
    for path, source in sources.items():
        try:
            trees[path] = cst.parse_module(source)
        except cst.ParserSyntaxError as error:
            unread[path] = failed(path, source, Failure(
                "MIG015", "its tabs and spaces can't be told apart" if b"\t" in source else f"can't be read: {error.message}",
                "indent the whole file with spaces", error.raw_line))
    return trees, unread


def _migrate_trees(trees: dict[str, cst.Module], sources: Mapping[str, bytes], options: Options) -> dict[str, Result]:
    results, rewritten = _migrate_once(trees, sources, options)
    if not any(result.changed for result in results.values()):
        return results
    problem = None if _is_surely_stable(rewritten, results, options) else _instability(results, options)
    if problem is not None:
        return {path: replace(result, after=result.before, support=frozenset(), failure=result.failure or problem)
                for path, result in results.items()}
    return results


def _is_surely_stable(rewritten: Mapping[str, _Rewritten], results: Mapping[str, Result], options: Options) -> bool:
    """Whether a second migration changes nothing, as far as that can be told without libcst's parsing what comes out.

    What comes out parses, says what the rewritten trees say, and no rule applies to these. Markers
    and comments that suppress stand in other places of a tree than they are parsed to: with them this is not told.
    """
    if any(b"migrator" in result.after for result in results.values()):
        return False
    texts = {path: result.after.decode(rewritten[path].module.encoding) for path, result in results.items()}
    trees = dict(zip(rewritten, with_each_name_once(*(one.module for one in rewritten.values()))))
    try:
        if not all(says_the_same(one.text, texts[path]) for path, one in rewritten.items()):
            return False
        again = _rewrite(Program(trees), texts, options)
    except (SyntaxError, InternalError):
        return False
    return all(again[path].module is tree for path, tree in trees.items())


def _instability(results: Mapping[str, Result], options: Options) -> Failure | None:
    """Says why a rewritten program may not be written: it does not parse or is no fixed point."""
    try:
        after = {path: result.after for path, result in results.items()}
        again, _ = _migrate_once({path: cst.parse_module(source) for path, source in after.items()}, after, options)
    except cst.ParserSyntaxError as error:
        return Failure("MIG008", f"the migrated program would not parse: {error.message}",
                       "please report it with the program; the file is left as it was", error.raw_line)
    if any(again[path].after != result.after for path, result in results.items()):
        return Failure("MIG009", "a second migration would change the migrated program again",
                       "please report it with the program; the file is left as it was")
    return None


def _migrate_once(trees: dict[str, cst.Module], sources: Mapping[str, bytes], options: Options) -> tuple[dict[str, Result], dict[str, _Rewritten]]:
    """Migrates a program and does not look whether the result is stable."""
    program = Program(trees)
    texts = {path: sources[path].decode(names.module.encoding) for path, names in program.modules.items()}
    positions = {path: Positions(names, texts[path]) for path, names in program.modules.items()}
    try:
        rewritten = _rewrite(program, texts, options)
    except InternalError as error:
        place = next(path for path, names in program.modules.items() if names is program.home(error.node))
        failure = internal_failure(error, positions[place].of(error.node)[0])
        return {path: failed(path, source, failure) for path, source in sources.items()}, {}
    return {path: _result(path, sources[path], one, positions[path]) for path, one in rewritten.items()}, rewritten


@dataclass(frozen=True)
class _Rewritten:
    """A rewritten module.

    Attributes:
        context: what was decided on the way.
        module: the rewritten tree; the very one that it was where nothing is to do.
        text: its text, before lines are set.
        forms: for each model_fn and driver its name, node, form and the reason.
        variable_maps: for each model_fn that became a class, how TF1 named what the class holds.
        support_path: the file of the program's support module.
    """

    context: Context
    module: cst.Module
    text: str
    forms: list[tuple[str, cst.CSTNode, str, str]]
    variable_maps: tuple[VariableMap, ...]
    support_path: str


def _rewrite(program: Program, texts: Mapping[str, str], options: Options) -> dict[str, _Rewritten]:
    """Rewrites the modules of a program.

    Args:
        program: the modules.
        texts: the text of each.
        options: what to do.

    Raises:
        InternalError: a fault of migrator in one of them.
    """
    from migrator.analysis.diagnoses import diagnose
    from migrator.support_places import support_places
    from migrator.transforms.context import Context, join_program
    from migrator.transforms.program import rewrite_program
    from migrator.transforms.selection import selection_of
    from migrator.transforms.simpler_program import SimplerProgram, is_better, simpler_program
    selection = selection_of(options)
    places = support_places(program, options.support_module)
    diagnoses = diagnose(list(program.modules.values()))

    def attempt(simpler: SimplerProgram | None = None):
        modules = program.modules if simpler is None else simpler.program.modules
        contexts = {path: Context(names, support_module=places[path].spelling, text=texts[path], suppresses=selection.suppresses,
                                  original=program.modules[path] if simpler is not None else None)
                    for path, names in modules.items()}
        join_program(contexts.values())
        first = next(iter(contexts.values()))
        for diagnosis in diagnoses:
            first.note(diagnosis.node, diagnosis.code, diagnosis.message)
        if simpler is not None:
            simpler.account(first)
        return contexts, rewrite_program(first, selection)

    contexts, made = attempt()
    simpler = simpler_program(program, selection, made.values())
    if simpler is not None:
        try:
            other_contexts, other = attempt(simpler)
            if is_better(other.values(), made.values()) and _left(other_contexts) <= _left(contexts):
                contexts, made = other_contexts, other
        except InternalError:
            pass  # The program as it is was rewritten well.
    rewritten = {}
    for path, context in contexts.items():
        module, forms, variable_maps = made[context]
        module = _finish(module, context, selection)
        text = texts[path] if module is context.file.module else code(module, module)
        rewritten[path] = _Rewritten(context, module, text, forms, variable_maps, places[path].path)
    return rewritten


def _left(contexts: Mapping[str, Context]) -> int:
    """How many uses of TF1 symbols are left in a program."""
    from migrator.fates import is_tf1_only
    return sum(context.count_left(is_tf1_only) for context in contexts.values())


def _finish(rewritten: cst.Module, context: Context, selection: Selection) -> cst.Module:
    """Sees to a rewritten module's imports and markers."""
    from migrator.transforms.aliases import drop_dead_aliases
    from migrator.transforms.imports import replaces_imports, revise_imports, used_names
    from migrator.transforms.leftovers import mark_leftovers
    from migrator.transforms.moved_code import consumed_imports
    rewritten = drop_dead_aliases(rewritten, context)
    selection.account(context)
    if not _is_equal(rewritten, context.file.module) or replaces_imports(context.imports, context.names):
        context.support &= used_names(rewritten) | context.qualified  # Without what only a dropped part needed.
        support = (context.support_module, context.support - context.qualified)
        rewritten = revise_imports(rewritten, context.imports, support, consumed_imports(context))
    return rewritten if selection.is_limited else mark_leftovers(rewritten, context, selection.rules)


def _is_equal(rewritten: cst.Module, module: cst.Module) -> bool:
    """Whether a rewritten module says what it said. Most statements of one that does are the very same."""
    return len(rewritten.body) == len(module.body) and all(
        one is other or one.deep_equals(other) for one, other in zip(rewritten.body, module.body))


def _result(path: str, source: bytes, rewritten: _Rewritten, positions: Positions) -> Result:
    """Writes a rewritten module out, and tells what was done."""
    from migrator.fates import is_tf1_only
    context, after = rewritten.context, source
    if rewritten.module is not context.file.module:
        after = _as_the_author_would(context.text, rewritten.text).encode(rewritten.module.encoding)
    forms = tuple((name, positions.of(node)[0], form, reason) for name, node, form, reason in rewritten.forms)
    return Result(path, source, source if after == source else after,
                  constructs=context.constructs(positions, is_tf1_only),
                  findings=context.findings(positions),
                  support=frozenset(context.support), forms=forms, variable_maps=rewritten.variable_maps,
                  support_path=rewritten.support_path)


def _as_the_author_would(before: str, after: str) -> str:
    """Sets the lines of a rewritten program and puts the comments back that it lost."""
    from migrator.emission.layout import lay_out
    from migrator.transforms.comments import restore_comments
    return restore_comments(before, lay_out(before, after)) if after != before else before
