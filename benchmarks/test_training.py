"""How fast migrated programs train, next to the Estimators that they were.

    python -m pytest -s benchmarks/test_training.py

runs `training_program.py` in TensorFlow 2.15 and its migration here, in turn, and prints the steps per second of the best
round of each. Needs the interpreter of tests/reference.py.
"""
import os
import subprocess
import sys
from pathlib import Path

import pytest

from migrator.engine import migrate_source
from migrator.support.bundle import support_source

PROGRAM = Path(__file__).with_name("training_program.py")
STEPS = {"mlp": 1000, "cnn": 200}
TURNS, ROUNDS = 3, 2


def steps_per_second(python, program, kind):
    """Gives the steps per second of the best round of a program."""
    run = subprocess.run([python, str(program), kind, str(STEPS[kind]), str(ROUNDS)], check=True, capture_output=True,
                         text=True, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"})
    return max(map(float, run.stdout.split()))


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """The migrated program, and the same with one step at once."""
    folder = tmp_path_factory.mktemp("training")
    result = migrate_source(PROGRAM.read_bytes())
    (folder / "tf1_semantics.py").write_text(support_source(result.support))
    (folder / "migrated.py").write_bytes(result.after)
    (folder / "one_step.py").write_bytes(result.after.replace(b".steps_per_execution = 20", b".steps_per_execution = 1"))
    return folder


@pytest.mark.parametrize("kind", STEPS)
def test_training(kind, programs):
    original = os.environ.get("MIGRATOR_TF215_PYTHON")
    if not original:
        pytest.skip("MIGRATOR_TF215_PYTHON names no interpreter")
    best = {}
    for _ in range(TURNS):
        for name, python, program in (("Estimator", original, PROGRAM), ("migrated", sys.executable, programs / "migrated.py"),
                                      ("one step at once", sys.executable, programs / "one_step.py")):
            best[name] = max(best.get(name, 0), steps_per_second(python, program, kind))
    print(f"\n{kind}: " + ", ".join(f"{name} {value:.0f} steps/s ({value / best['Estimator']:.2f})"
                                   for name, value in best.items()))
