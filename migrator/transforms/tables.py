"""All transforms, by their names."""
from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.transforms.registry import Transform

# In order of precedence: of two rules for one symbol the earlier family's stands.
FAMILIES = ("model_fns", "layers", "contrib_layers", "contrib_norms", "contrib_stacks", "contrib_functions", "losses", "contrib_losses", "optimizers", "schedules",
            "metrics", "contrib_metrics", "feature_columns", "canned", "heads", "initializers", "regularizers", "recurrent", "inputs", "drivers",
            "platform", "symbols", "numpy_names")
STRUCTURAL = ("model_fns", "drivers", "canned")  # These rewrite whole functions, together; their tables are not all that they do.


@functools.cache
def transform(name: str) -> Transform:
    """Gives a transform by its name."""
    module = {"drivers": "estimator_api"}.get(name, name)
    return getattr(importlib.import_module(f"migrator.transforms.{module}"), module)
