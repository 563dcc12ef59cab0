"""What a migration records of the variables of a model_fn: how TF1 named what each attribute holds.

The names of TF1's variables depend on values that are known when the program runs: the numbers
of loops, the arguments of helpers, how many layers of a kind a scope has. So what is recorded is
no table but the skeleton of the function: its scopes, loops, conditions and calls, in order, with
what was made in them and the attribute that holds it now. `migrator.equivalence.variable_map`
follows the skeleton beside a model that is built, and gives the names.

Expressions are kept as Python source.
"""
from __future__ import annotations

import enum
import json
from dataclasses import dataclass, fields


class Naming(enum.StrEnum):
    """How TF1 made the names of what one call created."""

    SCOPED = "scoped"  # A layer function: its variables are in the scope `name`, or in `base` with a number.
    COUNTED = "counted"  # A layer object: a name that is given is numbered as well.
    GET = "get"  # tf.get_variable: exactly `name`.
    GRAPH = "graph"  # tf.Variable and Keras layers: unique among the names of all operations in the graph.


@dataclass(frozen=True)
class Made:
    """A layer or a variable.

    Attributes:
        attribute: the attribute that holds it; "" in a function that only makes it and returns it.
        naming: how its variables were named.
        name: source of the name that was given, or None.
        base: the name that TF1 took where none was given.
        weights: TF1's names of weights that Keras calls otherwise, as (Keras's, TF1's).
        listed: the attribute holds a list, and this is its next element.
        inside: it stood in the scope of the layer that was made just before, as what is given as ``normalizer_fn`` does.
    """

    attribute: str
    naming: Naming
    name: str | None
    base: str
    weights: tuple[tuple[str, str], ...] = ()
    listed: bool = False
    inside: bool = False


@dataclass(frozen=True)
class Called:
    """A call of a function that makes layers or variables.

    Attributes:
        attribute: the attribute that holds the layer, or the variable, that it became.
        function: key of the function's record.
        arguments: sources of the arguments, by the names of the parameters.
        listed: the attribute holds a list, and this is its next element.
    """

    attribute: str
    function: str
    arguments: tuple[tuple[str, str], ...] = ()
    listed: bool = False


@dataclass(frozen=True)
class Scope:
    """A ``tf.variable_scope``.

    Attributes:
        name: source of its name, or None.
        default: source of the name that it took with a number where `name` is None.
        bound: the variable that ``as`` binds to it, or "".
        body: what was made in it.
    """

    name: str | None
    default: str | None
    bound: str
    body: tuple[Node, ...]


@dataclass(frozen=True)
class Loop:
    """A loop.

    Attributes:
        target: source of what it binds; "" for a ``while`` loop.
        iterable: source of what it runs over, or the condition of a ``while`` loop.
        body: what was made in it.
    """

    target: str
    iterable: str
    body: tuple[Node, ...]


@dataclass(frozen=True)
class Branch:
    """A condition.

    Attributes:
        test: source of the condition.
        body: what was made where it holds.
        orelse: what was made where it does not hold.
    """

    test: str
    body: tuple[Node, ...]
    orelse: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Assigned:
    """An assignment that a name, a loop or a condition depends on.

    Attributes:
        statement: its source; ``x = ...`` stands for a change of x in a way that is not recorded.
    """

    statement: str


Node = Made | Called | Scope | Loop | Branch | Assigned


@dataclass(frozen=True)
class Function:
    """The skeleton of a function.

    Attributes:
        key: name of the class, or of the function, that it became.
        parameters: its parameters, with the sources of their defaults or None.
        local: the names in the recorded expressions that are variables of the function.
        attributes: the attributes that hold some of these, as (variable, attribute).
        body: what it makes, in order.
    """

    key: str
    parameters: tuple[tuple[str, str | None], ...]
    local: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    body: tuple[Node, ...]


@dataclass(frozen=True)
class RecordedOptimizer:
    """An optimizer.

    Attributes:
        attribute: the attribute that holds it.
        symbol: TF1's name of its class, such as ``tf.train.AdamOptimizer``; "" if it is not known.
        name: source of its ``name=``, or None.
    """

    attribute: str
    symbol: str
    name: str | None = None


@dataclass(frozen=True)
class VariableMap:
    """What a migration recorded of the variables of one model_fn.

    Attributes:
        model_fn: name of the model_fn.
        class_name: name of the class that it became.
        functions: the skeleton of the model_fn, and then those of the functions that it calls.
        optimizers: its optimizers, in the order in which their updates were added to the graph.
        steps: by how much one training step advances the global step.
    """

    model_fn: str
    class_name: str
    functions: tuple[Function, ...]
    optimizers: tuple[RecordedOptimizer, ...] = ()
    steps: int = 1


def to_json(maps: tuple[VariableMap, ...]) -> str:
    """Writes recorded maps down, for `from_json`."""
    return json.dumps({"version": 1, "maps": _plain(maps)}, indent=1)


def from_json(text: str) -> tuple[VariableMap, ...]:
    """Reads what `to_json` wrote.

    Raises:
        ValueError: the text is nothing that it wrote.
    """
    read = json.loads(text)
    if not isinstance(read, dict) or read.get("version") != 1:
        raise ValueError("this is no variable map that this version of migrator wrote")
    try:
        return _revived(read["maps"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"this variable map can't be read: {error}") from error


_TYPES = {one.__name__: one for one in (Made, Called, Scope, Loop, Branch, Assigned, Function, RecordedOptimizer, VariableMap)}


def _plain(value):
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if type(value).__name__ in _TYPES:
        return {"type": type(value).__name__, **{field.name: _plain(getattr(value, field.name)) for field in fields(value)}}
    return value


def _revived(value):
    if isinstance(value, list):
        return tuple(_revived(one) for one in value)
    if isinstance(value, dict):
        given = {name: _revived(one) for name, one in value.items() if name != "type"}
        if "naming" in given:
            given["naming"] = Naming(given["naming"])
        return _TYPES[value["type"]](**given)
    return value
