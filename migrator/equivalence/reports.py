"""The answers of a verification on a terminal and for machines."""
from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from migrator.equivalence.outcome import ModelComparison, Quantity, Status, Verdict
from migrator.equivalence.tolerances import Tolerance

VERSION = 1
STYLES = {Status.EQUAL: "green", Status.DIFFERENT: "red", Status.NOT_COMPARED: "yellow"}
WORDS = {Status.EQUAL: "equal", Status.DIFFERENT: "different", Status.NOT_COMPARED: "not compared"}


@dataclass(frozen=True)
class Row:
    """All quantities of one kind.

    Attributes:
        kind: which.
        names: how many quantities.
        comparisons: how many comparisons.
        worst: the quantity that is nearest to its tolerance, or farthest beyond.
        difference: the largest difference.
        equal: whether all are equal.
    """

    kind: str
    names: int
    comparisons: int
    worst: Quantity
    difference: float
    equal: bool


def rows(comparison: ModelComparison) -> list[Row]:
    """Returns what was compared, by kind, in the order in which it was."""
    by_kind: dict[str, list[Quantity]] = {}
    for quantity in comparison.quantities.values():
        by_kind.setdefault(quantity.kind, []).append(quantity)
    return [Row(kind, len(found), sum(quantity.comparisons for quantity in found), max(found, key=lambda q: q.ratio),
                max(quantity.difference for quantity in found), all(quantity.equal for quantity in found))
            for kind, found in by_kind.items()]


def status_of(verdicts: Sequence[Verdict]) -> Status:
    """Returns the answer for all: different if any is, equal only if all are."""
    found = {verdict.status for verdict in verdicts}
    if Status.DIFFERENT in found:
        return Status.DIFFERENT
    return Status.EQUAL if found == {Status.EQUAL} else Status.NOT_COMPARED


def print_verdict(verdict: Verdict, console: Console) -> None:
    """Prints an answer: what was compared and how closely, what was not, the conclusion last."""
    console.print(Text.assemble((verdict.before, "magenta"), "  and  ", (verdict.after, "magenta")))
    for comparison in verdict.comparisons:
        if comparison.quantities:
            _print_comparison(comparison, console)
    missing = dict.fromkeys([*verdict.not_compared, *(item for one in verdict.comparisons for item in one.not_compared)])
    if missing:
        console.print(Text("not compared", style="bold yellow"))
        for item in missing:
            console.print(Padding(Text.assemble((item.what, "bold"), f": {item.why}"), (0, 0, 0, 2), expand=False))
    console.print(_conclusion(verdict))


def _print_comparison(comparison: ModelComparison, console: Console) -> None:
    console.print(Text(f"{comparison.name} and {comparison.model}, {comparison.steps} steps", style="bold"))
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for heading, justify in (("", "left"), ("compared", "right"), ("largest difference", "right"),
                             ("of what is allowed", "right"), ("where", "left"), ("", "left")):
        table.add_column(heading, justify=justify)
    for row in rows(comparison):
        table.add_row(row.kind, f"{row.comparisons}", number(row.difference), portion(row.worst.ratio), where(row.worst),
                      Text("equal", style="green") if row.equal else Text("DIFFERENT", style="bold red"))
    console.print(Padding(table, (0, 0, 0, 2), expand=False))
    for name in comparison.zero_gradients:
        console.print(Padding(Text(f"{name}: its true gradient is zero, what there is of it is rounding", style="dim"),
                              (0, 0, 0, 2), expand=False))
    if comparison.first is not None:
        console.print(Padding(Text.assemble(("first difference: ", "bold red"), first(comparison.first)), (0, 0, 0, 2),
                              expand=False))


def first(quantity: Quantity) -> str:
    """Says in a line what differed first."""
    at = f" at step {quantity.step}" if isinstance(quantity.step, int) else f" in {quantity.step}" if quantity.step else ""
    return f"{quantity.kind}{at}: {quantity.detail}"


def where(quantity: Quantity) -> str:
    """Names the quantity of a row and the step, where a difference is worth naming."""
    if not quantity.difference:
        return ""
    return f"{quantity.name}, step {quantity.step}" if isinstance(quantity.step, int) else quantity.name


def number(value: float) -> str:
    """Writes a difference."""
    return "0" if value == 0 else "-" if math.isinf(value) else f"{value:.1e}"


