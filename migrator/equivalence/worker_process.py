"""Worker processes: TensorFlow is loaded once in each, and each program gets a fork of its own."""
from __future__ import annotations

import os
import pickle
import select
import signal
import struct
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

SERVE = Path(__file__).parent / "worker" / "serve.py"


class ProgramError(Exception):
    """Something that a program, or TensorFlow in its name, raised in a worker.

    Attributes:
        kind: name of the exception's class.
        message: its text.
        place: the line of the program, as ``file.py:12``; "" where it is not known.
        side: whose it was: "original" or "migrated".
    """

    def __init__(self, kind: str, message: str, place: str = "", side: str = "") -> None:
        super().__init__(f"{kind}: {message}")
        self.kind = kind
        self.message = message
        self.place = place
        self.side = side


class TimeUp(Exception):
    """A program did not answer within the time limit.

    Attributes:
        side: whose it was.
    """

    def __init__(self, side: str) -> None:
        super().__init__(f"the {side} program did not answer in time")
        self.side = side


class Died(Exception):
    """The process of a program ended in the middle of its work.

    Attributes:
        status: its exit status, or minus the signal that ended it.
        side: whose it was.
    """

    def __init__(self, status: int, side: str) -> None:
        super().__init__(f"the process ended with status {status}")
        self.status = status
        self.side = side


class CantStart(Exception):
    """An interpreter could not be started, or has not the TensorFlow that it is to run.

    Attributes:
        python: the interpreter.
        side: whose programs it was to run.
    """

    def __init__(self, python: str, side: str, message: str) -> None:
        super().__init__(message)
        self.python = python
        self.side = side


class Session:
    """A conversation with the fork that runs one program."""

    def __init__(self, worker: Worker, seconds: float | None) -> None:
        self._worker = worker
        self._seconds = seconds

    def call(self, operation: str, **arguments):
        """Asks for an operation of the worker's `Session` and returns what it returns.

        Raises:
            ProgramError: it raised.
            TimeUp: there is no answer within the time limit. The worker is gone then.
            Died: the process ended.
        """
        return self._worker.ask((operation, arguments), self._seconds)


class Worker:
    """A process that has loaded a TensorFlow; it starts with the first session.

    Args:
        python: the interpreter.
        side: "original" for TF1 programs, "migrated" for programs on today's TensorFlow.
    """

    def __init__(self, python: str, side: str) -> None:
        self.python = python
        self._side = side
        self._process: subprocess.Popen | None = None
        self._child: int | None = None  # The fork of the session.

    @contextmanager
    def session(self, folder: Path, seconds: float | None = None):
        """Gives a `Session` with a fresh fork.

        Args:
            folder: where `output.txt`, what the program prints, is left.
            seconds: time limit of each operation; None has none.
        """
        if self._process is None or self._process.poll() is not None:
            self._start()
        self._child = self.ask(("open", {"output": str(folder / "output.txt")}), None)
        try:
            yield Session(self, seconds)
        finally:
            self._close_session()

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            with suppress(OSError):
                self._process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=10)
            self._kill()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exception) -> None:
        self.close()

    def ask(self, request, seconds: float | None):
        """Sends a request and returns the value of its reply; see `Session.call`."""
        try:
            data = pickle.dumps(request, protocol=4)
            self._process.stdin.write(struct.pack("<Q", len(data)) + data)
            self._process.stdin.flush()
        except OSError:
            pass  # Its reply says how it ended.
        kind, value = self._receive(None if seconds is None else time.monotonic() + seconds)
        if kind == "value":
            return value
        if kind == "error":
            raise ProgramError(value["kind"], value["message"], value.get("place", ""), self._side)
        self._child = None
        raise Died(value, self._side)

    def _start(self) -> None:
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": "", "TF2_BEHAVIOR": "0",
                       "KERAS_BACKEND": "tensorflow", "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
        with tempfile.TemporaryFile() as errors:
            try:
                self._process = subprocess.Popen([self.python, str(SERVE), self._side], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                                 stderr=errors, env=environment, start_new_session=True)
            except OSError as error:
                raise CantStart(self.python, self._side, error.strerror or str(error)) from None
            self._child = None
            kind, value = self._receive(None)
            if kind == "value":
                return
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().rpartition("\n")[2]
        self._process = None
        raise CantStart(self.python, self._side, f"{value['kind']}: {value['message']}" if kind == "error" else
                        said or f"it ended with status {value}")

    def _close_session(self) -> None:
        if self._child is not None:
            with suppress(TimeUp, Died, ProgramError):
                self.ask(("close", {}), 30)

    def _receive(self, deadline: float | None):
        header = self._read(8, deadline)
        if header is None:
            return "ended", self._process.wait()
        data = self._read(struct.unpack("<Q", header)[0], deadline)
        return ("ended", self._process.wait()) if data is None else pickle.loads(data)

    def _read(self, count: int, deadline: float | None) -> bytes | None:
        """Reads so many bytes; None where the process is gone."""
        parts = []
        descriptor = self._process.stdout.fileno()
        while count:
            if deadline is not None and not select.select([descriptor], [], [], max(0, deadline - time.monotonic()))[0]:
                self._kill()
                raise TimeUp(self._side)
            part = os.read(descriptor, min(count, 1 << 20))
            if not part:
                return None
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _kill(self) -> None:
        """Ends the process, and the fork that runs the program with it."""
        for group in (self._child, self._process.pid):
            with suppress(OSError, TypeError):
                os.killpg(group, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                stream.close()
        self._process = self._child = None
