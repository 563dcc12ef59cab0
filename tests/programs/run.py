"""Migrates and runs the whole programs of this folder, for developers.

    python -m tests.programs.run                    every program: does the migrated one print what the original printed?
    python -m tests.programs.run gan deepfm         these programs
    python -m tests.programs.run --after gan        and show the migrated source
    python -m tests.programs.run --keep FOLDER      and leave the migrated programs and what they printed in FOLDER
    python -m tests.programs.run --reference        run the originals under TF1 and compare with expected.txt
    python -m tests.programs.run --write gan        run the originals under TF1 and write expected.txt

Shows the first lines of what is wrong with each program, or all of them with --lines 0.
"""
from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The test modules import each other from tests/.

from programs.cases import CASES
from programs.runs import Run, migrated, originals


def write_expected(run: Run) -> str | None:
    """Writes down what an original printed; returns why that was not possible, or None."""
    problem = run.problem if run.output is None else run.output.result().problem
    if problem is None:
        run.case.expected_path.write_text(run.output.result().stdout, encoding="utf-8")
    return problem


def shortened(problem: str, lines: int) -> str:
    """Indents what is wrong with a program and cuts it after some lines (0: not at all)."""
    found = problem.rstrip().splitlines()
    shown = found[:lines or None]
    if len(shown) < len(found):
        shown.append(f"... {len(found) - len(shown)} lines more")
    return "\n".join(" " * 6 + line for line in shown)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="programs; all of them if none is named")
    parser.add_argument("--after", action="store_true", help="print the migrated source")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where to leave the programs and their output")
    parser.add_argument("--reference", action="store_true", help="run the originals and compare with expected.txt")
    parser.add_argument("--write", action="store_true", help="run the originals and write expected.txt")
    parser.add_argument("--lines", type=int, default=6, help="lines to show of what is wrong with a program (0: all)")
    options = parser.parse_args()
    unknown = set(options.names) - {case.name for case in CASES}
    if unknown:
        parser.error(f"no such program: {', '.join(sorted(unknown))}")
    return options


def main() -> int:
    options = arguments()
    cases = [case for case in CASES if not options.names or case.name in options.names]
    start, failed = time.monotonic(), 0
    with ExitStack() as stack:
        folder = (options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))).resolve()
        started = originals if options.reference or options.write else migrated
        for run in stack.enter_context(started(cases, folder)).values():
            if options.after and run.after:
                print(f"# {'-' * 20} {run.case.name}\n{run.after.decode()}")
            problem = write_expected(run) if options.write else run.verdict()
            failed += problem is not None
            print(f"{'FAIL' if problem else 'ok':5} {run.case.name}")
            if problem:
                print(shortened(problem, options.lines))
            sys.stdout.flush()
    print(f"{len(cases) - failed} of {len(cases)} in {time.monotonic() - start:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
