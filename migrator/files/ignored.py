"""What .gitignore files say."""
from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec


@dataclass(frozen=True)
class Ignored:
    """The .gitignore files that hold for a folder, the outermost first.

    Attributes:
        specs: each with the (absolute) folder that it stands in.
    """

    specs: tuple[tuple[str, GitIgnoreSpec], ...] = ()

    @classmethod
    def above(cls, folder: Path) -> Ignored:
        """Returns what the folders above say, up to the root of the repository if there is one.

        Where they say that the folder itself is ignored, nothing of it holds: who gives an
        ignored folder means it.

        Args:
            folder: where the search begins; its own .gitignore is not read.
        """
        start = Path(os.path.abspath(folder))
        chain = [start, *start.parents]
        top = next((index for index, parent in enumerate(chain) if (parent / ".git").exists()), 0)
        ignored = cls()
        for index in range(top, 0, -1):
            ignored = ignored.within(chain[index])
            if ignored.matches(chain[index - 1], directory=True):
                return cls()
        return ignored

    def within(self, folder: Path) -> Ignored:
        """Returns what holds in a folder: this and the folder's own .gitignore.

        Args:
            folder: the folder.
        """
        try:
            lines = (folder / ".gitignore").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        except OSError:
            return self
        return Ignored((*self.specs, (os.path.abspath(folder), GitIgnoreSpec.from_lines(lines))))

    def matches(self, path: Path, directory: bool) -> bool:
        """Tells whether a path is ignored; the innermost .gitignore that speaks of it decides.

        Args:
            path: the path.
            directory: whether it is a folder.
        """
        for folder, spec in reversed(self.specs):
            relative = os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")
            verdict = spec.check_file(relative + "/" if directory else relative).include
            if verdict is not None:
                return verdict
        return False
