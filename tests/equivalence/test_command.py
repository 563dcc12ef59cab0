"""Programs that can't be compared say why and what to pass, and nothing of them is left behind."""
import json
import os
import select
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import reference
from migrator.cli import app
from migrator.equivalence import environments, reports
from migrator.equivalence.outcome import Reason, Status, Verdict
from migrator.equivalence.programs import copied, is_program, needs_tf1
from migrator.equivalence.verify import Settings, Verifier

BEFORE = '''
import tensorflow as tf
{top}
def model_fn(features, labels, mode, params):
    scores = tf.layers.dense(features['x'], params['units'], name='scores')
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={{'scores': scores}})
    loss = tf.losses.sparse_softmax_cross_entropy(labels, scores)
    train_op = tf.train.GradientDescentOptimizer(0.1).minimize(loss, tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=train_op)

def input_fn():
    {input}

def small_input_fn():
    return tf.data.Dataset.from_tensors(({{'x': [[1., 2.], [3., 4.]]}}, [0, 1])).repeat(4)

if __name__ == '__main__':
    {main}
    estimator = tf.estimator.Estimator(model_fn, params={{'units': 3}})
    estimator.train(input_fn)
'''
AFTER = '''
import keras
import tensorflow as tf

class Model(keras.Model):
    def __init__(self):
        super().__init__()
        self.scores = keras.layers.Dense({units}, name='scores')
        self.compile(optimizer=keras.optimizers.SGD(0.1), loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True))

    def call(self, features, training=False):
        return self.scores(features['x'])

    def predict_step(self, data):
        return {{'scores': super().predict_step(data)}}

if __name__ == '__main__':
    model = Model()
    model.fit(None)
    model.evaluate(tf.data.Dataset.range(3))
'''


def write(folder, top="", input="return small_input_fn()", main="pass", after=AFTER.format(units=3)):
    before = folder / "before.py"
    before.write_text(BEFORE.format(top=top, input=input, main=main))
    (folder / "after.py").write_text(after)
    return before, folder / "after.py"


def code_of(verdict):
    assert verdict.reason is not None and verdict.reason.remedy
    assert "Traceback" not in verdict.reason.message
    return verdict.reason.code


@pytest.mark.parametrize("code, change", [
    ("MIG501", {"top": "raise RuntimeError('no')"}),
    ("MIG501", {"top": "import sys; sys.exit('usage: --data FOLDER')"}),
    ("MIG503", {"main": "raise SystemExit"}),
    ("MIG506", {"main": "open('data.csv')"}),
    ("MIG506", {"input": "return tf.data.TextLineDataset('no_such.csv').map(lambda line: ({'x': line}, 1))"}),
    ("MIG507", {"top": "import no_such_package"}),
    ("MIG505", {"input": "return tf.data.Dataset.from_tensors(({'x': [[1., 2.]]}, [0])).take(0)"}),
    ("MIG508", {"input": "return tf.data.Dataset.from_tensors(({'y': [[1., 2.]]}, [0]))"}),
    ("MIG510", {"main": "import os; os.kill(os.getpid(), 9)"}),
    ("MIG510", {"main": "import numpy; numpy.ones(1 << 45)"}),
    ("MIG502", {"after": "import tensorflow as tf\ntf.estimator\n"}),
    ("MIG504", {"after": "import keras\n"}),
])
def test_the_reason_is_said(code, change, verifiers, tmp_path):
    verdict = verifiers().verify(*write(tmp_path, **change))
    assert verdict.status is Status.NOT_COMPARED
    assert code_of(verdict) == code


def test_a_program_that_wants_arguments_says_which(verifiers, tmp_path):
    top = "import argparse; p = argparse.ArgumentParser(); p.add_argument('--data', required=True); p.parse_args()"
    verdict = verifiers().verify(*write(tmp_path, top=top))
    assert "the following arguments are required: --data" in verdict.reason.message


def test_a_package_that_is_not_there_comes_with_the_command_that_installs_it(verifiers, tmp_path):
    verdict = verifiers().verify(*write(tmp_path, top="import no_such_package"))
    assert "-m pip install no_such_package`" in verdict.reason.remedy


