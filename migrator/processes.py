"""One function over many items, in several processes, in the order of the items."""
from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")


def map_in_processes(function: Callable[[Item], Value], items: Sequence[Item], jobs: int,
                     on_crash: Callable[[Item], Value]) -> Iterator[Value]:
    """Yields `function(item)` for each item, in order.

    Args:
        function: a function that can be pickled and does not raise.
        items: its arguments.
        jobs: the number of processes.
        on_crash: gives the value for an item whose process died over it.
    """
    done = 0
    while done < len(items):
        try:
            for value in _pooled(function, items[done:], jobs):
                yield value
                done += 1
        except BrokenProcessPool:  # one of those that ran; it can't be known which: give each its own process
            for item in items[done:done + jobs]:
                yield _alone(function, item, on_crash)
                done += 1


def _pooled(function: Callable[[Item], Value], items: Sequence[Item], jobs: int) -> Iterator[Value]:
    with _pool(min(jobs, len(items))) as pool:
        try:
            yield from pool.map(function, items)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _alone(function: Callable[[Item], Value], item: Item, on_crash: Callable[[Item], Value]) -> Value:
    with _pool(1) as pool:
        try:
            return pool.submit(function, item).result()
        except BrokenProcessPool:
            return on_crash(item)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Fresh interpreters: a fork of a process with threads (a progress bar has one) can hang.
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _leave_interrupts_to_the_parent)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
