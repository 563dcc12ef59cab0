"""Which Keras weight, slot or counter of a built model each TF1 variable became.

TF1's side is what a checkpoint, or a graph, says of its variables: their names and shapes and,
where it is known, the order in which they were made. Keras's side is a model that is built, with
its optimizers built too, and what the migration recorded (`migrator.variable_maps`). A match needs
a justification: the name that TF1's rules give, or that nothing else fits.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

from migrator.equivalence.matching import TF1Variable, Unmatched, match_weights
from migrator.equivalence.optimizer_state import (
    OptimizerState, Slot, UnknownOptimizer, first_rate, optimizer_state, optimizers_of, updates_by_power)
from migrator.equivalence.recorded_expressions import Environment, evaluate
from migrator.equivalence.tf1_names import Misfit, named_weights
from migrator.variable_maps import VariableMap

__all__ = ["MappedVariable", "TF1Variable", "Unmatched", "assign_all", "map_by_name", "map_variables"]

STEP = "global_step"
_RATE = re.compile("(.*/)?OptimizeLoss/learning_rate")  # What tf.contrib.layers.optimize_loss made.
_POWER = re.compile(r"(?P<prefix>.*/)?beta(?P<beta>[12])_power(_(?P<number>\d+))?")


@dataclass(frozen=True, eq=False)
class MappedVariable:
    """A TF1 variable and what of the Keras model holds its value.

    Attributes:
        name: TF1's name.
        kind: "weight", "slot", "power" (of an Adam's beta), "step", or "rate" (a learning rate that TF1 kept in a
            variable; Keras's has to be the same).
        path: where the Keras model holds it.
        reason: why it is this one.
        variable: the Keras variable.
        of: for a slot, TF1's name of the variable that it belongs to; else "".
        read: gives the value as TF1 would hold it, an array of TF1's shape.
        assign: takes a value as TF1 holds it.
    """

    name: str
    kind: str
    path: str
    reason: str
    variable: keras.Variable
    of: str
    read: Callable[[], np.ndarray]
    assign: Callable[[np.ndarray], None]


def map_variables(model: keras.Model, recorded: VariableMap | None, variables: Sequence[TF1Variable], in_order: bool,
                  with_optimizers: bool = True) -> dict[str, MappedVariable]:
    """Maps TF1's variables to those of a built Keras model.

    Args:
        model: the model; its layers are built, and so are its optimizers.
        recorded: what the migration recorded of it; None leaves only names and shapes that speak for themselves.
        variables: TF1's variables: weights, slots, powers of betas, the global step.
        in_order: whether `variables` are in the order in which TF1 made them.
        with_optimizers: whether the state of the optimizers is mapped; if not, it may be missing on either side.

    Returns:
        What each TF1 variable became, by its name.

    Raises:
        Unmatched: something on one side has no counterpart on the other, or more than one.
    """
    sides = _Sides(model, recorded, {one.name: one for one in variables}, in_order)
    sides.map_weights()
    sides.map_step()
    if with_optimizers:
        sides.map_optimizers()
    sides.account(with_optimizers)
    if sides.problems:
        raise Unmatched(sides.problems)
    return sides.found


def map_by_name(held: Mapping[str, tf.Variable], variables: Sequence[TF1Variable],
                with_optimizers: bool = True) -> dict[str, MappedVariable]:
    """Maps TF1's variables to those of a `ScopedModel`, which have TF1's names.

    Args:
        held: the model's variables by their names.
        variables, with_optimizers: as for `map_variables`.

    Returns:
        What each TF1 variable became, by its name.

    Raises:
        Unmatched: one side has a variable that the other has not, or has in another shape.
    """
    shapes = {one.name: one.shape for one in variables}
    here = _Sides(None, None, {name: TF1Variable(name, tuple(variable.shape)) for name, variable in held.items()}, True)
    there = _Sides(None, None, {one.name: one for one in variables}, True)
    for name, variable in held.items():
        if name == STEP or with_optimizers or not here._is_state(name):
            kind = "step" if name == STEP else "power" if _POWER.fullmatch(name) else "slot" if here._is_state(name) else "weight"
            if name not in shapes:
                here.problems.append(f"the model has {name}, and the checkpoint has no such variable")
            elif shapes[name] != tuple(variable.shape):
                here.problems.append(f"{name} has shape {tuple(variable.shape)} in the model, and {shapes[name]} in the checkpoint")
            else:
                here.add(name, kind, name, "by its name", variable)
    here.problems += [f"{name}, of shape {shape}, became nothing in the model" for name, shape in shapes.items()
                      if name not in held and (with_optimizers or not there._is_state(name))]
    if here.problems:
        raise Unmatched(here.problems)
    return here.found


def assign_all(mapped: Mapping[str, MappedVariable], value: Callable[[str], np.ndarray]) -> None:
    """Puts a whole model into a state of TF1's.

    Args:
        mapped: what `map_variables` gave.
        value: gives TF1's value of a variable by its name.

    Raises:
        Unmatched: the values contradict each other.
    """
    for kind in ("weight", "slot", "rate", "step", "power"):  # A power is compared with the step.
        for one in mapped.values():
            if one.kind == kind:
                one.assign(value(one.name))


class _Sides:
    """Both sides, and what is mapped so far."""

    def __init__(self, model, recorded: VariableMap | None, variables: dict[str, TF1Variable], in_order: bool):
        self.model = model
        self.recorded = recorded
        self.variables = variables
        self.in_order = in_order
        self.found: dict[str, MappedVariable] = {}
        self.problems: list[str] = []
        self.names: dict[int, str] = {}  # TF1's names of the weights.

    def add(self, name: str, kind: str, path: str, reason: str, variable, of: str = "", read=None, assign=None) -> None:
        self.found[name] = MappedVariable(
            name, kind, path, reason, variable, of, read or (lambda: np.asarray(variable)),
            assign or (lambda value: variable.assign(np.asarray(value))))

    # Weights.

    def map_weights(self) -> None:
        try:
            weights = named_weights(self.model, self.recorded)
        except Misfit as misfit:
            self.problems.append(f"the model is not the one that the migration recorded: {misfit}")
            return
        known = {weight.name.exact for weight in weights}
        candidates = [one for name, one in self.variables.items() if name in known or not self._is_state(name)]
        matched, problems = match_weights(weights, candidates, self.in_order)
        self.problems += problems
        for name, (weight, reason) in matched.items():
            self.add(name, "weight", weight.path, reason, weight.variable)
            self.names[id(weight.variable)] = name

    def _is_state(self, name: str) -> bool:
        """Whether a variable looks like one of an optimizer, or the step."""
        return name == STEP or any(one.fullmatch(name) for one in (_POWER, _RATE)) or self._slot_of(name) is not None

    def _slot_of(self, name: str) -> str | None:
        """The variable that a variable is a slot of, by its name and shape."""
        owner, _, _ = name.rpartition("/")
        while owner:
            if owner in self.variables and self.variables[owner].shape == self.variables[name].shape:
                return owner
            _, _, owner = owner.partition("/")  # The slots of an update that stands in a scope are in that scope.
        return None

    # The step.

    def map_step(self) -> None:
        if STEP not in self.variables:
            return
        counter = vars(self.model).get(STEP)
        optimizers = list(self._optimizers().items())
        if counter is None and not optimizers:
            return
        held = counter if counter is not None else optimizers[0][1].iterations

        def assign(value) -> None:
            held.assign(int(value))
            for _, optimizer in optimizers:  # Those that powers of beta count are corrected by these.
                optimizer.iterations.assign(int(value) // (self.recorded.steps if self.recorded and counter is not None else 1))

        path = STEP if counter is not None else f"{optimizers[0][0]}.iterations"
        self.add(STEP, "step", path, "it counts the steps", held, read=lambda: np.asarray(held, np.int64), assign=assign)

    # Optimizers.

    def map_optimizers(self) -> None:
        states = list(self._states())
        for state in states:
            self._map_slots(state, [one for one in states if one.leaf == state.leaf])
        for beta in (1, 2):
            self._map_powers(beta, [one for one in states if one.counts_by_powers])
        if len(states) == 1:
            for name in filter(_RATE.fullmatch, self.variables):
                self._add_rate(name, states[0])

    def _optimizers(self) -> dict[str, keras.optimizers.Optimizer]:
        """The optimizers by their paths; of a model that trains with its own, not the one that `compile` made."""
        found = dict(optimizers_of(self.model))
        recorded = {one.attribute for one in self.recorded.optimizers} if self.recorded is not None else set()
        return {path: one for path, one in found.items() if path in recorded} or found

    def _states(self):
        optimizers = self._optimizers()
        order = {one.attribute: one for one in self.recorded.optimizers} if self.recorded is not None else {}
        for path in sorted(optimizers, key=lambda path: list(order).index(path) if path in order else len(order)):
            name = order[path].name if path in order else None
            given = evaluate(name, Environment({})) if name is not None else None
            try:
                yield optimizer_state(optimizers[path], path, given if isinstance(given, str) else None)
            except UnknownOptimizer as reason:
                self.problems.append(str(reason))

    def _map_slots(self, state: OptimizerState, alike: list[OptimizerState]) -> None:
        without = []
        for variable, slots in state.slots:
            owner = self.names.get(id(variable))
            if owner is None or not slots:
                continue
            names = self._slots_named(owner, state.leaf)
            sharing = [one for one in alike if any(other is variable for other, _ in one.slots)]
            if not names:
                without.append(owner)
            elif len(names) != sum(len(_slots_for(one, variable)) for one in sharing):
                self.problems.append(f"{state.path} keeps {len(slots)} slots for {owner}, and TF1 kept {', '.join(names)}")
            else:
                first = sum(len(_slots_for(one, variable)) for one in sharing[:sharing.index(state)])
                for name, slot in zip(names[first:], slots):
                    self._add_slot(name, slot, owner)
        if without and len(without) == sum(bool(slots) for _, slots in state.slots):
            self.problems.append(f"TF1 kept no slots called {state.leaf} for what {state.path} trains")

    def _slots_named(self, owner: str, leaf: str) -> list[str]:
        """The slots of a variable that an optimizer of some name made, by their numbers."""
        pattern = re.compile(rf"(.*/)?{re.escape(owner)}/{re.escape(leaf)}(_(?P<number>\d+))?")
        numbered = [(int(match["number"] or 0), name) for name in self.variables if (match := pattern.fullmatch(name))
                    and self.variables[name].shape == self.variables[owner].shape and self._slot_of(name) == owner]
        return [name for _, name in sorted(numbered)]

    def _add_slot(self, name: str, slot: Slot, owner: str) -> None:
        variable, scale = slot.variable, slot.scale
        reason = f"it is that slot of {owner}"
        if scale is None:
            self.add(name, "slot", slot.path, reason, variable, owner)
        else:
            self.add(name, "slot", f"{slot.path}, times {-scale:g}, negated", reason, variable, owner,
                     read=lambda: np.asarray(variable) / scale,
                     assign=lambda value: variable.assign(np.asarray(value) * scale))

    def _map_powers(self, beta: int, states: list[OptimizerState]) -> None:
        names = [name for name in self.variables if (match := _POWER.fullmatch(name)) and match["beta"] == str(beta)]
        if len({_POWER.fullmatch(name)["prefix"] for name in names}) == 1:
            names.sort(key=lambda name: int(_POWER.fullmatch(name)["number"] or 0))
        elif not self.in_order and len(names) > 1:
            self.problems.append(f"which optimizer {', '.join(names)} belong to can't be told")
            return
        if len(names) != len(states):
            if not (beta == 2 and not names and all(type(one.optimizer).__name__ == "Adamax" for one in states)):
                paths = ", ".join(one.path for one in states) or "no optimizer"
                self.problems.append(f"{paths} would have the powers of beta{beta}, and TF1 had {', '.join(names) or 'none'}")
            return
        for name, state in zip(names, states):
            self._add_power(name, beta, state, alone=len(states) == 1)

    def _add_power(self, name: str, beta: int, state: OptimizerState, alone: bool) -> None:
        optimizer = state.optimizer
        reason = "no other optimizer has one" if alone else f"{state.path} came in this place of those that have one"
        kept = vars(optimizer).get(f"beta{beta}_power")
        if kept is not None:
            self.add(name, "power", f"{state.path}.beta{beta}_power", reason, kept)
            return
        base = np.float32(optimizer.beta_1 if beta == 1 else optimizer.beta_2)

        def assign(value) -> None:
            step = int(optimizer.iterations)
            updates = updates_by_power(optimizer, float(value), step) if beta == 1 else step
            if updates != step and STEP in self.found and self.found[STEP].variable is optimizer.iterations:
                raise Unmatched([f"{name} says that {updates} updates were done, and {STEP} says {step}: {state.path} "
                                 "counts both with one number"])
            optimizer.iterations.assign(updates)

        self.add(name, "power", f"{state.path}.iterations", reason, optimizer.iterations,
                 read=lambda: np.power(base, np.float32(int(optimizer.iterations) + 1)), assign=assign)

    def _add_rate(self, name: str, state: OptimizerState) -> None:
        def assign(value) -> None:
            if not np.isclose(float(value), first_rate(state.optimizer), rtol=1e-6, atol=0):
                raise Unmatched([f"{name} is {float(value):g}, and the rate of {state.path} at step 0 is "
                                 f"{first_rate(state.optimizer):g}"])

        self.add(name, "rate", f"{state.path}.learning_rate", "it is the only optimizer", state.optimizer.iterations,
                 read=lambda: np.float32(first_rate(state.optimizer)), assign=assign)

    # What is left.

    def account(self, with_optimizers: bool) -> None:
        """Sees that each TF1 variable became something."""
        if self.problems:  # They say it already, or may be the reason.
            return
        left = [name for name in self.variables if name not in self.found and (with_optimizers or not self._is_state(name))]
        self.problems += [f"{name}, of shape {self.variables[name].shape}, became nothing in the model" for name in left]


def _slots_for(state: OptimizerState, variable) -> tuple[Slot, ...]:
    return next((slots for other, slots in state.slots if other is variable), ())
