"""What `migrator check` says of programs as they were written, and what `--fix` puts right."""
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from migrator.failures import internal_failure
from migrator.files.hints import mentions_tensorflow
from migrator.result import Failure, Finding, Result, failed

if TYPE_CHECKING:
    from migrator.engine import Options
    from migrator.transforms.selection import Selection

_ROUNDS = 5  # What is fixed may hold something else that is to be fixed.


def diagnose_program(sources: Mapping[str, bytes], options: Options | None = None) -> dict[str, Result]:
    """Says what is wrong with the model_fns of one program, and changes nothing.

    Args:
        sources: each module's bytes by its path.
        options: codes to report or not to report.

    Returns:
        A result for each module, by its path, with its findings.
    """
    return _fixed_program(sources, options, 0)


def fix_program(sources: Mapping[str, bytes], options: Options | None = None) -> dict[str, Result]:
    """Fixes the model_fns of one program where that is mechanical.

    Args:
        sources: each module's bytes by its path.
        options: codes to fix or not to fix.

    Returns:
        A result for each module, by its path: `after` is the fixed module, the findings are what is wrong with that.
    """
    return _fixed_program(sources, options, _ROUNDS)


def _fixed_program(sources: Mapping[str, bytes], options: Options | None, rounds: int) -> dict[str, Result]:
    from migrator.engine import Options
    from migrator.files.deep import call_with_deep_stack
    from migrator.files.source import check
    from migrator.transforms.selection import selection_of
    results = {path: Result(path, source, source) for path, source in sources.items()}
    failures = {path: failure for path, source in sources.items() if mentions_tensorflow(source) and (failure := check(source))}
    results |= {path: failed(path, sources[path], failure) for path, failure in failures.items()}
    sound = {path: source for path, source in sources.items() if path not in failures}
    try:
        return results | call_with_deep_stack(_fix, sound, selection_of(options or Options()), rounds)
    except RecursionError:
        failure = Failure("MIG006", "an expression is nested too deeply", "split the expression into several statements")
    except Exception as error:
        failure = internal_failure(error)
    return results | {path: failed(path, source, failure) for path, source in sound.items()}


def _fix(sources: Mapping[str, bytes], selection: Selection, rounds: int) -> dict[str, Result]:
    fixed = dict(sources)
    for count in range(rounds + 1):
        changed, findings, unread = _fix_once(fixed, selection)
        if not changed or count == rounds:
            break
        fixed |= changed
    return unread | {path: Result(path, sources[path], fixed[path], findings=found) for path, found in findings.items()}


def _fix_once(sources: Mapping[str, bytes], selection: Selection):
    """Applies the fixes that do not overlap; gives what they changed, what is wrong yet, and what can't be read."""
    from migrator.analysis.diagnoses import diagnose
    from migrator.analysis.diagnoses.fixes import Fixed
    from migrator.engine import parse_modules
    from migrator.linking import Program
    from migrator.positions import Positions
    from migrator.trees import nodes
    trees, unread = parse_modules(sources)
    program = Program(trees)
    found = [one for one in diagnose(list(program.modules.values())) if not selection.suppresses(one.code)] if trees else []
    replaced, taken = {}, set()
    for one in found:
        inside = set().union(*map(nodes, one.fix))
        if one.fix and not inside & taken:
            replaced |= one.fix
            taken |= inside
    changed, findings = {}, {}
    for path, names in program.modules.items():
        own = nodes(names.module)
        positions = Positions(names, sources[path].decode(names.module.encoding))
        findings[path] = tuple(sorted(Finding(*positions.of(one.node), one.code, one.message) for one in found if one.node in own))
        mine = {node: made for node, made in replaced.items() if node in own}
        if mine:
            changed[path] = names.module.visit(Fixed(mine)).bytes
    return changed, findings, unread
