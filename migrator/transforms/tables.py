"""All table-driven transforms, and which of them a run applies."""
from __future__ import annotations

import functools
import importlib

from migrator.transforms.registry import Transform
from migrator.transforms.rewriter import Rules

# In order of precedence: of two rules for one symbol the earlier family's stands.
FAMILIES = ("layers", "contrib_layers", "contrib_norms", "losses", "optimizers", "schedules", "metrics",
            "initializers", "regularizers", "inputs", "estimator_api", "platform", "symbols")
STRUCTURAL = ("model_fns", "drivers")


@functools.cache
def transform(name: str) -> Transform:
    """Gives a table-driven transform by its name."""
    return getattr(importlib.import_module(f"migrator.transforms.{name}"), name)


def selected(options, name: str) -> bool:
    """Whether a run applies a transform."""
    families = {*FAMILIES, *STRUCTURAL}
    wanted = [entry for entry in options.select if entry in families]
    return (not wanted or name in wanted) and name not in options.ignore


def rules_for(options) -> Rules:
    """Gives the merged rules of the families that a run applies."""
    return Rules.of([transform(name) for name in FAMILIES if selected(options, name)])


def is_complete(options) -> bool:
    """Whether a run applies every transform, so that what is left has none."""
    return all(selected(options, name) for name in (*FAMILIES, *STRUCTURAL))
