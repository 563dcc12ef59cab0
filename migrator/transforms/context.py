"""What a rule may ask and say while one module is rewritten."""
from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import libcst as cst

from migrator.dropped_arguments import reason_to_drop
from migrator.fates import explanation, is_tf1_only
from migrator.names import Names
from migrator.result import Construct, Disposition, Finding
from migrator.scopes import dotted, dotted_name
from migrator.trees import find, nodes, walk


@dataclass(frozen=True)
class ModelFacts:
    """What the whole model_fn does that decides how its parts are rewritten.

    Attributes:
        updates_run: its train_op runs UPDATE_OPS, so moving statistics move.
        keras_updates_run: its train_op runs the updates of models of Keras; None where there is no train_op.
        penalties_count: its loss contains the regularization losses.
        sparse_gradients: some variable is looked up by index.
        rate_changes: the learning rate depends on the global step.
    """

    updates_run: bool = True
    keras_updates_run: bool | None = None
    penalties_count: bool = True
    sparse_gradients: bool = False
    rate_changes: bool = False


_RANK = {Disposition.REWRITTEN: 0, Disposition.REMOVED: 1, Disposition.REVIEW: 2,
         Disposition.SUPPRESSED: 3, Disposition.LEFT: 4}


@dataclass(frozen=True)
class Settlement:
    """What became of one construct, before positions are known."""

    disposition: Disposition
    transform: str | None = None
    code: str | None = None
    message: str = ""


@dataclass(frozen=True)
class Unnamed:
    """What became of a construct that is no name of TF1: an argument that is dropped, or a method."""

    symbol: str
    settlement: Settlement


