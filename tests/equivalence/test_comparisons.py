"""Every whole program and its migration are the same function."""
import pytest

from migrator.equivalence.outcome import Status
from migrator.equivalence.reports import first
from programs.cases import CASES, migrate_into


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_migrated_program_is_the_same_function(case, verifiers, tmp_path):
    _, after = migrate_into(case, tmp_path)
    verdict = verifiers(case.needs_tf115).verify(case.before, after)
    assert verdict.reason is None
    for comparison in verdict.comparisons:
        assert comparison.first is None, first(comparison.first)
        assert {kind for kind, _ in comparison.quantities} >= {"loss", "weight", "global step"}
        assert comparison.steps == 10
    assert verdict.status is Status.EQUAL
