"""Every whole program, and every golden case that is one, is the same function as its migration."""
from pathlib import Path

import pytest

from migrator import migrate_source
from migrator.equivalence.command import is_program, needs_tf1
from migrator.equivalence.outcome import Status
from migrator.equivalence.reports import first
from migrator.support.bundle import support_source
from programs.cases import CASES, migrate_into


# What the harness itself can't compare yet, and why.
NOT_YET = {
    "initializer_hook": "a hook initializes the iterator of its input function, and the harness runs no hooks",
}


@pytest.mark.parametrize("case", [
    pytest.param(case, id=case.name, marks=[pytest.mark.xfail(reason=NOT_YET[case.name], strict=True)]
                 if case.name in NOT_YET else []) for case in CASES])
def test_the_migrated_program_is_the_same_function(case, verifiers, tmp_path):
    _, after = migrate_into(case, tmp_path)
    verdict = verifiers(case.needs_tf115).verify(case.before, after)
    assert verdict.reason is None
    for comparison in verdict.comparisons:
        assert comparison.first is None, first(comparison.first)
        assert {kind for kind, _ in comparison.quantities} >= {"loss", "weight", "global step"}
        assert comparison.steps == 10
    assert verdict.status is Status.EQUAL


GOLDEN = Path(__file__).parents[1] / "golden"
GOLDEN_PROGRAMS = [path.parent for path in sorted(GOLDEN.glob("*/*/after.py")) if is_program(path.with_name("before.py"))]


@pytest.mark.parametrize("case", GOLDEN_PROGRAMS, ids=lambda case: case.relative_to(GOLDEN).as_posix())
def test_a_golden_program_that_runs_is_the_same_function(case, verifiers, tmp_path):
    before = case / "before.py"
    (tmp_path / "after.py").write_bytes((case / "after.py").read_bytes())
    write_support_module(before, tmp_path)
    verdict = verifiers(needs_tf1(before)).verify(before, tmp_path / "after.py")
    if verdict.reason is not None and not any(comparison.quantities for comparison in verdict.comparisons):
        pytest.skip(f"it does not run by itself: {verdict.reason.message}")
    assert verdict.status is Status.EQUAL


def write_support_module(before, folder):
    """Writes the definitions that the migration of a program needs."""
    support = migrate_source(before.read_bytes(), before.name).support
    if support:
        (folder / "tf1_semantics.py").write_text(support_source(support), encoding="utf-8")
