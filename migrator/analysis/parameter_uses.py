"""What functions use their parameters for: to say that they train, that they reuse variables, how these are called, how large they are."""
from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import parameters, uses
from migrator.analysis.helpers import FunctionFacts, bind, calls_in
from migrator.analysis.steps import Unsupported, reused_scope
from migrator.transforms.registry import Kind
from migrator.trees import walk

_TRAINING = ("training", "is_training")
_REUSE = ("reuse", "_reuse")
_NAMES = ("name", "scope", "name_or_scope", "default_name")
_SIZES = ("units", "filters", "num_outputs", "shape")
_NAMED_FIRST = {"tf.variable_scope", "tf.get_variable", "tf.name_scope"}
# Parameters that hold a flag for training, if they hold True or False.
_FLAGS = frozenset("training is_training train is_train train_phase phase_train phase is_train_phase train_flag trainning "
                   "is_trainning training_flag in_training mode_train".split())


class Purpose(enum.Enum):
    """What a parameter is used for."""

    TRAINING = "training"
    REUSE = "reuse"
    NAME = "name"
    SIZE = "size"


@dataclass(eq=False)
class ParameterUses:
    """The purposes of the parameters of a module's functions, each found out once.

    Attributes:
        facts: what is known of the module's functions.
    """

    facts: FunctionFacts
    _known: dict[cst.FunctionDef, set[tuple[Purpose, str]]] = field(default_factory=dict)

    def serves(self, function: cst.FunctionDef, name: str, purpose: Purpose) -> bool:
        """Whether a function uses its parameter `name` for a purpose."""
        return (purpose, name) in self._of(function)

    def _of(self, function: cst.FunctionDef) -> set[tuple[Purpose, str]]:
        if function not in self._known:
            self._known[function] = set()  # A recursive call adds nothing.
            own = {param.name.value for param in parameters(function.params)}
            self._known[function] = {(purpose, name) for purpose, name in self._found(function) if name in own} | {
                (Purpose.TRAINING, name) for name in own & _FLAGS}
        return self._known[function]

    def _found(self, function: cst.FunctionDef) -> Iterator[tuple[Purpose, str]]:
        origins = _origins(function)
        for purpose, value in self._arguments(function):
            read = {value.value} if isinstance(value, cst.Name) else (
                uses(value) if purpose is not Purpose.TRAINING else set())
            for name in read:
                yield from ((purpose, origin) for origin in origins.get(name, {name}))

    def _arguments(self, function: cst.FunctionDef) -> Iterator[tuple[Purpose, cst.BaseExpression]]:
        for node in walk(function.body):
            if isinstance(node, cst.If) and reused_scope(node) is not None:
                yield Purpose.REUSE, node.test
        for call in calls_in(function.body):
            called = self.facts.called(call)
            if called is not None:
                yield from self._of_call(call, called)
                continue
            for index, arg in enumerate(call.args):
                keyword = arg.keyword.value if arg.keyword is not None else None
                if keyword in _TRAINING:
                    yield Purpose.TRAINING, arg.value
                elif keyword in _REUSE:
                    yield Purpose.REUSE, arg.value
                elif keyword in _NAMES or keyword is None and index == 0 and (
                        self.facts.names.symbol(call.func) in _NAMED_FIRST):
                    yield Purpose.NAME, arg.value
                elif (keyword in _SIZES or keyword is None and index == 1) and self._is_sized(call):
                    yield Purpose.SIZE, arg.value

    def _is_sized(self, call: cst.Call) -> bool:
        """Whether a call makes a layer or a variable of a size that it is given."""
        symbol = self.facts.names.symbol(call.func)
        return symbol == "tf.get_variable" or self.facts.kind(symbol) is Kind.LAYER

    def _of_call(self, call: cst.Call, called: cst.FunctionDef) -> Iterator[tuple[Purpose, cst.BaseExpression]]:
        try:
            bound = bind(call, called, self.facts.passes_instance(call, called))
        except Unsupported:
            return
        for name, value in bound.items():
            for purpose in Purpose:
                if self.serves(called, name, purpose):
                    yield purpose, value


def _origins(function: cst.FunctionDef) -> dict[str, set[str]]:
    """For each local name, the names that its values are made of, as far as assignments tell."""
    origins: dict[str, set[str]] = {}
    for node in walk(function.body):
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                read = set().union(*(origins.get(one, {one}) for one in uses(value)), {name})
                origins[name] = origins.get(name, set()) | read
    return origins