@dataclass(eq=False)
class Context:
    """The state of rewriting one module: its names, what it needs imported, what was decided.

    Attributes:
        names: the resolved names of the original tree.
        model: facts about the model_fn being rewritten.
        support_module: name of the module that support definitions are imported from.
        imports: import statements that the rewritten module needs, as (module, name or None).
        support: names of the support definitions used.
        qualified: those of them that are reached through their module.
        defined: names of classes that the rewritten module defines beside what its functions became.
        text: the original module's, where it is at hand.
        suppresses: says for a code whether the user wants to hear nothing of it.
        settled: what was decided of each construct, of all modules of the program.
        dropped: what became of arguments that are not in the rewritten program, likewise.
        unnamed: what became of constructs that no name stands for, likewise.
        notes: findings about places that are no constructs, of all modules of the program.
        modules: the contexts of all its modules, by their names; empty where there is one.
        function_classes: the names of the classes that functions became which are values of the program.
        queue_calls: the calls that work with queues in functions that are given Datasets.
        original: the names of the module as the file has it, where `names` are of a simpler one that says the same.
    """

    names: Names
    model: ModelFacts = ModelFacts()
    support_module: str = "tf1_semantics"
    text: str | None = None
    suppresses: Callable[[str | None], bool] = lambda code: False
    imports: set[tuple[str, str | None]] = field(default_factory=set)
    support: set[str] = field(default_factory=set)
    qualified: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)
    settled: dict[cst.CSTNode, Settlement] = field(default_factory=dict)
    dropped: dict[cst.Arg, Unnamed] = field(default_factory=dict)
    unnamed: dict[cst.CSTNode, Unnamed] = field(default_factory=dict)
    notes: list[tuple[cst.CSTNode, str, str]] = field(default_factory=list)
    modules: dict[Names, Context] = field(default_factory=dict)
    function_classes: dict[cst.FunctionDef, str] = field(default_factory=dict)
    queue_calls: set[cst.Call] = field(default_factory=set)
    original: Names | None = None

    @property
    def file(self) -> Names:
        """The names of the module as the file has it."""
        return self.original or self.names

    def of(self, definition: cst.CSTNode) -> Context:
        """Gives the context of the module that a function or class stands in."""
        return self.modules.get(self.names.linker.home(definition), self)

    @property
    def all(self) -> list[Context]:
        """The contexts of all modules of the program."""
        return list(self.modules.values()) or [self]

    def keras(self, path: str) -> cst.BaseExpression:
        """Names something of Keras, such as ``layers.Dense``, and has keras imported."""
        spelled = self.names.spelling("keras") or self.names.spelling("tf.keras")
        if spelled is None:
            self.imports.add(("keras", None))
        return dotted_name(f"{spelled or 'keras'}.{path}")

    def tf(self, path: str) -> cst.BaseExpression:
        """Names something of TensorFlow, such as ``math.log``, as this module spells it."""
        spelled = self.names.spelling("tf")
        if spelled is None:
            self.imports.add(("tensorflow", "as tf"))
        return dotted_name(f"{spelled or 'tf'}.{path}")

    def np(self, path: str) -> cst.BaseExpression:
        """Names something of numpy, such as ``exp``, as this module spells it."""
        spelled = self.names.spelling("np")
        if spelled is None:
            self.imports.add(("numpy", "as np"))
        return dotted_name(f"{spelled or 'np'}.{path}")

    def absl(self, path: str) -> cst.BaseExpression:
        """Names something of absl, such as ``logging.info``, and has its module imported."""
        self.imports.add(("absl", path.partition(".")[0]))
        return dotted_name(path)

    def supported(self, name: str) -> cst.BaseExpression:
        """Names a support definition and has it imported; through its module where the program has another use for its name."""
        self.support.add(name)
        if not self._is_taken(name):
            return cst.Name(name)
        self.qualified.add(name)
        package, dots, own = self.support_module.rpartition(".")
        if not package.strip("."):  # Beside, or in a folder above.
            package += dots
        self.imports.add((package, own) if package else (own, None))
        return dotted_name(f"{own}.{name}")

    def _is_taken(self, name: str) -> bool:
        """Whether the module binds a name otherwise than by importing the support definition."""
        return any(binding.node not in self.support_imports
                   for scope in self.names.scopes.values() for binding in scope.bindings.get(name, ()))

    @functools.cached_property
    def support_imports(self) -> set[cst.CSTNode]:
        """The names that the module imports from its support module already."""
        return {alias for statement in self.names.module.body if isinstance(statement, cst.SimpleStatementLine)
                for line in statement.body if isinstance(line, cst.ImportFrom) and not isinstance(line.names, cst.ImportStar)
                and "." * len(line.relative) + (dotted(line.module) or "") == self.support_module
                for alias in line.names}

    def holds_attribute(self, wanted: set[str]) -> bool:
        """Whether the module takes an attribute of one of these names from anything."""
        return not wanted.isdisjoint(self._attributes)

    @functools.cached_property
    def _attributes(self) -> set[str]:
        return {node.attr.value for node in find(self.names.module, cst.Attribute)}

    def string(self, text: str) -> cst.SimpleString:
        """A string literal in the quotes that this module prefers."""
        return cst.SimpleString(f"{self.quote}{text}{self.quote}")

    @functools.cached_property
    def quote(self) -> str:
        """The quote character that this module uses most."""
        code = self.names.module.code if self.text is None else self.text
        return "'" if code.count("'") >= code.count('"') else '"'

    def settle(self, node: cst.CSTNode, disposition: Disposition, transform: str | None = None,
               code: str | None = None, message: str = "") -> None:
        """Decides what becomes of a construct; of several decisions the gravest stands.

        Args:
            node: the `node` of one of the original tree's references.
            disposition: what becomes of it.
            transform: name of the transform that decides.
            code: the finding's code, for anything but a plain rewrite.
            message: the reason, in a sentence.
        """
        if self.suppresses(code):
            disposition = Disposition.SUPPRESSED
        before = self.settled.get(node)
        if before is None or _RANK[disposition] > _RANK[before.disposition]:
            self.settled[node] = Settlement(disposition, transform, code, message)

    def drop(self, call: cst.Call, value: cst.BaseExpression, name: str, transform: str | None = None,
             code: str = "MIG320", reason: str = "") -> None:
        """Enters an argument that goes into the ledger.

        Args:
            call: the call, in the original tree.
            value: the argument's value there.
            name: the parameter's name.
            transform: name of the transform that decides.
            code: the finding's code.
            reason: why it may go; without one, what is known of arguments of that name.
        """
        reason = reason or reason_to_drop(name)
        fate = Disposition.SUPPRESSED if self.suppresses(code) else Disposition.REMOVED
        argument = next(arg for arg in call.args if arg.value is value)
        symbol = self.names.symbol(call.func) or self.names.code(call.func)
        self.dropped[argument] = Unnamed(f"{symbol}({name}=)", Settlement(fate, transform, code, reason))
        for node in walk(value):
            if self.names.symbol(node) is not None and is_tf1_only(self.names.symbol(node)):
                self.settle(node, fate, transform, code, reason)

    def leave(self, node: cst.CSTNode, symbol: str, code: str, message: str) -> None:
        """Enters into the ledger what is left and has no name in TF1's modules, such as a method of a Dataset.

        Args:
            node: where it stands in the original tree.
            symbol: what it is called.
            code: the finding's code.
            message: the reason, in a sentence.
        """
        fate = Disposition.SUPPRESSED if self.suppresses(code) else Disposition.LEFT
        self.unnamed[node] = Unnamed(symbol, Settlement(fate, None, code, message))

    def review(self, site, code: str, message: str, transform: str | None = None) -> None:
        """Says that a call site's rewrite is to be reviewed, and why."""
        self.settle(site.original.func, Disposition.REVIEW, transform, code, message)

    def note(self, node: cst.CSTNode, code: str, message: str) -> None:
        """Records a finding about a place that is no TF1 construct by itself."""
        if not self.suppresses(code):
            self.notes.append((node, code, message))

    @contextlib.contextmanager
    def all_or_nothing(self):
        """A block after whose exception nothing that it decided stands, in no module of the program."""
        before = [(kept, kept.copy()) for one in self.all
                  for kept in (one.imports, one.support, one.qualified, one.defined, one.settled, one.dropped, one.unnamed,
                               one.notes)]
        try:
            yield
        except Exception:
            for kept, content in before:
                kept.clear()
                kept.extend(content) if isinstance(kept, list) else kept.update(content)
            raise

    def constructs(self, positions, is_construct) -> tuple[Construct, ...]:
        """Gives the ledger: every TF1 construct of the module, in source order.

        Args:
            positions: the `Positions` of the original tree.
            is_construct: says whether a symbol is one that the ledger accounts for.
        """
        entries = []
        for reference in self.file.references:
            settlement = self.settled.get(reference.node)
            if settlement is None and not is_construct(reference.symbol):
                continue
            settlement = settlement or self._of_copies(reference)
            if settlement is None:
                fate = Disposition.SUPPRESSED if self.suppresses("MIG100") else Disposition.LEFT
                settlement = Settlement(fate, None, "MIG100", explanation(reference.symbol))
            line, column = positions.of(reference.node)
            entries.append(Construct(line, column, reference.symbol, settlement.disposition,
                                     settlement.transform, settlement.code, settlement.message))
        places = {(entry.line, entry.column) for entry in entries}
        rewritten = {one.keyword: gone for one, gone in self.dropped.items() if one.keyword is not None}
        for argument in self.file.arguments if self.dropped else ():
            gone = self.dropped.get(argument) or rewritten.get(argument.keyword)
            line, column = positions.of(argument) if gone is not None else (0, 0)
            if gone is not None and (line, column) not in places:  # Else its value is a construct, and settled with it.
                entries.append(Construct(line, column, gone.symbol, gone.settlement.disposition, gone.settlement.transform,
                                         gone.settlement.code, gone.settlement.message))
        own = nodes(self.names.module) if self.unnamed else ()
        for node, one in self.unnamed.items():
            if node in own:
                entries.append(Construct(*positions.of(node), one.symbol, one.settlement.disposition, None, one.settlement.code,
                                         one.settlement.message))
        return tuple(sorted(entries, key=lambda entry: (entry.line, entry.column)))

    def count_left(self, is_construct) -> int:
        """Counts the uses of TF1 symbols of the module that are left.

        Args:
            is_construct: says whether a symbol is one that the ledger accounts for.
        """
        fates = [self.settled.get(one.node) or self._of_copies(one) for one in self.file.references
                 if one.node in self.settled or is_construct(one.symbol)]
        return sum(fate is None or fate.disposition is Disposition.LEFT for fate in fates)

    def _of_copies(self, reference) -> Settlement | None:
        """What became of a construct that stands in the simpler module only as copies, such as one of an inherited method."""
        if self.original is None or reference.node in nodes(self.names.module):
            return None
        own = nodes(self.file.module)
        copies = [self.settled.get(one.node) for context in self.all for one in context.names.references
                  if one.symbol == reference.symbol and one.node not in own]
        return max(copies, key=lambda one: _RANK[one.disposition]) if copies and None not in copies else None

    def findings(self, positions) -> tuple[Finding, ...]:
        """Gives the recorded findings of the module, in source order."""
        own = nodes(self.file.module) | nodes(self.names.module) if self.notes and self.modules else None
        return tuple(sorted(Finding(*positions.of(node), code, message) for node, code, message in self.notes
                            if own is None or node in own))


def join_program(contexts: Iterable[Context]) -> None:
    """Has the contexts of a program's modules know one another and decide together."""
    first, *others = contexts
    first.modules.update((one.names, one) for one in (first, *others))
    for one in others:
        one.modules, one.settled, one.notes = first.modules, first.settled, first.notes
        one.dropped, one.unnamed = first.dropped, first.unnamed
