"""What is wrong at one place of a program."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import libcst as cst


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """Something that is wrong with a model_fn as it was written.

    Attributes:
        node: the place.
        code: a key of `migrator.findings.CODES`.
        message: what is the matter here, in a sentence.
        fix: the nodes that put it right, by those of the original tree whose place they take; empty where a person has to.
    """

    node: cst.CSTNode
    code: str
    message: str
    fix: Mapping[cst.CSTNode, cst.CSTNode] = field(default_factory=dict)
