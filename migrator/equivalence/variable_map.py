"""Which Keras weight, slot or counter of a built model each TF1 variable became.

TF1's side is what a checkpoint, or a graph, says of its variables: their names and shapes and,
where it is known, the order in which they were made. Keras's side is a model that is built, with
its optimizers built too, and what the migration recorded (`migrator.variable_maps`). A match needs
a justification: the name that TF1's rules give, or that nothing else fits.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from migrator.variable_maps import VariableMap


@dataclass(frozen=True)
class TF1Variable:
    """A variable on TF1's side.

    Attributes:
        name: its name, without ``:0``.
        shape: its shape.
    """

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class MappedWeight:
    """A TF1 variable and the Keras variables that hold its value.

    Attributes:
        name: TF1's name.
        kind: "weight", "slot", "power" (of an Adam's beta) or "step".
        path: where the Keras model holds it, for messages.
        reason: why it is this one.
        of: for a slot, TF1's name of the variable that it belongs to.
        read: gives the value as TF1 would hold it, an array of TF1's shape and type.
        assign: takes a value as TF1 holds it.
    """

    name: str
    kind: str
    path: str
    reason: str
    of: str
    read: Callable[[], np.ndarray]
    assign: Callable[[np.ndarray], None]


class Unmatched(Exception):
    """Variables could not be matched.

    Attributes:
        problems: one sentence for each.
    """

    def __init__(self, problems: Sequence[str]):
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def weights_by_tf1_name(model, recorded: VariableMap | None, variables: Sequence[TF1Variable],
                        in_order: bool) -> Mapping[str, MappedWeight]:
    """Matches TF1's variables with a built Keras model.

    Args:
        model: the model; its layers are built, and so are its optimizers.
        recorded: what the migration recorded of it; None leaves only names and shapes that speak for themselves.
        variables: TF1's variables: weights, slots, powers of betas, the global step.
        in_order: whether `variables` are in the order in which TF1 made them.

    Returns:
        What each TF1 variable became, by its name.

    Raises:
        Unmatched: something on one side has no counterpart on the other, or more than one.
    """
    raise NotImplementedError
