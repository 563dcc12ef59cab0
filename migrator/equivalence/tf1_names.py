"""The names that TF1 gave to the weights of a model that is built: its recorded skeleton, followed."""
from __future__ import annotations

import copy
import itertools
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import keras

from migrator.analysis.tf1_naming import snake_case
from migrator.equivalence.recorded_expressions import (
    Environment, Text, UNKNOWN, Unknown, assign, assigned_names, bind, evaluate, hole, round_of_unknown, rounds, target_of)
from migrator.variable_maps import Assigned, Branch, Called, Function, Loop, Made, Naming, Node, Scope, VariableMap


# What TF1 called weights that have other names in layers of the support module, by class.
_CELL_LEAVES = {"PackedGRUCell": {"gate_kernel": "gates/kernel", "gate_bias": "gates/bias",
                                  "candidate_kernel": "candidate/kernel", "candidate_bias": "candidate/bias"},
                "PackedLSTMCell": {"projection": "projection/kernel"}}


class Misfit(Exception):
    """The model is not what was recorded: says how."""


class _Unresolved(Exception):
    """How a loop ran can't be told."""


@dataclass(frozen=True, eq=False)
class NamedWeight:
    """A weight of a model with what is known of its TF1 name.

    Attributes:
        variable: the weight.
        path: where the model holds it.
        name: TF1's name.
        region: for a weight whose place in the order is not known, the part of the program that it stands in.
        series: weights of one region whose order is known share this.
    """

    variable: keras.Variable
    path: str
    name: Text
    region: int = 0
    series: int = 0


@dataclass(frozen=True)
class ScopeName:
    """What ``with tf.variable_scope(...) as scope`` binds.

    Attributes:
        name: the scope's full name.
    """

    name: Text


def named_weights(model: keras.Model, recorded: VariableMap | None) -> list[NamedWeight]:
    """Gives the weights of a model with their TF1 names, in the order in which TF1 made them.

    Args:
        model: a built model.
        recorded: what the migration recorded of it, or None.

    Returns:
        The weights; what the record says nothing of comes last, in regions of its own.

    Raises:
        Misfit: the model is not what was recorded.
    """
    if recorded is None:
        return list(_others(model, set()))
    found = _Walk(model, recorded).weights()
    others = list(_others(model, {id(one.variable) for one in found}))
    if others:  # TF1 may have made them anywhere between the others, and have counted them.
        found = _Walk(model, recorded, counts=False).weights()
    return [*found, *others]


def _module_names(holder) -> Mapping[str, object]:
    """The names of the module that an object's class stands in."""
    module = sys.modules.get(type(holder).__module__)
    return vars(module) if module is not None else {}


def _others(model: keras.Model, seen: set[int]) -> Iterator[NamedWeight]:
    """The weights that no record names: a name that the layer was given says something, and what it holds there."""
    owners = {}
    for layer in model._flatten_layers():
        owners.update((id(variable), layer) for variable in layer.weights)
    for region, variable in enumerate(model.weights, start=1):
        if id(variable) in seen or variable is _step_counter(model):
            continue
        layer = owners[id(variable)]
        leaf = _leaf(layer, variable)
        if layer is model or re.fullmatch(rf"{re.escape(snake_case(type(layer).__name__))}(_\d+)?", layer.name):
            name = Text((hole("(.*/)?"), leaf, hole(r"(_\d+)?")))
        else:
            name = Text((hole("(.*/)?"), layer.name, hole(r"(_\d+)?"), f"/{leaf}"))
        yield NamedWeight(variable, variable.path, name, -region, 0)


def _step_counter(model: keras.Model):
    """The weight in which a model with several optimizers counts its steps."""
    return vars(model).get("global_step")


