"""Faults of migrator itself, told as results are."""
from __future__ import annotations

import os
import traceback
from typing import TYPE_CHECKING

from migrator.result import Failure

if TYPE_CHECKING:
    import libcst as cst


class InternalError(Exception):
    """A fault of migrator while it worked on one function of a program; its cause is the exception.

    Args:
        node: the function.
    """

    def __init__(self, node: cst.FunctionDef):
        super().__init__(f"while migrating {node.name.value}")
        self.node = node


def internal_failure(error: Exception, line: int | None = None) -> Failure:
    """Says what went wrong in migrator, for the person who reports it.

    Args:
        error: the exception; of an `InternalError` its cause is told, with the function's name.
        line: line of the function in the program, where it is known.
    """
    cause = error.__cause__ if isinstance(error, InternalError) and error.__cause__ is not None else error
    function = f" in the function {error.node.name.value}" if isinstance(error, InternalError) else ""
    frame = traceback.extract_tb(cause.__traceback__)[-1]
    place = f"{os.path.basename(frame.filename)}, line {frame.lineno}"
    return Failure("MIG014", f"internal error{function}: {type(cause).__name__}: {cause} (in {place})",
                   "please report it with the program; the file is left as it was", line)
