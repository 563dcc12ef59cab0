"""Whole programs: what the original printed under TF1, the migrated one prints under Keras 3."""
import pytest

from programs.cases import CASES, NEED_PACKAGE, NOT_SCOPED, NOT_YET, WITH_MODEL_FN

each_program = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


each_migration = pytest.mark.parametrize("case", [
    pytest.param(case, id=case.name, marks=[pytest.mark.xfail(reason=NOT_YET[case.name], strict=True)]
                 if case.name in NOT_YET else []) for case in CASES])


@each_migration
def test_prints_what_the_original_printed(case, migrated_runs):
    check(migrated_runs[case.name])


@pytest.mark.parametrize("case", [
    pytest.param(case, id=case.name, marks=[pytest.mark.xfail(reason=(NOT_SCOPED | NOT_YET)[case.name], strict=True)]
                 if case.name in NOT_SCOPED | NOT_YET else []) for case in WITH_MODEL_FN])
def test_prints_it_in_the_scoped_form_too(case, scoped_runs):
    check(scoped_runs[case.name])


@pytest.mark.originals
@each_program
def test_the_original_still_prints_it(case, original_runs):
    run = original_runs[case.name]
    if run.unavailable:
        pytest.skip(run.problem)
    if case.name in NEED_PACKAGE and f"No module named '{NEED_PACKAGE[case.name]}'" in (run.verdict() or ""):
        pytest.skip(f"the reference interpreter has no {NEED_PACKAGE[case.name]}")
    check(run)


def check(run):
    problem = run.verdict()
    if problem:
        pytest.fail(problem, pytrace=False)
