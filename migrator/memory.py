"""What is remembered of the program that is being migrated: nodes and texts never change, and many parts ask for the same."""
from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar

Function = TypeVar("Function", bound=Callable)

_MEMORIES: list = []


def remembered(size: int) -> Callable[[Function], Function]:
    """Has a function remember what it gave, until `forget` is called.

    Args:
        size: for how many arguments.
    """
    def remember(function: Function) -> Function:
        memory = functools.lru_cache(size)(function)
        _MEMORIES.append(memory)
        return memory
    return remember


def forget() -> None:
    """Lets go of the program: its trees would be looked through by every garbage collection."""
    for memory in _MEMORIES:
        memory.cache_clear()
