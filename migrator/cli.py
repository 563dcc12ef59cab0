"""The command line: options in, results printed, exit status out."""
from __future__ import annotations

import enum
import os
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Optional

import typer

EXIT_STATUSES = (
    (0, "nothing to do, or all done"),
    (1, "changes are pending (diff)"),
    (2, "wrong usage"),
    (3, "something is left for a person"),
    (4, "a file failed; the others are done"),
)
EPILOG = "\n".join(["\b", "Exit status, the highest that applies:"]
                   + [f"  {status}  {text}" for status, text in EXIT_STATUSES])
CHECK_STATUSES = ((0, "nothing is wrong"), (2, "wrong usage"), (3, "something is wrong"), (4, "a file could not be read"))
CHECK_EPILOG = "\n".join(["\b", "Exit status:"] + [f"  {status}  {text}" for status, text in CHECK_STATUSES])
VERIFY_STATUSES = ((0, "equal"), (1, "different"), (2, "not compared, or wrong usage"))
VERIFY_EPILOG = "\n".join(["\b", "Exit status:"] + [f"  {status}  {text}" for status, text in VERIFY_STATUSES])

app = typer.Typer(  # no markup mode: typer's rich help takes three times as long to load as all the rest
    name="migrator", no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_show_locals=False, epilog=EPILOG,
    help="Turns programs built on TensorFlow 1's tf.estimator into Keras 3 programs that compute the same numbers.")


