"""Tests of what the transforms make of an expression: the same numbers as TF1 gave."""
import sys
import types

from migrator.engine import Options, migrate_source
from migrator.support.bundle import support_source


def migrated(program: str, *transforms: str) -> dict:
    """Migrates a program by some transforms and runs it; returns its global names."""
    result = migrate_source(program.encode(), options=Options(select=transforms))
    assert result.failure is None and not result.needs_a_person, result
    assert result.changed, "nothing was rewritten"
    support = types.ModuleType("tf1_semantics")
    exec(support_source(result.support), support.__dict__)
    sys.modules["tf1_semantics"] = support
    try:
        namespace = {}
        exec(compile(result.after, "after.py", "exec"), namespace)
    finally:
        del sys.modules["tf1_semantics"]
    return namespace
