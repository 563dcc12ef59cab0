"""Room for recursion."""
import sys
import threading

import pytest

from migrator.files.deep import call_with_deep_stack


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def test_recursion_has_room():
    assert call_with_deep_stack(depth, 50_000) == 50_000


def test_errors_come_through():
    with pytest.raises(ZeroDivisionError):
        call_with_deep_stack(lambda: 1 / 0)


def test_endless_recursion_is_an_error_and_not_a_crash():
    with pytest.raises(RecursionError):
        call_with_deep_stack(depth, -1)


def test_the_limit_is_put_back_however_calls_overlap():
    before = sys.getrecursionlimit(), threading.stack_size()
    entered, leave = threading.Barrier(3), threading.Event()

    def wait():
        entered.wait()
        leave.wait()

    threads = [threading.Thread(target=call_with_deep_stack, args=(wait,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    entered.wait()
    assert sys.getrecursionlimit() > before[0]
    leave.set()
    for thread in threads:
        thread.join()
    assert (sys.getrecursionlimit(), threading.stack_size()) == before


def test_a_nested_call_uses_the_same_stack():
    assert call_with_deep_stack(lambda: call_with_deep_stack(threading.get_ident) == threading.get_ident())
