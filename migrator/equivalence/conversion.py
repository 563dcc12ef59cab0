"""An Estimator's checkpoint becomes one of Keras, from which the migrated program goes on."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from migrator.variable_maps import VariableMap, from_json, to_json


@dataclass(frozen=True)
class Request:
    """What is asked of the process that runs the program.

    Attributes:
        checkpoint: a model_dir, or the path of one checkpoint without extension.
        program: the migrated program.
        arguments: its command line.
        maps: what the migration recorded, as `to_json` writes it; "" where nothing is known.
        class_name: the class of the model, or "" for the first that the program uses.
        drop: names of TF1 variables that nothing is to become of.
        weights_only: leave the state of optimizers as it starts.
        output: the folder for the Keras checkpoint.
    """

    checkpoint: str
    program: str
    arguments: tuple[str, ...]
    maps: str
    class_name: str
    drop: tuple[str, ...]
    weights_only: bool
    output: str


@dataclass(frozen=True)
class ConvertedVariable:
    """A TF1 variable that was converted; see `variable_map.MappedVariable`."""

    name: str
    kind: str
    path: str
    reason: str


@dataclass(frozen=True)
class Converted:
    """A checkpoint that was converted.

    Attributes:
        path: the Keras checkpoint, without extension.
        class_name: the class of the model.
        step: the step that it is at.
        variables: what was converted.
    """

    path: str
    class_name: str
    step: int
    variables: tuple[ConvertedVariable, ...]


class ConversionFailed(Exception):
    """A checkpoint could not be converted, and nothing was written.

    Attributes:
        code: a key of `migrator.findings.CODES`.
        remedy: what to do or to pass.
        details: the single problems, where there are several.
    """

    def __init__(self, code: str, message: str, remedy: str, details: Sequence[str] = ()):
        super().__init__(message)
        self.code = code
        self.remedy = remedy
        self.details = tuple(details)


def recorded_maps(before: Path | None, map_file: Path | None) -> tuple[VariableMap, ...]:
    """Gives what the migration of a program recorded of its variables.

    Args:
        before: the original program, which is migrated once more (nothing is written), or None.
        map_file: what ``migrator migrate --map`` wrote, or None.

    Raises:
        ConversionFailed: they can't be read, or no model_fn of the original becomes a class.
    """
    if map_file is not None:
        try:
            return from_json(map_file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ConversionFailed("MIG534", f"{map_file}: {error}", "write it with migrator migrate --map, or name the "
                                   "original program with --before") from None
    if before is None:
        return ()
    from migrator.paths import migrate_paths
    results = migrate_paths([before], write=False)
    maps = tuple(one for result in results for one in result.variable_maps)
    is_scoped = any(form == "scoped" for result in results for _, _, form, _ in result.forms)  # Such a model has TF1's names.
    if not maps and not is_scoped:
        raise ConversionFailed("MIG534", f"no model_fn of {before} becomes a Keras class",
                               "see what `migrator diff` says of it")
    return maps


def convert_checkpoint(checkpoint: Path, program: Path, output: Path | None = None, *, maps: Sequence[VariableMap] = (),
                       arguments: Sequence[str] = (), class_name: str = "", drop: Sequence[str] = (),
                       weights_only: bool = False) -> Converted:
    """Converts a checkpoint of TF1 for a migrated program.

    The program runs in a process of its own up to where it first uses its model; that model takes
    the values of the checkpoint and is saved. Either everything is converted or nothing is written.

    Args:
        checkpoint: the Estimator's model_dir, or one checkpoint's path without extension.
        program: the migrated program.
        output: a folder for the Keras checkpoint; None takes the model_dir's name with ``_keras``.
        maps: what the migration recorded; without it only names and shapes that speak for themselves are matched.
        arguments: the program's command line.
        class_name: the class of the model, where the program has several.
        drop: names of TF1 variables that nothing is to become of.
        weights_only: leave the state of the optimizers as it starts.

    Returns:
        What was written.

    Raises:
        ConversionFailed: it could not be done.
    """
    folder = checkpoint.absolute() if checkpoint.is_dir() else checkpoint.absolute().parent
    output = output or folder.with_name(f"{folder.name}_keras")
    if (output / "checkpoint").exists():
        raise ConversionFailed("MIG535", f"{output} holds a checkpoint already", "name another folder with --output")
    if not program.is_file():
        raise ConversionFailed("MIG533", f"{program} is no file", "name the migrated program")
    request = Request(str(checkpoint.absolute()), str(program.absolute()), tuple(arguments), to_json(tuple(maps)) if maps else "",
                      class_name, tuple(drop), weights_only, str(output.absolute()))
    return _read(_ask(request), request)


def _ask(request: Request) -> dict:
    """Runs the worker; gives its answer."""
    with tempfile.TemporaryDirectory() as folder:
        asked, answer = Path(folder, "request.json"), Path(folder, "answer.json")
        asked.write_text(json.dumps(asdict(request)), encoding="utf-8")
        command = [sys.executable, "-m", "migrator.equivalence.conversion_worker", str(asked), str(answer)]
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3")}
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", env=environment)
        if answer.exists():
            return json.loads(answer.read_text(encoding="utf-8"))
        return {"error": "program", "message": f"its process ended with status {ran.returncode}: "
                                               f"{(ran.stderr.strip().splitlines() or [''])[-1]}"}


def _read(answer: dict, request: Request) -> Converted:
    match answer.get("error"):
        case None:
            variables = tuple(ConvertedVariable(**one) for one in answer["mapped"])
            return Converted(answer["path"], answer["class_name"], answer["step"], variables)
        case "checkpoint":
            raise ConversionFailed("MIG531", answer["message"], "name the model_dir that the Estimator trained in, or one "
                                   "checkpoint in it without its extension")
        case "unmatched":
            raise ConversionFailed("MIG530", "the variables of the checkpoint and of the model do not match", _what_to_pass(request),
                                   answer["problems"])
        case "ended":
            raise ConversionFailed("MIG532", "the program ended without using a model that was asked for"
                                   + (f" ({answer['message']})" if answer["message"] else ""),
                                   "give it the arguments with which it trains after --, or name the class with --class")
    raise ConversionFailed("MIG533", f"the program failed before it used its model: {answer['message']}",
                           "run it once without a model_dir; give it its arguments after --")


def _what_to_pass(request: Request) -> str:
    known = "" if request.maps else "name the original program with --before BEFORE.py, or what `migrator migrate --map` wrote with --map; "
    return (f"{known}name what nothing is to become of with --drop; leave the optimizer's state out with --weights-only; "
            "see that the program has the hyperparameters that the checkpoint was trained with (its arguments go after --)")
