"""What is wrong at one place of a program."""
from __future__ import annotations

from dataclasses import dataclass

import libcst as cst


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """Something that is wrong with a model_fn as it was written.

    Attributes:
        node: the place.
        code: a key of `migrator.findings.CODES`.
        message: what is the matter here, in a sentence.
    """

    node: cst.CSTNode
    code: str
    message: str