@pytest.mark.parametrize("python", ["no/such/python", "/bin/false"])
def test_an_interpreter_that_can_not_run_the_original(python, tmp_path):
    with Verifier(python, sys.executable) as verifier:
        verdict = verifier.verify(*write(tmp_path))
    assert code_of(verdict) == "MIG500" and python in verdict.reason.message


def test_a_folder_of_too_many_files(tmp_path, monkeypatch):
    monkeypatch.setattr("migrator.equivalence.programs.MANY_FILES", 1)
    before, _ = write(tmp_path)
    run = CliRunner().invoke(app, ["verify", str(before)])
    assert run.exit_code == 2 and "MIG513" in run.output


def test_a_program_that_can_not_be_migrated(tmp_path):
    (tmp_path / "before.py").write_text("import tensorflow as tf\nprint 'Python 2'\n")
    run = CliRunner().invoke(app, ["verify", str(tmp_path / "before.py")])
    assert run.exit_code == 2 and "MIG004" in run.output and "line 2" in run.output


def test_a_program_that_does_not_end_is_stopped(verifiers, tmp_path):
    verdict = verifiers().verify(*write(tmp_path, main="while True: pass"), Settings(seconds=1))
    assert code_of(verdict) == "MIG509"


def test_equal_after_all_that(verifiers, tmp_path):
    paths = write(tmp_path, main="open('left.txt', 'w').write('behind'); import tempfile; tempfile.mkdtemp()")
    verdict = verifiers().verify(*paths)
    assert verdict.status is Status.EQUAL, verdict
    assert sorted(path.name for path in tmp_path.iterdir()) == ["after.py", "before.py"]


def test_a_program_that_stops_later_is_compared_up_to_there(verifiers, tmp_path):
    before, after = write(tmp_path)
    before.write_text(before.read_text() + "    raise RuntimeError('later')\n")
    verdict = verifiers().verify(before, after)
    assert verdict.status is Status.EQUAL
    assert "later" in verdict.not_compared[0].why


def test_another_input_function(verifiers, tmp_path):
    paths = write(tmp_path, input="raise ValueError('no data')")
    assert code_of(verifiers().verify(*paths)) == "MIG505"
    assert verifiers().verify(*paths, Settings(input_fn="small_input_fn")).status is Status.EQUAL
    assert code_of(verifiers().verify(*paths, Settings(input_fn="no_such_fn"))) == "MIG512"


def test_other_hyperparameters(verifiers, tmp_path):
    paths = write(tmp_path, after=AFTER.format(units=5))
    verdict = verifiers().verify(*paths)
    assert verdict.status is Status.DIFFERENT
    assert verdict.comparisons[0].first.kind == "variables"
    assert verifiers().verify(*paths, Settings(params={"units": 5})).status is Status.EQUAL


def test_other_hyperparameters_of_both_programs(verifiers, tmp_path):
    after = AFTER.format(units="params['units']").replace("def __init__(self)", "def __init__(self, params)").replace(
        "Model()", "Model({'units': 3})")
    paths = write(tmp_path, after=after)
    assert verifiers().verify(*paths).status is Status.EQUAL
    verdict = verifiers().verify(*paths, Settings(params={"units": 5}))
    assert verdict.status is Status.EQUAL, verdict.reason


def test_synthetic_batches_end_with_a_small_one_which_keras_averages_otherwise(verifiers, tmp_path):
    paths = write(tmp_path, input="raise ValueError('no data')")
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({"features": {"x": {"dtype": "float32", "shape": [2]}},
                                "labels": {"dtype": "int64", "below": 3}}))
    verdict = verifiers().verify(*paths, Settings(features_spec=spec))
    assert [quantity.name for quantity in verdict.comparisons[0].quantities.values() if not quantity.equal] == ["loss"]
    assert verdict.comparisons[0].first.kind == "metric"
    spec.write_text("{}")
    assert code_of(verifiers().verify(*paths, Settings(features_spec=spec))) == "MIG512"


