"""The members of TF1's API that are rewritten: what an example of each becomes, and how far apart the two were found.

The facts are in ``data/members.json``, written by ``python -m tests.apis.measure --write``; a test runs every example under
TF1 and migrated again.
"""
from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "members.json"


@dataclass(frozen=True)
class Member:
    """One member.

    Attributes:
        symbol: canonical name in TF1.
        before: an example, as an expression.
        after: what it becomes; "" where it is left.
        difference: the largest one measured between what the two give, rounded up to a power of ten; None where it is left.
        code: why it is left, or "".
        is_drawn: whether both draw at random, and `difference` is that of the two distributions.
    """

    symbol: str
    before: str
    after: str = ""
    difference: float | None = None
    code: str = ""
    is_drawn: bool = False


@functools.cache
def families() -> dict[str, tuple[Member, ...]]:
    """Gives the members by the titles of their families."""
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    return {title: tuple(Member(**row) for row in rows) for title, rows in data.items()}
