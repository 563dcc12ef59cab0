"""Where the support module of a program lies, and how each of its modules imports it.

One module for a program: beside a program of one file, in the package that all files are in, or
else in the folder that the program's absolute imports start from.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from migrator.linking import Program
from migrator.names import Names
from migrator.scopes import Imported


@dataclass(frozen=True)
class SupportPlace:
    """The support module as one module of a program sees it.

    Attributes:
        spelling: how an import statement there spells it, dots included.
        path: its file.
    """

    spelling: str
    path: str


def support_places(program: Program, name: str) -> dict[str, SupportPlace]:
    """Gives for each module of a program the place of the support module.

    Args:
        program: its modules.
        name: what the support module is called.
    """
    paths = {path: PurePath(path) for path in program.modules}
    package = _relative_root(program)
    roots = {path: _absolute_root(paths[path], names, program) for path, names in program.modules.items()}
    known = {root for root in roots.values() if root is not None}
    root = max(known, key=lambda one: (-len(one.parts), one.parts)) if known else None
    if package is None and root is not None:
        package = _only_folder(paths.values(), root)
    folder = package or root
    if folder is not None and root is not None and not _is_importable(folder, root):
        folder = root
    if folder is None:
        return {path: SupportPlace(name, str(own.with_name(f"{name}.py"))) for path, own in paths.items()}
    return {path: SupportPlace(_spelling(own, folder, root, name, _is_relative(program.modules[path])),
                               str(folder / f"{name}.py")) for path, own in paths.items()}


def _spelling(own: PurePath, folder: PurePath, root: PurePath | None, name: str, relative: bool) -> str:
    if own.parent.is_relative_to(folder) and (relative or root is None):
        return "." * (len(own.parent.relative_to(folder).parts) + 1) + name
    inner = folder.relative_to(root).parts if root is not None and folder.is_relative_to(root) else ()
    return ".".join((*inner, name))


def _is_importable(folder: PurePath, root: PurePath) -> bool:
    """Whether an import statement can spell the path of a folder below a root."""
    return not folder.is_relative_to(root) or all(part.isidentifier() for part in folder.relative_to(root).parts)


def _imports(names: Names) -> Iterable[Imported]:
    return (binding.imported for scope in names.scopes.values() for bindings in scope.bindings.values()
            for binding in bindings if binding.imported is not None)


def _is_relative(names: Names) -> bool:
    return any(imported.level for imported in _imports(names))


def _relative_root(program: Program) -> PurePath | None:
    """The topmost folder that a relative import reaches, where there is one."""
    found = [PurePath(path).parents[imported.level - 1] for path, names in program.modules.items()
             for imported in _imports(names) if 0 < imported.level <= len(PurePath(path).parents)]
    return min(found, key=lambda folder: len(folder.parts), default=None)


def _absolute_root(path: PurePath, names: Names, program: Program) -> PurePath | None:
    """The folder that the absolute imports of a module start from, where one reads a module of the program."""
    for imported in _imports(names):
        inner = ".".join(part for part in (imported.module, imported.name) if part)
        for wanted in (Imported(0, inner), Imported(0, imported.module)):
            found = program.path(path, wanted) if not imported.level and wanted.module else None
            if found is not None:
                depth = len(wanted.module.split(".")) + (found.name == "__init__.py")
                return found.parents[depth - 1]
    return None


def _only_folder(paths: Iterable[PurePath], root: PurePath) -> PurePath | None:
    """The folder below the root that all files are in, or None where they are in several."""
    firsts = {path.relative_to(root).parts[:-1][:1] if path.is_relative_to(root) else () for path in paths}
    return root.joinpath(*firsts.pop()) if len(firsts) == 1 and () not in firsts else None
