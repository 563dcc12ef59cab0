"""Real TF1 for the tests: interpreters of their own, started once, asked through pipes."""
from __future__ import annotations

import functools
import inspect
import os
import pickle
import shutil
import struct
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

WORKER = Path(__file__).with_name("reference_worker.py")


class RemoteError(Exception):
    """What a function raised in the reference process.

    Attributes:
        kind: name of the exception's class there.
    """

    def __init__(self, kind: str, message: str, trace: str) -> None:
        super().__init__(f"{kind}: {message}\n{trace}")
        self.kind = kind


class Unavailable(Exception):
    """There is no interpreter with the wanted TensorFlow; says why and what to do."""


class Reference:
    """A process that has imported TF1 and runs functions in it.

    A function is sent as source text, so all that it uses must be inside it, except `tf`
    (TensorFlow with the TF1 API), `np`, and its arguments. It runs in a fresh graph.
    """

    def __init__(self, python: str) -> None:
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": ""}
        self.python = python
        self.process = subprocess.Popen(
            [python, str(WORKER)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        )

    def run(self, function: Callable | str, *args, **kwargs):
        """Calls a function there and returns what it returns.

        Args:
            function: a function defined in a file, or the source text of one.
            args, kwargs: its arguments; they must survive pickling without any of our modules.

        Raises:
            RemoteError: the function raised.
        """
        source = textwrap.dedent(function if isinstance(function, str) else inspect.getsource(function))
        name = source.partition("def ")[2].partition("(")[0]
        request = {"source": source, "function": name, "args": args, "kwargs": kwargs}
        data = pickle.dumps(request, protocol=4)
        self.process.stdin.write(struct.pack("<Q", len(data)) + data)
        self.process.stdin.flush()
        header = self.process.stdout.read(8)
        if len(header) < 8:
            raise RemoteError("Died", f"{self.python} ended with status {self.process.wait()}", "")
        kind, value = pickle.loads(self.process.stdout.read(struct.unpack("<Q", header)[0]))
        if kind == "error":
            raise RemoteError(*value)
        return value

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(timeout=60)


@functools.cache
def tf215_python() -> str:
    """Returns an interpreter with TensorFlow 2.15, the last release that has tf.estimator.

    Named by MIGRATOR_TF215_PYTHON, or else made in the user's cache folder on first use.

    Raises:
        Unavailable: it is not there and can't be made.
    """
    if named := os.environ.get("MIGRATOR_TF215_PYTHON"):
        return named
    base = _python_between((3, 9), (3, 11))
    if base is None:
        raise Unavailable("TensorFlow 2.15 needs a Python 3.9 to 3.11, and there is none on PATH")
    return _environment("tf215", base, "tensorflow-cpu==2.15.1", "pandas<2.2")


@functools.cache
def tf115_python() -> str:
    """Returns an interpreter with TensorFlow 1.15, which needs Python 3.7.

    Named by MIGRATOR_TF115_PYTHON, or else made in the user's cache folder on first use.

    Raises:
        Unavailable: it is not there and can't be made.
    """
    if named := os.environ.get("MIGRATOR_TF115_PYTHON"):
        return named
    base = _python_between((3, 7), (3, 7))
    if base is None:
        raise Unavailable("TensorFlow 1.15 needs Python 3.7, and there is none on PATH or among pyenv's versions")
    return _environment("tf115", base, "tensorflow==1.15.0", "protobuf<3.21", "numpy<1.20", "pandas")


def _environment(name: str, base: str, *packages: str) -> str:
    """Makes a virtual environment in the cache folder, once, and returns its interpreter."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "migrator"
    folder, unfinished = cache / name, cache / f"{name}.{os.getpid()}"
    if not folder.exists():
        try:
            subprocess.run([base, "-m", "venv", str(unfinished)], check=True, capture_output=True, text=True)
            pip = [str(unfinished / "bin" / "python"), "-m", "pip", "install", "--quiet"]
            subprocess.run([*pip, *packages], check=True, capture_output=True, text=True)
            unfinished.rename(folder)
        except (subprocess.CalledProcessError, OSError) as error:
            shutil.rmtree(unfinished, ignore_errors=True)
            detail = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1]
            raise Unavailable(f"could not install {packages[0]} for {base}: {detail}") from error
    return str(folder / "bin" / "python")


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
