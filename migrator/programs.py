"""Which files belong to one program: those that import one another."""
from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath


def group_programs(files: Mapping[str, bytes], others: Mapping[str, bytes]) -> list[dict[str, bytes]]:
    """Divides files into programs.

    Args:
        files: the bytes of the files that TF is mentioned in, by their paths.
        others: those of the other files: one belongs to a program if the one imports the other.

    Returns:
        The files of each program, in the order of `files`.
    """
    everything = {**files, **_importers(files, others)}
    everything |= _imports_of(everything, others)
    leaders = {path: path for path in everything}

    def leader(path: str) -> str:
        while leaders[path] != path:
            path = leaders[path]
        return path

    if len(everything) > 1:
        paths = {PurePath(path): path for path in everything}
        for path, source in everything.items():
            for imported in _imported(path, source, paths):
                leaders[leader(imported)] = leader(path)
    programs: dict[str, dict[str, bytes]] = {}
    for path, source in everything.items():
        programs.setdefault(leader(path), {})[path] = source
    return [program for program in programs.values() if not program.keys().isdisjoint(files)]


def _imports_of(files: Mapping[str, bytes], others: Mapping[str, bytes]) -> dict[str, bytes]:
    """The other files that files import, and those that these import."""
    paths = {PurePath(path): path for path in (*files, *others)}
    found: dict[str, bytes] = {}
    waiting = list(files.items())
    while waiting:
        for imported in _imported(*waiting.pop(), paths):
            if imported in others and imported not in found and imported not in files:
                found[imported] = others[imported]
                waiting.append((imported, others[imported]))
    return found


def _importers(files: Mapping[str, bytes], others: Mapping[str, bytes]) -> dict[str, bytes]:
    """The other files that mention the name of one of the modules."""
    stems = {PurePath(path).parent.name if PurePath(path).stem == "__init__" else PurePath(path).stem for path in files}
    words = "|".join(re.escape(stem) for stem in stems if stem)
    if not words:
        return {}
    mention = re.compile(rf"^[ \t]*(?:from|import)\b.*\b(?:{words})\b".encode(), re.MULTILINE)
    return {path: source for path, source in others.items() if mention.search(source)}


def _imported(path: str, source: bytes, paths: Mapping[PurePath, str]) -> Iterator[str]:
    """The files that a file imports."""
    from migrator.linking import module_path
    from migrator.scopes import Imported
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # The migration of the file says what is wrong with it.
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            wanted = [Imported(0, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            inner = (".".join(part for part in (module, alias.name) if part) for alias in node.names)
            wanted = [Imported(node.level, module), *(Imported(node.level, name) for name in inner)]
        else:
            continue
        for one in wanted:
            found = module_path(PurePath(path), one, paths)
            if found is not None:
                yield paths[found]
