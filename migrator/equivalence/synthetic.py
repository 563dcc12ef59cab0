"""Batches made from a description of the features, where a program's data are not there."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from migrator.equivalence.data import Data
from migrator.equivalence.reasons import NotComparable

EXAMPLE = ('{"batch": 8, "features": {"x": {"dtype": "float32", "shape": [4]}}, '
           '"labels": {"dtype": "int64", "shape": [], "below": 3}}')
FIELDS = {"dtype", "shape", "below", "values"}


def described(path: Path, count: int, seed: int) -> Data:
    """Makes batches from a file.

    The file is JSON: ``batch``, the number of examples; ``features`` and ``labels``, each a tensor or an object of such. A
    tensor has ``dtype``, ``shape`` without the batch, for integers ``below``, and for strings ``values`` to choose from.

    Args:
        path: the file.
        count: how many batches.
        seed: of the random numbers.

    Raises:
        NotComparable: the file is not there, or is no such description.
    """
    try:
        spec = json.loads(path.read_text(encoding="utf-8"))
        leaves: list[dict] = []
        labels = _tree(spec["labels"], leaves) if spec.get("labels") is not None else None
        features = _tree(spec["features"], leaves)
        random, size = np.random.RandomState(seed), int(spec.get("batch", 8))
        batches = [[_drawn(leaf, size, random) for leaf in leaves] for _ in range(count)]
        specs = [("dense", leaf["dtype"], [None, *leaf["shape"]]) for leaf in leaves]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotComparable("MIG512", f"{path} does not describe features: {type(error).__name__}: {error}",
                            f"write JSON such as {EXAMPLE}") from None
    return Data(batches, ("tuple", [features, ("none",) if labels is None else labels]), specs, "spec")


def _tree(spec: dict, leaves: list[dict]) -> tuple:
    if isinstance(spec.get("dtype"), str) and spec.keys() <= FIELDS:
        leaves.append({"shape": [], **spec})
        return "leaf", len(leaves) - 1
    return "dict", [(name, _tree(part, leaves)) for name, part in spec.items()]


def _drawn(leaf: dict, size: int, random: np.random.RandomState) -> np.ndarray:
    shape, dtype = [size, *leaf["shape"]], leaf["dtype"]
    if "values" in leaf or dtype == "string":
        values = [value.encode() if isinstance(value, str) else value for value in leaf.get("values", ["a", "b", "c"])]
        drawn = np.array(values, dtype=object if dtype == "string" else dtype)
        return drawn[random.randint(len(values), size=shape)]
    if np.dtype(dtype).kind in "iub":
        return np.asarray(random.randint(leaf.get("below", 2), size=shape)).astype(dtype)
    return np.asarray(random.normal(size=shape)).astype(dtype)