class _Walk:
    """Runs a skeleton beside a model as TF1 ran the function."""

    def __init__(self, model: keras.Model, recorded: VariableMap, counts: bool = True):
        self.model = model
        self.recorded = recorded
        self.counts = counts  # Whether all that TF1 counted is recorded.
        self.functions = {one.key: one for one in recorded.functions}
        self.found: list[NamedWeight] = []
        self.scope = self.last_layer = Text(())
        self.opened: Counter[str] = Counter()  # How often each scope was opened, as TF1's variable store counts.
        self.uncounted: set[str] = set()  # Base names of which an unknown number was opened.
        self.next: Counter[tuple[int, str]] = Counter()  # Position in each list of layers.
        self.lists: dict[tuple[int, str], tuple[str, int]] = {}
        self.kept: list = []  # Objects whose ids are in use.
        self.region, self.series = 0, 0
        self.regions = itertools.count(1)
        self.remaining: int | None = None  # Rounds left, this one included, of the only loop around.

    def weights(self) -> list[NamedWeight]:
        """Runs the skeleton of the model; gives the weights that it names."""
        self.call(self.recorded.functions[0], self.model, "", _configuration(self.model))
        self._check_lists()
        return self.found

    # Functions and statements.

    def call(self, function: Function, holder, path: str, arguments: Mapping[str, object], maker=()) -> None:
        """Runs the skeleton of a function whose layers an object holds.

        Args:
            function: the skeleton.
            holder: the object.
            path: where the model holds it.
            arguments: what is known of the function's arguments.
            maker: (path, variable) for a function that only makes a variable.
        """
        module = _module_names(holder)
        names = Environment(module, frozenset(function.local))
        for name, default in function.parameters:
            names.values[name] = UNKNOWN if default is None else evaluate(default, Environment(module))
        names.values.update((name, value) for name, value in arguments.items() if name in function.local)
        names.values.update((name, vars(holder)[attribute]) for name, attribute in function.attributes
                            if attribute in vars(holder))
        before, self.remaining = self.remaining, None
        self.run(function.body, names, holder, path, maker)
        self.remaining = before

    def run(self, body: tuple[Node, ...], names: Environment, holder, path: str, maker=()) -> None:
        for node in body:
            match node:
                case Assigned(statement=statement):
                    assign(statement, names)
                case Scope():
                    with self.entered(node, names):
                        self.run(node.body, names, holder, path, maker)
                case Loop():
                    self.loop(node, names, holder, path)
                case Branch():
                    self.branch(node, names, holder, path, maker)
                case Called():
                    self.called(node, names, holder, path)
                case Made():
                    self.made(node, names, holder, path, maker)

    def branch(self, node: Branch, names: Environment, holder, path: str, maker) -> None:
        test = evaluate(node.test, names)
        if not isinstance(test, (Text, Unknown)):
            self.run(node.body if test else node.orelse, names, holder, path, maker)
            return
        taken, other = (self.was_taken(part, holder) for part in (node.body, node.orelse))
        if taken and other:
            raise _Unresolved
        if taken is None and other is None:  # Only assignments.
            _forget((node,), names)
        else:
            self.run(node.body if taken or taken is None and not other else node.orelse, names, holder, path, maker)
            _forget((node,), names)

    def was_taken(self, body: tuple[Node, ...], holder) -> bool | None:
        """Whether the layers of a branch are there; None for a branch without layers."""
        match body:
            case (Branch(body=first, orelse=second),):  # One of several.
                sides = [self.was_taken(first, holder), self.was_taken(second, holder)]
                return True if True in sides else None if sides == [None, None] else False
        found = [self._is_there(node, holder) for node in _creations(body)]
        if not found:
            return None
        if len(set(found)) > 1:
            raise _Unresolved
        return found[0]

    def _is_there(self, node: Made | Called, holder) -> bool:
        if node.attribute not in vars(holder):
            return False
        if not node.listed:
            held = vars(holder)[node.attribute]
            return not (isinstance(node, Called) and isinstance(held, keras.layers.Layer)
                        and type(held).__name__ in self.functions) or type(held).__name__ == node.function
        left = len(vars(holder)[node.attribute]) - self.next[id(holder), node.attribute]
        if left in (0, self.remaining):
            return left != 0
        raise _Unresolved

    def loop(self, node: Loop, names: Environment, holder, path: str) -> None:
        if not any(True for _ in _creations(node.body)):
            self._compute(node, names)
            return
        before = self.remaining
        state = (len(self.found), self.scope, Counter(self.opened), Counter(self.next), dict(self.lists), copy.copy(names.values))
        try:
            self._rounds(node, names, holder, path, outermost=before is None)
        except _Unresolved:
            if before is not None:
                raise
            del self.found[state[0]:]
            _, self.scope, self.opened, self.next, self.lists, names.values = state
            self._out_of_order(node, names, holder, path)
        finally:
            self.remaining = before

    def _compute(self, node: Loop, names: Environment) -> None:
        """A loop that only computes what names depend on."""
        elements = rounds(node.iterable, names) if node.target else None
        if elements is None or any(not isinstance(one, Assigned) for one in node.body):
            _forget((node,), names)
            return
        for element in elements:
            bind(target_of(node.target), element, names)
            for one in node.body:
                assign(one.statement, names)

    def _rounds(self, node: Loop, names: Environment, holder, path: str, outermost: bool) -> None:
        elements = rounds(node.iterable, names) if node.target else None
        if elements is None:
            count = self._count(node, holder) if outermost else None
            if count is None or not node.target:
                raise _Unresolved
            elements = [round_of_unknown(node.iterable, index, names) for index in range(count)]
        for index, element in enumerate(elements):
            self.remaining = len(elements) - index if outermost else -1
            bind(target_of(node.target), element, names)
            self.run(node.body, names, holder, path)

    def _count(self, node: Loop, holder) -> int | None:
        """How often the outermost loop ran, by the length of a list that each round added to."""
        for one in _every_round(node.body):
            if one.listed and one.attribute in vars(holder):
                return len(vars(holder)[one.attribute]) - self.next[id(holder), one.attribute]
        return None

    def _out_of_order(self, node: Loop, names: Environment, holder, path: str) -> None:
        """A loop whose rounds can't be told apart: all that it made, in an order that is known for each list alone."""
        before = self.region, self.series
        self.region = next(self.regions)
        _forget((node,), names)
        for series, (one, scopes) in enumerate(_with_scopes(node.body)):
            self.series = series
            held = vars(holder).get(one.attribute, ())
            for _ in held if one.listed else ([held] if one.attribute in vars(holder) else []):
                if one.listed and self.next[id(holder), one.attribute] >= len(held):
                    break
                self._in_unknown_scopes(one, scopes, names, holder, path)
        self.region, self.series = before

    def _in_unknown_scopes(self, node, scopes: tuple[Scope, ...], names: Environment, holder, path: str) -> None:
        if scopes:
            with self.entered(scopes[0], names):
                self._in_unknown_scopes(node, scopes[1:], names, holder, path)
        else:
            self.run((node,), names, holder, path)

    # Scopes.

    @contextmanager
    def entered(self, node: Scope, names: Environment):
        """Runs a block in a variable scope."""
        before, counts = self.scope, None
        value = self._scope_value(node.name, names)
        if value is None:
            default = _text(evaluate(node.default, names)) if node.default is not None else Text((hole(),))
            self.scope = self._unique(default)
        elif isinstance(value, ScopeName):
            self.scope, counts = value.name, Counter(self.opened)
        else:
            self.scope = Text.of(*self._prefix(), _text(value))
        self.opened[self.scope.key] += 1
        if node.bound:
            names.values[node.bound] = ScopeName(self.scope)
        try:
            yield
        finally:
            self._left(self.scope)
            if counts is not None:
                self.opened = counts
            self.scope = before

    def _scope_value(self, source: str | None, names: Environment):
        if source is None:
            return None
        return ScopeName(self.scope) if source.endswith("get_variable_scope()") else evaluate(source, names)

    def _left(self, scope: Text) -> None:
        """TF1 counts the scopes within a scope anew each time it is entered."""
        for key in [key for key in self.opened if key.startswith(f"{scope.key}/")]:
            del self.opened[key]

    def _prefix(self) -> tuple:
        return (self.scope, "/") if self.scope.parts else ()

    def _unique(self, base: Text) -> Text:
        """The scope that a default name gives: with a number if there was one of this name."""
        name = Text.of(*self._prefix(), base)
        if self.region:
            self.uncounted.add(name.key)
        if name.key in self.uncounted or not self.counts:
            return Text.of(name, hole(r"(_\d+)?"))
        if not self.opened[name.key]:
            return name
        for number in itertools.count(1):
            numbered = Text.of(name, f"_{number}")
            if not self.opened[numbered.key]:
                return numbered

    # What is made.

    def take(self, node: Made | Called, holder, path: str):
        """Gives what an attribute holds, or the next element of its list, with its path; None where nothing came of it."""
        where = f"{path}.{node.attribute}" if path else node.attribute
        held = vars(holder).get(node.attribute)
        if not node.listed or held is None:
            return held, where
        position = self.next[id(holder), node.attribute]
        self.kept.append(holder)
        self.next[id(holder), node.attribute] += 1
        self.lists[id(holder), node.attribute] = (where, len(held))
        if position >= len(held):
            raise Misfit(f"{where} has {len(held)} elements, fewer than TF1 made")
        return held[position], f"{where}[{position}]"

    def _check_lists(self) -> None:
        """Checks that every list was gone through.

        Raises:
            Misfit: one was not.
        """
        for key, (where, length) in self.lists.items():
            if self.next[key] != length:
                raise Misfit(f"{where} has {length} elements, more than the {self.next[key]} that TF1 made")

    def called(self, node: Called, names: Environment, holder, path: str) -> None:
        function = self.functions[node.function]
        arguments = {name: evaluate(source, names) for name, source in node.arguments}
        held, where = self.take(node, holder, path)
        if isinstance(held, keras.Variable):
            self.call(function, holder, path, arguments, (where, held))
        elif held is not None:
            self.call(function, held, where, arguments)

    def made(self, node: Made, names: Environment, holder, path: str, maker) -> None:
        held, where = (maker[1], maker[0]) if maker else self.take(node, holder, path)
        while type(held).__name__ == "FromInputShape":
            held = held.layer
        given = evaluate(node.name, names) if node.name is not None else None
        if isinstance(held, keras.Variable):
            self.add(held, where, self._variable_name(node, given))
        elif node.naming is Naming.GRAPH:
            self._keras_layer(node, held, where, given)
        else:
            self._layer(node, held, where, given)

    def _variable_name(self, node: Made, given) -> Text:
        if node.naming is Naming.GET:
            return Text.of(*self._prefix(), _text(given))
        return Text.of(hole("(.*/)?"), _text(node.base if given is None else given), hole(r"(_\d+)?"))

    def _layer(self, node: Made, layer, where: str, given) -> None:
        if node.inside:
            within = (hole("(.*/)?"),) if self.region else (self.last_layer, "/")
            scope = Text.of(*within, _text(node.base if given is None else given))
        elif node.naming is Naming.SCOPED and given is not None:
            scope = Text.of(*self._prefix(), _text(given))
        else:
            scope = self._unique(_text(node.base if given is None else given))
        self.opened[scope.key] += 1
        self.last_layer = scope
        for leaf, variable in _leaves(node, layer):
            self.add(variable, f"{where}.{variable.name}", Text.of(scope, f"/{leaf}"))

    def _keras_layer(self, node: Made, layer, where: str, given) -> None:
        base = _text(node.base if given is None else given)
        ordered = bool(node.base) or isinstance(layer, keras.Sequential)
        before = self.region, self.series
        for leaf, variable in _leaves(node, layer):
            if not ordered:
                self.region = next(self.regions)
            scope = (hole("(.*/)?"), base, hole(r"(_\d+)?"), "/") if node.base else (hole("(.*/)?"),)
            self.add(variable, f"{where}.{variable.name}", Text.of(*scope, leaf, hole(r"(_\d+)?")))
        self.region, self.series = before

    def add(self, variable: keras.Variable, path: str, name: Text) -> None:
        """Enters a weight, unless it was entered where another call made it."""
        if not any(one.variable is variable for one in self.found):
            self.found.append(NamedWeight(variable, path, name, self.region, self.series))


