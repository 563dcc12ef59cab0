"""Which module of a program an import statement means."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

import libcst as cst

from migrator.names import Linker, Names
from migrator.scopes import LIBRARIES, Imported


class Program(Linker):
    """The modules of a program, linked by their imports.

    Attributes:
        modules: the names of each module, by its path.
    """

    def __init__(self, trees: Mapping[str, cst.Module]):
        """Resolves the names of all modules.

        Args:
            trees: each module's tree by its path.
        """
        super().__init__()
        self._by_file = {PurePath(path): path for path in trees}
        self._stems = {part for path in self._by_file for part in (*path.parts[:-1], path.stem)}
        self.modules: dict[str, Names] = {}
        self._paths: dict[Names, PurePath] = {}
        self._imported: dict[tuple[Names, Imported], Names | None] = {}
        for path, tree in trees.items():
            self.modules[path] = names = Names(tree, self)
            self._paths[names] = PurePath(path)
        self._homes = {node: names for names in self.modules.values() for node in names.scopes}
        for names in self.modules.values():
            names.link()

    def module(self, importer: Names, imported: Imported) -> Names | None:
        """Gives the module of the program that an import statement of another asks for, or None."""
        if imported.module and imported.module.rpartition(".")[2] not in self._stems:
            return None  # Nothing of the program is called so.
        key = (importer, imported)
        if key not in self._imported:
            path = self.path(self._paths[importer], imported)
            self._imported[key] = self.modules[self._by_file[path]] if path is not None else None
        return self._imported[key]

    def path(self, importer: PurePath, imported: Imported) -> PurePath | None:
        """Gives the file of the program that an import statement in another reads, or None."""
        return module_path(importer, imported, self._by_file)

    def trees(self) -> list[cst.Module]:
        """Gives the trees of all modules."""
        return [names.module for names in self.modules.values()]

    def home(self, node: cst.CSTNode) -> Names | None:
        """Gives the module that a function or class stands in."""
        return self._homes.get(node)


def module_path(importer: PurePath, imported: Imported, files) -> PurePath | None:
    """Finds the file that an import statement reads.

    An absolute import is looked for from the importer's folder upwards, since the folder that the
    program is started in is not known.

    Args:
        importer: path of the module with the statement.
        imported: what it asks for; the name that it takes from the module plays no part.
        files: the paths of all modules.
    """
    if not imported.level and imported.module.partition(".")[0] in LIBRARIES:
        return None  # Also where a folder of the program happens to be called so.
    relative = imported.module.split(".") if imported.module else []
    if imported.level:
        folders = [importer.parents[imported.level - 1]] if imported.level <= len(importer.parents) else []
    else:
        folders = list(importer.parents)
    for folder in folders:
        place = folder.joinpath(*relative)
        for path in (place.with_name(place.name + ".py") if relative else None, place / "__init__.py"):
            if path is not None and path in files and path != importer:
                return path
    return None
