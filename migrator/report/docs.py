"""The pages of docs/ that are made from the program itself.

``python -m migrator.report.docs docs`` writes them; a test says when they are out of date.
"""
from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from migrator.findings import Code
from migrator.report.explain import FAMILIES, codes_of
from migrator.transforms.catalog import CATALOG

_MADE = "<!-- Made by `python -m migrator.report.docs docs`: edit what it is made from. -->\n"


def pages() -> dict[str, str]:
    """Returns the text of each generated page, by its name in docs/."""
    return {"codes.md": _codes(), "transforms.md": _transforms(), "cli.md": _cli()}


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
        parts += [f"## {doc.name}\n", f"{doc.summary}\n", *_examples(doc.before, doc.after)]
    return "\n".join(parts)


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
