"""Why programs could not be compared, and what to pass or to do."""
from __future__ import annotations

import signal
from contextlib import contextmanager

from migrator.equivalence.outcome import Reason
from migrator.equivalence.worker_process import Died, ProgramError, TimeUp

IMPORTS = ("ImportError", "ModuleNotFoundError")
MISSING_DATA = ("FileNotFoundError", "NotFoundError", "IsADirectoryError", "URLError", "HTTPError", "ConnectionError",
                "ParserError", "EmptyDataError")
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
    def of_original(cls, problem: dict | None) -> NotComparable:
        """The original used no Estimator; `problem` is what stopped it."""
        if problem is None:
            return cls("MIG503", "the original ended without using an Estimator",
                       "name the program that trains, and give it its arguments after --")
        return _stopped("original", problem)

    @classmethod
    def of_migrated(cls, problem: dict | None) -> NotComparable:
        """The migrated program used no model; `problem` is what stopped it."""
        if problem is None:
            return cls("MIG504", "the migrated program ended without using a Keras model",
                       "migrate what `migrator diff` says is left, or give the program its arguments after --")
        return _stopped("migrated", problem)

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


def _stopped(side: str, problem: dict) -> NotComparable:
    name = {"original": "the original", "migrated": "the migrated program"}[side]
    what = f"{problem['kind']}: {problem['message']}{_at(problem['place'])}"
    if problem["kind"] in IMPORTS:
        remedy = ("install it into the reference interpreter, or name another with --reference-python" if side == "original"
                  else "install it beside migrator")
        return NotComparable("MIG507", f"{name} imports something that is not there: {what}", remedy)
    if problem["kind"] in MISSING_DATA:
        return NotComparable("MIG506", f"{name} needs data that is not there: {what}",
                             "put the data where the program looks for it; programs run in a copy of their own folder")
    if problem["kind"] in OUT_OF_MEMORY:
        return _out_of_memory(f"{name} ran out of memory: {what}")
    if problem["kind"] == "SystemExit":
        return NotComparable("MIG501" if side == "original" else "MIG502", f"{name} ended: {what}",
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
def explained(side: str):
    """Turns what the worker of one side raises into a reason."""
    name = {"original": "the original", "migrated": "the migrated program"}[side]
    try:
        yield
    except ProgramError as error:
        if error.kind in OUT_OF_MEMORY:
            raise _out_of_memory(f"{name} ran out of memory: {error}{_at(error.place)}") from None
        raise NotComparable("MIG508", f"{error.kind}: {error.message}{_at(error.place)}",
                            "the model could not be built or run beside the other; see whether the program itself runs") from None
    except TimeUp:
        raise NotComparable("MIG509", f"{name} did not answer within the time limit",
                            "give more seconds with --timeout, or smaller data with --input-fn") from None
    except Died as error:
        killed = error.status in (-signal.SIGKILL, -signal.SIGSEGV, -signal.SIGABRT)
        raise _out_of_memory(f"the process of {name} ended with status {error.status}"
                             + (" (out of memory?)" if killed else "")) from None


def _out_of_memory(message: str) -> NotComparable:
    return NotComparable("MIG510", message, "give smaller hyperparameters with --params or smaller data with --input-fn")
