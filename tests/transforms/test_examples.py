"""The examples of the transforms: those in their docstrings, and those that `migrator explain` shows."""
import doctest
import importlib
import re

import pytest

import migrator.transforms
from migrator.engine import Options, migrate_source
from migrator.transforms.catalog import CATALOG
from migrator.transforms.tables import FAMILIES, STRUCTURAL, transform

MODULES = {"drivers": "estimator_api"}


@pytest.mark.parametrize("name", FAMILIES)
def test_docstring(name):
    module = importlib.import_module(f"migrator.transforms.{MODULES.get(name, name)}")
    results = doctest.testmod(module)
    assert results.attempted and not results.failed


def test_docstring_of_the_package():
    results = doctest.testmod(migrator.transforms)
    assert results.attempted and not results.failed


@pytest.mark.parametrize("doc", CATALOG, ids=lambda doc: doc.name)
def test_example_in_the_catalog(doc):
    options = Options() if doc.name in STRUCTURAL else Options(select=(doc.name,))
    result = migrate_source(b"import tensorflow as tf\n" + doc.before.encode(), options=options)
    assert result.failure is None and not result.needs_a_person
    assert without_imports(result.after.decode()) == doc.after


@pytest.mark.parametrize("name", FAMILIES)
def test_is_importable_from_the_package(name):
    importlib.import_module(f"migrator.transforms.{MODULES.get(name, name)}")  # Must not hide the transform.
    namespace = {}
    exec(f"from migrator.transforms import {name}", namespace)
    assert namespace[name] is transform(name) is getattr(migrator.transforms, name)
    assert name in dir(migrator.transforms)


def test_no_other_name_is_importable():
    with pytest.raises(AttributeError):
        migrator.transforms.nonsense


def without_imports(program):
    """The program from its first statement on that is no import."""
    return re.sub(r"\A((import|from) .*\n|\n)*", "", program)
