"""Files and folders in, results out."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import stub_engine
from migrator.paths import WORTH_PROCESSES, migrate_bytes, migrate_paths
from migrator.support.bundle import DOCSTRING, support_names

TF = "import tensorflow as tf\n"
BEFORE = TF + "x = tf.log(y)\n"
AFTER = TF + "x = tf.math.log(y)\n"
A_NAME, ANOTHER_NAME = sorted(support_names())[:2]


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """Makes files from a dictionary, in the current folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def make(files):
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return make


def run(*paths, **how):
    return migrate_paths(paths, migrate=stub_engine.migrate_program, **how)


def commit():
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
                       check=True, capture_output=True)


def codes(results):
    return {result.path: result.failure.code for result in results if result.failure}


def test_programs_are_rewritten_in_place(tree):
    tree({"a.py": BEFORE, "b.py": "x = 1\n", "c.txt": BEFORE})
    results = run(".")
    assert [(result.path, result.changed) for result in results] == [("a.py", True), ("b.py", False)]
    assert Path("a.py").read_text() == AFTER
    assert Path("c.txt").read_text() == BEFORE


def test_a_dry_run_writes_nothing(tree):
    tree({"a.py": BEFORE + f"# needs {A_NAME}\n"})
    assert [result.path for result in run(".", write=False) if result.changed] == ["a.py", "tf1_semantics.py"]
    assert os.listdir() == ["a.py"]
    assert Path("a.py").read_text().startswith(BEFORE)


def test_a_file_without_tf_never_reaches_the_engine(tree):
    tree({"a.py": "x = 1\n", "b.py": "\0 print 'a'\n"})

    def refuse(*args):
        raise AssertionError

    assert not any(result.failure or result.changed for result in migrate_paths(["."], migrate=refuse))


def test_one_bad_file_does_not_stop_the_rest(tree):
    tree({"a.py": TF + "# raises\n", "b.py": TF + "# fails\n", "c.py": BEFORE})
    results = run(".", "nope")
    assert codes(results) == {"a.py": "MIG014", "b.py": "MIG003", "nope": "MIG001"}
    assert "RuntimeError: out of order (in stub_engine.py, line" in results[0].failure.message
    assert Path("c.py").read_text() == AFTER


def test_a_file_that_can_not_be_read_is_a_failure(tree, monkeypatch):
    tree({"a.py": BEFORE, "b.py": BEFORE})
    read = Path.read_bytes

    def refuse(path):
        if path.name == "a.py":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert codes(run(".")) == {"a.py": "MIG002"}


def test_a_file_that_changes_meanwhile_stays(tree):
    tree({"a.py": BEFORE})

    def migrate(sources, options):
        Path("a.py").write_text("edited")
        return stub_engine.migrate_program(sources)

    assert codes(migrate_paths(["a.py"], migrate=migrate)) == {"a.py": "MIG013"}
    assert Path("a.py").read_text() == "edited"


def test_the_result_does_not_depend_on_the_number_of_processes(tree):
    tree({f"{number:02}.py": BEFORE * number + ("# raises\n" if number % 7 == 0 else "")
          for number in range(1, WORTH_PROCESSES + 5)})
    alone, together = run(".", write=False), run(".", write=False, jobs=2)
    assert alone == together
    assert len(alone) > WORTH_PROCESSES


def test_a_process_that_dies_costs_one_file(tree):
    tree({f"{number:02}.py": BEFORE + ("# crashes\n" if number == 3 else "") for number in range(WORTH_PROCESSES)})
    results = migrate_paths(["."], migrate=stub_engine.migrate_program, jobs=2, write=False)
    assert codes(results) == {"03.py": "MIG014"}
    assert sum(result.changed for result in results) == WORTH_PROCESSES - 1


def test_progress_counts_to_the_end(tree):
    tree({"a.py": BEFORE, "b.py": "x = 1\n", "c.py": BEFORE})
    calls = []
    run(".", progress=lambda *call: calls.append(call))
    assert calls == [(1, 3, ""), (2, 3, "a.py"), (3, 3, "c.py")]


class TestUncommittedChanges:
    pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

    def test_are_not_overwritten(self, tree):
        tree({"a.py": BEFORE, "b.py": BEFORE, "c.py": "x = 1\n"})
        commit()
        tree({"b.py": BEFORE + "x = 2\n", "c.py": "x = 2\n"})
        assert codes(run(".")) == {"b.py": "MIG010"}
        assert Path("a.py").read_text() == AFTER
        assert Path("b.py").read_text() == BEFORE + "x = 2\n"

    def test_are_overwritten_on_demand(self, tree):
        tree({"a.py": BEFORE})
        commit()
        tree({"a.py": BEFORE + "x = 2\n"})
        assert codes(run(".", allow_dirty=True)) == {}
        assert Path("a.py").read_text() == AFTER + "x = 2\n"

    def test_do_not_matter_to_a_copy(self, tree):
        tree({"a.py": BEFORE})
        commit()
        tree({"a.py": BEFORE + "x = 2\n"})
        assert codes(run(".", output="out")) == {}

    def test_do_not_keep_our_own_support_module_from_growing(self, tree):
        tree({"a.py": f"{TF}# needs {A_NAME}\n", "b.py": f"{TF}# needs {ANOTHER_NAME}\n"})
        commit()
        assert codes(run("a.py")) == codes(run("b.py")) == {}

    def test_of_a_support_module_that_was_edited_stay(self, tree):
        tree({"a.py": f"{TF}# needs {A_NAME}\n", "b.py": f"{TF}# needs {ANOTHER_NAME}\n"})
        commit()
        run("a.py")
        with open("tf1_semantics.py", "a") as stream:
            stream.write("\n# mine\n")
        assert codes(run("b.py")) == {"b.py": "MIG010"}


