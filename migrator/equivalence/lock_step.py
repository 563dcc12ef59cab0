"""Compares one Estimator with one Keras model, step by step from equal states on equal batches."""
from __future__ import annotations

import numpy as np

from migrator.equivalence.data import Data, ragged
from migrator.equivalence.distributions import distribution_gap
from migrator.equivalence.outcome import ModelComparison, NotCompared
from migrator.equivalence.tolerances import Gap, Tolerance, gap
from migrator.equivalence.worker import nests
from migrator.equivalence.worker_process import ProgramError, Session

MODES = {"train": "training", "eval": "evaluation", "infer": "prediction"}
RATE_STEPS = (0, 1, 2, 5, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 1_000_000)
FAR = 1000  # A step by which Adam's bias correction is nearly gone.


class LockStep:
    """One comparison.

    Args:
        original, migrated: the sessions of both programs, which have been followed.
        index: which Estimator, and which model.
        comparison: where what is found is entered.
        data: the batches by mode: "train", "eval", "infer".
        steps: how many steps.
        tolerances: by kind.
        seed: of the random streams.
        only_first: whether the first difference ends the comparison.
        random_states: how many steps to compare from weights that are drawn at random.
        maps: what the migration recorded of the variables, as JSON, or "".
    """

    def __init__(self, original: Session, migrated: Session, index: tuple[int, int], comparison: ModelComparison,
                 data: dict[str, Data], steps: int, tolerances: dict[str, Tolerance], seed: int, only_first: bool,
                 random_states: int, maps: str) -> None:
        self.original = original
        self.migrated = migrated
        self.mine, self.its = index
        self.comparison = comparison
        self.data = data
        self.steps = steps
        self.tolerances = tolerances
        self.seed = seed
        self.only_first = only_first
        self.random_states = random_states
        self.maps = maps
        self.reads_step_first = False
        self.runs_hooks = False
        self.predicts = self.evaluates = False  # Whether the original's graphs for these are there.
        self.graph: dict = {}
        self.slots: dict[str, str] = {}
        self.largest_rate = 0.0  # A rate near the end of a cosine is what is left of larger numbers.
        self.unpaired: set[str] = set()  # Modes in which a random op of one side has none of the other.

    def run(self) -> None:
        """Compares all that there is data for.

        Raises:
            ProgramError: a graph or a model could not be made or run.
            TimeUp, Died: see `Session.call`.
        """
        state = self._prepare()
        self.migrated.call("start_free", index=self.its, state=state)
        predicts = self.predicts = self._prepare_prediction()
        for step in range(self.steps):
            if self._is_decided:
                return
            if predicts:
                self._predict(state, step)
            after, loss = self._train(state, step)
            if not self.only_first and not self.runs_hooks:  # They would count its steps, too.
                self._free(step, loss, after)
            state = after
            self.comparison.steps += 1
        for step in self._learning_rates():
            if self._is_decided:
                return
            state = self._late_steps(state, step)
        for number in range(self.random_states):
            self._random_state(state, number, predicts)
        self._evaluate(state)

    def _random_state(self, state: dict, number: int, predicts: bool) -> None:
        """Compares a step and a prediction from other weights and with other random numbers."""
        random = np.random.RandomState(self.seed * 1000 + number)
        moved = dict(state)
        for name, _, dtype, trainable in self.graph["variables"]:
            if trainable and dtype.startswith("float") and name not in self.slots:
                value = state[name]
                moved[name] = (value + random.normal(size=value.shape) * (value.std() + 0.05)).astype(value.dtype)
        self.original.call("set_state", index=self.mine, mode="train", values=moved)
        step = self.steps + number
        moved = self.original.call("set_step", index=self.mine, step=step)
        self.migrated.call("set_step", index=self.its, state=moved, step=step)
        if predicts:
            self._predict(moved, step)
        self._train(moved, step)

    @property
    def _is_decided(self) -> bool:
        return self.only_first and self.comparison.first is not None

    def _prepare(self) -> dict:
        """Makes both models and compares what they start from; returns the original's state."""
        data = self.data["train"]
        # Labels go to the model function in training also where they are None.
        self.graph = self.original.call("prepare", index=self.mine, mode="train", tree=data.tree, specs=data.specs,
                                        labels=True, seed=self.seed)
        optimizers = self.graph["optimizers"]
        self.slots = {name: of for optimizer in optimizers for name, (of, _) in optimizer["slots"].items()}
        found = self.migrated.call("prepare", index=self.its, tree=data.tree, specs=data.specs, labels=data.has_labels,
                                   variables=self.graph["variables"], slots=optimizers, seed=self.seed, maps=self.maps)
        self.comparison.weights = found["weights"]
        for name, expected, actual in found["problems"]:
            self.comparison.lack("variables", name, 0, expected, actual)
        self._not_compared(found["not_compared"])
        self._not_compared([(f"what {hook} does", "hooks of TensorFlow are not run") for hook in self.graph["hooks_not_run"]])
        self.runs_hooks = self.graph["runs_hooks"] or self.migrated.call("runs_hooks", index=self.its)
        self._match_sites("train", self.graph["sites"], found["sites"])
        state, samples = self.original.call("initial_states", index=self.mine)
        for name, value in found["initial"].items():
            if name in samples:
                self._initial_distribution(name, samples[name], state[name], value)
            elif name != self.graph["global_step"]:
                self._enter("initial value", name, "", state[name], value)
        return state

    def _initial_distribution(self, name: str, sample: np.ndarray, started: np.ndarray, value: np.ndarray) -> None:
        """Compares how values that are drawn at random are distributed."""
        own, found = distribution_gap(sample, started), distribution_gap(sample, value)
        if found is None or own.ratio > 1:
            why = "they are drawn at random, and are few" if found is None else "the original does not start from what it draws"
            self._not_compared([(f"the initial values of {name}", why)])
        else:
            self.comparison.enter("initial distribution", name, "", found)

    def _not_compared(self, found) -> None:
        self.comparison.not_compared += [NotCompared(what, why) for what, why in found]

    # Randomness.

    def _match_sites(self, mode: str, expected: list, actual: list) -> None:
        """Gives the sites of both sides that are each other's the same stream, and says which have none.

        One without a partner in a branch or a loop may never run; it is told where it does (`_strays`).
        """
        waiting: dict[tuple, list[int]] = {}
        for position, site in enumerate(actual):
            waiting.setdefault(_fingerprint(site), []).append(position)
        numbers = [None] * len(expected), [None] * len(actual)
        alone = []
        for position, site in enumerate(expected):
            partners = waiting.get(_fingerprint(site))
            if partners:
                numbers[0][position] = numbers[1][partners.pop(0)] = position
            else:
                alone.append(site)
        others = [actual[position] for positions in waiting.values() for position in positions]
        self.original.call("number_sites", index=self.mine, mode=mode, numbers=numbers[0])
        self.migrated.call("number_sites", index=self.its, mode=mode, numbers=numbers[1])
        name = MODES[mode]
        if expected or actual:
            same = all(is_conditional for _, _, is_conditional in alone + others)
            self.comparison.enter("random draws", name, "", Gap(0.0, 0.0, (), None, None) if same else Gap(
                np.inf, np.inf, (), _described(expected), _described(actual)))
        if alone or others:
            self.unpaired.add(mode)
        for kind, _ in {_fingerprint(site) for site in expected if site[1] is None}:
            self._not_compared([(f"what {kind} draws in {name}", "there is no stream of equal numbers for it")])

    def _strays(self, mode: str, step: int | str) -> None:
        """Sees whether a random op without a partner has drawn in the step that was run last."""
        if mode in self.unpaired:
            expected = self.original.call("strays", index=self.mine, mode=mode)
            actual = self.migrated.call("strays", index=self.its, mode=mode)
            if expected or actual:
                self.comparison.lack("random draws", MODES[mode], step, _described(expected), _described(actual))

    # Training.

    def _train(self, state: dict, step: int) -> tuple[dict, np.ndarray]:
        """Compares one step from a state; returns the state after it, and the original's loss."""
        batch = self._batch("train", step)
        expected = self.original.call("train_step", index=self.mine, batch=batch, step=step)
        after = self.original.call("state", index=self.mine)
        self._failed(expected["failed_hook"], self.migrated, self.its)
        actual = self.migrated.call("train_step", index=self.its, state=state, batch=batch,
                                    gradients=expected["gradients"], step=step)
        self._failed(actual["failed_hook"], self.original, self.mine)
        self._strays("train", step)
        if not self.reads_step_first and not self._agree(after, actual["state"], state):
            expected, after = self._reading_step_first(expected, after, actual["state"], state, batch, step)
        self._loss(expected["loss"], actual["loss"], step, state, after, batch)
        self._gradients(expected["gradients"], expected["largest_gradient"], actual, step, state, batch)
        self._rates(expected["learning_rates"], actual["learning_rates"], step)
        for name, value in after.items():
            if name in actual["state"]:
                self._enter(self._kind(name), name, step, value, actual["state"][name], change=_change(value, state[name]))
        return after, expected["loss"]

    def _failed(self, hook: tuple | None, other: Session, index: int) -> None:
        """Runs no hooks any more on the other side, where one has failed."""
        if hook is not None and self.runs_hooks:
            self.runs_hooks = False
            other.call("stop_hooks", index=index)
            self._not_compared([(f"what {hook[0]} does", f"it fails here, without its training: {hook[1]}")])

    def _late_steps(self, state: dict, step: int) -> dict:
        """Compares two steps as if the training were far; returns the state after them."""
        state = self.original.call("set_step", index=self.mine, step=step)
        self.migrated.call("set_step", index=self.its, state=state, step=step)
        for late in (step, step + 1):
            state, _ = self._train(state, late)
        return state

    def _agree(self, after: dict, actual: dict, state: dict) -> bool:
        """Whether the weights and slots after a step are within their tolerances."""
        return all(gap(value, actual[name], self.tolerances[self._kind(name)], change=_change(value, state[name])).ratio <= 1
                   for name, value in after.items() if name in actual)

    def _kind(self, name: str) -> str:
        return "global step" if name == self.graph["global_step"] else "slot" if name in self.slots else "weight"

    def _reading_step_first(self, expected: dict, after: dict, actual: dict, state: dict, batch: list, step: int):
        """Runs the original's step again such that it reads the global step before anything changes it.

        Nothing orders that in a program such as BERT, which assigns the step beside the updates. Where the programs
        agree then, it stays like this; if not, the first results count.
        """
        if not self.original.call("read_step_first", index=self.mine):
            return expected, after
        self.original.call("set_state", index=self.mine, mode="train", values=state)
        self.reads_step_first = True
        try:
            again = self.original.call("train_step", index=self.mine, batch=batch, step=step, with_hooks=False)
        except ProgramError:  # What reads it can't be told apart from what counts it.
            self.original.call("read_step_as_it_is", index=self.mine)
            self.original.call("set_state", index=self.mine, mode="train", values=after)
            return expected, after
        other = self.original.call("state", index=self.mine)
        if self._agree(other, actual, state):
            self._not_compared([("the order in which the original reads and changes its global step",
                                 "nothing orders it; what is compared is the step read first")])
            return again, other
        self.original.call("set_state", index=self.mine, mode="train", values=after)
        return expected, after

    def _loss(self, expected, actual, step: int, state: dict, after: dict, batch: list) -> None:
        """Compares the loss. That of a TF1 program may be read while its weights change: it is then asked alone."""
        if actual is not None and gap(expected, actual, self.tolerances["loss"]).ratio > 1:
            self.original.call("set_state", index=self.mine, mode="train", values=state)
            alone = self.original.call("train_loss", index=self.mine, batch=batch, step=step)
            self.original.call("set_state", index=self.mine, mode="train", values=after)
            if gap(alone, expected, self.tolerances["loss"]).ratio > 1:
                why = "it is read while the weights change; what is compared is the loss before the update"
                self._not_compared([("the loss that the original reports in training", why)] if not any(
                    item.why == why for item in self.comparison.not_compared) else [])
                expected = alone
        self._enter("loss", "loss", step, expected, actual)

    def _gradients(self, expected: dict, before_clipping: float, actual: dict, step: int, state: dict,
                   batch: list) -> None:
        shapes = {name: shape for name, shape, _, _ in self.graph["variables"]}
        summed = {name: [nests.dense(part, shapes[name]) for part in parts] for name, parts in expected.items()}
        # Of all steps up to here: what gradients are summed up from does not become small where they do.
        largest = max([before_clipping, *(np.abs(part).max() for parts in summed.values() for part in parts if part.size)])
        for name, parts in summed.items():
            found = actual["gradients"].get(name, [])
            if len(found) != len(parts):
                self.comparison.lack("gradient", name, step, _times(len(parts)), _times(len(found)))
            for part, other in zip(parts, found):
                self._enter("gradient", name, step, part, other, model=largest)
                size = np.abs(part).max(initial=0)
                if step == 0 and 0 < size < 2e-6 * largest and self._is_idle(name, state, batch, step):
                    self.comparison.zero_gradients.append(name)
        for name in actual["gradients"].keys() - expected.keys():
            self.comparison.lack("gradient", name, step, _times(0), _times(len(actual["gradients"][name])))
        for path in actual["others"]:
            self.comparison.lack("gradient", path, step, _times(0), "one for a weight that the original has not")

    def _is_idle(self, name: str, state: dict, batch: list, step: int) -> bool:
        """Whether the loss stays the same when a weight is moved far: then its true gradient is zero."""
        after = self.original.call("state", index=self.mine)
        moved = dict(state)
        losses = []
        for shift in (0.0, 1.0, -0.7):
            value = state[name]
            noise = np.random.RandomState(step).uniform(0.5, 1, size=value.shape).astype(value.dtype)
            moved[name] = (value + shift * noise * max(float(np.abs(value).max()), 0.1)).astype(value.dtype)
            self.original.call("set_state", index=self.mine, mode="train", values=moved)
            losses.append(float(np.ravel(self.original.call("train_loss", index=self.mine, batch=batch, step=step))[0]))
        self.original.call("set_state", index=self.mine, mode="train", values=after)
        return max(losses) - min(losses) <= 1e-5 * max(map(abs, losses))

    def _rates(self, expected: list, actual: list, step: int | str) -> None:
        if len(expected) != len(actual):
            self.comparison.lack("learning rate", "optimizers", step, f"{len(expected)} of them", f"{len(actual)} of them")
            return
        for index, (rate, other) in enumerate(zip(expected, actual)):
            if rate is not None and other is not None:
                name = "learning rate" if len(expected) == 1 else f"learning rate of optimizer {index + 1}"
                self.largest_rate = max(self.largest_rate, abs(rate))
                self._enter("learning rate", name, step, np.float32(rate), np.float32(other), model=self.largest_rate)

    def _free(self, step: int, loss, after: dict) -> None:
        other, weights = self.migrated.call("free_step", index=self.its, batch=self._batch("train", step), step=step)
        curves = self.comparison.curves
        curves.expected.append(float(np.ravel(loss)[0]))
        curves.actual.append(float("nan") if other is None else float(np.ravel(other)[0]))
        with np.errstate(invalid="ignore"):  # A run may go astray.
            curves.weights.append(max((float(np.abs(after[name].astype(np.float64) - value).max())
                                       for name, value in weights.items() if value.size and value.shape == after[name].shape
                                       and value.dtype.kind == "f"), default=0.0))

    def _learning_rates(self) -> list[int]:
        """Compares the learning rates at many steps, and around the steps where they change.

        Returns:
            Steps that are worth a comparison beside the first ones: far ones, and those before a change.
        """
        steps = list(RATE_STEPS)
        expected = self.original.call("learning_rates", index=self.mine, steps=steps)
        if not expected[0]:
            return [FAR]
        changes = {high: self._change(low, high, before)
                   for low, high, before, after in zip(steps, steps[1:], expected, expected[1:])
                   if before != after and high - low > 1}
        more = sorted({step for around in changes.values() for step in around} - set(steps))
        if more:
            expected += self.original.call("learning_rates", index=self.mine, steps=more)
        actual = self.migrated.call("learning_rates", index=self.its, steps=steps + more)
        self.largest_rate = max([self.largest_rate, *(abs(rate) for rates in expected for rate in rates if rate is not None)])
        for step, rates, others in zip(steps + more, expected, actual):
            self._rates(rates, others, step)
        before_changes = [low for low, _, _ in changes.values() if low >= self.steps]
        return [FAR, *before_changes[:3]]

    def _change(self, low: int, high: int, before: list) -> tuple[int, int, int]:
        """Returns the steps around the first change of the learning rates after `low`."""
        while high - low > 1:
            middle = (low + high) // 2
            rates, = self.original.call("learning_rates", index=self.mine, steps=[middle])
            low, high = (middle, high) if rates == before else (low, middle)
        return low, high, high + 1

    # Prediction and evaluation.

    def _prepare_prediction(self) -> bool:
        data = self.data.get("infer")
        if data is None:
            return False
        try:
            graph = self.original.call("prepare", index=self.mine, mode="infer", tree=data.tree, specs=data.specs,
                                       labels=False, seed=self.seed)
        except ProgramError as error:
            self._not_compared([("predictions", f"the model function can't be called to predict: {error}")])
            return False
        sites = self.migrated.call("prepare_prediction", index=self.its, tree=data.tree, specs=data.specs,
                                   labels=data.has_labels)
        self._match_sites("infer", graph["sites"], sites)
        return True

    def _predict(self, state: dict, step: int) -> None:
        batch = self._batch("infer", step)
        self.original.call("set_state", index=self.mine, mode="infer", values=state)
        expected = self.original.call("predict", index=self.mine, batch=batch, step=step)
        actual, changed = self.migrated.call("predict", index=self.its, state=state, batch=batch, step=step)
        self._strays("infer", step)
        self._unchanged(changed, "prediction", state)
        self._dicts("prediction", expected, actual, step)

    def _evaluate(self, state: dict) -> None:
        data = self.data.get("eval")
        if data is None or not data.has_labels and self.data["train"].has_labels:
            self._not_compared([("metrics", "no input function gives data with labels to evaluate")])
            return
        batches = ragged(data)
        try:
            graph = self.original.call("prepare", index=self.mine, mode="eval", tree=data.tree, specs=data.specs,
                                       labels=True, seed=self.seed)
        except ProgramError as error:
            self._not_compared([("metrics", f"the model function can't be called to evaluate: {error}")])
            return
        self.evaluates = True
        sites = self.migrated.call("prepare_evaluation", index=self.its, tree=data.tree, specs=data.specs,
                                   labels=data.has_labels, batch=batches[0])
        self._match_sites("eval", graph["sites"], sites)
        self.original.call("set_state", index=self.mine, mode="eval", values=state)
        expected, losses = self.original.call("evaluate", index=self.mine, batches=batches)
        actual, others, changed = self.migrated.call("evaluate", index=self.its, state=state, batches=batches)
        self._strays("eval", "evaluation")
        self._unchanged(changed, "evaluation", state)
        for number, (loss, other) in enumerate(zip(losses, others)):
            if other is not None:  # A model that can't tell it still has the mean of them.
                self._enter("metric", "loss of a batch", f"evaluation, batch {number}", loss, other)
        self._dicts("metric", expected, actual, "evaluation")

    def _unchanged(self, changed: list[str], use: str, state: dict) -> None:
        """Enters the weights that the migrated program has changed where an Estimator changes none, if anything reads them there.

        A discriminator whose batch normalization is always in training keeps statistics that nobody asks for.
        """
        for name in changed:
            if self._is_read(name, state):
                self.comparison.lack(self._kind(name), name, use, "the value from before", "another one")
            else:
                self._not_compared([(f"{name} after {use}", "the migrated model changes it there, and nothing reads it")])

    def _is_read(self, name: str, state: dict) -> bool:
        """Whether the original's evaluation, or its prediction, depends on a weight."""
        results = []
        for shift in (0, 1):
            moved = {**state, name: (state[name] + shift).astype(state[name].dtype)}
            found: list = []
            if self.predicts:
                self.original.call("set_state", index=self.mine, mode="infer", values=moved)
                found += self.original.call("predict", index=self.mine, batch=self._batch("infer", 0), step=0).values()
            if self.evaluates:
                self.original.call("set_state", index=self.mine, mode="eval", values=moved)
                values, losses = self.original.call("evaluate", index=self.mine, batches=[self._batch("eval", 0)])
                found += [*values.values(), *losses]
            results.append(found)
        return not all(np.array_equal(one, other) for one, other in zip(*results))

    def _batch(self, mode: str, step: int) -> list:
        batches = self.data[mode].batches
        return batches[step % len(batches)]

    def _dicts(self, kind: str, expected: dict, actual: dict, step: int | str) -> None:
        for name, value in expected.items():
            shown = name or kind
            if name in actual:
                self._enter(kind, shown, step, value, actual[name])
            else:
                self.comparison.lack(kind, shown, step, "a value", "nothing of this name")
        for name in actual.keys() - expected.keys():
            self.comparison.lack(kind, name or kind, step, "nothing of this name", "a value")

    def _enter(self, kind: str, name: str, step: int | str, expected, actual, **sizes) -> None:
        if actual is None:
            self.comparison.lack(kind, name, step, "a value", "nothing")
        else:
            self.comparison.enter(kind, name, step, gap(expected, actual, self.tolerances[kind], **sizes))


def _change(after: np.ndarray, before: np.ndarray) -> float:
    return float(np.abs(np.subtract(after, before, dtype=np.float64)).max()) if after.size else 0.0


def _fingerprint(site: tuple) -> tuple:
    kind, shape, _ = site
    return kind, None if shape is None else tuple(shape)


def _described(sites: list) -> str:
    return ", ".join(f"{kind}{'' if shape is None else [size or '?' for size in shape]}" for kind, shape, _ in sites) or "none"


def _times(count: int) -> str:
    return {0: "none", 1: "one"}.get(count, f"{count}")
