"""Reference interpreters: Pythons with a TensorFlow that still has tf.estimator, made once and kept.

They live in the user's cache folder, one virtual environment each. Nothing else is kept there.
"""
from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


class Unavailable(Exception):
    """There is no interpreter with the wanted TensorFlow; says why and what to do."""


@dataclass(frozen=True)
class Release:
    """A TensorFlow that can run TF1 programs.

    Attributes:
        name: name of its environment.
        variable: the environment variable that may name an interpreter which has it.
        oldest, newest: the Pythons that it runs under.
        packages: what is installed.
        wish: what to say where there is no such Python.
    """

    name: str
    variable: str
    oldest: tuple[int, int]
    newest: tuple[int, int]
    packages: tuple[str, ...]
    wish: str


TF215 = Release("tf215", "MIGRATOR_TF215_PYTHON", (3, 9), (3, 11), ("tensorflow-cpu==2.15.1", "pandas<2.2"),
                "TensorFlow 2.15 needs a Python 3.9 to 3.11, and none was found on PATH")
TF115 = Release("tf115", "MIGRATOR_TF115_PYTHON", (3, 7), (3, 7),
                ("tensorflow==1.15.0", "protobuf<3.21", "numpy<1.20", "pandas"),
                "TensorFlow 1.15 needs Python 3.7, and none was found on PATH or among pyenv's versions")


def cache_folder() -> Path:
    """Returns the folder that holds the reference environments."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "migrator"


def interpreter(release: Release, base: str | None = None, say: Callable[[str], None] | None = None) -> str:
    """Returns an interpreter with a TensorFlow, making its environment on first use.

    Args:
        release: the TensorFlow.
        base: the Python to make an environment with; None looks for one.
        say: called with a line of text now and then while an environment is made, which takes minutes.

    Raises:
        Unavailable: it is not there and can't be made.
    """
    if named := os.environ.get(release.variable):
        return named
    made = _python_of(cache_folder() / release.name)
    if made.exists():
        return str(made)
    base = base or _python_between(release.oldest, release.newest)
    if base is None:
        raise Unavailable(release.wish)
    return _made(release, base, say or (lambda line: None))


def remove() -> list[str]:
    """Removes the reference environments; returns the names of those that were there."""
    removed = []
    for release in (TF215, TF115):
        folder = cache_folder() / release.name
        if folder.exists():
            shutil.rmtree(folder)
            removed.append(release.name)
    for unfinished in cache_folder().glob("tf*.unfinished-*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    with contextlib.suppress(OSError):
        cache_folder().rmdir()
    return removed


def _made(release: Release, base: str, say: Callable[[str], None]) -> str:
    """Makes an environment beside its place and moves it there when it is whole."""
    folder = cache_folder() / release.name
    unfinished = folder.with_name(f"{release.name}.unfinished-{os.getpid()}")
    try:
        say(f"making a reference environment with {release.packages[0]} (once; it takes some minutes)")
        folder.parent.mkdir(parents=True, exist_ok=True)
        _run([base, "-m", "venv", str(unfinished)], say)
        _run([str(_python_of(unfinished)), "-m", "pip", "install", "--disable-pip-version-check", *release.packages], say)
        with contextlib.suppress(OSError):  # Another process was faster.
            unfinished.rename(folder)
    except (subprocess.CalledProcessError, OSError) as error:
        detail = (getattr(error, "output", None) or str(error)).strip().splitlines()[-1]
        raise Unavailable(f"{release.packages[0]} could not be installed for {base}: {detail}") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return str(_python_of(folder))


def _run(command: list[str], say: Callable[[str], None]) -> None:
    """Runs a command and passes on what it says it is doing."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith(("Collecting", "Downloading", "Installing", "  Downloading")):
                say(line.strip())
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, output="".join(lines))


def _python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _python_between(low: tuple[int, int], high: tuple[int, int]) -> str | None:
    """Returns the newest interpreter of these versions: ours, one on PATH, or one of pyenv's."""
    if low <= sys.version_info[:2] <= high:
        return sys.executable
    for minor in range(high[1], low[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and _runs(found):
            return found
        pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
        for found in sorted(pyenv.glob(f"versions/3.{minor}.*/bin/python"), reverse=True):
            return str(found)
    return None


def _runs(python: str) -> bool:
    """Whether an interpreter starts: pyenv leaves commands on PATH for versions that are not switched on."""
    return subprocess.run([python, "-c", ""], capture_output=True).returncode == 0
