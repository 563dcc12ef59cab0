"""What a verification found out."""
from __future__ import annotations

import enum
from dataclasses import dataclass, field

from migrator.equivalence.tolerances import Gap


class Status(enum.IntEnum):
    """The answer; its value is the exit status."""

    EQUAL = 0
    DIFFERENT = 1
    NOT_COMPARED = 2


@dataclass
class Quantity:
    """One thing that was compared, possibly many times.

    Attributes:
        kind: a key of `tolerances.TOLERANCES`, or "random draws", "gradient", "weight" where one side lacks it.
        name: the original's name of it.
        comparisons: how often it was compared.
        difference: the largest difference.
        ratio: the largest difference over what was allowed.
        step: the step of that.
        detail: what was found there, where it is different.
    """

    kind: str
    name: str
    comparisons: int = 0
    difference: float = 0.0
    ratio: float = 0.0
    step: int | str = ""
    detail: str = ""

    @property
    def equal(self) -> bool:
        """Whether every comparison was within the tolerance."""
        return self.ratio <= 1


@dataclass(frozen=True)
class NotCompared:
    """Something that could not be compared, and why."""

    what: str
    why: str


@dataclass
class Curves:
    """Both programs run freely from the same start, for people to look at.

    Attributes:
        expected, actual: the losses, step by step.
        weights: the largest difference of a weight after each step.
    """

    expected: list[float] = field(default_factory=list)
    actual: list[float] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)


@dataclass
class ModelComparison:
    """One Estimator of the original beside one model of the migrated program.

    Attributes:
        name: what the original calls its model function.
        model: what the migrated program calls the model.
        quantities: what was compared, by kind and name.
        first: the first quantity that differed, and where.
        not_compared: what could not be compared.
        zero_gradients: weights whose true gradient is zero.
        weights: the Keras weight for each of the original's variables.
        steps: how many steps were compared.
        curves: the free runs.
    """

    name: str
    model: str
    quantities: dict[tuple[str, str], Quantity] = field(default_factory=dict)
    first: Quantity | None = None
    not_compared: list[NotCompared] = field(default_factory=list)
    zero_gradients: list[str] = field(default_factory=list)
    weights: dict[str, str] = field(default_factory=dict)
    steps: int = 0
    curves: Curves = field(default_factory=Curves)

    def enter(self, kind: str, name: str, step: int | str, found: Gap, count: int = 1) -> None:
        """Adds a comparison."""
        quantity = self.quantities.setdefault((kind, name), Quantity(kind, name))
        quantity.comparisons += count
        quantity.difference = max(quantity.difference, found.difference)
        if found.ratio > quantity.ratio or quantity.comparisons == count:
            quantity.ratio, quantity.step = found.ratio, step
        if found.ratio > 1 and not quantity.detail:
            place = f"[{', '.join(map(str, found.index))}]" if found.index else ""
            quantity.detail = f"{name}{place}: {found.actual} instead of {found.expected}"
            if self.first is None:
                self.first = Quantity(kind, name, 1, found.difference, found.ratio, step, quantity.detail)

    def lack(self, kind: str, name: str, step: int | str, expected: str, actual: str) -> None:
        """Adds something that one side has and the other has not."""
        self.enter(kind, name, step, Gap(float("inf"), float("inf"), (), expected, actual))

    @property
    def equal(self) -> bool:
        """Whether all that was compared is equal, and something was."""
        return bool(self.quantities) and all(quantity.equal for quantity in self.quantities.values())


@dataclass(frozen=True)
class Reason:
    """Why no comparison was possible.

    Attributes:
        code: a key of `migrator.findings.CODES`.
        message: what is the matter, in a sentence.
        remedy: what to pass, or to do.
    """

    code: str
    message: str
    remedy: str


@dataclass
class Verdict:
    """The answer for two programs.

    Attributes:
        before, after: their paths.
        comparisons: one for each Estimator.
        reason: why they could not be compared, or None.
        not_compared: what could not be compared beside the models.
        sources: the texts of both programs.
        seconds: how long it took.
    """

    before: str
    after: str
    comparisons: list[ModelComparison] = field(default_factory=list)
    reason: Reason | None = None
    not_compared: list[NotCompared] = field(default_factory=list)
    sources: tuple[str, str] = ("", "")
    seconds: float = 0.0

    @property
    def status(self) -> Status:
        """The answer: different where anything differs, equal only where something was compared."""
        if any(not comparison.equal and comparison.quantities for comparison in self.comparisons):
            return Status.DIFFERENT
        if self.reason is not None or not self.comparisons or not all(c.equal for c in self.comparisons):
            return Status.NOT_COMPARED
        return Status.EQUAL
