"""How long migrating takes, in units of parsing the same files with libcst.

    python -m pytest benchmarks --benchmark-timer=time.process_time --benchmark-columns=min,median,rounds

prints the CPU times, and the ratios below them. One process, no cache; nothing here fails for being slow.
"""
import resource
import subprocess
import sys
import sysconfig
from pathlib import Path

import libcst as cst
import pytest

from migrator.engine import migrate_source
from migrator.paths import migrate_paths

TESTS = Path(__file__).parents[1] / "tests"
WITH_TF = sorted(TESTS.glob("programs/*/before.py"))
WITHOUT_TF = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
ROUNDS = {"rounds": 3, "iterations": 1}
TIMES = {}


@pytest.fixture(scope="module", autouse=True)
def ratios(request):
    """Prints the ratios when all is measured."""
    yield
    lines = []
    if {"parse", "migrate"} <= TIMES.keys():
        lines.append(f"files with TF: migrating takes {TIMES['migrate'] / TIMES['parse']:.2f} P, P being their libcst parse "
                     f"({TIMES['parse']:.2f} s for {len(WITH_TF)} files)")
    if {"read", "skip"} <= TIMES.keys():
        lines.append(f"files without TF: {TIMES['skip'] / TIMES['read']:.2f} times their reading "
                     f"({TIMES['read'] * 1e3:.1f} ms for {len(WITHOUT_TF)} files)")
    if "help" in TIMES:
        lines.append(f"migrator --help: {TIMES['help']:.2f} s of CPU")
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        print("\n\n" + "\n".join(lines))


def measure(benchmark, name, function):
    benchmark.pedantic(function, **ROUNDS)
    TIMES[name] = benchmark.stats.stats.min


def test_parse_with_tf(benchmark):
    sources = [path.read_bytes() for path in WITH_TF]
    measure(benchmark, "parse", lambda: [cst.parse_module(source) for source in sources])


def test_migrate_with_tf(benchmark):
    sources = [path.read_bytes() for path in WITH_TF]
    measure(benchmark, "migrate", lambda: [migrate_source(source) for source in sources])


def test_read_without_tf(benchmark):
    measure(benchmark, "read", lambda: [path.read_bytes() for path in WITHOUT_TF])


def test_skip_without_tf(benchmark):
    measure(benchmark, "skip", lambda: [migrate_source(path.read_bytes()) for path in WITHOUT_TF])


def test_skip_paths_without_tf(benchmark):
    """The same through `migrate_paths`, with the discovery of the files."""
    measure(benchmark, "paths", lambda: migrate_paths(WITHOUT_TF, write=False))


def test_help(benchmark):
    def cpu():
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", "from migrator.cli import main; main()", "--help"], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    taken = []
    benchmark.pedantic(lambda: taken.append(cpu()), **ROUNDS)
    TIMES["help"] = min(taken)
