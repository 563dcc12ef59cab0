"""Runs the programs that the selected tests ask for, several at a time."""
import pytest

from migrator.engine import Options
from programs.cases import CASES
from programs.runs import migrated, originals


def pytest_configure(config):
    config.addinivalue_line("markers", "originals: runs every original program under TF1, which takes some minutes")


def selected(request, test_name):
    """Returns the programs for which a test of this name is going to run."""
    names = {item.callspec.params["case"].name for item in request.session.items
             if getattr(item, "originalname", None) == test_name}
    return [case for case in CASES if case.name in names]


@pytest.fixture(scope="session")
def migrated_runs(request, tmp_path_factory):
    """A `programs.runs.Run` by name for each program that a selected test migrates."""
    cases = selected(request, "test_prints_what_the_original_printed")
    with migrated(cases, tmp_path_factory.mktemp("migrated")) as runs:
        yield runs


@pytest.fixture(scope="session")
def scoped_runs(request, tmp_path_factory):
    """A `programs.runs.Run` by name for each program that a selected test has go on building graphs."""
    cases = selected(request, "test_prints_it_in_the_scoped_form_too")
    with migrated(cases, tmp_path_factory.mktemp("scoped"), Options(plain=False)) as runs:
        yield runs


@pytest.fixture(scope="session")
def original_runs(request, tmp_path_factory):
    """A `programs.runs.Run` by name for each program that a selected test runs under TF1."""
    cases = selected(request, "test_the_original_still_prints_it")
    with originals(cases, tmp_path_factory.mktemp("original")) as runs:
        yield runs
