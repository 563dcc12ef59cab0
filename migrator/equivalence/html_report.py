"""The answers of a verification as one page that needs nothing beside it."""
from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from html import escape

from migrator.equivalence.curves import Line, chart
from migrator.equivalence.outcome import ModelComparison, NotCompared, Verdict
from migrator.equivalence.reports import WORDS, described, first, number, portion, rows, status_of, where
from migrator.equivalence.tolerances import Tolerance

STYLE = """
:root { color-scheme: light dark; --ink: #1d2330; --soft: #667085; --line: #d9dde5; --ground: #fff; --panel: #f6f7f9;
  --equal: #17803d; --different: #c02626; --not-compared: #a15c07; --first: #9db7e8; --second: #10316b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #98a2b3; --line: #343b49; --ground: #12151c;
  --panel: #1a1f29; --equal: #4ade80; --different: #f87171; --not-compared: #fbbf24; --first: #3d5a99; --second: #c7d8ff; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); max-width: 1180px;
  margin: 2.5rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
code, pre, td.name { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .87em; }
.answer { display: inline-block; padding: .1rem .7rem; border-radius: 1rem; border: 1.5px solid currentColor; font-weight: 600; }
.equal { color: var(--equal); } .different { color: var(--different); } .not-compared { color: var(--not-compared); }
.soft { color: var(--soft); }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
.wide-table { overflow-x: auto; }
th { text-align: left; font-weight: 500; color: var(--soft); white-space: nowrap; } th, td { padding: .28rem 1.4rem .28rem 0;
  border-bottom: 1px solid var(--line); vertical-align: baseline; } td:first-child { white-space: nowrap; } td.number, th.number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
tr.off td { background: color-mix(in srgb, var(--different) 7%, transparent); }
.bar { display: inline-block; width: 5.5rem; height: .5rem; margin-right: .6rem; border-radius: .25rem; background: var(--line); }
.bar i { display: block; height: 100%; min-width: 1px; border-radius: .25rem; background: var(--equal); } .bar i.over { background: var(--different); }
.summary { font-size: 1.05rem; margin: .6rem 0 0; }
.callout { border-left: 3px solid var(--different); background: var(--panel); padding: .6rem 1rem; margin: .8rem 0; }
.callout.note { border-color: var(--not-compared); } .callout p { margin: .15rem 0; }
.curves { display: flex; flex-wrap: wrap; gap: 1rem; margin: .8rem 0; } svg { max-width: 100%; height: auto; }
svg .title { font-size: 13px; font-weight: 600; fill: var(--ink); } svg .tick { font-size: 11px; fill: var(--soft); }
svg .grid { stroke: var(--line); } svg .curve { fill: none; stroke-linejoin: round; }
svg .wide { stroke: var(--first); stroke-width: 6; } svg .thin { stroke: var(--second); stroke-width: 1.6; }
details { margin: .6rem 0; } summary { cursor: pointer; color: var(--soft); }
.diff { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; }
.diff table { margin: 0; table-layout: fixed; min-width: 900px; }
.diff td { border: 0; padding: 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere; font: 12px/1.45 ui-monospace, Menlo, monospace; }
.diff td.line { width: 3.2rem; color: var(--soft); text-align: right; user-select: none; }
.diff thead td { position: sticky; top: 0; padding: .35rem .5rem; color: var(--soft); border-bottom: 1px solid var(--line); }
.diff .gone { background: color-mix(in srgb, var(--different) 13%, transparent); }
.diff .new { background: color-mix(in srgb, var(--equal) 13%, transparent); }
.diff .skip td { color: var(--soft); text-align: center; padding: .25rem; border-block: 1px solid var(--line); }
"""
CONTEXT = 3  # Lines of a diff that are shown around what differs.


def page(verdicts: Sequence[Verdict], tolerances: dict[str, Tolerance]) -> str:
    """Returns the page.

    Args:
        verdicts: the answers.
        tolerances: what was allowed.
    """
    body = "".join(part for verdict in verdicts for part in _verdict(verdict, len(verdicts) == 1))
    answer = WORDS[status_of(verdicts)]
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>migrator verify: {answer}</title>'
            f"<style>{STYLE}</style></head><body><h1>Is it the same function? {_badge(answer)}</h1>"
            f'<p class="soft">migrator verify put both programs into the same state before each step, gave them the same batch '
            f"and the same random numbers, and compared what they computed.</p>{body}{_tolerances(tolerances)}</body></html>\n")


def _badge(answer: str) -> str:
    return f'<span class="answer {answer.replace(" ", "-")}">{answer}</span>'


def _verdict(verdict: Verdict, is_alone: bool) -> Iterator[str]:
    badge = "" if is_alone else _badge(WORDS[verdict.status])
    yield f"<h2><code>{escape(verdict.before)}</code> and <code>{escape(verdict.after)}</code> {badge}</h2>"
    yield f'<p class="summary">{_summary(verdict)}</p>'
    if verdict.reason is not None:
        yield (f'<div class="callout note"><p><b>{verdict.reason.code}</b> {escape(verdict.reason.message)}</p>'
               f'<p class="soft">{escape(verdict.reason.remedy)}</p></div>')
    for comparison in verdict.comparisons:
        if comparison.quantities:
            yield from _comparison(comparison)
    yield from _missing("Not compared", verdict.not_compared)
    if any(verdict.sources):
        yield f"<h3>The programs</h3>{_diff(*verdict.sources, verdict.before, verdict.after)}"