def test_the_command_migrates_a_copy_and_reports(tmp_path):
    try:
        reference.tf215_python()
    except reference.Unavailable as reason:
        pytest.skip(str(reason))
    before, after = write(tmp_path)
    after.unlink()
    run = CliRunner().invoke(app, ["verify", str(before), "--format", "json", "--html", str(tmp_path / "page.html"),
                                   "--steps", "2"])
    report = json.loads(run.stdout)
    assert (run.exit_code, report["exit_status"]) == (0, 0), run.output
    model = report["verdicts"][0]["models"][0]
    assert model["steps"] == 2 and model["first_difference"] is None
    page = (tmp_path / "page.html").read_text()
    assert "<svg" in page and "http" not in page
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before.py", "page.html"]


def test_what_is_not_there():
    run = CliRunner().invoke(app, ["verify", "no_such.py"])
    assert run.exit_code == 2 and "MIG511" in run.output


def test_no_reference_interpreter(tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise environments.Unavailable("there is none")
    monkeypatch.setattr("migrator.equivalence.command.interpreter", fail)
    before, after = write(tmp_path)
    run = CliRunner().invoke(app, ["verify", str(before), str(after)])
    assert run.exit_code == 2 and "MIG500" in run.output and "--reference-python" in run.output


def test_an_environment_is_made_once_and_removed(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("MIGRATOR_TF215_PYTHON", raising=False)
    commands = []

    def run(command, say):
        commands.append(command)
        if "venv" in command:
            python = tmp_path / "migrator" / command[-1].rpartition("/")[2] / "bin" / "python"
            python.parent.mkdir(parents=True)
            python.touch()
    monkeypatch.setattr(environments, "_run", run)
    made = environments.interpreter(environments.TF215, base="python3")
    assert made == environments.interpreter(environments.TF215, base="python3") and len(commands) == 2
    assert environments.remove() == ["tf215"] and list(tmp_path.iterdir()) == []


def test_an_installation_that_fails_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("MIGRATOR_TF215_PYTHON", raising=False)

    def run(command, say):
        raise subprocess.CalledProcessError(1, command, output="ERROR: no such package\n")
    monkeypatch.setattr(environments, "_run", run)
    with pytest.raises(environments.Unavailable, match="no such package"):
        environments.interpreter(environments.TF215, base="python3")
    assert list((tmp_path / "migrator").iterdir()) == []


def test_which_files_are_programs(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("import tensorflow as tf\nestimator = tf.estimator.Estimator(f)\nestimator.train(g)\n")
    assert is_program(path) and not needs_tf1(path)
    path.write_text("def make():\n    return tf.estimator.Estimator(tf.contrib.f)\n")
    assert not is_program(path) and needs_tf1(path)


def test_different_outweighs_not_compared():
    different, unknown = Verdict("a", "b"), Verdict("c", "d", reason=Reason("MIG500", "", ""))
    from migrator.equivalence.outcome import ModelComparison
    comparison = ModelComparison("f", "F")
    comparison.lack("loss", "loss", 0, "1", "2")
    different.comparisons.append(comparison)
    assert reports.status_of([different, unknown]) is Status.DIFFERENT
    assert reports.status_of([unknown]) is Status.NOT_COMPARED


def test_a_program_beside_the_temporary_files_is_copied_without_them(tmp_path):
    (tmp_path / "program.py").write_text("1")
    (tmp_path / "data").mkdir()
    place = copied(tmp_path, tmp_path / "temporary" / "program")
    assert sorted(path.name for path in place.rglob("*")) == ["data", "program.py"]


def test_nothing_is_left_behind_when_it_is_ended(tmp_path):
    try:
        python = reference.tf215_python()
    except reference.Unavailable as reason:
        pytest.skip(str(reason))
    folder, temporary = tmp_path / "program", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    running = tmp_path / "running"
    os.mkfifo(running)
    heard = os.open(running, os.O_RDONLY | os.O_NONBLOCK)
    before, _ = write(folder, main=f"open({str(running)!r}, 'w').write('here'); import threading; threading.Event().wait()")
    process = subprocess.Popen(
        [sys.executable, "-m", "migrator", "verify", str(before), "--reference-python", python],
        env={**os.environ, "TMPDIR": str(temporary)}, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    assert select.select([heard], [], [], 120)[0], "the program did not start"
    os.close(heard)
    assert list(temporary.iterdir())
    process.terminate()
    assert process.wait(60) == 143
    assert not list(temporary.iterdir())
