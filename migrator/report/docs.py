"""The pages of docs/ that are made from the program itself.

``python -m migrator.report.docs docs`` writes them; a test says when they are out of date.
"""
from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from migrator.fates import Kind, fate, symbols
from migrator.findings import Code
from migrator.members import Member, families
from migrator.report.explain import FAMILIES, codes_of
from migrator.report.verified import verified
from migrator.transforms.catalog import CATALOG

_MADE = "<!-- Made by `python -m migrator.report.docs docs`: edit what it is made from. -->\n"


def pages() -> dict[str, str]:
    """Returns the text of each generated page, by its name in docs/."""
    return {"codes.md": _codes(), "transforms.md": _transforms(), "cli.md": _cli(), "apis.md": _apis(),
            "symbols.md": _symbols()}


def write(folder: Path) -> None:
    """Writes the generated pages.

    Args:
        folder: docs/.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def _codes() -> str:
    parts = [_MADE, "# Codes\n",
             "What a run reports carries one of these codes; `migrator explain CODE` prints the same text.\n"]
    for prefix, title in FAMILIES:
        if codes := codes_of(prefix):
            parts.append(f"## {prefix}xx: {title[0].lower()}{title[1:]}\n")
            parts.extend(map(_code, codes))
    return "\n".join(parts)


def _code(code: Code) -> str:
    parts = [f"### {code.code}: {code.title}\n", f"{code.meaning}\n", f"**What to do:** {code.remedy}\n"]
    return "\n".join([*parts, *_examples(code.before, code.after)])


def _transforms() -> str:
    parts = [_MADE, "# Transforms\n",
             "`--select` and `--ignore` take these names. Each can be used alone, as a function of a program "
             "(`migrator.transforms`).\n"]
    for doc in CATALOG:
        parts += [f"## {doc.name}\n", f"{doc.summary}\n", *_verified(doc.name), *_examples(doc.before, doc.after)]
    return "\n".join(parts)


def _verified(name: str) -> Iterator[str]:
    if name in verified():
        yield f"Verified: {verified()[name]} ([how](verified.md)).\n"


def _examples(before: str, after: str) -> Iterator[str]:
    for title, program in (("Before", before), ("After", after)):
        if program:
            yield f"{title}:\n\n```python\n{program.rstrip()}\n```\n"


def _cli() -> str:
    import typer
    from migrator.cli import EXIT_STATUSES, VERIFY_STATUSES, app
    group = typer.main.get_command(app)
    parts = [_MADE, "# The command line\n", f"{group.help}\n"]
    for name, command in group.commands.items():
        parts += [f"## migrator {name}\n", _unwrapped(command.help), *_parameters(command)]
    parts += ["## Exit status\n", "The highest that applies.\n",
              _statuses(EXIT_STATUSES), "Of `migrator verify`:\n", _statuses(VERIFY_STATUSES),
              "## The report for machines\n", _json_schema(), "## The report of verify for machines\n", _verify_schema()]
    return "\n".join(parts)


def _apis() -> str:
    """The members of the families that are rewritten, each with what was measured of it."""
    parts = [_MADE, "# The API of TF1, family by family\n",
             "Examples of each member, what each becomes by itself, and the largest difference between what the two give: "
             "outputs, a metric after three batches, weights after six updates, a learning rate over forty steps; of what is drawn "
             "at random, the largest difference between the cumulative distributions of ten thousand values. Measured against "
             "TensorFlow 1.15 on the CPU, of numbers above 1 in proportion, rounded up to a power of ten. The test suite "
             "(`tests/apis`) runs every example again, and sees to it that every argument of these families is in one. What is left "
             "carries its [code](codes.md). A model_fn with a member that is left may still take the scoped form, where it has a "
             "counterpart in a graph.\n",
             "What became of the other symbols is in [symbols.md](symbols.md).\n"]
    known = families()
    parts.append("| family | members | examples | equal | left |\n|---|---|---|---|---|\n" + "".join(
        f"| {title} | {len({member.symbol for member in members})} | {len(members)} | "
        f"{sum(not member.code for member in members)} | {sum(bool(member.code) for member in members)} |\n"
        for title, members in known.items()))
    for title, members in known.items():
        parts.append(f"## {title}\n\n| TF1 | becomes | largest difference |\n|---|---|---|\n" + "".join(map(_member, members)))
    return "\n".join(parts)


def _member(member: Member) -> str:
    becomes = f"`{member.after}`" if member.after else f"left, {member.code}"
    measured = "" if member.difference is None else f"{member.difference:.0e}" if member.difference else "0"
    if member.is_drawn:
        measured = f"drawn: {member.difference}"
    return f"| `{member.before}` | {becomes} | {measured} |\n"


def _symbols() -> str:
    """Every public symbol of TF 1.15, by module, with what became of it in TensorFlow and Keras."""
    by_module: dict[str, dict[Kind, list[str]]] = {}
    for symbol in symbols():
        found = fate(symbol)
        module = _module(symbol)
        shown = f"`{symbol}`" if found.kind is not Kind.RENAMED or found.to == symbol else f"`{symbol}` (`{found.to}`)"
        by_module.setdefault(module, {}).setdefault(found.kind, []).append(shown)
    parts = [_MADE, "# Every public symbol of TF 1.15\n",
             "What became of it in TensorFlow 2.21 and Keras 3, apart from what migrator rewrites it to ([apis.md](apis.md)): it is "
             "there and means the same; has another name (given in brackets) or other arguments; is in `tf.compat.v1` only; is there "
             "and means something else; or is gone. Migration keeps the first, renames the second, and where no transform knows the "
             "others, reports them.\n"]
    for module in sorted(by_module):
        parts.append(f"## {module}\n")
        parts += [f"*{_FATES[kind]}*: {', '.join(names)}\n" for kind in Kind if (names := by_module[module].get(kind))]
    return "\n".join(parts)


_FATES = {Kind.SAME: "The same", Kind.RENAMED: "Renamed", Kind.COMPAT: "In tf.compat.v1 only", Kind.CHANGED: "Changed",
          Kind.GONE: "Gone"}


def _module(symbol: str) -> str:
    """The module that a symbol is listed under: of tf.contrib the one below it."""
    parts = symbol.split(".")[:-1]
    return ".".join(parts[:3] if parts[1:2] == ["contrib"] else parts[:2])


def _statuses(statuses: tuple[tuple[int, str], ...]) -> str:
    return "| status | meaning |\n|---|---|\n" + "".join(f"| {status} | {text} |\n" for status, text in statuses)


def _parameters(command) -> Iterator[str]:
    rows = []
    for parameter in command.params:
        if getattr(parameter, "hidden", False) or parameter.name == "help":
            continue
        flags = ", ".join(parameter.opts) if parameter.param_type_name == "option" else str(parameter.metavar)
        metavar = f" {parameter.metavar}" if parameter.param_type_name == "option" and parameter.metavar else ""
        rows.append(f"| `{flags}{metavar}` | {parameter.help} |\n")
    if rows:
        yield "| | |\n|---|---|\n" + "".join(rows)


def _json_schema() -> str:
    """Takes the description of the JSON report from the function that writes it."""
    from inspect import getdoc
    from migrator.report.json_report import json_report
    text = getdoc(json_report).partition("\n\nArgs:")[0].replace("``", "`")
    return text.replace("Returns the report of a run as JSON.", "`--format json` writes one JSON object.", 1) + "\n"


def _verify_schema() -> str:
    from inspect import getdoc
    from migrator.equivalence.reports import json_report
    return getdoc(json_report).partition("\n\nArgs:")[0].replace("``", "`") + "\n"


def _unwrapped(text: str) -> str:
    """Joins the lines of each paragraph."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n")) + "\n"


if __name__ == "__main__":
    write(Path(sys.argv[1]))
