"""What became of every public TF1 symbol in today's TensorFlow and Keras.

The facts are in ``data/symbols.json``, made by ``tools/make_symbols.py`` from the real
namespaces of TF 1.15 and of the target.
"""
from __future__ import annotations

import enum
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "symbols.json"


class Kind(enum.StrEnum):
    """What became of a symbol."""

    SAME = "same"  # it is there and means the same
    RENAMED = "renamed"  # a native symbol does the same, perhaps with other argument names or order
    COMPAT = "compat"  # only tf.compat.v1 has it
    CHANGED = "changed"  # the name is there and means something else
    GONE = "gone"  # nothing has it


@dataclass(frozen=True)
class Fate:
    """What became of one TF1 symbol.

    Attributes:
        symbol: canonical TF1 name, such as ``tf.reduce_sum``.
        kind: what became of it.
        to: the symbol that does the same in the target; starts with ``tf.``, ``keras.`` or
            ``absl.``; None where there is none. For a changed symbol, the tf.compat.v1 one.
        signature: names of the TF1 parameters in positional order; None where not known.
        order: names of the parameters of `to` in positional order; None where they are TF1's.
        keywords: new names of parameters, by TF1 name.
        dropped: TF1 parameters that `to` lacks. None as value: it never changed the result.
            Else the TF1 default as source text: with that value it may go, with another not.
        added: arguments that `to` needs besides, as source text, by name.
        reordered: whether the shared parameters stand in another order.
        works: whether the tf.compat.v1 symbol was run under TF 2 behaviour and gave the same.
        needs_graph: whether the tf.compat.v1 symbol means nothing without a graph and a session.
        by_call: whether only some forms of calling the symbol mean something else in the target.
        alias: the first name of the same TF1 object, where this is a second one.
        why: the difference, or what to do instead.
    """

    symbol: str
    kind: Kind
    to: str | None = None
    signature: tuple[str, ...] | None = None
    order: tuple[str, ...] | None = None
    keywords: Mapping[str, str] = field(default_factory=dict)
    dropped: Mapping[str, str | None] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    reordered: bool = False
    works: bool = False
    needs_graph: bool = False
    by_call: bool = False
    alias: str | None = None
    why: str = ""


@functools.cache
def _data() -> dict:
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    data["same"] = frozenset(data["same"].split())
    return data


def symbols() -> list[str]:
    """Gives every symbol with a fate of its own, sorted."""
    data = _data()
    return sorted([*data["same"], *data["symbols"]])


@functools.cache
def fate(symbol: str) -> Fate | None:
    """Says what became of a TF1 symbol.

    Args:
        symbol: canonical name. A member of a known class, such as
            ``tf.estimator.ModeKeys.TRAIN``, has the fate of the class.

    Returns:
        The fate; None for what is no TF1 symbol: names of other packages, names that only
        TF 2 has.
    """
    if not symbol.startswith("tf."):
        return None
    data = _data()
    head, rest = symbol, ""
    while head != "tf":
        if head in data["same"]:
            return Fate(symbol, Kind.SAME, symbol)
        if head in data["symbols"]:
            return _member(_from_record(head, data["symbols"][head]), rest)
        if head in data["modules"]:
            return _in_module(symbol, rest, data["modules"][head])
        head, _, leaf = head.rpartition(".")
        rest = f".{leaf}{rest}"
    return None


def _from_record(symbol: str, record: dict) -> Fate:
    known = {**record, "kind": Kind(record["fate"])}
    del known["fate"]
    for name in ("signature", "order"):
        if name in known:
            known[name] = tuple(known[name])
    if known["kind"] is Kind.SAME:
        known["to"] = symbol
    return Fate(symbol, **known)


def _member(owner: Fate, path: str) -> Fate:
    if not path:
        return owner
    to = owner.to + path if owner.to else None
    return replace(owner, symbol=owner.symbol + path, to=to, signature=None, order=None, keywords={}, dropped={},
                   added={}, alias=None)


def _in_module(symbol: str, path: str, module_kind: str) -> Fate | None:
    """The fate of a module itself, or of a name in it that TF 1.15 did not export."""
    if module_kind == Kind.GONE:
        return Fate(symbol, Kind.GONE, why="the whole module is gone")
    if path:
        return None
    if module_kind == Kind.SAME:
        return Fate(symbol, Kind.SAME, symbol)
    return Fate(symbol, Kind.COMPAT, "tf.compat.v1" + symbol[len("tf"):])


def is_tf1_only(symbol: str) -> bool:
    """Whether a symbol is a construct that the ledger must account for wherever it is used.

    A symbol that is still there under its name is none if at most its arguments differ: only its
    calls in the old form are, and the transform that rewrites them says so.

    Args:
        symbol: canonical name.
    """
    found = fate(symbol)
    if found is None or found.kind is Kind.SAME or found.by_call:
        return False
    return not (found.kind is Kind.RENAMED and found.to == symbol)


def explanation(symbol: str) -> str:
    """Says in a few words why a symbol that no transform knows can't stay.

    Args:
        symbol: canonical name of a TF1 symbol.
    """
    found = fate(symbol)
    if found.kind is Kind.RENAMED:
        return f"{symbol} is {found.to} now"
    if found.needs_graph:
        return f"{symbol} needs a graph and a session"
    return f"{symbol}: {found.why}" if found.why else f"{symbol} has no known counterpart"
