"""Fixtures that all tests share."""
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import pytest

import reference


def started(find_python):
    """Yields a running reference, or skips the test and says what is missing."""
    try:
        process = reference.Reference(find_python())
    except reference.Unavailable as reason:
        pytest.skip(str(reason))
    yield process
    process.close()


@pytest.fixture(scope="session")
def tf215():
    """A `reference.Reference` that runs TensorFlow 2.15 through its TF1 API."""
    yield from started(reference.tf215_python)


@pytest.fixture(scope="session")
def tf115():
    """A `reference.Reference` that runs TensorFlow 1.15."""
    yield from started(reference.tf115_python)
