"""The codes that findings carry: what each means and what to do about it.

One object holds everything that is said about a code: `migrator explain`, the reports,
the pages in docs/ and the tests all read it from here.

MIG0xx  a file could not be migrated at all
MIG1xx  left: a person has to do it
MIG2xx  rewritten, to review
MIG3xx  removed, because it has no meaning in the target
MIG35x  migrated as it was written, and probably meant otherwise
MIG50x  `migrator verify` could not compare two programs
MIG53x  `migrator convert-checkpoint` could not convert a checkpoint
MIG6xx  wrong in the original: what `migrator check` diagnoses
"""
from __future__ import annotations

from migrator.findings import failures, symbols, model_fns, networks, verification, diagnoses  # noqa: F401  They define codes.
from migrator.findings.code import CODES, Code

__all__ = ["CODES", "Code"]
