"""Every whole program, and every golden case that has a model, is the same function as its migration."""
import re

import pytest

from equivalence.golden_runs import GOLDEN, GOLDEN_RUNS, NOT_RUN, SELF_RUNNING, migrated_into
from migrator.equivalence.programs import needs_tf1
from migrator.equivalence.outcome import Status
from migrator.equivalence.reports import first
from migrator.equivalence.verify import Settings
from programs.cases import CASES, migrate_into


# What the harness itself can't compare yet, and why.
NOT_YET = {
    "census_old_api": "the harness does not watch the Estimators of tf.contrib.learn",
    "moving_averages": "its saver swaps the weights with their averages, which the harness does not know of",
    "gan_estimator": "no reference interpreter has tensorflow_gan; its expected output was printed with it",
    "keras_rates": "it runs in TF 2's eager mode, and the harness runs originals in TF1's",
}

# Programs whose networks train against each other, where a wrong order of updates shows late.
ADVERSARIES = {"bigan", "dcgan", "gan", "gan_by_names", "wgan"}


@pytest.mark.parametrize("case", [
    pytest.param(case, id=case.name, marks=[pytest.mark.xfail(reason=NOT_YET[case.name], strict=True)]
                 if case.name in NOT_YET else []) for case in CASES])
def test_the_migrated_program_is_the_same_function(case, verifiers, tmp_path):
    _, after = migrate_into(case, tmp_path)
    steps = 20 if case.name in ADVERSARIES else 10
    verdict = verifiers(case.needs_tf115).verify(case.before, after, Settings(steps=steps))
    assert verdict.reason is None
    for comparison in verdict.comparisons:
        assert comparison.first is None, first(comparison.first)
        assert {kind for kind, _ in comparison.quantities} >= {"loss", "weight", "global step"}
        assert comparison.steps == steps
    assert verdict.status is Status.EQUAL


@pytest.mark.parametrize(("name", "run"), [
    pytest.param(name, run, id=f"{name}-{run.name}" if run is not None and run.name else name)
    for name, runs in GOLDEN_RUNS.items() for run in runs])
def test_a_golden_case_is_the_same_function(name, run, verifiers, tmp_path):
    before, after, _ = migrated_into(tmp_path, name, run)
    verdict = verifiers(needs_tf1(before)).verify(before, after, Settings(steps=3))
    assert verdict.reason is None
    for comparison in verdict.comparisons:
        assert comparison.first is None, first(comparison.first)
        assert {kind for kind, _ in comparison.quantities} >= {"loss", "weight", "global step"}
    assert verdict.status is Status.EQUAL


MODEL = re.compile(r"EstimatorSpec\(|Estimator\w*\(|(Classifier|Regressor)\(")


def test_every_golden_case_with_a_model_is_compared_or_has_a_reason():
    with_a_model = {path.parent.relative_to(GOLDEN).as_posix() for path in GOLDEN.glob("*/*/after.py")
                    if MODEL.search(path.with_name("before.py").read_text(encoding="utf-8-sig"))}
    assert (with_a_model | SELF_RUNNING.keys()) - GOLDEN_RUNS.keys() == NOT_RUN.keys(), (
        "say in golden_runs.py how a new case runs, or why it does not")
