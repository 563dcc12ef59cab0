"""Examples of the members of TF1's API, to be run on both sides.

An example is an expression over the arrays of `arrays`. What it gives depends on its family: a tensor (or a structure of
them), values drawn at random, a metric, an optimizer, a learning rate.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

TENSOR, DRAWN, METRIC, OPTIMIZER, SCHEDULE = "tensor", "drawn", "metric", "optimizer", "schedule"


@dataclass(frozen=True)
class Example:
    """An example.

    Attributes:
        symbol: canonical name in TF1 of what it is an example of.
        kind: what it gives.
        before: the expression.
    """

    symbol: str
    kind: str
    before: str


def read(kind: str, prefix: str, text: str) -> tuple[Example, ...]:
    """Reads examples, a line each: the symbol without its prefix, a colon, an expression in which `_` stands for the prefix.

    Args:
        kind: what the examples give.
        prefix: such as ``tf.layers``.
        text: the lines.
    """
    return tuple(_read(kind, prefix, text))


def _read(kind: str, prefix: str, text: str) -> Iterator[Example]:
    for line in filter(None, map(str.strip, text.splitlines())):
        member, _, before = line.partition(": ")
        yield Example(f"{prefix}.{member}", kind, before.replace("_.", f"{prefix}."))


def with_arguments(examples: tuple[Example, ...], text: str) -> tuple[Example, ...]:
    """Gives examples with more arguments: the first one of each member that a line names, with what stands behind its colon.

    Args:
        examples: the examples.
        text: lines of members without their prefix, a colon, and keyword arguments.
    """
    firsts: dict[str, Example] = {}
    for one in examples:
        firsts.setdefault(one.symbol.rpartition(".")[2], one)
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        members, _, given = line.partition(": ")
        found += [replace(firsts[member], before=_with(firsts[member], given)) for member in members.split()]
    return tuple(found)


def _with(example: Example, given: str) -> str:
    """The example, with more arguments at the end of the call of its symbol."""
    opening = example.before.index(f"{example.symbol}(") + len(example.symbol)
    depth = 0
    for at, character in enumerate(example.before[opening:], opening):
        depth += (character in "([{") - (character in ")]}")
        if not depth:
            return f"{example.before[:at]}, {given}{example.before[at:]}"
    raise ValueError(example.before)
