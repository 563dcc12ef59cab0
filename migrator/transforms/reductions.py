"""How TF1's losses reduced the losses of the elements: the ``weights`` and ``reduction`` of a call."""
from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.expressions import call, grouped, is_literal, number
from migrator.transforms.registry import CallSite
from migrator.trees import code

REDUCTIONS = {
    "NONE": "none", "SUM": "sum", "MEAN": "mean", "SUM_OVER_BATCH_SIZE": "sum_over_batch_size",
    "SUM_OVER_NONZERO_WEIGHTS": "sum_by_nonzero_weights", "SUM_BY_NONZERO_WEIGHTS": "sum_by_nonzero_weights",
}
_AVERAGES = {"mean", "sum_over_batch_size", "sum_by_nonzero_weights"}


@dataclass(frozen=True)
class Reduction:
    """What becomes of the losses of the elements: the weights, and the name of the reduction or its expression."""

    weights: cst.BaseExpression | None
    name: str | None
    value: cst.BaseExpression | None = None

    @classmethod
    def take(cls, site: CallSite, context: Context) -> Reduction:
        """Takes the arguments of a reduction out of a call's."""
        original, value = site.original_argument("reduction"), site.arguments.pop("reduction")
        weights = site.arguments.pop("weights")
        site.drop("scope", "loss_collection")
        if number(weights) == 1 or is_literal(weights, "None"):
            weights = None
        name = "sum_by_nonzero_weights" if value is None else reduction_name(original, context)
        return cls(weights, name, value)

    @property
    def is_mean(self) -> bool:
        """Whether it is the mean over all elements, times a number at most."""
        return self.name in _AVERAGES and self._is_plain

    @property
    def _is_plain(self) -> bool:
        return self.name is not None and (self.weights is None or number(self.weights) is not None)

    def of(self, values: cst.BaseExpression, context: Context) -> cst.BaseExpression:
        """Reduces losses."""
        if not self._is_plain or self.name == "none" and self.weights is not None:
            return self._weighted(values, context)
        if self.weights is not None and self.name != "mean":  # A mean divides by the weights.
            values = cst.BinaryOperation(self.weights, cst.Multiply(), grouped(values))
        if self.name == "none":
            return values
        return call(context.tf("reduce_mean" if self.name in _AVERAGES else "reduce_sum"), values)

    def indent(self, context: Context) -> int:
        """Width of what `of` puts before the losses."""
        return code(self.of(cst.Name("LOSSES"), context)).index("LOSSES")

    def _weighted(self, values: cst.BaseExpression, context: Context) -> cst.Call:
        arguments = [values] if self.weights is None else [values, self.weights]
        if self.name == "sum_by_nonzero_weights":
            return call(context.supported("weighted_loss"), *arguments)
        reduction = self.value if self.name is None else context.string(self.name)
        return call(context.supported("weighted_loss"), *arguments, reduction=reduction)


def reduction_name(value: cst.BaseExpression, context: Context) -> str | None:
    """Gives the support function's name of a reduction that can be seen, else None."""
    if isinstance(value, cst.SimpleString):
        name = value.evaluated_value.removeprefix("weighted_")
        return name if name in REDUCTIONS.values() else None
    symbol = context.names.symbol(value) or ""
    return REDUCTIONS.get(symbol.removeprefix("tf.losses.Reduction."))
