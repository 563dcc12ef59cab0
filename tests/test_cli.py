"""The command line as a user meets it."""
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

import migrator.paths
import stub_engine
from migrator.cli import app

TF = "import tensorflow as tf\n"
BEFORE = TF + "x = tf.log(y)  # [int] [bold]\n"
AFTER = TF + "x = tf.math.log(y)  # [int] [bold]\n"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A current folder of its own, and the stub for the engine."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(migrator.paths, "_migrate", stub_engine.migrate_program)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return tmp_path / "work"


def run(*arguments, **how):
    return CliRunner().invoke(app, list(arguments), **how)


def write(**programs):
    for name, program in programs.items():
        Path(f"{name}.py").write_text(program)


class TestMigrate:

    def test_rewrites_and_accounts(self):
        write(a=BEFORE, b="x = 1\n")
        result = run("migrate", ".")
        assert result.exit_code == 0
        assert Path("a.py").read_text() == AFTER
        assert "TF1 constructs  1" in result.stdout
        assert "2 files, 1 changed." in result.stdout

    def test_has_nothing_to_do_the_second_time(self):
        write(a=BEFORE)
        run("migrate", "a.py")
        result = run("migrate", "a.py")
        assert (result.exit_code, result.stdout) == (0, "1 file, nothing to do.\n")

    def test_something_left_is_status_3(self):
        write(a=BEFORE + "tf.left()\n")
        result = run("migrate", "a.py")
        assert result.exit_code == 3
        assert "a.py:3  tf.left" in result.stdout

    def test_a_failure_is_status_4_and_the_rest_is_done(self):
        write(a=TF + "# fails\ntf.left()\n", b=BEFORE)
        result = run("migrate", ".", "nope")
        assert result.exit_code == 4
        assert "a.py:1  MIG003  syntax error: on request" in result.stdout
        assert "nope  MIG001  the path does not exist" in result.stdout
        assert Path("b.py").read_text() == AFTER

    def test_output(self):
        write(a=BEFORE)
        assert run("migrate", ".", "--output", "out").exit_code == 0
        assert Path("a.py").read_text() == BEFORE
        assert Path("out/a.py").read_text() == AFTER
        assert run("migrate", ".", "--output", "out").exit_code == 2

    def test_standard_input(self):
        result = run("migrate", "-", input=BEFORE.replace("\n", "\r\n").encode())
        assert result.exit_code == 0
        assert result.stdout_bytes == AFTER.replace("\n", "\r\n").encode()
        assert "TF1 constructs  1" in result.stderr

    def test_standard_input_goes_with_nothing_else(self):
        assert run("migrate", "-", "a.py").exit_code == 2
        assert run("migrate", "-", "--output", "out").exit_code == 2

    def test_json(self):
        write(a=BEFORE, b="x = 1\n")
        result = run("migrate", ".", "--format", "json")
        report = json.loads(result.stdout)
        assert report["ledger"]["counts"]["rewritten"] == report["ledger"]["total"] == 1
        assert [entry["path"] for entry in report["results"]] == ["a.py"]
        assert report["exit_status"] == result.exit_code == 0

    def test_json_of_standard_input_holds_the_program(self):
        report = json.loads(run("migrate", "-", "--format", "json", input=BEFORE).stdout)
        assert report["results"][0]["program"] == AFTER

    @pytest.mark.parametrize("arguments", [["--select", "nonsense"], ["--ignore", "MIGX"], ["--jobs", "0"], ["--nope"]])
    def test_wrong_usage(self, arguments):
        write(a=BEFORE)
        assert run("migrate", "a.py", *arguments).exit_code == 2
        assert Path("a.py").read_text() == BEFORE

    def test_select_reaches_the_engine(self, monkeypatch):
        seen = []
        monkeypatch.setattr(migrator.paths, "_migrate",
                            lambda sources, options: seen.append(options) or stub_engine.migrate_program(sources))
        write(a=BEFORE)
        run("migrate", "a.py", "--select", "layers,losses", "--select", "MIG1", "--ignore", "metrics")
        assert (seen[0].select, seen[0].ignore) == (("layers", "losses", "MIG1"), ("metrics",))


class TestDiff:

    def test_shows_and_writes_nothing(self):
        write(a=BEFORE)
        result = run("diff", ".")
        assert result.exit_code == 1
        assert "-x = tf.log(y)  # [int] [bold]\n+x = tf.math.log(y)  # [int] [bold]\n" in result.stdout
        assert "1 to change" in result.stderr
        assert Path("a.py").read_text() == BEFORE

    def test_nothing_pending_is_status_0(self):
        write(a=AFTER)
        result = run("diff", "a.py")
        assert (result.exit_code, result.stdout) == (0, "")

    def test_json_holds_the_patch(self):
        write(a=BEFORE)
        result = run("diff", "a.py", "--format", "json")
        assert json.loads(result.stdout)["patch"].startswith("--- a/a.py\n+++ b/a.py\n")
        assert result.exit_code == 1

    def test_colours_lose_no_text(self):
        from migrator.report.diff import print_diff
        from migrator.result import Result
        stream = io.StringIO()
        console = Console(file=stream, force_terminal=True, width=30, highlight=False, markup=False)
        print_diff([Result("-", BEFORE.encode(), AFTER.encode() + b"\x1b[31m" + b"y" * 50)], console)
        text = stream.getvalue()
        assert "\x1b[31m-x = tf.log(y)  # [int] [bold]\x1b[0m\n" in text
        assert "\u241b[31m" + "y" * 50 in text


