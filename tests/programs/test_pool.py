"""The processes that run programs: what they report of each."""
import pytest

from programs.pool import Pool


@pytest.fixture(scope="module")
def pool():
    with Pool(meaning="bare", size=2, seconds=2) as pool:
        yield pool


def run(pool, folder, text):
    script = folder / "program.py"
    script.write_text(text)
    return pool.submit(script, folder).result()


def test_output(pool, tmp_path):
    printed = run(pool, tmp_path, "import sys\nif __name__ == '__main__': print('out'); print('err', file=sys.stderr)")
    assert (printed.status, printed.stdout, printed.stderr, printed.problem) == (0, "out\n", "err\n", None)


def test_runs_in_its_folder_without_arguments(pool, tmp_path):
    printed = run(pool, tmp_path, "import os, sys\nprint(os.getcwd(), len(sys.argv))")
    assert printed.stdout == f"{tmp_path} 1\n"


def test_imports_a_module_beside_it(pool, tmp_path):
    (tmp_path / "beside.py").write_text("answer = 42")
    assert run(pool, tmp_path, "import beside\nprint(beside.answer)").stdout == "42\n"


def test_programs_do_not_see_each_other(pool, tmp_path):
    for _ in range(4):
        printed = run(pool, tmp_path, "import json\nprint(hasattr(json, 'mark'))\njson.mark = 1")
        assert printed.stdout == "False\n"


def test_exception(pool, tmp_path):
    assert "ZeroDivisionError" in run(pool, tmp_path, "1 / 0").problem


@pytest.mark.parametrize("text, status", [("raise SystemExit(3)", 3), ("raise SystemExit", 0), ("raise SystemExit('no')", 1)])
def test_exit(pool, tmp_path, text, status):
    assert run(pool, tmp_path, text).status == status


def test_crash(pool, tmp_path):
    assert run(pool, tmp_path, "import os\nos.kill(os.getpid(), 9)").status == -9


def test_time_limit(pool, tmp_path):
    printed = run(pool, tmp_path, "print('started', flush=True)\nwhile True: pass")
    assert (printed.status, printed.stdout) == (None, "started\n")
    assert printed.problem.startswith("stopped at the time limit")


def test_an_interpreter_that_cannot_start(tmp_path):
    with Pool(python="/bin/false", size=1) as pool:
        assert "ended with status 1" in run(pool, tmp_path, "").problem
