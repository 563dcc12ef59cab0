"""Verifies a migrated program: follows both programs, pairs their models and compares each pair."""
from __future__ import annotations

import re
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from migrator.equivalence.lock_step import EVALUATION_BATCHES, Data, LockStep
from migrator.equivalence.outcome import ModelComparison, NotCompared, Verdict
from migrator.equivalence.reasons import NotComparable, explained
from migrator.equivalence.tolerances import TOLERANCES, Tolerance, gap
from migrator.equivalence.worker_process import ProgramError, Session, Worker

COPIED_FILE = 50_000_000  # Larger files are linked, not copied, into the folder where a program runs.
SKIPPED = shutil.ignore_patterns(".git", ".hg", "__pycache__", ".venv", "venv", "node_modules", ".tox", "*.pyc")


@dataclass(frozen=True)
class Settings:
    """How to compare.

    Attributes:
        steps: steps in lock step.
        seconds: time limit of each thing that is asked of a program; None has none.
        arguments: the programs' command line.
        input_fn: name of the function of the original that gives batches, for all modes; "" takes what it passes.
        params: hyperparameters to change, by name.
        features_spec: a file that describes synthetic batches, taken in place of the program's; see `synthetic`.
        seed: of the random streams.
        only_first: whether the first difference ends the comparison of a model.
        random_states: how many more steps to compare, each from weights that are drawn at random.
        tolerances: by kind of quantity.
    """

    steps: int = 10
    seconds: float | None = 300
    arguments: tuple[str, ...] = ()
    input_fn: str = ""
    params: dict = field(default_factory=dict)
    features_spec: Path | None = None
    seed: int = 0
    only_first: bool = False
    random_states: int = 0
    tolerances: dict[str, Tolerance] = field(default_factory=lambda: TOLERANCES)


class Verifier:
    """Compares programs, one pair after the other, in two worker processes.

    Args:
        reference_python: an interpreter with a TensorFlow that has tf.estimator.
        python: the interpreter of the migrated programs.
    """

    def __init__(self, reference_python: str, python: str) -> None:
        self.original = Worker(reference_python, "original")
        self.migrated = Worker(python, "migrated")
        self._maps: dict[tuple[Path, bytes], str] = {}

    def verify(self, before: Path, after: Path, settings: Settings | None = None) -> Verdict:
        """Compares two programs.

        Args:
            before: the original program.
            after: the migrated program; what it imports is beside it.
            settings: how.

        Returns:
            The answer; every problem of the programs is in it.
        """
        settings = settings or Settings()
        verdict, start = Verdict(str(before), str(after)), time.monotonic()
        verdict.sources = tuple(path.read_text(encoding="utf-8", errors="replace") for path in (before, after))
        with tempfile.TemporaryDirectory(prefix="migrator-verify-") as folder:
            try:
                self._compare(verdict, before, after, Path(folder), settings)
            except NotComparable as error:
                verdict.reason = error.reason
        verdict.seconds = time.monotonic() - start
        return verdict

    def close(self) -> None:
        """Ends the workers."""
        self.original.close()
        self.migrated.close()

    def __enter__(self) -> Verifier:
        return self

    def __exit__(self, *exception) -> None:
        self.close()

    def _compare(self, verdict: Verdict, before: Path, after: Path, folder: Path, settings: Settings) -> None:
        with explained("original"), self._original(before, folder, settings) as (original, problem, estimators):
            if not estimators:
                raise NotComparable.of_original(problem)
            place = _copied(after, folder / "migrated")
            with explained("migrated"), self.migrated.session(place, settings.seconds) as migrated:
                other_problem, models = _follow(migrated, place, after, settings)
                if not models:
                    raise NotComparable.of_migrated(other_problem)
                self._pairs(verdict, self._recorded_maps(before), original, migrated, estimators, models, settings)
        for side, program, end in (("original", before, problem), ("migrated program", after, other_problem)):
            if end is not None:
                verdict.not_compared.append(NotCompared(
                    f"what the {side} does after {end['place'] or program.name}",
                    f"it stopped there without its training: {end['kind']}: {end['message']}"))
        if len(estimators) != len(models):
            verdict.not_compared.append(NotCompared(
                "some models", f"the original uses {len(estimators)} Estimators, the migrated program {len(models)} models"))

    @contextmanager
    def _original(self, before: Path, folder: Path, settings: Settings):
        """Gives the session of the original, what stopped it, and its Estimators.

        Where one is trained several times, the program is run once more: what it sets between the trainings, such as the
        rate of the next, is looked at where it trains.
        """
        place = _copied(before, folder / "original")
        with self.original.session(place, settings.seconds) as session:
            problem, estimators = _follow(session, place, before, settings)
            counts = {index: one["inputs"].get("train", 0) for index, one in enumerate(estimators)}
            looked_at = {index: sorted({0, 1, count - 1}) for index, count in counts.items() if count > 1}
            if not looked_at:
                yield session, problem, estimators
                return
        place = _copied(before, folder / "original_again")
        with self.original.session(place, settings.seconds) as session:
            yield session, *_follow(session, place, before, settings, looked_at)

    def _recorded_maps(self, before: Path) -> str:
        key = before, before.read_bytes()
        if key not in self._maps:
            self._maps[key] = recorded_maps(before)
        return self._maps[key]

    def _pairs(self, verdict: Verdict, maps: str, original: Session, migrated: Session, estimators: list, models: list,
               settings: Settings) -> None:
        for index, (estimator, model) in enumerate(zip(estimators, models)):
            comparison = ModelComparison(estimator["name"], model["name"])
            if settings.input_fn or settings.params:
                _override(original, index, settings)
            data = _data(original, index, estimator, settings, comparison)
            verdict.comparisons.append(comparison)
            LockStep(original, migrated, (index, index), comparison, data, settings.steps, settings.tolerances,
                     settings.seed, settings.only_first, settings.random_states, maps).run()
            _compare_trainings(comparison, original.call("trainings", index=index), migrated.call("trainings", index=index), settings)
            original.call("forget", index=index)
            migrated.call("forget", index=index)


