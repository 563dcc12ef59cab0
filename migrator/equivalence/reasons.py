"""Why programs could not be compared, and what to pass or to do."""
from __future__ import annotations

import re
import signal
from contextlib import contextmanager

from migrator.equivalence.outcome import Reason
from migrator.equivalence.worker_process import CantStart, Died, ProgramError, TimeUp

IMPORTS = ("ImportError", "ModuleNotFoundError")
MISSING_DATA = ("FileNotFoundError", "NotFoundError", "IsADirectoryError", "URLError", "HTTPError", "ConnectionError",
                "ParserError", "EmptyDataError")
NAMES = {"original": "the original", "migrated": "the migrated program"}
OUT_OF_MEMORY = ("MemoryError", "ResourceExhaustedError")


class NotComparable(Exception):
    """Two programs can't be compared.

    Attributes:
        reason: why.
    """

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.reason = Reason(code, message, remedy)

    @classmethod
    def of_original(cls, problem: dict | None, python: str, output: str = "") -> NotComparable:
        """The original used no Estimator; `problem` is what stopped it, `python` its interpreter, `output` what it printed."""
        if problem is None:
            return cls("MIG503", "the original ended without using an Estimator",
                       "name the program that trains, and give it its arguments after --")
        return _stopped("original", problem, python, output)

    @classmethod
    def of_migrated(cls, problem: dict | None, python: str, output: str = "") -> NotComparable:
        """The migrated program used no model; see `of_original`."""
        if problem is None:
            return cls("MIG504", "the migrated program ended without using a Keras model",
                       "migrate what `migrator diff` says is left, or give the program its arguments after --")
        return _stopped("migrated", problem, python, output)

    @classmethod
    def no_data(cls, problem: ProgramError | None) -> NotComparable:
        """No input function gives batches."""
        if problem is None:
            return cls("MIG505", "the program passes its Estimator no input function for training or evaluation",
                       "name one with --input-fn, or describe the features with --features-spec")
        if problem.kind in MISSING_DATA:
            return cls("MIG506", f"the input function needs data that is not there: {problem}{_at(problem.place)}",
                       "put the data where the program looks for it, name another function with --input-fn, or describe "
                       "the features with --features-spec")
        return cls("MIG505", f"the input function gives no batches: {problem}{_at(problem.place)}",
                   "name another with --input-fn, or describe the features with --features-spec")


def _stopped(side: str, problem: dict, python: str, output: str) -> NotComparable:
    name = NAMES[side]
    what = f"{problem['kind']}: {problem['message']}{_at(problem['place'])}"
    if problem["kind"] in IMPORTS:
        package = re.search(r"No module named '(\w+)", problem["message"])
        command = f"`{python} -m pip install {package[1] if package else 'PACKAGE'}`"
        return NotComparable("MIG507", f"{name} imports something that is not there: {what}",
                             f"install it with {command}" + (
                                 ", or name another interpreter with --reference-python" if side == "original" else ""))
    if problem["kind"] in MISSING_DATA:
        return NotComparable("MIG506", f"{name} needs data that is not there: {what}",
                             "put the data where the program looks for it (it runs in a copy of its own folder), or give it another "
                             "place with its arguments after --")
    if problem["kind"] in OUT_OF_MEMORY:
        return _out_of_memory(f"{name} ran out of memory: {what}")
    if problem["kind"] == "SystemExit":
        said = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "")
        ended = what if not problem["message"].isdigit() else f"{said or 'SystemExit: ' + problem['message']}{_at(problem['place'])}"
        return NotComparable("MIG501" if side == "original" else "MIG502", f"{name} ended: {ended}",
                             "give it the arguments that it needs after --")
    if side == "original":
        return NotComparable("MIG501", f"the original fails before it uses an Estimator: {what}",
                             "give it what it needs: arguments after --, --params, or another --reference-python "
                             "(TensorFlow 1.15 for tf.contrib)")
    return NotComparable("MIG502", f"the migrated program fails before it uses a model: {what}",
                         "do what `migrator diff` says is left, then verify again")


def _at(place: str) -> str:
    return f" ({place})" if place else ""


@contextmanager
def explained():
    """Turns what the workers raise into a reason."""
    try:
        yield
    except CantStart as error:
        if error.side == "original":
            raise NotComparable("MIG500", f"{error.python} can't run the original: {error}",
                                "name an interpreter that has TensorFlow 1.x or 2.15 with --reference-python; without the option "
                                "one is installed") from None
        raise NotComparable("MIG514", f"{error.python}, which runs migrator, can't run the migrated program: {error}",
                            f"install today's TensorFlow beside migrator: `{error.python} -m pip install tensorflow`") from None
    except ProgramError as error:
        name, what = NAMES[error.side], f"{error}{_at(error.place)}"
        if error.kind in OUT_OF_MEMORY:
            raise _out_of_memory(f"{name} ran out of memory: {what}") from None
        raise NotComparable("MIG508", f"{name} fails where its model is built or run: {what}",
                            "see whether the program itself runs; batches that its model can take come with --input-fn or "
                            "--features-spec") from None
    except TimeUp as error:
        raise NotComparable("MIG509", f"{NAMES[error.side]} did not answer within the time limit",
                            "give more seconds with --timeout, or smaller data with --input-fn") from None
    except Died as error:
        killed = error.status in (-signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT)
        raise _out_of_memory(f"the process of {NAMES[error.side]} ended with status {error.status}"
                             + (" (out of memory?)" if killed else "")) from None


def _out_of_memory(message: str) -> NotComparable:
    return NotComparable("MIG510", message, "give smaller hyperparameters with --params or smaller data with --input-fn")