def _leaf(layer, variable: keras.Variable) -> str:
    return _CELL_LEAVES.get(type(layer).__name__, {}).get(variable.name, variable.name)


def _leaves(node: Made, layer) -> Iterator[tuple[str, keras.Variable]]:
    renamed = dict(node.weights)
    for variable in layer.weights if layer is not None else ():
        yield renamed.get(variable.name, renamed.get("*", "{}").format(_leaf(layer, variable))), variable


def _text(value) -> Text:
    if isinstance(value, Text):
        return value
    return Text((value,)) if isinstance(value, str) else Text((hole(),))


def _configuration(holder) -> Mapping[str, object]:
    """The arguments of a constructor, where Keras kept them."""
    try:
        return holder.get_config()
    except Exception:  # It keeps them only if they are plain values.
        return {}


def _creations(body: tuple[Node, ...]) -> Iterator[Made | Called]:
    """The calls in a block and in all blocks within it that create something."""
    for node, _ in _with_scopes(body):
        yield node


def _with_scopes(body: tuple[Node, ...], scopes: tuple[Scope, ...] = ()) -> Iterator[tuple[Made | Called, tuple[Scope, ...]]]:
    for node in body:
        match node:
            case Made() | Called():
                yield node, scopes
            case Scope():
                yield from _with_scopes(node.body, (*scopes, node))
            case Loop():
                yield from _with_scopes(node.body, scopes)
            case Branch():
                yield from _with_scopes(node.body, scopes)
                yield from _with_scopes(node.orelse, scopes)


def _every_round(body: tuple[Node, ...]) -> Iterator[Made | Called]:
    """The calls that each round of a loop makes once."""
    for node in body:
        match node:
            case Made() | Called():
                yield node
            case Scope():
                yield from _every_round(node.body)


def _forget(body: tuple[Node, ...], names: Environment) -> None:
    """Makes all that a block assigns unknown."""
    for node in body:
        match node:
            case Assigned(statement=statement):
                names.values.update((name, UNKNOWN) for name in assigned_names(statement))
            case Loop(target=target):
                if target:
                    bind(target_of(target), UNKNOWN, names)
                _forget(node.body, names)
            case Scope():
                _forget(node.body, names)
            case Branch():
                _forget(node.body, names)
                _forget(node.orelse, names)
