"""The batches that both programs train and evaluate on: those of the original are compared on, and the migrated ones with them."""
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from migrator.equivalence.data import EVALUATION_BATCHES, Data
from migrator.equivalence.outcome import ModelComparison, NotCompared
from migrator.equivalence.reasons import NotComparable
from migrator.equivalence.tolerances import Gap, gap
from migrator.equivalence.worker import nests
from migrator.equivalence.worker_process import ProgramError, Session

if TYPE_CHECKING:
    from migrator.equivalence.verify import Settings

USES = {"train": "training", "eval": "evaluation", "infer": "prediction"}


def read_batches(original: Session, index: int, estimator: dict, settings: Settings, comparison: ModelComparison) -> dict[str, Data]:
    """Reads the original's batches for each mode; a mode for which the program gives none takes those of another.

    Args:
        original: the session of the original.
        index: which Estimator.
        estimator: what `follow` said of it.
        settings: how many steps, and whether other batches were asked for.
        comparison: where it is entered what could not be read.

    Raises:
        NotComparable: there are none to train on.
    """
    if settings.features_spec is not None:
        from migrator.equivalence.synthetic import described
        return dict.fromkeys(("train", "eval", "infer"), described(settings.features_spec, settings.steps, settings.seed))
    found: dict[str, Data] = {}
    problem = None
    for mode, count in (("train", settings.steps), ("eval", EVALUATION_BATCHES), ("infer", EVALUATION_BATCHES)):
        if settings.input_fn or estimator["inputs"].get(mode):
            try:
                batches, tree, specs, end = original.call("read", index=index, mode=mode, count=count)
                found[mode] = Data(batches, tree, specs, mode, end)
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


def compare_batches(original: Session, migrated: Session, index: int, uses: dict[str, int], data: dict[str, Data],
                    comparison: ModelComparison, settings: Settings) -> None:
    """Compares what the input functions of both programs give; `uses` tells how often the original uses its own in each mode.

    Batches that the original itself would draw otherwise another time, such as shuffled ones, are not compared.
    """
    for mode, found in data.items():
        # Of several predictions, batch by batch, it can't be told which batches are whose.
        if found.source == mode and (mode != "infer" or uses.get("infer") == 1):
            _compare_mode(original, migrated, index, mode, found, uses[mode] == 1, comparison, settings)


def _compare_mode(original: Session, migrated: Session, index: int, mode: str, data: Data, is_only: bool,
                  comparison: ModelComparison, settings: Settings) -> None:
    count = len(data.batches)

    def expected(seed: int | None) -> tuple[list[dict[str, np.ndarray]], int | None]:
        read, tree, end = data.batches, data.tree, data.end
        if not is_only or seed is not None:  # The last: one that reads what the program changes gives what it gave then.
            read, tree, _, end = original.call("read", index=index, mode=mode, count=count, seed=seed, last=True)
        return [_named(tree, batch, mode) for batch in read], end

    try:
        batches, problem = migrated.call("read", index=index, mode=mode, count=count)
        known, end = expected(None) if batches is not None else ([], None)
    except ProgramError as error:
        batches, problem = None, f"they can't be read: {error}"
    what = f"the batches of the migrated program for {USES[mode]}"
    if batches is None:
        comparison.not_compared.append(NotCompared(what, problem))
        return
    if [batch.keys() for batch in batches] != [batch.keys() for batch in known[:len(batches)]]:
        comparison.not_compared.append(NotCompared(what, "they have another structure"))
        return
    gaps = [(name, gap(batch[name], other[name], settings.tolerances["data"]))
            for batch, other in zip(known, batches) for name in batch]
    if any(found.ratio > 1 for _, found in gaps):
        if not all(_same(batch, other) for batch, other in zip(known, expected(settings.seed + 71)[0])):
            comparison.not_compared.append(NotCompared(what, "the original's are drawn at random"))
            return
    if mode != "infer":
        _compare_ends(mode, end, original.call("limit", index=index, mode=mode), len(batches), count, comparison)
    for name, found in gaps:
        comparison.enter("data", f"{name} of {USES[mode]}", "", found)


def _compare_ends(mode: str, end: int | None, limit, found: int, count: int, comparison: ModelComparison) -> None:
    """Compares after how many batches the data end, as far as they were read.

    Args:
        mode: of which use.
        end: after how many batches those of the original's input function end, or None.
        limit: how many the original takes at most; None has no limit, "?" is not known.
        found: how many the migrated program has.
        count: how many were asked for.
    """
    if limit == "?":
        return
    ends = min([one for one in (end, limit) if one is not None], default=count)
    if ends < count and found < count or found < min(ends, count):
        expected, actual = (f"{number} batches" for number in (ends, found))
        same = Gap(0.0, 0.0, (), None, None) if ends == found else Gap(np.inf, np.inf, (), expected, actual)
        comparison.enter("data", f"the end of the batches for {USES[mode]}", "", same)
    elif end is not None and end < count <= found and (limit is None or limit > end):
        comparison.lack("data", f"the end of the batches for {USES[mode]}", "", f"{end} batches", "more")


def _named(tree: tuple, batch: list, mode: str) -> dict[str, np.ndarray]:
    """Returns the tensors of a batch by names; to predict, those of its features."""
    features, labels = nests.pack(tree, batch)
    named = {}
    for part, value in (("features", features), ("labels", None if mode == "infer" else labels)):
        for name, leaf in nests.named_leaves(value, nests.is_sparse):
            shown = f"{part} {name}".rstrip()
            if nests.is_sparse(leaf):
                named.update({f"{shown} (indices)": leaf[1], f"{shown} (values)": leaf[2]})
            else:
                named[shown] = np.asarray(leaf)
    return named


def _same(batch: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return batch.keys() == other.keys() and all(
        value.shape == other[name].shape and bool(np.all((value == other[name]) | (value != value))) for name, value in batch.items())