def recorded_maps(before: Path) -> str:
    """Returns, as JSON, what a migration of a program records of its variables; the migration is done once more for it."""
    from migrator.paths import migrate_paths
    from migrator.variable_maps import to_json
    maps = tuple(one for result in migrate_paths(program_files(before), write=False) for one in result.variable_maps)
    return to_json(maps) if maps else ""


def program_files(program: Path) -> list[Path]:
    """Returns what a program is made of: itself, or its folder where it imports something that is beside it."""
    names = re.findall(rb"^\s*(?:from|import)\s+\.?(\w+)", program.read_bytes(), re.MULTILINE)
    beside = [program.parent / name.decode() for name in names]
    return [program.parent] if any(path.is_dir() or path.with_suffix(".py").exists() for path in beside) else [program]


def _copied(program: Path, place: Path) -> Path:
    """Copies a program and what is beside it; returns the place."""
    shutil.copytree(program.parent, place / "program", symlinks=True, ignore=SKIPPED, copy_function=_copy,
                    ignore_dangling_symlinks=True)
    return place


def _follow(session: Session, place: Path, program: Path, settings: Settings,
            looked_at: dict[int, list[int]] | None = None) -> tuple[dict | None, list]:
    return session.call("follow", script=str(place / "program" / program.name), arguments=settings.arguments,
                        folder=str(place / "program"), looked_at=looked_at or {}, seed=settings.seed)


def _compare_trainings(comparison: ModelComparison, expected: dict[int, list], actual: list[list], settings: Settings) -> None:
    """Compares the learning rates with which several trainings begin."""
    if len({tuple(rates) for rates in expected.values()}) > 1 and max(expected) != len(actual) - 1:
        comparison.not_compared.append(NotCompared(
            "the learning rates of all trainings but the last",
            f"the original trains {max(expected) + 1} times, the migrated model {len(actual) or 'an unknown number of'} times"))
    elif max(expected, default=-1) == len(actual) - 1:
        for number, rates in expected.items():
            for index, (rate, other) in enumerate(zip(rates, actual[number])):
                if rate is not None and other is not None:
                    name = "learning rate" if len(rates) == 1 else f"learning rate of optimizer {index + 1}"
                    comparison.enter("learning rate", name, f"training {number + 1}",
                                     gap(np.float32(rate), np.float32(other), settings.tolerances["learning rate"], model=abs(rate)))


def _override(original: Session, index: int, settings: Settings) -> None:
    try:
        original.call("override", index=index, input_fn=settings.input_fn, params=settings.params or None)
    except ProgramError as error:
        raise NotComparable("MIG512", f"--input-fn or --params does not fit the program: {error.message}",
                            "take the names from the program") from None


def _data(original: Session, index: int, estimator: dict, settings: Settings, comparison: ModelComparison) -> dict[str, Data]:
    """Reads batches for each mode; a mode for which the program gives none takes those of another."""
    if settings.features_spec is not None:
        from migrator.equivalence.synthetic import described
        return dict.fromkeys(("train", "eval", "infer"), described(settings.features_spec, settings.steps, settings.seed))
    found: dict[str, Data] = {}
    problem = None
    for mode, count in (("train", settings.steps), ("eval", EVALUATION_BATCHES), ("infer", EVALUATION_BATCHES)):
        if settings.input_fn or estimator["inputs"].get(mode):
            try:
                found[mode] = Data(*original.call("read", index=index, mode=mode, count=count), source=mode)
            except ProgramError as error:
                problem = problem or error
                comparison.not_compared.append(NotCompared(
                    f"the data of the input function for {mode}", f"it can't be read: {error}"))
    for mode, others in (("train", ("eval",)), ("eval", ("train",)), ("infer", ("eval", "train"))):
        if mode not in found:
            source = next((found[other] for other in others if other in found), None)
            if source is not None:
                found[mode] = source
    if "train" not in found:
        raise NotComparable.no_data(problem)
    return found


def _copy(source: str, target: str) -> str:
    """Copies a small file, links to a large one."""
    if Path(source).stat().st_size > COPIED_FILE:
        Path(target).symlink_to(Path(source).resolve())
        return target
    return shutil.copy2(source, target)

