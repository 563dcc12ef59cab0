"""Worker processes that all tests of the harness share."""
import sys
from contextlib import ExitStack

import pytest

import reference
from migrator.equivalence.verify import Verifier


@pytest.fixture(scope="session")
def verifiers():
    """Gives a `Verifier` for a program: one process each for TF 2.15 and TF 1.15, started when first asked for."""
    made = {}
    with ExitStack() as stack:
        def verifier(needs_tf115=False):
            try:
                python = reference.tf115_python() if needs_tf115 else reference.tf215_python()
            except reference.Unavailable as reason:
                pytest.skip(str(reason))
            if python not in made:
                made[python] = stack.enter_context(Verifier(python, sys.executable))
            return made[python]
        yield verifier
