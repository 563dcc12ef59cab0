"""The examples in the docstrings of the transforms."""
import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["losses", "metrics", "optimizers", "schedules"])
def test_example(name):
    results = doctest.testmod(importlib.import_module(f"migrator.transforms.{name}"))
    assert results.attempted and not results.failed
