"""Turns programs built on TensorFlow 1's `tf.estimator` into Keras 3 programs that compute the same numbers."""
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.engine import Options, migrate_program, migrate_source
    from migrator.paths import migrate_paths
    from migrator.result import Construct, Disposition, Failure, Finding, Result

_HOMES = {
    "migrate_program": "migrator.engine",
    "migrate_source": "migrator.engine",
    "Options": "migrator.engine",
    "migrate_paths": "migrator.paths",
    "Result": "migrator.result",
    "Construct": "migrator.result",
    "Disposition": "migrator.result",
    "Failure": "migrator.result",
    "Finding": "migrator.result",
}

__all__ = ["Construct", "Disposition", "Failure", "Finding", "Options", "Result", "migrate_paths", "migrate_program",
           "migrate_source"]


def __getattr__(name: str):
    """Loads what is asked for: importing migrator alone must stay cheap (no libcst)."""
    if name == "__version__":
        from importlib.metadata import version
        return version("migrator")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