class Format(enum.StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"


Paths = Annotated[list[str], typer.Argument(metavar="PATH", help="Files and folders; - is standard input.")]
Select = Annotated[Optional[list[str]], typer.Option(
    metavar="NAME", help="Apply only these: names of transforms or beginnings of codes, separated by commas or "
                         "given repeatedly.")]
Ignore = Annotated[Optional[list[str]], typer.Option(
    metavar="NAME", help="Leave these out: as for --select.")]
Jobs = Annotated[int, typer.Option(
    min=1, metavar="N", help="Number of processes; the result does not depend on it.", show_default="one per CPU")]
Python2 = Annotated[bool, typer.Option(
    "--python2", help="The programs are Python 2: convert them to Python 3 as well, those without TensorFlow too.")]
ReportFormat = Annotated[Format, typer.Option("--format", metavar="text|json", help="Form of the report.")]


def main() -> None:
    """Runs the command line."""
    app()


def _print_version(wanted: bool) -> None:
    if wanted:
        import migrator
        typer.echo(f"migrator {migrator.__version__}")
        raise typer.Exit


@app.callback()
def _options(version: Annotated[bool, typer.Option(
        "--version", callback=_print_version, is_eager=True, help="Show the version and exit.")] = False) -> None:
    pass


@app.command(epilog=EPILOG)
def migrate(
    paths: Paths,
    output: Annotated[Optional[Path], typer.Option(
        metavar="DIR", help="Write a migrated copy of everything into this folder, which must be empty or not "
                            "exist, and leave the originals alone.")] = None,
    select: Select = None,
    ignore: Ignore = None,
    jobs: Jobs = os.cpu_count() or 1,
    allow_dirty: Annotated[bool, typer.Option(
        "--allow-dirty", help="Replace files even if they have uncommitted changes (or, with --output, even if the "
                              "folder is not empty).")] = False,
    map: Annotated[Optional[Path], typer.Option(
        metavar="FILE", help="Write down how TF1 named the variables, for convert-checkpoint.")] = None,
    python2: Python2 = False,
    format: ReportFormat = Format.TEXT,
) -> None:
    """Rewrites programs in place, and accounts for every TF1 construct.

    Files with uncommitted changes are refused. Each file is replaced whole or not at all.
    "migrate -" reads a program from standard input and writes the migrated one to standard output.
    """
    results = _run(paths, select, ignore, python2, output=output, allow_dirty=allow_dirty, jobs=jobs)
    if map is not None:
        from migrator.variable_maps import to_json
        map.write_text(to_json(tuple(one for result in results for one in result.variable_maps)), encoding="utf-8")
    piped = paths == ["-"]
    if format is Format.JSON:
        _print_json(results)
    else:
        if piped:
            _write_bytes(results[0].after)
        _print_ledger(results, to_stderr=piped)
    _exit(results)


@app.command(epilog=EPILOG)
def diff(paths: Paths, select: Select = None, ignore: Ignore = None, jobs: Jobs = os.cpu_count() or 1,
         python2: Python2 = False, format: ReportFormat = Format.TEXT) -> None:
    """Shows what migrate would change, and changes nothing.

    On a terminal the diff is coloured; into a pipe or a file goes a patch for "patch -p1". The ledger goes to
    standard error.
    """
    from migrator.report.diff import patch, print_diff
    results = _run(paths, select, ignore, python2, jobs=jobs, write=False)
    if format is Format.JSON:
        _print_json(results, pending=True, patch=patch(results))
    else:
        console = _console()
        if console.is_terminal:
            print_diff(results, console)
        else:
            _write_bytes(patch(results))
        _print_ledger(results, to_stderr=True, pending=True)
    _exit(results, pending=True)


@app.command(epilog=CHECK_EPILOG)
def check(
    paths: Paths, select: Select = None, ignore: Ignore = None, jobs: Jobs = os.cpu_count() or 1, python2: Python2 = False,
    fix: Annotated[bool, typer.Option(
        "--fix", help="Put right in place what can be put right without asking, and report the rest.")] = False,
    allow_dirty: Annotated[bool, typer.Option(
        "--allow-dirty", help="With --fix, replace files even if they have uncommitted changes.")] = False,
    format: ReportFormat = Format.TEXT,
) -> None:
    """Says what is wrong with model_fns as they were written.

    For each place: what the Estimator raises there at run time, or does without a word, and what to do. Without --fix
    nothing is changed.
    """
    from migrator.report import diagnoses
    from migrator.fixing import diagnose_program, fix_program
    results, fixed = _run(paths, select, ignore, python2, jobs=jobs, write=False, migrate=diagnose_program), None
    if fix:
        if "-" in paths:
            raise typer.BadParameter("--fix replaces files; standard input (-) is none")
        wrong = len(diagnoses.diagnoses(results))
        results = _run(paths, select, ignore, python2, jobs=jobs, allow_dirty=allow_dirty, migrate=fix_program)
        fixed = wrong - len(diagnoses.diagnoses(results))
    if format is Format.JSON:
        typer.echo(diagnoses.json_report(results, fixed))
    else:
        diagnoses.print_diagnoses(results, _console(), fixed)
    raise typer.Exit(diagnoses.exit_status(results))


@app.command("list")
def list_all(format: ReportFormat = Format.TEXT) -> None:
    """Lists the transforms and the codes of what is reported."""
    if format is Format.JSON:
        import json
        from dataclasses import asdict
        from migrator.findings import CODES
        from migrator.report.verified import verified
        from migrator.transforms.catalog import CATALOG
        transforms = [{**asdict(doc), "verified": asdict(verified()[doc.name]) if doc.name in verified() else None} for doc in CATALOG]
        typer.echo(json.dumps({"transforms": transforms,
                               "codes": [asdict(CODES[code]) for code in sorted(CODES)]}, indent=2))
        return
    from migrator.report.explain import print_list
    print_list(_console())


@app.command()
def explain(name: Annotated[str, typer.Argument(metavar="CODE", help="A code or a transform.")]) -> None:
    """Explains a code or a transform.

    What it means, an example before and after, and what to do by hand.
    """
    from migrator.report.explain import find, near, print_explanation
    subject = find(name)
    if subject is None:
        suggestions = ", ".join(near(name))
        raise typer.BadParameter(f"{name!r} is no code and no transform"
                                 + (f"; there is {suggestions}" if suggestions else "; `migrator list` shows them"))
    print_explanation(subject, _console())


@app.command(epilog=VERIFY_EPILOG)
def verify(
    before: Annotated[Optional[Path], typer.Argument(metavar="BEFORE", help="The original program, or a folder.")] = None,
    after: Annotated[Optional[Path], typer.Argument(
        metavar="AFTER", help="The migrated program, or a folder; without it a temporary copy of the original is "
                              "migrated.")] = None,
    arguments: Annotated[Optional[list[str]], typer.Argument(
        metavar="-- ARGUMENT", help="Both programs' own command line.")] = None,
    steps: Annotated[int, typer.Option(min=1, metavar="N", help="Training steps to compare.")] = 10,
    reference_python: Annotated[Optional[str], typer.Option(
        metavar="PYTHON", help="An interpreter with TensorFlow 1.x or 2.15 for the original. Without it an environment is "
                               "made in the cache folder on first use.")] = None,
    remove_reference: Annotated[bool, typer.Option(
        "--remove-reference", help="Remove the environments that were made, and do nothing else.")] = False,
    input_fn: Annotated[str, typer.Option(
        metavar="NAME", help="The function of the original that gives the batches, in place of those that it passes.")] = "",
    features_spec: Annotated[Optional[Path], typer.Option(
        metavar="FILE", help="JSON that describes the features and labels: synthetic batches are made from it.")] = None,
    params: Annotated[str, typer.Option(
        metavar="JSON", help="Hyperparameters to change in the params of both programs.")] = "",
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="Time limit of each thing a program is asked.")] = 300,
    tolerance_factor: Annotated[float, typer.Option(
        metavar="FACTOR", help="Multiplies every tolerance; the report prints them.")] = 1,
    html: Annotated[Optional[Path], typer.Option(
        metavar="FILE", help="Write a page with curves, every quantity and the diff.")] = None,
    format: ReportFormat = Format.TEXT,
) -> None:
    """Compares a migrated program with its original, number by number.

    Both programs run without their training; then their models are put into the same state before each step, get the
    same batch and the same random numbers, and their predictions, loss, gradients, weights, optimizer slots and metrics
    are compared.
    """
    import signal
    from migrator.equivalence.command import settings_of, verify_paths
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # So that temporary files are removed.
    if remove_reference:
        from migrator.equivalence.environments import remove
        typer.echo(f"removed {', '.join(remove()) or 'nothing: there was none'}")
        return
    if before is None:
        raise typer.BadParameter("name the original program")
    if html is not None and not html.resolve().parent.is_dir():
        raise typer.BadParameter(f"--html: there is no folder {html.resolve().parent}")
    settings = settings_of(steps, timeout or None, arguments or (), input_fn, _json_object(params, "--params"),
                           features_spec, tolerance_factor)
    from migrator.equivalence import reports
    console, verdicts = _console(), []
    with _saying() as say:
        for verdict in verify_paths(before, after, settings, reference_python, say):
            verdicts.append(verdict)
            if format is Format.TEXT:
                reports.print_verdict(verdict, console)
    if format is Format.JSON:
        typer.echo(reports.json_report(verdicts, settings.tolerances))
    elif any(comparison.quantities for verdict in verdicts for comparison in verdict.comparisons):
        reports.print_tolerances(settings.tolerances, console)
    if html is not None:
        reports.write_html(verdicts, settings.tolerances, html)
    raise typer.Exit(int(reports.status_of(verdicts)))


