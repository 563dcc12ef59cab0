"""Transforms: tables from TF1 symbols to small functions that give the replacement.

A rule is a function registered for the symbols that it rewrites::

    layers = Transform("layers", "tf.layers functions and classes to keras.layers")

    @layers.call("tf.layers.dense", "inputs units activation use_bias ...", kind=Kind.LAYER)
    def dense(site, context):
        inputs = site.arguments.pop("inputs")
        ...
        return replacement

The engine applies the rules of all selected transforms in one traversal of the tree.
"""
from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from migrator.arguments import Arguments, Unbindable

if TYPE_CHECKING:
    from migrator.transforms.context import Context


class Kind(enum.Enum):
    """What calling a TF1 symbol gives: how the analysis of a model_fn sees the call."""

    OPERATION = "operation"  # a tensor computed from its arguments, every step
    LAYER = "layer"  # a tensor computed by a layer that the call creates
    LAYER_CLASS = "layer class"  # a layer object
    VARIABLE = "variable"  # a variable
    PART = "part"  # an object that keeps variables or a table, made once and used by its name: a recurrent cell
    METRIC = "metric"  # a (value, update) pair
    OPTIMIZER = "optimizer"
    SCHEDULE = "schedule"  # a learning rate computed from the global step
    CONFIGURATION = "configuration"  # known when the model is constructed: initializers, columns, …
    STEP = "global step"
    SUMMARY = "summary"  # a side effect that nothing depends on


class Left(Exception):
    """Raised by a rule that can't rewrite its construct: it stays, with a marker and a finding.

    Args:
        code: a key of `migrator.findings.CODES` of the MIG1xx family.
        message: the reason, in a sentence.
    """

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(eq=False)
class CallSite:
    """A call of a TF1 symbol, as a rule sees it.

    Attributes:
        symbol: canonical name of what is called.
        original: the call in the original tree, for looking up facts.
        updated: the call with its arguments already rewritten.
        parameters: names of the TF1 parameters in positional order.
        enclosing: the call in the original tree that this one is an argument of, or None.
        dropped: arguments that the rule took out because nothing in the target has them: (TF1's name, code, reason).
    """

    symbol: str
    original: cst.Call
    updated: cst.Call
    parameters: tuple[str, ...]
    enclosing: cst.Call | None = None
    dropped: list[tuple[str, str, str]] = field(default_factory=list)
    _arguments: Arguments | None = None

    @property
    def arguments(self) -> Arguments:
        """The bound arguments, made once; a rule edits them and makes its call from them.

        Raises:
            Left: the arguments can't be bound.
        """
        if self._arguments is None:
            self._arguments = self._bind(self.updated)
        return self._arguments

    def original_argument(self, name: str) -> cst.BaseExpression | None:
        """Gives an argument's value in the original tree, for looking up facts, or None.

        Raises:
            Left: the arguments can't be bound.
        """
        return self._bind(self.original).get(name)

    def drop(self, *names: str, code: str = "MIG320", reason: str = "") -> None:
        """Takes arguments out that nothing in the target has, and has the ledger say so where they are given.

        Args:
            names: their names.
            code: the finding's code.
            reason: why each may go; without one, what is known of arguments of that name.
        """
        for name in names:
            parameter, value = self.arguments.parameter(name), self.arguments.pop(name)
            if value is not None and not (isinstance(value, cst.Name) and value.value == "None"):
                self.dropped.append((parameter, code, reason))

    def _bind(self, call: cst.Call) -> Arguments:
        try:
            return Arguments(call, self.parameters)
        except Unbindable as reason:
            raise Left("MIG101", f"{self.symbol}: {reason}") from None


CallRule = Callable[[CallSite, "Context"], "cst.BaseExpression | None"]
NameRule = Callable[[str, cst.BaseExpression, "Context"], "cst.BaseExpression | None"]


@dataclass(frozen=True)
class CallEntry:
    """A rule for calls of a symbol, with what the analysis needs to know of it."""

    rule: CallRule
    parameters: tuple[str, ...]
    kind: Kind
    transform: str


@dataclass(frozen=True)
class NameEntry:
    """A rule for uses of a symbol other than calls (or for all uses, where no call rule is)."""

    rule: NameRule
    transform: str


@dataclass(eq=False)
class Transform:
    """A family of rewrites.

    Attributes:
        name: short name, as in ``--select``.
        summary: what it does, in a line.
        calls: rules for calls, by symbol.
        names: rules for other uses, by symbol.
    """

    name: str
    summary: str
    calls: dict[str, CallEntry] = field(default_factory=dict, repr=False)
    names: dict[str, NameEntry] = field(default_factory=dict, repr=False)

    def call(self, symbols: str, parameters: str = "", kind: Kind = Kind.OPERATION) -> Callable[[CallRule], CallRule]:
        """Registers a rule for calls.

        Args:
            symbols: canonical TF1 symbols, separated by blanks.
            parameters: names of the TF1 parameters in positional order, separated by blanks.
            kind: what the call gives.
        """
        def register(rule: CallRule) -> CallRule:
            for symbol in symbols.split():
                self.calls[symbol] = CallEntry(rule, tuple(parameters.split()), kind, self.name)
            return rule
        return register

    def use(self, symbols: str) -> Callable[[NameRule], NameRule]:
        """Registers a rule for uses that are not calls.

        Args:
            symbols: canonical TF1 symbols, separated by blanks.
        """
        def register(rule: NameRule) -> NameRule:
            for symbol in symbols.split():
                self.names[symbol] = NameEntry(rule, self.name)
            return rule
        return register

    def __call__(self, code: str | bytes):
        """Applies this transform alone to a program.

        Args:
            code: a program's text or bytes.

        Returns:
            A `migrator.Result`; its `after` is the rewritten program.
        """
        from migrator.engine import Options, migrate_source
        source = code.encode() if isinstance(code, str) else code
        return migrate_source(source, options=Options(select=(self.name,)))
