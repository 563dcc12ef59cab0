"""Matches weights whose TF1 names are known in full or in part with the variables that TF1 had."""
from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from migrator.equivalence.tf1_names import NamedWeight


@dataclass(frozen=True)
class TF1Variable:
    """A variable on TF1's side.

    Attributes:
        name: its name, without ``:0``.
        shape: its shape.
    """

    name: str
    shape: tuple[int, ...]


class Unmatched(Exception):
    """Variables could not be matched.

    Attributes:
        problems: one sentence for each.
    """

    def __init__(self, problems: Sequence[str]):
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def match_weights(weights: Sequence[NamedWeight], variables: Sequence[TF1Variable],
                  in_order: bool) -> tuple[dict[str, tuple[NamedWeight, str]], list[str]]:
    """Finds for each weight the TF1 variable that it was.

    A weight whose name is known is matched with the variable of that name. Among the others, what
    fits one variable only is matched with it; those that fit the same variables are matched in
    the order in which TF1 made them, where both orders are known.

    Args:
        weights: the weights.
        variables: TF1's variables that are neither slots nor counters.
        in_order: whether `variables` are in the order in which TF1 made them.

    Returns:
        The weights by the names of their variables, each with the reason; and the problems, one sentence each.
    """
    matching = _Matching({one.name: one for one in variables}, in_order)
    for weight in weights:
        if weight.name.exact is not None:
            matching.by_name(weight)
    matching.by_elimination([weight for weight in weights if weight.name.exact is None])
    return matching.found, matching.problems


class _Matching:
    def __init__(self, variables: dict[str, TF1Variable], in_order: bool):
        self.variables = variables
        self.in_order = in_order
        self.found: dict[str, tuple[NamedWeight, str]] = {}
        self.problems: list[str] = []
        self.taken: set[str] = set()

    def by_name(self, weight: NamedWeight) -> None:
        name = weight.name.exact
        variable = self.variables.get(name)
        if variable is None:
            near = difflib.get_close_matches(name, self.variables, 2)
            hint = f"; it has {' and '.join(near)}" if near else ""
            self.problems.append(f"{weight.path} was called {name} in TF1, and the checkpoint has no such variable{hint}")
        elif variable.shape != _shape(weight):
            self.problems.append(f"{weight.path} has shape {_shape(weight)}, and {name} has shape {variable.shape}")
        elif name in self.found:
            self.problems.append(f"{weight.path} and {self.found[name][0].path} were both called {name} in TF1")
        else:
            self.found[name] = weight, "by its name"
            self.taken.add(name)

    def by_elimination(self, weights: list[NamedWeight]) -> None:
        left = list(weights)
        while left:
            groups = self._groups(left)
            names, group = next(((names, group) for names, group in groups.items() if len(names) <= len(group)), (None, left))
            if names is None:  # Everything fits more variables than there are weights.
                for names, group in groups.items():
                    self._refuse(names, group)
                return
            self._settle(names, group)
            self.taken |= set(names)
            left = [weight for weight in left if weight not in group]

    def _groups(self, weights: list[NamedWeight]) -> dict[tuple[str, ...], list[NamedWeight]]:
        """The weights by the variables that they may have been."""
        groups: dict[tuple[str, ...], list[NamedWeight]] = {}
        for weight in weights:
            pattern = re.compile(weight.name.regex)
            names = tuple(name for name, variable in self.variables.items() if name not in self.taken
                          and variable.shape == _shape(weight) and pattern.fullmatch(name))
            groups.setdefault(names, []).append(weight)
        return groups

    def _settle(self, names: tuple[str, ...], group: list[NamedWeight]) -> None:
        """Matches weights that fit just as many variables, in order where there are several."""
        if len(names) == len(group) == 1:
            self.found[names[0]] = group[0], "nothing else has such a name and shape"
        elif len(names) == len(group) and self.in_order and _is_ordered(group):
            for name, weight in zip(names, group):
                self.found[name] = weight, "by its place in the order in which TF1 made what has such a name and shape"
        else:
            self._refuse(names, group)

    def _refuse(self, names: tuple[str, ...], group: list[NamedWeight]) -> None:
        if names:
            paths = ", ".join(weight.path for weight in group)
            self.problems.append(f"{paths} can't be told apart: each may have been any of {', '.join(names)}")
        else:
            self.problems += [f"{weight.path}, of shape {_shape(weight)}, was called like {weight.name} in TF1, and no "
                              "variable of that shape that is left is" for weight in group]


def _is_ordered(group: list[NamedWeight]) -> bool:
    """Whether the order of some weights is the order in which TF1 made them."""
    series: dict[int, set[int]] = {}
    for weight in group:
        series.setdefault(weight.region, set()).add(weight.series)
    return all(len(found) == 1 for found in series.values()) and not (
        len(group) > 1 and any(region < 0 for region in series))


def _shape(weight: NamedWeight) -> tuple[int, ...]:
    return tuple(weight.variable.shape)
