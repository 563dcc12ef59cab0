"""Compares every whole program and every golden case that runs with its migration, and writes how close each comes.

    python -m tests.equivalence.verified [CASE...]

writes migrator/data/verified.json, from which `migrator list`, the ledger and docs/transforms.md tell how close each
transform comes, and docs/verified.md; with names it compares these anew and leaves the others as they are.
"""
from __future__ import annotations

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from migrator.report.verified import DATA, verified

DOCS = Path(__file__).parents[2] / "docs" / "verified.md"
HEAD = """<!-- Made by `python -m tests.equivalence.verified`. -->
# How close migrated programs are

`migrator verify` compared each whole program of `tests/programs`, and each golden case of `tests/golden` that has a model and runs,
with its migration: training steps from equal states on equal batches (ten, or three of a golden case), steps around each change of the
learning rate, predictions, and an evaluation. For each transform the cases that it had a part in, and the largest difference that was
found in them; *of what is allowed* says how near the worst came to its tolerance, above which it would be called different.
"""


def comparisons() -> Iterator[tuple[str, Callable]]:
    """Yields each case's name, and what compares it: a function that is given two Verifiers."""
    from equivalence.golden_runs import GOLDEN_RUNS, migrated_into
    from migrator.equivalence.programs import needs_tf1
    from migrator.equivalence.verify import Settings
    from programs.cases import CASES, migrate_into

    def program(case):
        def compare(modern, old):
            with tempfile.TemporaryDirectory() as folder:
                results, after = migrate_into(case, Path(folder))
                return results, (old if case.needs_tf115 else modern).verify(case.before, after)
        return compare

    def golden(name, run):
        def compare(modern, old):
            with tempfile.TemporaryDirectory() as folder:
                before, after, result = migrated_into(Path(folder), name, run)
                return [result], (old if needs_tf1(before) else modern).verify(before, after, Settings(steps=3))
        return compare

    for case in CASES:
        yield case.name, program(case)
    for name, runs in GOLDEN_RUNS.items():
        for run in runs:
            yield f"{name} {run.name}".rstrip() if run is not None else name, golden(name, run)


def record(results, verdict) -> dict:
    """Returns what is kept of a comparison."""
    quantities = defaultdict(lambda: {"comparisons": 0, "difference": 0.0, "ratio": 0.0})
    for comparison in verdict.comparisons:
        for quantity in comparison.quantities.values():
            kind = quantities[quantity.kind]
            kind["comparisons"] += quantity.comparisons
            for name in ("difference", "ratio"):
                kind[name] = max(kind[name], float(f"{getattr(quantity, name):.3g}"))
    return {"answer": verdict.status.name.lower().replace("_", " "), "quantities": quantities,
            "transforms": sorted({construct.transform for result in results for construct in result.constructs if construct.transform})}


def main() -> int:
    """Runs the comparisons and writes the data and the page; returns the exit status."""
    import reference
    from migrator.equivalence.reports import first
    from migrator.equivalence.verify import Verifier

    compare = dict(comparisons())
    wanted = sys.argv[1:] or list(compare)
    known = json.loads(DATA.read_text(encoding="utf-8"))["cases"] if sys.argv[1:] and DATA.exists() else {}
    with Verifier(reference.tf215_python(), sys.executable) as modern, Verifier(reference.tf115_python(), sys.executable) as old:
        for name in wanted:
            results, verdict = compare[name](modern, old)
            known[name] = record(results, verdict)
            found = next((first(comparison.first) for comparison in verdict.comparisons if comparison.first), "")
            print(f"{known[name]['answer']:12} {name} {found or verdict.reason or ''}", flush=True)
            cases = {case: known[case] for case in compare if case in known}
            DATA.write_text(json.dumps({"cases": cases}, indent=1) + "\n", encoding="utf-8")
    DOCS.write_text(page(cases), encoding="utf-8")
    return int(any(case["answer"] != "equal" for case in cases.values()))


def page(cases: dict[str, dict]) -> str:
    """Writes docs/verified.md."""
    from migrator.equivalence.reports import number, portion
    by_kind = defaultdict(list)
    for case in cases.values():
        for kind, found in case["quantities"].items():
            by_kind[kind].append(found)

    def worst(found):
        return (f"{sum(each['comparisons'] for each in found)} | {number(max((each['difference'] for each in found), default=0))} | "
                f"{portion(max((each['ratio'] for each in found), default=0))} |")

    return "\n".join([
        HEAD, "## By transform\n", "| transform | cases | largest difference | of what is allowed |", "|---|---|---|---|",
        *(f"| {name} | {one.cases} | {number(one.difference)} | {portion(one.ratio)} |" for name, one in verified().items()),
        "", "## By quantity\n", "| quantity | comparisons | largest difference | of what is allowed |", "|---|---|---|---|",
        *(f"| {kind} | {worst(found)}" for kind, found in sorted(by_kind.items())),
        "", "## By case\n", "| case | answer | comparisons | largest difference | of what is allowed |", "|---|---|---|---|---|",
        *(f"| {name} | {case['answer']} | {worst(case['quantities'].values())}" for name, case in cases.items()), ""])


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
