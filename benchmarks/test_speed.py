"""How long migrating takes, in units of parsing the same files with libcst, and where the time goes.

    python -m pytest benchmarks --benchmark-timer=time.process_time --benchmark-columns=min,median,rounds

prints the CPU times, and the ratios below them. One process, no cache; nothing here fails for being slow. Both sides run as
Python runs by default, with its garbage collector on (a migration turns it off for itself), and drop what they made of a file
before the next.
"""
import functools
import gc
import importlib
import resource
import subprocess
import sys
import sysconfig
import time
from collections import Counter
from pathlib import Path

import libcst as cst
import pytest

from migrator.engine import migrate_source
from migrator.paths import migrate_paths

TESTS = Path(__file__).parents[1] / "tests"
WITH_TF = sorted(TESTS.glob("programs/*/before.py"))
WITHOUT_TF = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
ROUNDS = {"rounds": 5, "iterations": 1}
TIMES = {}
# What a migration consists of: the functions that do it. One within another counts for the outer one.
STAGES = {
    "can it be migrated?": ["migrator.files.source.check"],
    "libcst's parser": ["libcst.parse_module"],
    "names": ["migrator.engine.Program"],
    "model_fns and drivers": ["migrator.transforms.program.plan_structure"],
    "rules": ["migrator.transforms.program._rewritten"],
    "imports and markers": ["migrator.engine._finish"],
    "printing": ["migrator.engine.code"],
    "lines and comments": ["migrator.engine._as_the_author_would"],
    "is it stable?": ["migrator.engine._is_surely_stable", "migrator.engine._instability"],
}


@pytest.fixture(scope="module", autouse=True)
def ratios(request):
    """Prints the ratios when all is measured."""
    yield
    lines = []
    if {"parse", "migrate"} <= TIMES.keys():
        lines.append(f"files with TF: migrating takes {TIMES['migrate'] / TIMES['parse']:.2f} P, P being their libcst parse "
                     f"({TIMES['parse']:.2f} s for {len(WITH_TF)} files)")
    if {"parse", "parse alone"} <= TIMES.keys():
        lines.append(f"    {TIMES['parse alone'] / TIMES['parse']:5.2f} P  that parse without garbage collection")
    if {"parse", "stages"} <= TIMES.keys():
        lines += [f"    {took / TIMES['parse']:5.2f} P  {stage}" for stage, took in TIMES["stages"].items()]
    if {"read", "skip"} <= TIMES.keys():
        lines.append(f"files without TF: {TIMES['skip'] / TIMES['read']:.2f} times their reading "
                     f"({TIMES['read'] * 1e3:.1f} ms for {len(WITHOUT_TF)} files)")
    if {"read", "paths"} <= TIMES.keys():
        lines.append(f"    {TIMES['paths'] / TIMES['read']:5.2f} times through migrate_paths, with finding them in their folder")
    if "help" in TIMES:
        lines.append(f"migrator --help: {TIMES['help']:.2f} s of CPU")
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print("\n\n" + "\n".join(lines))


def measure(benchmark, name, function):
    benchmark.pedantic(function, **ROUNDS)
    TIMES[name] = benchmark.stats.stats.min


def each(function, sources):
    for source in sources:
        function(source)


def test_parse_with_tf_without_collector(benchmark):
    sources = [path.read_bytes() for path in WITH_TF]
    gc.disable()
    try:
        measure(benchmark, "parse alone", lambda: each(cst.parse_module, sources))
    finally:
        gc.enable()


def test_migrate_with_tf(benchmark):
    """Parses and migrates in turn: what else the machine does slows both."""
    sources, parsing = [path.read_bytes() for path in WITH_TF], []

    def parse():
        start = time.process_time()
        each(cst.parse_module, sources)
        parsing.append(time.process_time() - start)

    benchmark.pedantic(lambda: each(migrate_source, sources), setup=parse, **ROUNDS)
    TIMES["parse"], TIMES["migrate"] = min(parsing), benchmark.stats.stats.min


def test_stages_with_tf(benchmark, monkeypatch):
    """Where the time of `test_migrate_with_tf` goes; timing it makes it a little longer."""
    sources = [path.read_bytes() for path in WITH_TF]
    spent, rounds = Counter(), []
    running = []

    def timed(stage, function):
        @functools.wraps(function, updated=())
        def measured(*args, **kwargs):
            running.append(stage)
            start = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                running.pop()
                if not running:
                    spent[stage] += time.process_time() - start
        return measured

    for stage, functions in STAGES.items():
        for name in functions:
            module, _, function = name.rpartition(".")
            module = importlib.import_module(module)
            monkeypatch.setattr(module, function, timed(stage, getattr(module, function)))

    def migrate_all():
        spent.clear()
        start = time.process_time()
        for source in sources:
            migrate_source(source)
        spent["all else"] = time.process_time() - start - sum(spent.values())
        rounds.append(dict(spent))

    benchmark.pedantic(migrate_all, **ROUNDS)
    TIMES["stages"] = {stage: min(one[stage] for one in rounds) for stage in (*STAGES, "all else")}


def test_read_without_tf(benchmark):
    measure(benchmark, "read", lambda: each(Path.read_bytes, WITHOUT_TF))


def test_skip_without_tf(benchmark):
    measure(benchmark, "skip", lambda: each(lambda path: migrate_source(path.read_bytes()), WITHOUT_TF))


def test_skip_paths_without_tf(benchmark, tmp_path):
    """The same through `migrate_paths`, with the discovery of the files."""
    for path in WITHOUT_TF:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    measure(benchmark, "paths", lambda: migrate_paths([tmp_path]))


def test_help(benchmark):
    def cpu():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", "from migrator.cli import main; main()", "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    taken = []
    benchmark.pedantic(lambda: taken.append(cpu()), **ROUNDS)
    TIMES["help"] = min(taken)
