"""What is said about codes and transforms is complete, and docs/ repeats it."""
import ast
import re
from pathlib import Path

import pytest

from migrator.findings import CODES
from migrator.report.docs import pages
from migrator.report.explain import FAMILIES
from migrator.transforms.catalog import CATALOG
from migrator.transforms.tables import FAMILIES as TABLES, transform

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", sorted(pages()))
def test_docs_are_up_to_date(name):
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], "run `python -m migrator.report.docs docs`"


def test_every_transform_is_in_the_catalog():
    assert {doc.name for doc in CATALOG} == {*TABLES} == {transform(name).name for name in TABLES}
    assert len(CATALOG) == len({doc.name for doc in CATALOG})


@pytest.mark.parametrize("doc", CATALOG, ids=lambda doc: doc.name)
def test_examples_of_transforms_parse(doc):
    assert doc.summary.endswith(".")
    for program in (doc.before, doc.after):
        assert ast.parse(program).body


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.code)
def test_every_code_is_explained(code):
    assert any(code.code.startswith(prefix) for prefix, _ in FAMILIES)
    assert code.title and not code.title.endswith(".")
    assert code.meaning.endswith(".") and code.remedy.endswith(".")


def test_every_code_that_is_used_is_defined():
    used = {code for path in (ROOT / "migrator").rglob("*.py") for code in re.findall(r"\bMIG\d{3}\b", path.read_text())}
    assert used <= CODES.keys(), f"to define in migrator/findings: {sorted(used - CODES.keys())}"