def portion(ratio: float) -> str:
    """Writes how much of a tolerance is used."""
    if ratio == 0 or math.isinf(ratio):
        return "0 %" if ratio == 0 else "-"
    return f"{100 * ratio:.0f} %" if ratio < 10 else f"{float(f'{ratio:.2g}'):,.0f} times"


def _conclusion(verdict: Verdict) -> Text:
    status = verdict.status
    if status is Status.NOT_COMPARED and verdict.reason is not None:
        return Text.assemble((f"{WORDS[status]} ", "bold yellow"), f"{verdict.reason.code}  {verdict.reason.message}\n  ",
                             (f"{verdict.reason.remedy}", "dim"))
    text = Text.assemble((WORDS[status], f"bold {STYLES[status]}"), f" ({verdict.seconds:.0f} s)")
    if verdict.reason is not None:
        text.append(f"; then it stopped: {verdict.reason.code} {verdict.reason.message}")
    return text


def print_tolerances(tolerances: dict[str, Tolerance], console: Console) -> None:
    """Prints what is allowed, in units of the last place."""
    console.print(Text("tolerances, in units of the last place of the type", style="bold"))
    for kind, tolerance in tolerances.items():
        console.print(Padding(Text(f"{kind:<14} {described(tolerance)}"), (0, 0, 0, 2), expand=False))


def described(tolerance: Tolerance) -> str:
    """Says what a tolerance allows."""
    parts = [f"{amount:g} {of}" for amount, of in (
        (tolerance.element, "of the element"), (tolerance.tensor, "of the tensor's largest"),
        (tolerance.change, "of the step's largest change"), (tolerance.model, "of the largest of all")) if amount]
    if tolerance.absolute:
        parts.append(f"{tolerance.absolute:g}")
    return " + ".join(parts) or "exact"


def json_report(verdicts: Sequence[Verdict], tolerances: dict[str, Tolerance]) -> str:
    """Returns the answers as JSON.

    The object has these keys:

    * ``version``: 1.
    * ``exit_status``: 0 equal, 1 different, 2 not compared.
    * ``tolerances``: by kind of quantity.
    * ``verdicts``: for each pair of programs ``before``, ``after``, ``status``, ``reason`` (null, or ``code``,
      ``message``, ``remedy``), ``not_compared`` (``what``, ``why``), ``seconds`` and ``models``: for each ``name``,
      ``model``, ``steps``, ``first_difference`` (null or a quantity), ``quantities`` (``kind``, ``name``,
      ``comparisons``, ``difference``, ``ratio``, ``step``, ``detail``, ``equal``; a difference without a size is
      null), ``not_compared``, ``zero_gradients``, ``weights`` (Keras's name for each of TF1's), ``curves``.

    Args:
        verdicts: the answers.
        tolerances: what was allowed.
    """
    report = {
        "version": VERSION,
        "exit_status": int(status_of(verdicts)),
        "tolerances": {kind: vars(tolerance) for kind, tolerance in tolerances.items()},
        "verdicts": [_verdict(verdict) for verdict in verdicts],
    }
    return json.dumps(report, indent=2)


def _verdict(verdict: Verdict) -> dict:
    return {
        "before": verdict.before, "after": verdict.after, "status": WORDS[verdict.status],
        "reason": vars(verdict.reason) if verdict.reason else None,
        "not_compared": [vars(item) for item in verdict.not_compared], "seconds": round(verdict.seconds, 2),
        "models": [_model(comparison) for comparison in verdict.comparisons],
    }


def _model(comparison: ModelComparison) -> dict:
    curves = {name: [_finite(value) for value in values] for name, values in vars(comparison.curves).items()}
    return {
        "name": comparison.name, "model": comparison.model, "steps": comparison.steps,
        "first_difference": _quantity(comparison.first) if comparison.first else None,
        "quantities": [_quantity(quantity) for quantity in comparison.quantities.values()],
        "not_compared": [vars(item) for item in comparison.not_compared],
        "zero_gradients": comparison.zero_gradients, "weights": comparison.weights, "curves": curves,
    }


def _quantity(quantity: Quantity) -> dict:
    return {**vars(quantity), "difference": _finite(quantity.difference), "ratio": _finite(quantity.ratio),
            "equal": quantity.equal}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def write_html(verdicts: Sequence[Verdict], tolerances: dict[str, Tolerance], path: Path) -> None:
    """Writes one self-contained page."""
    from migrator.equivalence.html_report import page
    path.write_text(page(verdicts, tolerances), encoding="utf-8")
