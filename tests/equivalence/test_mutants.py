"""What is broken is found, and what is equal is not called different."""
import pytest

from equivalence.mutants import MIGRATED, MUTANTS, mutated, original
from migrator.equivalence.outcome import Status
from migrator.equivalence.reports import first
from migrator.equivalence.verify import Settings

PROGRAMS = sorted(path.name for path in MIGRATED.iterdir())


def test_there_are_at_least_fifty():
    assert len(MUTANTS) >= 50 and len({mutant.id for mutant in MUTANTS}) == len(MUTANTS)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.id)
def test_a_mutant_is_caught(mutant, verifiers, tmp_path):
    verdict = verifiers().verify(original(mutant.program), mutated(mutant, tmp_path), Settings(only_first=True))
    assert verdict.reason is None
    assert verdict.status is Status.DIFFERENT
    assert verdict.comparisons[0].first.detail


@pytest.mark.parametrize("program", PROGRAMS)
def test_equal_programs_raise_no_alarm(program, verifiers):
    """With these the harness compares more than a hundred states, each with weights and random numbers of its own."""
    settings = Settings(random_states=25, seed=PROGRAMS.index(program))
    verdict = verifiers().verify(original(program), MIGRATED / program / "after.py", settings)
    comparison, = verdict.comparisons
    assert comparison.first is None, first(comparison.first)
    assert comparison.quantities["loss", "loss"].comparisons >= 10 + 25
    assert verdict.status is Status.EQUAL
