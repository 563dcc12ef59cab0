"""Where Keras optimizers keep what TF1's kept in slots, and how the two differ. Facts: numerics, section 1.5."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import keras
import numpy as np

# For each Keras optimizer: the name that TF1's gave its slots, and the lists of the slots, in TF1's order.
_SLOTS = {
    "SGD": ("Momentum", ("momentums",)),
    "Adam": ("Adam", ("_momentums", "_velocities")),
    "AdamW": ("AdamW", ("_momentums", "_velocities")),
    "Adamax": ("AdaMax", ("_m", "_u")),
    "Adagrad": ("Adagrad", ("_accumulators",)),
    "Adadelta": ("Adadelta", ("_accumulated_grads", "_accumulated_delta_vars")),
    "RMSprop": ("RMSProp", ("_velocities", "_average_gradients", "_momentums")),
    "Ftrl": ("Ftrl", ("_accumulators", "_linears")),
}
_POWERS = ("Adam", "AdamW", "Adamax")  # Optimizers whose steps the powers of beta count.


@dataclass(frozen=True, eq=False)
class Slot:
    """A slot of a weight.

    Attributes:
        variable: the Keras variable.
        path: what it is called in messages.
        scale: TF1's value times this is Keras's.
    """

    variable: keras.Variable
    path: str
    scale: np.float32 | None = None


class UnknownOptimizer(Exception):
    """Nothing is known of how an optimizer's state was kept in TF1: says why."""


@dataclass(frozen=True, eq=False)
class OptimizerState:
    """The state of one optimizer of a model.

    Attributes:
        optimizer: the optimizer, built.
        path: where the model holds it.
        leaf: the last part of the names of its slots in TF1.
        slots: for each variable that it trains, its slots in TF1's order.
    """

    optimizer: keras.optimizers.Optimizer
    path: str
    leaf: str
    slots: list[tuple[keras.Variable, tuple[Slot, ...]]]

    @property
    def counts_by_powers(self) -> bool:
        """Whether TF1's counted its updates by powers of beta."""
        return type(self.optimizer).__name__ in _POWERS


def optimizer_state(optimizer: keras.optimizers.Optimizer, path: str, leaf: str | None) -> OptimizerState:
    """Reads where an optimizer keeps its state.

    Args:
        optimizer: a Keras optimizer, or one of `migrator.support.optimizers`, built.
        path: where the model holds it.
        leaf: the name that TF1's optimizer was given, or None for its default.

    Raises:
        UnknownOptimizer: it is of another kind, or is not built.
    """
    if not optimizer.built:
        raise UnknownOptimizer(f"{path} is not built: it has not seen the variables that it trains")
    kind = type(optimizer).__name__
    trained = list(optimizer._trainable_variables)
    if _is_support(optimizer):
        slots = [tuple(Slot(slot, f"{path}.{name} of {variable.path}") for name, slot in slots.items())
                 for variable, slots in zip(trained, optimizer.slot_variables)]
        return OptimizerState(optimizer, path, leaf or kind, list(zip(trained, slots)))
    if type(optimizer).__module__.partition(".")[0] != "keras" or kind not in _SLOTS:
        raise UnknownOptimizer(f"{path} is a {kind}, and what TF1 kept for such an optimizer is not known")
    default, names = _SLOTS[kind]
    scale = _momentum_scale(optimizer, path) if kind == "SGD" and optimizer.momentum else None
    lists = [(name, slots) for name in names if (slots := _list(optimizer, name))]
    return OptimizerState(optimizer, path, leaf or default, [
        (variable, tuple(Slot(slots[index], f"{path}.{name.strip('_')} of {variable.path}", scale) for name, slots in lists))
        for index, variable in enumerate(trained)])


def _is_support(optimizer) -> bool:
    return any(base.__name__ == "KernelOptimizer" for base in type(optimizer).__mro__)


def _list(optimizer, name: str) -> list:
    """Some lists are made only if the optimizer's arguments ask for them."""
    return vars(optimizer).get(name) or []


def _momentum_scale(optimizer: keras.optimizers.SGD, path: str) -> np.float32:
    """Keras's SGD keeps the sum of the steps, TF1's Momentum that of the gradients."""
    if isinstance(optimizer._learning_rate, keras.optimizers.schedules.LearningRateSchedule):
        raise UnknownOptimizer(f"{path} is an SGD with momentum and a schedule, which is not what TF1's Momentum did")
    rate = np.float32(optimizer.learning_rate)
    if rate == 0:
        raise UnknownOptimizer(f"{path} has the learning rate 0, so what it accumulates can't be told")
    return -rate


def first_rate(optimizer) -> float:
    """Gives the learning rate of an optimizer at step 0."""
    rate = optimizer._learning_rate
    return float(rate(0) if isinstance(rate, keras.optimizers.schedules.LearningRateSchedule) else optimizer.learning_rate)


def updates_by_power(optimizer, beta1_power: float, step: int) -> int:
    """Gives how many updates an Adam has done, which TF1 did not count but kept the power of beta for.

    Args:
        optimizer: a Keras optimizer.
        beta1_power: the first power: beta1 ** (updates + 1), rounded at every step.
        step: the global step, which is taken where the power has become too small to tell.
    """
    if not beta1_power > 1e-36:
        return step
    return round(float(np.log(np.float64(beta1_power)) / np.log(np.float64(np.float32(optimizer.beta_1))))) - 1


def optimizers_of(model: keras.Model) -> Iterator[tuple[str, keras.optimizers.Optimizer]]:
    """Gives the optimizers of a model with their attributes; `optimizer` is the one that it was compiled with."""
    own = {name: value for name, value in vars(model).items() if isinstance(value, keras.optimizers.Optimizer)}
    yield from ((name, value) for name, value in own.items() if value is not model.optimizer)
    if model.optimizer is not None and (model.optimizer.built or len(own) <= 1):
        yield "optimizer", model.optimizer
