"""What a run applies and reports: the meaning of --select and --ignore."""
from __future__ import annotations

import functools
from collections.abc import Collection

from migrator.fates import is_tf1_only
from migrator.names import Names
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.rewriter import Rules
from migrator.transforms.tables import FAMILIES, STRUCTURAL, transform

# A migrated model needs its drivers, and these need input functions that give Datasets: made together or not at all.
_TOGETHER = frozenset((*STRUCTURAL, "inputs"))
# What a model_fn may hold without its layers, loss or training being made of it.
_BESIDE = frozenset(("platform", "symbols", "numpy_names"))
_ESTIMATORS = ("tf.estimator.", "tf.contrib.learn.", "tf.contrib.tpu.")


class Selection:
    """Which transforms a run applies, and which findings it keeps to itself.

    Args:
        options: a `migrator.engine.Options`. Names of transforms in `select` limit the run to them, in `ignore`
            leave them out; beginnings of codes do the same to findings.

    Attributes:
        is_limited: whether only some transforms were selected.
        plain: whether model_fns become classes where they can.
    """

    def __init__(self, options):
        named = {name for name in options.select if name in FAMILIES}
        if named & {*STRUCTURAL}:
            named |= _TOGETHER
        self.is_limited = bool(named)
        self.plain = options.plain
        self._ignored = [name for name in options.ignore if name in FAMILIES]
        self._families = [name for name in FAMILIES if name not in self._ignored and (not named or name in named)]
        self._codes = tuple(name for name in options.select if name not in FAMILIES)
        self._ignored_codes = tuple(name for name in options.ignore if name not in FAMILIES)

    @functools.cached_property
    def rules(self) -> Rules:
        """The rules for what stays outside of models."""
        return _rules_of(self._families)

    @functools.cached_property
    def model_rules(self) -> Rules:
        """The rules for what goes into models: all that are not ignored, since a model can't be made by halves."""
        return _rules_of([name for name in FAMILIES if name not in self._ignored])

    @functools.cached_property
    def graph_rules(self) -> Rules:
        """The rules for a module whose model_fns go on building graphs."""
        from migrator.transforms.graph_symbols import graph_rules
        return self._limited(graph_rules())

    @functools.cached_property
    def region_rules(self) -> Rules:
        """The rules for code that builds a graph and runs it in a session."""
        from migrator.transforms.graph_symbols import region_rules
        return self._limited(region_rules())

    def _limited(self, rules: Rules) -> Rules:
        calls = {symbol: entry for symbol, entry in rules.calls.items() if entry.transform in self._families}
        return Rules(calls, {symbol: entry for symbol, entry in rules.names.items() if entry.transform in self._families})

    @functools.cached_property
    def _ignored_rules(self) -> Rules:
        return _rules_of(self._ignored)

    @functools.cached_property
    def _indispensable_rules(self) -> Rules:
        return _rules_of([name for name in self._ignored if name not in _BESIDE])

    def applies(self, name: str) -> bool:
        """Whether a transform is applied."""
        return name in self._families

    def applies_structure(self, names: Names) -> bool:
        """Whether the model_fns and drivers of a module are migrated.

        Args:
            names: the module's. Where something that a model may consist of has to stay, there is no model.
        """
        made = all(map(self.applies, _TOGETHER))
        return made and not any(self._indispensable_rules.knows(reference.symbol) for reference in names.references)

    def account(self, context: Context) -> None:
        """Settles what the user left out, after all else is settled."""
        symbols = [reference.symbol for reference in context.names.references]
        left_whole = not self.applies_structure(context.names) and any(symbol.startswith(_ESTIMATORS) for symbol in symbols)
        all_else = self.is_limited or left_whole
        for reference in context.names.references:
            left_out = all_else and reference.node not in context.settled
            if (left_out or self._ignored_rules.knows(reference.symbol)) and is_tf1_only(reference.symbol):
                context.settle(reference.node, Disposition.SUPPRESSED, message="left out by --select or --ignore")

    def suppresses(self, code: str | None) -> bool:
        """Whether findings of a code are kept from the report."""
        if code is None:
            return False
        return code.startswith(self._ignored_codes) or bool(self._codes) and not code.startswith(self._codes)


@functools.cache
def _all_rules() -> Rules:
    return Rules.of([transform(name) for name in FAMILIES])


def _rules_of(families: Collection[str]) -> Rules:
    """Gives the rules of some transforms. What belongs to one that is left out falls to no other."""
    every = _all_rules()
    calls = {symbol: entry for symbol, entry in every.calls.items() if entry.transform in families}
    names = {symbol: entry for symbol, entry in every.names.items()
             if entry.transform in families and (symbol in calls or symbol not in every.calls)}
    return Rules(calls, names)


@functools.lru_cache(maxsize=8)
def selection_of(options) -> Selection:
    """Gives the selection of a run; its tables are merged once."""
    return Selection(options)
