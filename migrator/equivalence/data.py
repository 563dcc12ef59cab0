"""Batches of data, as they travel between the programs."""
from __future__ import annotations

from dataclasses import dataclass

from migrator.equivalence.worker import nests

EVALUATION_BATCHES = 3


@dataclass(frozen=True)
class Data:
    """Batches of one mode.

    Attributes:
        batches: each a list of leaves.
        tree: the structure of (features, labels).
        specs: (kind, type, shape) of each leaf.
        source: whose input function gave them: a mode.
        end: after how many batches the data ended, or None.
    """

    batches: list
    tree: tuple
    specs: list
    source: str
    end: int | None = None

    @property
    def has_labels(self) -> bool:
        """Whether there are labels beside the features."""
        return self.tree[1][1] != ("none",)


def ragged(data: Data) -> list:
    """Returns some batches to evaluate, the last of them with fewer examples where its shape allows."""
    batches = data.batches[:EVALUATION_BATCHES]
    sizes = {nests.rows(leaf) for leaf in batches[-1]}
    free = all(shape is None or (shape and shape[0] is None) for _, _, shape in data.specs)
    if len(batches) < 2 or not free or len(sizes) != 1 or None in sizes or min(sizes) < 2:
        return batches
    if len({nests.rows(batch[0]) for batch in batches}) > 1:
        return batches
    count = min(sizes) // 2 + 1
    return batches[:-1] + [[nests.first_rows(leaf, min(count, min(sizes) - 1)) for leaf in batches[-1]]]
