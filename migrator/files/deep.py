"""Room for recursion: programs may hold expressions thousands of levels deep."""
from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")

STACK_BYTES = 512 * 2**20  # reserved, not committed: only what is used costs memory
RECURSION_LIMIT = 100_000

_here = threading.local()
_lock = threading.Lock()
_users = 0
_usual_limit = 0


def call_with_deep_stack(function: Callable[..., T], *args) -> T:
    """Calls a function where deep recursion neither raises nor overflows the stack.

    The call runs in a thread of its own with a large stack; a call from within such a
    call is an ordinary one.

    Args:
        function: what to call.
        *args: its arguments.

    Returns:
        What the function returns.

    Raises:
        RecursionError: even this stack is not deep enough.
        BaseException: whatever the function raises.
    """
    if getattr(_here, "deep", False):
        return function(*args)
    outcome: dict[str, object] = {}

    def run() -> None:
        _here.deep = True
        try:
            outcome["value"] = function(*args)
        except BaseException as error:
            outcome["error"] = error

    with _raised_limit():
        _start(run).join()
    if "error" in outcome:
        raise outcome["error"]
    return outcome["value"]


def _start(run: Callable[[], None]) -> threading.Thread:
    with _lock:  # the size of stacks is set for the whole process
        before = threading.stack_size(STACK_BYTES)
        try:
            thread = threading.Thread(target=run, daemon=True)
            thread.start()
        finally:
            threading.stack_size(before)
    return thread


@contextmanager
def _raised_limit() -> Iterator[None]:
    """Raises the recursion limit, which all threads share, until its last user is done."""
    global _users, _usual_limit
    with _lock:
        if _users == 0:
            _usual_limit = sys.getrecursionlimit()
            sys.setrecursionlimit(max(RECURSION_LIMIT, _usual_limit))
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                sys.setrecursionlimit(_usual_limit)
