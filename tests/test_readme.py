"""What README.md says is so."""
import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

from migrator.cli import EXIT_STATUSES
from programs.outputs import difference

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_examples():
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert results.attempted and not results.failed


def test_exit_statuses():
    rows = re.findall(r"(?m)^\| (\d) \| ([^|]*) \|$", README)
    assert [int(status) for status, _ in rows] == [status for status, _ in EXIT_STATUSES]
    for (_, said), (_, text) in zip(rows, EXIT_STATUSES):
        assert said.replace("`", "").split(" (")[0].startswith(text.split(" (")[0].split(";")[0])


def test_ci_runs_the_second_command_line():
    line = re.search(r"(?m)^python3\.11 -m venv .*pytest.*$", README)[0]
    assert line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_no_page_names_a_machine():
    for page in (README, *(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))):
        assert not re.search(r"/(?:opt|work|root|home)/|https?://(?!github\.com)", page)


def test_demo_shows_equal_outputs():
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    run = subprocess.run(["bash", str(ROOT / "examples" / "demo")], capture_output=True, text=True, env=environment, timeout=300)
    assert run.returncode == 0, run.stderr
    parts = re.split(r"(?m)^==== .*\n", run.stdout)
    migrated, original = parts[-2].strip(), parts[-1].strip()
    assert original and difference(original, migrated) is None
    assert "+class Model(keras.Model):" in parts[1]