class TestSupportModules:

    def test_stand_beside_the_programs_that_need_them(self, tree):
        tree({"a/x.py": f"{TF}# needs {A_NAME}\n", "a/y.py": f"{TF}# needs {ANOTHER_NAME}\n", "b/z.py": BEFORE})
        run(".")
        text = Path("a/tf1_semantics.py").read_text()
        assert A_NAME in text and ANOTHER_NAME in text
        assert not Path("b/tf1_semantics.py").exists()

    def test_are_extended_and_then_stable(self, tree):
        tree({"x.py": f"{TF}# needs {A_NAME}\n", "y.py": f"{TF}# needs {ANOTHER_NAME}\n"})
        run("x.py")
        run("y.py")
        text = Path("tf1_semantics.py").read_text()
        assert A_NAME in text and ANOTHER_NAME in text
        assert not any(result.changed for result in run("."))

    def test_never_replace_a_file_of_the_user(self, tree):
        tree({"x.py": f"{TF}# needs {A_NAME}\n", "tf1_semantics.py": "x = 1\n", "y.py": BEFORE})
        assert codes(run(".")) == {"x.py": "MIG011"}
        assert Path("tf1_semantics.py").read_text() == "x = 1\n"
        assert Path("x.py").read_text().endswith(f"# needs {A_NAME}\n")
        assert Path("y.py").read_text() == AFTER

    def test_with_definitions_of_the_user_stay(self, tree):
        tree({"x.py": f"{TF}# needs {A_NAME}\n", "tf1_semantics.py": DOCSTRING + "\ndef mine(): pass\n"})
        assert codes(run(".")) == {"x.py": "MIG011"}

    def test_that_can_not_be_written_keep_their_programs(self, tree, monkeypatch):
        tree({"x.py": f"{TF}# needs {A_NAME}\n"})

        def refuse(*args, **kwargs):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("tempfile.mkstemp", refuse)
        assert codes(run(".")) == {"x.py": "MIG002", "tf1_semantics.py": "MIG002"}
        assert os.listdir() == ["x.py"]

    def test_are_not_written_for_a_program_that_was_refused(self, tree):
        tree({"x.py": f"{TF}# needs {A_NAME}\n"})
        commit()
        tree({"x.py": f"{TF}# needs {A_NAME}\n\n"})
        assert codes(run(".")) == {"x.py": "MIG010"}
        assert not Path("tf1_semantics.py").exists()


class TestOutput:

    def test_is_a_migrated_copy_of_everything(self, tree):
        tree({"src/a.py": f"{BEFORE}# needs {A_NAME}\n", "src/sub/b.py": "x = 1\n", "src/data/c.bin": b"\0\xff"})
        Path("src/a.py").chmod(0o755)
        run("src", output="out")
        copied = sorted(path.relative_to("out").as_posix() for path in Path("out").rglob("*") if path.is_file())
        assert copied == ["a.py", "data/c.bin", "sub/b.py", "tf1_semantics.py"]
        assert Path("out/a.py").read_text().startswith(AFTER)
        assert os.access("out/a.py", os.X_OK)
        assert Path("out/data/c.bin").read_bytes() == b"\0\xff"
        assert Path("src/a.py").read_text().startswith(BEFORE)
        assert not Path("src/tf1_semantics.py").exists()

    def test_keeps_the_layout_below_what_was_given(self, tree):
        tree({"one/x.py": BEFORE, "two/sub/x.py": BEFORE})
        run("one", "two/sub/x.py", output="out")
        assert Path("out/one/x.py").exists() and Path("out/two/sub/x.py").exists()

    def test_of_one_file_is_that_file(self, tree):
        tree({"src/sub/x.py": BEFORE})
        run("src/sub/x.py", output="out")
        assert Path("out/x.py").read_text() == AFTER

    def test_may_lie_in_what_is_migrated(self, tree):
        tree({"a.py": BEFORE})
        run(".", output="out")
        assert sorted(os.listdir("out")) == ["a.py"]
        assert run(".", output="out", allow_dirty=True)[0].path == "a.py"

    def test_does_not_overwrite_what_is_there(self, tree):
        tree({"a.py": BEFORE, "out/a.py": "mine"})
        with pytest.raises(FileExistsError):
            run("a.py", output="out")
        with pytest.raises(ValueError):
            run(".", output=".")
        assert Path("out/a.py").read_text() == "mine"


def test_the_engine_is_not_loaded_for_files_without_tf():
    program = ("import sys, migrator.paths as p; p.migrate_bytes(b'x = 1'); "
               "sys.exit('libcst' in sys.modules or 'tensorflow' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_bytes_in_result_out():
    assert migrate_bytes(BEFORE.encode(), migrate=stub_engine.migrate_program).after == AFTER.encode()
    assert migrate_bytes(b"x = 1").changed is False
