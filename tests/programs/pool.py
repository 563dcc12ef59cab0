"""Processes that have loaded TensorFlow and fork for each program they are asked to run."""
from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Printed:
    """How a program ended and what it printed.

    Attributes:
        status: exit status; None where the time was up.
        stdout: its standard output.
        stderr: its standard error.
    """

    status: int | None
    stdout: str
    stderr: str

    @property
    def problem(self) -> str | None:
        """Why the program did not end well, with the end of its errors; None if it did."""
        if self.status == 0:
            return None
        how = "stopped at the time limit" if self.status is None else f"exit status {self.status}"
        return "\n".join([how, *self.stderr.splitlines()[-12:]])


class Pool:
    """A few worker processes of one interpreter; they start with the first program.

    Args:
        python: the interpreter.
        meaning: "v1" if `tensorflow` is to stand for `tensorflow.compat.v1`, "plain" if not, "bare" to load nothing.
        size: how many programs may run at the same time.
        seconds: time limit of a program.
    """

    def __init__(self, python: str = sys.executable, meaning: str = "plain",
                 size: int | None = None, seconds: float = 240) -> None:
        self.command = [python, str(Path(__file__).with_name("forks.py")), meaning]
        self.seconds = seconds
        size = size or min(4, os.cpu_count() or 1)
        self.threads = ThreadPoolExecutor(size)
        self.idle: queue.SimpleQueue[subprocess.Popen | None] = queue.SimpleQueue()
        for _ in range(size):
            self.idle.put(None)

    def submit(self, script: Path, folder: Path, same_start: bool = False) -> Future[Printed]:
        """Queues a program; it runs as `__main__` with `folder` as its working directory.

        Args:
            script: the program.
            folder: where it runs.
            same_start: whether initializers give the same values in every interpreter.
        """
        return self.threads.submit(self._run, script, folder, same_start)

    def _run(self, script: Path, folder: Path, same_start: bool) -> Printed:
        worker = self.idle.get()
        if worker is None or worker.poll() is not None:
            worker = self._start()
        job = {"script": str(script), "folder": str(folder), "seconds": self.seconds, "same_start": same_start}
        try:
            worker.stdin.write(json.dumps(job) + "\n")
            worker.stdin.flush()
            answer = worker.stdout.readline()
        except BrokenPipeError:
            answer = ""
        self.idle.put(worker)
        if not answer:
            return Printed(-1, "", f"the process that loads TensorFlow ended with status {worker.wait()}")
        texts = [(folder / name).read_text(encoding="utf-8", errors="replace") for name in ("stdout", "stderr")]
        return Printed(json.loads(answer)["status"], *texts)

    def _start(self) -> subprocess.Popen:
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "TF2_BEHAVIOR": "0",
                       "CUDA_VISIBLE_DEVICES": "", "PYTHONIOENCODING": "utf-8"}
        return subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, env=environment, text=True)

    def close(self) -> None:
        """Ends the workers; programs that have not started are dropped."""
        self.threads.shutdown(wait=True, cancel_futures=True)
        while not self.idle.empty():
            worker = self.idle.get()
            if worker is not None:
                with contextlib.suppress(BrokenPipeError):
                    worker.stdin.close()
                worker.wait(timeout=60)

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *exception) -> None:
        self.close()
