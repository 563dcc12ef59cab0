"""Compares every whole program with its migration and writes, for each transform, how close they are: docs/verified.md.

    python -m tests.equivalence.verified
"""
from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs" / "verified.md"
HEAD = """<!-- Made by `python -m tests.equivalence.verified`. -->
# How close migrated programs are

`migrator verify` compared each whole program of `tests/programs` with its migration: ten training steps from equal states
on equal batches, steps around each change of the learning rate, predictions, and an evaluation. For each transform the
programs that it had a part in, and the largest differences that were found in them; *of what is allowed* says how near the worst
came to its tolerance, above which it would be called different.
"""


def main() -> int:
    """Runs the comparisons and writes the page; returns the exit status."""
    import reference
    from migrator.equivalence.outcome import Status
    from migrator.equivalence.reports import first, number, portion
    from migrator.equivalence.verify import Verifier
    from programs.cases import CASES, migrate_into

    by_transform: dict[str, list] = defaultdict(list)
    lines, failed = [], 0
    with Verifier(reference.tf215_python(), sys.executable) as modern, Verifier(reference.tf115_python(), sys.executable) as old:
        for case in CASES:
            with tempfile.TemporaryDirectory() as folder:
                results, after = migrate_into(case, Path(folder))
                verdict = (old if case.needs_tf115 else modern).verify(case.before, after)
            quantities = [quantity for comparison in verdict.comparisons for quantity in comparison.quantities.values()]
            failed += verdict.status is not Status.EQUAL
            found = next((first(comparison.first) for comparison in verdict.comparisons if comparison.first), "")
            print(f"{verdict.status.name:12} {case.name} {found or verdict.reason or ''}", flush=True)
            for name in {construct.transform for result in results for construct in result.constructs if construct.transform}:
                by_transform[name].append(quantities)
            lines.append(f"| {case.name} | {verdict.status.name.lower().replace('_', ' ')} | {sum(q.comparisons for q in quantities)} | "
                         f"{number(max((q.difference for q in quantities), default=0))} | "
                         f"{portion(max((q.ratio for q in quantities), default=0))} |")
    rows = [f"| {name} | {len(programs)} | {_largest(programs, 'loss')} | {_largest(programs, 'gradient')} | "
            f"{_largest(programs, 'weight')} | {_largest(programs, 'metric')} | "
            f"{portion(max(q.ratio for program in programs for q in program))} |"
            for name, programs in sorted(by_transform.items()) if any(programs)]
    DOCS.write_text("\n".join([
        HEAD, "## By transform\n", "| transform | programs | loss | gradients | weights | metrics | of what is allowed |",
        "|---|---|---|---|---|---|---|", *rows, "", "## By program\n",
        "| program | answer | comparisons | largest difference | of what is allowed |", "|---|---|---|---|---|", *lines, ""]), encoding="utf-8")
    return 1 if failed else 0


def _largest(programs, kind: str) -> str:
    from migrator.equivalence.reports import number
    return number(max((q.difference for program in programs for q in program if q.kind == kind), default=0))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
