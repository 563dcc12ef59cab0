"""The transforms as libcst codemods, one class for each.

    python -m libcst.tool codemod -x --no-format migrator.transforms.codemods.Layers FILE

Without ``--no-format`` the tool runs the formatter that it is configured for: black, unless a
``.libcst.codemod.yaml`` says otherwise.
"""
from __future__ import annotations

import libcst as cst
from libcst.codemod import Codemod, CodemodCommand, SkipFile

from migrator.result import Disposition, Result
from migrator.transforms.catalog import CATALOG
from migrator.transforms.tables import transform


class _TransformCommand(CodemodCommand):
    """Applies one transform; what it leaves or wants reviewed becomes warnings.

    Attributes:
        TRANSFORM: the transform's name.
    """

    TRANSFORM: str

    def transform_module_impl(self, tree: cst.Module) -> cst.Module:
        result = transform(self.TRANSFORM)(tree.bytes)
        if result.failure is not None:
            raise SkipFile(f"{result.failure.code} {result.failure.message}: {result.failure.remedy}")
        for warning in _warnings(result):
            self.warn(warning)
        return cst.parse_module(result.after) if result.changed else tree


def _warnings(result: Result) -> list[str]:
    told = (Disposition.LEFT, Disposition.REVIEW)
    found = [f"line {construct.line}: {construct.code} {construct.symbol}: {construct.message}"
             for construct in result.constructs if construct.disposition in told]
    if result.support:
        names = sorted(result.support)
        found.append("tf1_semantics.py has to stand beside the program; its text is what "
                     f"migrator.support.bundle.support_source({names}) returns")
    return found


def _command(name: str, summary: str) -> type[Codemod]:
    title = "".join(part.title() for part in name.split("_"))
    return type(title, (_TransformCommand,), {"TRANSFORM": name, "DESCRIPTION": summary, "__doc__": summary,
                                              "__module__": __name__})


COMMANDS = {command.__name__: command for command in (_command(doc.name, doc.summary) for doc in CATALOG)}
globals().update(COMMANDS)
__all__ = [*COMMANDS]
