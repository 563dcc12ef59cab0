"""A simpler program that says the same, for one whose model_fns have no plain form as they stand."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.classes_as_functions import with_classes_as_functions
from migrator.fates import is_tf1_only
from migrator.linking import Program
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.model_fns import kinds_of
from migrator.transforms.selection import Selection
from migrator.trees import nodes


@dataclass(frozen=True, eq=False)
class SimplerProgram:
    """A program whose plain classes are functions.

    Attributes:
        program: its modules.
        gone: the functions that it is without, since nothing called them.
    """

    program: Program
    gone: set[cst.FunctionDef]

    def account(self, context: Context) -> None:
        """Enters what the program is without.

        Args:
            context: the state of rewriting one of its modules.
        """
        inside = set().union(*map(nodes, self.gone), set())
        for one in context.all if inside else ():
            for reference in one.file.references:
                if reference.node in inside and is_tf1_only(reference.symbol):
                    one.settle(reference.node, Disposition.REMOVED, "model_fns", "MIG303", "nothing calls the method that it stands in")


def simpler_program(program: Program, selection: Selection, made: Iterable) -> SimplerProgram | None:
    """Gives a simpler program, where a model_fn of this one is not plain and there is one.

    Args:
        program: the modules.
        selection: what is applied.
        made: what rewriting them gave: for each the module, the forms of its model_fns and drivers, its variable maps.
    """
    if not selection.plain or not any(form in ("scoped", "left") for _, forms, _ in made for _, _, form, _ in forms):
        return None
    found = with_classes_as_functions(program, kinds_of(selection.model_rules))
    return SimplerProgram(*found) if found is not None else None


def is_better(made: Iterable, other: Iterable) -> bool:
    """Whether more model_fns became plain in one rewriting than in another, and no more are left."""
    plain, left = _counts(made)
    others, others_left = _counts(other)
    return plain > others and left <= others_left


def _counts(made: Iterable) -> tuple[int, int]:
    made = list(made)
    return sum(len(maps) for _, _, maps in made), sum(form == "left" for _, forms, _ in made for _, _, form, _ in forms)
