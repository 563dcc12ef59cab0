"""A finding's code, and all that are defined."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A finding's code.

    Attributes:
        code: stable identifier, ``MIG`` and three digits.
        title: what it says, in a few words.
        meaning: what the situation is and why it matters.
        remedy: what to do by hand.
        before: an example that gives this finding.
        after: the example after the migration and the hand edit ("" where there is none).
    """

    code: str
    title: str
    meaning: str
    remedy: str
    before: str = ""
    after: str = ""


CODES: dict[str, Code] = {}


def code(*args, **kwargs) -> Code:
    """Defines a code and enters it into `CODES`.

    Raises:
        ValueError: the code is defined twice.
    """
    defined = Code(*args, **kwargs)
    if defined.code in CODES:
        raise ValueError(f"{defined.code} is defined twice")
    CODES[defined.code] = defined
    return defined
