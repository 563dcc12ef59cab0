"""How close migrated programs came to their originals, by transform: what `python -m tests.equivalence.verified` measured."""
from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "verified.json"


@dataclass(frozen=True)
class Verified:
    """What was measured of a transform.

    Attributes:
        cases: how many programs that it had a part in were compared and found equal.
        difference: the largest difference of two numbers in any of them.
        ratio: how near the worst of all came to its tolerance, as a part of it.
    """

    cases: int
    difference: float
    ratio: float

    def __str__(self) -> str:
        difference = f"{self.difference:.1e}" if self.difference else "0"
        return f"{self.cases} {'case' if self.cases == 1 else 'cases'}, largest difference {difference}, {self.ratio:.0%} of what is allowed"


@functools.cache
def verified() -> dict[str, Verified]:
    """Returns what was measured, by transform; a transform that no compared program needed is not in it."""
    cases = json.loads(DATA.read_text(encoding="utf-8"))["cases"] if DATA.exists() else {}
    equal = [case for case in cases.values() if case["answer"] == "equal"]
    found = {}
    for name in sorted({name for case in equal for name in case["transforms"]}):
        members = [case for case in equal if name in case["transforms"]]
        kinds = [kind for case in members for kind in case["quantities"].values()]
        found[name] = Verified(len(members), max(kind["difference"] for kind in kinds), max(kind["ratio"] for kind in kinds))
    return found
