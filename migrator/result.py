"""The records that travel between the engine, the reports and the command line."""
from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migrator.variable_maps import VariableMap


class Disposition(enum.StrEnum):
    """What became of one TF1 construct. Every construct has exactly one."""

    REWRITTEN = "rewritten"
    REVIEW = "review"
    REMOVED = "removed"
    LEFT = "left"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, order=True)
class Construct:
    """One TF1 construct of a program and what became of it: a line of the ledger.

    Attributes:
        line: line in the original file, counted from 1.
        column: column in the original file, counted from 0.
        symbol: canonical TF1 name, such as ``tf.layers.dense``.
        disposition: what became of it.
        transform: name of the transform that dealt with it, or None if none did.
        code: code of the finding that explains a disposition other than rewritten, or None.
        message: the reason, in a sentence; empty for a plain rewrite.
    """

    line: int
    column: int
    symbol: str
    disposition: Disposition
    transform: str | None = None
    code: str | None = None
    message: str = ""


@dataclass(frozen=True, order=True)
class Finding:
    """Something a person should know about one place of a program.

    Attributes:
        line: line in the original file, counted from 1.
        column: column in the original file, counted from 0.
        code: a key of ``migrator.findings.CODES``.
        message: what is the matter here, in a sentence.
    """

    line: int
    column: int
    code: str
    message: str


@dataclass(frozen=True)
class Failure:
    """Why a file could not be migrated at all. The file is left as it is.

    Attributes:
        code: a key of ``migrator.findings.CODES``.
        message: what is the matter, in a sentence.
        remedy: what the user can do about it.
        line: line in the file, counted from 1, or None where the whole file is meant.
    """

    code: str
    message: str
    remedy: str
    line: int | None = None


@dataclass(frozen=True)
class Result:
    """What migrating one file gave: the one currency of engine, reports and command line.

    Attributes:
        path: the file's path as the user gave it ("-" for standard input).
        before: the file's bytes.
        after: the migrated bytes; equal to `before` where nothing was to do or on failure.
        constructs: every TF1 construct of the file, in source order.
        findings: what a person should know, in source order.
        failure: why the file could not be migrated, or None.
        support: names of the definitions that `after` imports from its support module.
        support_path: path of that module.
        forms: for each model_fn and driver, the form it was given: (name, line, form, reason).
        variable_maps: for each model_fn that became a class, how TF1 named what the class holds.
    """

    path: str
    before: bytes
    after: bytes
    constructs: tuple[Construct, ...] = ()
    findings: tuple[Finding, ...] = ()
    failure: Failure | None = None
    support: frozenset[str] = frozenset()
    support_path: str = ""
    forms: tuple[tuple[str, int, str, str], ...] = ()
    variable_maps: tuple[VariableMap, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the migration changes the file."""
        return self.before != self.after

    @property
    def is_made(self) -> bool:
        """Whether the file is one that the migration adds: nothing stood there."""
        return self.changed and not self.before

    @property
    def needs_a_person(self) -> bool:
        """Whether something in the file is left for a person to do."""
        return any(construct.disposition is Disposition.LEFT for construct in self.constructs)


def failed(path: str, source: bytes, failure: Failure) -> Result:
    """Returns the result for a file that stays as it is.

    Args:
        path: the file's path.
        source: the file's bytes.
        failure: why.
    """
    return Result(path, source, source, failure=failure)
