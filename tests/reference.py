"""Real TF1 for the tests: interpreters of their own, started once, asked through pipes."""
from __future__ import annotations

import functools
import inspect
import os
import pickle
import struct
import subprocess
import textwrap
from collections.abc import Callable
from pathlib import Path

from migrator.equivalence.environments import TF115, TF215, Unavailable, interpreter

__all__ = ["Reference", "RemoteError", "Unavailable", "tf115_python", "tf215_python"]

WORKER = Path(__file__).with_name("reference_worker.py")


class RemoteError(Exception):
    """What a function raised in the reference process.

    Attributes:
        kind: name of the exception's class there.
    """

    def __init__(self, kind: str, message: str, trace: str) -> None:
        super().__init__(f"{kind}: {message}\n{trace}")
        self.kind = kind


class Reference:
    """A process that has imported TF1 and runs functions in it.

    A function is sent as source text, so all that it uses must be inside it, except `tf`
    (TensorFlow with the TF1 API), `np`, and its arguments. It runs in a fresh graph.
    """

    def __init__(self, python: str) -> None:
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": "",
                       "TF2_BEHAVIOR": "0"}  # TF 2 sets it when it is imported here, and TF1 would obey.
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

    Raises:
        Unavailable: it is not there and can't be made.
    """
    return interpreter(TF215)


@functools.cache
def tf115_python() -> str:
    """Returns an interpreter with TensorFlow 1.15, which needs Python 3.7.

    Raises:
        Unavailable: it is not there and can't be made.
    """
    return interpreter(TF115)
