"""What is said about a code or a transform, on a terminal."""
from __future__ import annotations

import difflib

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from migrator.findings import CODES, Code
from migrator.report.layout import print_labelled
from migrator.report.verified import verified
from migrator.transforms.catalog import CATALOG, TransformDoc, transform_doc

FAMILIES = (
    ("MIG0", "A file could not be migrated at all"),
    ("MIG1", "Left: a person has to do it"),
    ("MIG2", "Rewritten, to review"),
    ("MIG3", "Removed, because it has no meaning in the target"),
    ("MIG5", "Not compared or not converted: `migrator verify` and `migrator convert-checkpoint` have no answer"),
    ("MIG6", "Wrong in the original: what `migrator check` diagnoses"),
)


def codes_of(family: str) -> list[Code]:
    """Returns the codes of a family, sorted.

    Args:
        family: the beginning that they share.
    """
    return [CODES[code] for code in sorted(CODES) if code.startswith(family)]


def find(name: str) -> Code | TransformDoc | None:
    """Finds a code or a transform.

    Args:
        name: a code in any case, or a transform's name.
    """
    return CODES.get(name.upper()) or transform_doc(name)


def near(name: str) -> list[str]:
    """Returns codes and transforms whose names come near to one that does not exist.

    Args:
        name: what was asked for.
    """
    names = [doc.name for doc in CATALOG] + sorted(CODES)
    prefixed = [known for known in names if known.startswith(name.upper()) or known.startswith(name)]
    return (prefixed or difflib.get_close_matches(name, names) or difflib.get_close_matches(name.upper(), names))[:5]


def print_explanation(subject: Code | TransformDoc, console: Console) -> None:
    """Prints what is said about a code or a transform.

    Args:
        subject: the code or transform.
        console: where it goes.
    """
    match subject:
        case Code():
            family = next(title for prefix, title in FAMILIES if subject.code.startswith(prefix))
            console.print(Text.assemble((subject.code, "bold"), "  ", subject.title))
            console.print(Text(family, style="dim"))
            console.print(Text("\n" + subject.meaning))
            console.print(Text.assemble("\n", ("What to do: ", "bold"), subject.remedy))
        case TransformDoc():
            console.print(Text.assemble((subject.name, "bold"), "  ", subject.summary))
            if subject.name in verified():
                console.print(Text(f"verified: {verified()[subject.name]}", style="dim"))
    _print_example("Before", subject.before, console)
    _print_example("After", subject.after, console)


def print_list(console: Console) -> None:
    """Prints the transforms and the codes.

    Args:
        console: where it goes.
    """
    _print_rows("Transforms", [(doc.name, _with_verified(doc)) for doc in CATALOG], console)
    for prefix, title in FAMILIES:
        _print_rows(title, [(code.code, code.title) for code in codes_of(prefix)], console)


def _with_verified(doc: TransformDoc) -> str:
    return f"{doc.summary} Verified: {verified()[doc.name]}." if doc.name in verified() else doc.summary


def _print_rows(title: str, rows: list[tuple[str, str]], console: Console) -> None:
    if not rows:
        return
    console.print(Text(title, style="bold"))
    width = max(len(doc.name) for doc in CATALOG)
    for name, summary in rows:
        print_labelled(Text.assemble("  ", (f"{name:<{width}}", "cyan"), "  "), summary, console)
    console.print()


def _print_example(title: str, program: str, console: Console) -> None:
    if not program:
        return
    console.print(Text(f"\n{title}", style="bold"))
    program = program.rstrip("\n")
    if console.is_terminal:
        from rich.syntax import Syntax
        shown = Syntax(program, "python", theme="ansi_dark", background_color="default", word_wrap=True)
    else:
        shown = Text(program)
    console.print(Padding(shown, (0, 0, 0, 4), expand=False), soft_wrap=not console.is_terminal)
