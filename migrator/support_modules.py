"""The support module beside migrated programs: one for each folder, with what they need."""
from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from migrator.files.vcs import uncommitted
from migrator.result import Failure, Result, failed


def with_support_modules(results: list[Result], module: str, careful: bool) -> list[Result]:
    """Adds a result for each support module that has to be made or extended.

    Where a module can't be written, the programs that need it fail with it.

    Args:
        results: migrated programs; their paths say which folders they are in.
        module: name of the support module.
        careful: whether a module that was edited and not committed must stay.

    Returns:
        The results, with those of support modules at the end.
    """
    users = defaultdict(list)
    for result in results:
        if result.support and result.changed and result.path != "-":
            beside = Path(result.path).parent / f"{module.rpartition('.')[2]}.py"
            users[Path(result.support_path) if result.support_path else beside].append(result)
    replaced: dict[str, Result] = {}
    for path, programs in users.items():
        made = _support_module(path, frozenset().union(*(program.support for program in programs)), careful)
        if isinstance(made, Failure):
            replaced.update((program.path, failed(program.path, program.before, made)) for program in programs)
        elif made.changed:
            replaced[made.path] = made
    kept = [replaced.pop(result.path, result) for result in results]
    return kept + list(replaced.values())


def is_support_module(source: bytes) -> bool:
    """Tells whether a file is a support module that migrator wrote.

    Args:
        source: the file's bytes.
    """
    from migrator.support.bundle import DOCSTRING
    return source.startswith(DOCSTRING.encode())


def _support_module(path: Path, names: frozenset[str], careful: bool) -> Result | Failure:
    from migrator.support.bundle import support_source
    try:
        before = path.read_bytes() if path.exists() or path.is_symlink() else b""
    except OSError as error:
        return Failure("MIG002", f"{path} can't be read: {error.strerror}", "change its permissions")
    if path.exists() and not is_support_module(before):
        return _taken(path)
    try:
        existing = before.decode()
        if names <= _defined(existing):
            return Result(str(path), before, before)
        after = support_source(names, existing).encode()
        edited = before != b"" and support_source((), existing).encode() != before
    except (SyntaxError, ValueError):
        return _taken(path)
    if careful and edited and uncommitted([path]):
        return Failure("MIG010", f"needs more in {path}, which has uncommitted changes",
                       "commit it first, or give --allow-dirty")
    return Result(str(path), before, after)


def _taken(path: Path) -> Failure:
    return Failure("MIG011", f"needs a support module, but {path} is there and is not migrator's",
                   "rename that file, or use --output")


def _defined(source: str) -> frozenset[str]:
    """Returns the names that are bound at the top of a module."""
    return frozenset(name for statement in ast.parse(source).body for name in _bound(statement))


def _bound(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
    return []
