"""Verifies a migrated program: follows both programs, pairs their models and compares each pair."""
from __future__ import annotations

import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from migrator.equivalence.batches import compare_batches, read_batches
from migrator.equivalence.lock_step import LockStep
from migrator.equivalence.outcome import ModelComparison, NotCompared, Verdict
from migrator.equivalence.programs import copied, program_files, script_in, source_of
from migrator.equivalence.reasons import NotComparable, explained
from migrator.equivalence.tolerances import TOLERANCES, Tolerance, gap
from migrator.equivalence.worker_process import ProgramError, Session, Worker


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
        verdict.sources = tuple(source_of(path).decode(errors="replace") for path in (before, after))
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
        with explained(), self._original(before, folder, settings) as (original, problem, estimators):
            if not estimators:
                raise NotComparable.of_original(problem, self.original.python, _output(folder / "original"))
            place = _place(after, folder / "migrated")
            with self.migrated.session(place, settings.seconds) as migrated:
                other_problem, models = _follow(migrated, place, after, settings, **({"params": settings.params} if settings.params else {}))
                if not models:
                    raise NotComparable.of_migrated(other_problem, self.migrated.python, _output(place))
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
        place = _place(before, folder / "original")
        with self.original.session(place, settings.seconds) as session:
            problem, estimators = _follow(session, place, before, settings)
            counts = {index: one["inputs"].get("train", 0) for index, one in enumerate(estimators)}
            looked_at = {index: sorted({0, 1, count - 1}) for index, count in counts.items() if count > 1}
            if not looked_at:
                yield session, problem, estimators
                return
        place = _place(before, folder / "original_again")
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
            data = read_batches(original, index, estimator, settings, comparison)
            if settings.features_spec is None and not settings.input_fn:
                compare_batches(original, migrated, index, estimator["inputs"], data, comparison, settings)
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


def _place(program: Path, place: Path) -> Path:
    """Copies a program and what is beside it; returns the place."""
    copied(program.parent, place / "program")
    return place


def _output(place: Path) -> str:
    """Returns what a program that runs in a place has printed."""
    path = place / "output.txt"
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def _follow(session: Session, place: Path, program: Path, settings: Settings,
            looked_at: dict[int, list[int]] | None = None, **more) -> tuple[dict | None, list]:
    return session.call("follow", script=str(script_in(place / "program", program)), arguments=settings.arguments,
                        folder=str(place / "program"), looked_at=looked_at or {}, seed=settings.seed, **more)


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