@app.command("convert-checkpoint")
def convert_checkpoint(
    checkpoint: Annotated[Path, typer.Argument(
        metavar="MODEL_DIR", help="The Estimator's model_dir, of which the latest checkpoint is taken, or one checkpoint "
                                  "without its extension.")],
    program: Annotated[Path, typer.Argument(metavar="AFTER", help="The migrated program.")],
    arguments: Annotated[Optional[list[str]], typer.Argument(
        metavar="-- ARGUMENT", help="The program's own command line.")] = None,
    before: Annotated[Optional[Path], typer.Option(
        metavar="BEFORE", help="The original program: how TF1 named its variables is read from it.")] = None,
    map: Annotated[Optional[Path], typer.Option(
        metavar="FILE", help="What migrate --map wrote, in place of --before.")] = None,
    output: Annotated[Optional[Path], typer.Option(
        metavar="DIR", help="The folder for the Keras checkpoint; else that of MODEL_DIR with _keras behind its name.")] = None,
    class_name: Annotated[str, typer.Option(
        "--class", metavar="NAME", help="The class of the model, where the program has several.")] = "",
    drop: Annotated[Optional[list[str]], typer.Option(
        metavar="NAME", help="A TF1 variable that nothing is to become of; may be given repeatedly.")] = None,
    weights_only: Annotated[bool, typer.Option(
        "--weights-only", help="Leave the state of the optimizers as it starts.")] = False,
) -> None:
    """Makes a Keras checkpoint of an Estimator's, from which training goes on where it stopped.

    The migrated program runs up to where it first uses its model; that model takes the checkpoint's weights, optimizer
    slots and step. Each variable is matched for a reason that can be told, or nothing is written and the command says
    what could not be matched.
    """
    from migrator.equivalence.conversion import ConversionFailed, convert_checkpoint, recorded_maps
    from migrator.report.conversion import print_converted, print_failure
    try:
        with _saying() as say:
            say("running the program up to its model")
            converted = convert_checkpoint(checkpoint, program, output, maps=recorded_maps(before, map), arguments=arguments or (),
                                           class_name=class_name, drop=drop or (), weights_only=weights_only)
    except ConversionFailed as failed:
        print_failure(failed, _console(stderr=True))
        raise typer.Exit(3 if failed.code == "MIG530" else 4) from None
    print_converted(converted, _console())