def _summary(verdict: Verdict) -> str:
    """Says in a sentence what was found."""
    quantities = [quantity for comparison in verdict.comparisons for quantity in comparison.quantities.values()]
    if not quantities:
        return "Nothing could be compared."
    count = sum(quantity.comparisons for quantity in quantities)
    off = sum(not quantity.equal for quantity in quantities)
    models = len(verdict.comparisons)
    what = f"{count:,} comparisons of {len(quantities)} quantities" + (f" of {models} models" if models > 1 else "")
    if off:
        return f"{what}: {off} of the quantities {'is' if off == 1 else 'are'} different."
    return f"{what}: the one that comes nearest to its tolerance uses {portion(max(q.ratio for q in quantities))} of it."


def _comparison(comparison: ModelComparison) -> Iterator[str]:
    yield (f"<h3><code>{escape(comparison.name)}</code> and <code>{escape(comparison.model)}</code>, "
           f"{comparison.steps} steps</h3>")
    if comparison.first is not None:
        yield f'<div class="callout"><p><b>The first difference</b></p><p>{escape(first(comparison.first))}</p></div>'
    yield ('<div class="wide-table"><table><tr><th></th><th class="number">compared</th><th class="number">largest difference</th>'
           '<th>of what is allowed</th><th>where</th><th></th></tr>')
    for row in rows(comparison):
        answer = "equal" if row.equal else "different"
        shown = "" if row.equal else ' class="off"'
        yield (f'<tr{shown}><td>{row.kind}</td><td class="number">{row.comparisons}</td><td class="number">{number(row.difference)}</td>'
               f'<td>{_bar(row.worst.ratio)}{portion(row.worst.ratio)}</td><td class="name">{escape(where(row.worst))}</td>'
               f'<td class="{answer}">{answer}</td></tr>')
    yield "</table></div>"
    yield from _curves(comparison)
    yield from _missing("Not compared", comparison.not_compared)
    yield from _missing("Weights whose true gradient is zero: what there is of it is rounding",
                        [NotCompared(name, "") for name in comparison.zero_gradients])
    yield _every_quantity(comparison)


def _bar(ratio: float) -> str:
    """Draws how much of a tolerance is used."""
    over = ' class="over"' if ratio > 1 else ""
    return f'<span class="bar"><i{over} style="width:{100 * min(ratio, 1):.0f}%"></i></span>'


def _curves(comparison: ModelComparison) -> Iterator[str]:
    curves = comparison.curves
    if len(curves.expected) < 2:
        return
    yield '<div class="curves">'
    yield chart("Loss, both running freely", [Line("original", curves.expected, "wide"), Line("migrated", curves.actual, "thin")])
    if any(curves.weights):
        yield chart("Largest difference of a weight, running freely", [Line("", curves.weights, "thin")], logarithmic=True)
    yield '</div><p class="soft">Without the correction before each step, rounding is amplified by training: these curves are ' \
          "for looking at, the table above decides.</p>"


def _every_quantity(comparison: ModelComparison) -> str:
    lines = "".join(
        f'<tr><td>{escape(quantity.kind)}</td><td class="name">{escape(quantity.name)}</td>'
        f'<td class="name">{escape(comparison.weights.get(quantity.name, ""))}</td><td class="number">{quantity.comparisons}</td>'
        f'<td class="number">{number(quantity.difference)}</td><td class="number">{portion(quantity.ratio)}</td>'
        f'<td class="{"equal" if quantity.equal else "different"}">{"equal" if quantity.equal else escape(quantity.detail)}</td></tr>'
        for quantity in comparison.quantities.values())
    return ("<details><summary>Every quantity</summary><div class=\"wide-table\"><table><tr><th></th><th>in the original</th><th>in the migrated model</th>"
            '<th class="number">compared</th><th class="number">largest difference</th><th class="number">of what is allowed</th>'
            f"<th></th></tr>{lines}</table></div></details>")


def _missing(title: str, found: Sequence[NotCompared]) -> Iterator[str]:
    if found:
        items = "".join(f"<p><b>{escape(item.what)}</b>{': ' if item.why else ''}{escape(item.why)}</p>" for item in found)
        yield f'<div class="callout note"><p class="soft">{title}</p>{items}</div>'


def _tolerances(tolerances: dict[str, Tolerance]) -> str:
    lines = "".join(f"<tr><td>{kind}</td><td>{escape(described(tolerance))}</td></tr>" for kind, tolerance in tolerances.items())
    return ("<details><summary>Tolerances, in units of the last place of the type</summary>"
            f"<table>{lines}</table></details>")


def _diff(before: str, after: str, *names: str) -> str:
    """Sets two texts of some names side by side, with what is equal in both left out but for a few lines."""
    old, new = before.splitlines(), after.splitlines()
    parts = []
    for group in difflib.SequenceMatcher(lambda line: not line.strip(), old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        parts.append('<tr class="skip"><td colspan="4">⋯</td></tr>' if parts or group[0][1] else "")
        for tag, i1, i2, j1, j2 in group:
            for offset in range(max(i2 - i1, j2 - j1)):
                i, j = i1 + offset, j1 + offset
                parts.append("<tr>" + _cell(old, i, i2, "gone", tag) + _cell(new, j, j2, "new", tag) + "</tr>")
    return f'<div class="diff"><table><colgroup><col style="width:3.2rem"><col><col style="width:3.2rem"><col></colgroup>{_heads(names)}{"".join(parts)}</table></div>'


def _heads(names: Sequence[str]) -> str:
    return "<thead><tr>" + "".join(f'<td class="line"></td><td>{escape(name)}</td>' for name in names) + "</tr></thead>"


def _cell(lines: list[str], index: int, end: int, style: str, tag: str) -> str:
    if index >= end:
        return '<td class="line"></td><td></td>'
    shown = "" if tag == "equal" else f' class="{style}"'
    return f'<td class="line">{index + 1}</td><td{shown}>{escape(lines[index])}</td>'