class TestWords:

    def test_list(self):
        result = run("list")
        assert result.exit_code == 0
        assert "model_fns" in result.stdout and "MIG004" in result.stdout

    def test_list_as_json(self):
        report = json.loads(run("list", "--format", "json").stdout)
        assert {"transforms", "codes"} == set(report)

    @pytest.mark.parametrize("name, words", [("MIG004", "Python 2 source"), ("mig004", "--python2"), ("layers", "tf.layers.dense(net, 128")])
    def test_explain(self, name, words):
        result = run("explain", name)
        assert result.exit_code == 0
        assert words in result.stdout

    def test_explain_suggests(self):
        result = run("explain", "layer")
        assert result.exit_code == 2
        assert "layers" in result.stderr

    def test_version(self):
        assert run("--version").stdout.startswith("migrator ")

    def test_help_states_the_exit_status(self):
        for arguments in (["--help"], ["migrate", "--help"], ["diff", "--help"]):
            assert "3  something is left for a person" in run(*arguments).stdout


class TestProcess:
    """The same in a process of its own, with real pipes and the real engine."""

    def run(self, *arguments, **how):
        return subprocess.run([sys.executable, "-m", "migrator", *arguments],
                              capture_output=True, **how)

    @pytest.mark.parametrize("arguments", [["--help"], ["list"], ["explain", "MIG004"], ["--version"]])
    def test_words_load_nothing_heavy(self, arguments):
        program = ("import sys, atexit; from migrator.cli import main\n"
                   "atexit.register(lambda: print('HEAVY', sorted({'libcst', 'tensorflow', 'bowler'} & set(sys.modules))))\n"
                   f"sys.argv = ['migrator', *{arguments!r}]; main()")
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "HEAVY []" in done.stdout

    @pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
    def test_what_diff_writes_is_what_migrate_does(self):
        program = (TF + "def f(x):\n    return tf.layers.dense(x, 3)  # caf\xe9 [int]\n").replace("\n", "\r\n").encode("latin-1")
        source = b"# -*- coding: latin-1 -*-\r\n" + program
        for folder in ("one", "two"):
            Path(folder, "sub dir").mkdir(parents=True)
            Path(folder, "sub dir", "a.py").write_bytes(source)
        shown = self.run("diff", ".", cwd="one")
        assert shown.returncode in (1, 3), shown.stderr
        subprocess.run(["patch", "-p1"], input=shown.stdout, cwd="one", check=True, capture_output=True)
        assert self.run("migrate", ".", cwd="two").returncode in (0, 3)
        assert Path("one/sub dir/a.py").read_bytes() == Path("two/sub dir/a.py").read_bytes() != source

    def test_check_has_place_error_and_remedy(self):
        Path("a.py").write_text(TF + "def model_fn(features, labels, mode):\n    tf.estimator.EstimatorSpec(mode)\n"
                                     "tf.estimator.Estimator(model_fn).train(input_fn)\n")
        result = self.run("check", "a.py")
        assert result.returncode == 3
        lines = result.stdout.decode().splitlines()
        assert lines[0] == "a.py:2:1  MIG604  a mode in which no spec is returned"
        assert "model_fn should return an EstimatorSpec." in lines[1]
        report = json.loads(self.run("check", "a.py", "--format", "json").stdout)
        assert {(one["line"], one["code"]) for one in report["diagnoses"]} == {(2, "MIG604")}
        assert self.run("check", "a.py", "--ignore", "MIG604").returncode == 0

    def test_check_fixes_in_place_what_it_can(self):
        Path("a.py").write_text(TF + "def model_fn(features, labels, mode):\n    train_op = step_of(features)\n    loss = loss_of(features)\n"
                                     "    return tf.estimator.EstimatorSpec(mode, features, train_op=train_op)\n")
        before = Path("a.py").read_bytes()
        assert self.run("check", "a.py").returncode == 3 and Path("a.py").read_bytes() == before
        result = self.run("check", "--fix", "a.py")
        assert result.returncode == 0
        assert result.stdout.decode().splitlines()[-1] == "1 file, nothing is wrong, 1 place was fixed."
        assert Path("a.py").read_bytes() == before.replace(b"features, train_op", b"features, loss=loss, train_op")
        assert self.run("check", "--fix", "-").returncode == 2

    def test_a_program_through_a_pipe(self):
        done = self.run("migrate", "-", input=b"x = 1")
        assert (done.returncode, done.stdout) == (0, b"x = 1")

    def test_bad_input_has_a_line_and_a_remedy(self):
        done = self.run("migrate", "-", input=TF.encode() + b"print 'loss'\n")
        assert done.returncode == 4
        assert done.stdout == TF.encode() + b"print 'loss'\n"
        assert b"-:2  MIG004  this is Python 2 source: a print statement" in done.stderr