def _json_object(text: str, option: str) -> dict:
    import json
    try:
        value = json.loads(text or "{}")
    except ValueError as error:
        raise typer.BadParameter(f"{option}: not JSON: {error}") from None
    if not isinstance(value, dict):
        raise typer.BadParameter(f'{option}: give an object such as {{"units": 4}}')
    return value


@contextmanager
def _saying():
    """Gives a function that shows what is being done: on a terminal as a line that goes away, else line by line."""
    console = _console(stderr=True)
    if not console.is_terminal:
        yield lambda line: typer.echo(line, err=True)
        return
    with console.status("") as status:
        yield status.update


def _run(paths: list[str], select: list[str] | None, ignore: list[str] | None, python2: bool, **how):
    """Migrates what is given; every problem that is no usage error is in the results."""
    from migrator.paths import migrate_bytes, migrate_paths
    chosen = {"select": _names(select, "--select"), "ignore": _names(ignore, "--ignore")}
    options = _options_if_any(**chosen)
    if "-" in paths:
        if len(paths) > 1 or how.get("output"):
            raise typer.BadParameter("standard input (-) goes with no other path and no --output")
        return [migrate_bytes(sys.stdin.buffer.read(), "-", options, how.get("migrate"), python2)]
    try:
        with _progress() as progress:
            return migrate_paths(paths, options=options, progress=progress, python2=python2, **how)
    except (FileExistsError, ValueError) as error:
        raise typer.BadParameter(str(error)) from None


def _options_if_any(**chosen: tuple[str, ...]):
    """Makes engine options only where there are any: the engine takes long to load."""
    if not any(chosen.values()):
        return None
    from migrator.engine import Options
    return Options(**chosen)


def _names(given: list[str] | None, option: str) -> tuple[str, ...]:
    """Splits and checks names of transforms and prefixes of codes."""
    from migrator.report.explain import near
    from migrator.transforms.catalog import transform_doc
    names = tuple(name.strip() for value in given or () for name in value.split(",") if name.strip())
    for name in names:
        if transform_doc(name) is None and not re.fullmatch(r"MIG\d{0,3}", name):
            suggestions = ", ".join(near(name)) or "`migrator list` shows them"
            raise typer.BadParameter(f"{option}: {name!r} is no transform and no code; {suggestions}")
    return names


@contextmanager
def _progress():
    """Gives a function that moves a progress bar, or None where nobody would see it."""
    console = _console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    columns = (BarColumn(bar_width=30), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.fields[path]}", markup=False))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, path="")
        yield lambda done, total, path: bar.update(task, completed=done, total=total, path=path)


def _print_ledger(results, to_stderr: bool = False, pending: bool = False) -> None:
    from migrator.report.ledger import ledger
    from migrator.report.terminal import print_ledger
    print_ledger(ledger(results), _console(stderr=to_stderr), pending)


def _print_json(results, **how) -> None:
    from migrator.report.json_report import json_report
    typer.echo(json_report(results, **how))


def _exit(results, pending: bool = False) -> None:
    from migrator.report.ledger import exit_status
    raise typer.Exit(exit_status(results, pending))


def _console(stderr: bool = False):
    """Makes a console. What is not read on a terminal is not wrapped, so that it can be searched by line."""
    from rich.console import Console
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = 10_000
    return console


def _write_bytes(data: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
