"""The shared state while a function becomes a class: its parts, and how its steps are written out."""
from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.def_use import uses
from migrator.analysis.graph_function import GraphFunction, is_check, target_names, variable_names
from migrator.analysis.modes import Mode
from migrator.analysis.static_shapes import made_in_build
from migrator.analysis.steps import Unsupported
from migrator.emission.classes import method
from migrator.emission.creation import Creation, CreationRewriter
from migrator.emission.inner_tapes import with_tapes
from migrator.emission.iterators import as_kept
from migrator.emission.methods import MethodRewriter
from migrator.emission.naming import RESERVED, free
from migrator.fates import is_tf1_only
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.rewriter import Rules
from migrator.trees import children, find, rewrite


@dataclass(eq=False)
class Draft:
    """A class in the making.

    Attributes:
        graph: the function that it is made of.
        context: the state of rewriting the module.
        rules: the rules to apply.
        skipped: steps that no method contains.
        taken: names of attributes that are taken.
        candidates: local names that may become attributes, with the attribute's name.
        emitted: everything that has been written for the methods so far.
        rewriter_class: what rewrites the steps of the method at hand.
        step: the expression for the global step.
        shapes_read: the shapes that `build` reads.
        writing_build: whether the statements being written go to `build`.
        inner_tape: the variable for a tape that records a part of a loss.
    """

    graph: GraphFunction
    context: Context
    rules: Rules
    skipped: frozenset[int]
    taken: set[str] = field(default_factory=set)
    candidates: dict[str, str] = field(default_factory=dict)
    emitted: list[cst.CSTNode] = field(default_factory=list)
    rewriter_class: type[MethodRewriter] = MethodRewriter
    step: str = "self.optimizer.iterations"
    shapes_read: set[str] = field(default_factory=set)
    writing_build: bool = False
    inner_tape: str = "tape"

    def __post_init__(self):
        local = self.graph.body.local
        if self.graph.owner is not None:
            self.candidates["self"] = free(self.graph.owner, set(RESERVED))
        functions = {step.statement.name.value for step in self.graph.body.steps
                     if isinstance(step.statement, cst.FunctionDef)}
        for name in sorted(local - functions - _looped(self.graph) - _picked(self.graph) - self.graph.step_names - {"self"}):
            if any(times.get(name, Time.CONSTRUCT) is Time.CONSTRUCT for times in self.graph.times):
                self.candidates[name] = name if name not in RESERVED else f"{name}_"

    @functools.cached_property
    def in_build(self) -> bool:
        """Whether the layers are created in `build`."""
        return made_in_build(self.graph)

    def read_when_running(self) -> set[str]:
        """The attributes for hyperparameters and the like that the methods will read: no layer may have their names."""
        configuring = {arg.value for site in self.graph.sites for arg in site.node.args
                       if site.helper is None and self.graph.time(arg.value, site.step) is Time.CONSTRUCT}
        running = [(step.statement, index) for index, step in enumerate(self.steps) if not self.graph.is_constructed(index)]
        running += [(value, end) for value, end in self.graph.body.returns.values() if value is not None]
        found = set()
        for part, index in running:
            waiting, known = [part], self.graph.around(index)
            while waiting:
                node = waiting.pop()
                match node:
                    case cst.Name(value=name) if name in self.candidates and known.get(name) is Time.CONSTRUCT:
                        found.add(self.candidates[name])
                    case cst.Attribute(value=value) | cst.Arg(value=value):
                        waiting.append(value)
                    case cst.AssignTarget(target=cst.Name()):
                        pass
                    case _:
                        waiting.extend(children(node))
                waiting = [one for one in waiting if one not in configuring]
        return found

    @functools.cached_property
    def _given_to_helpers(self) -> set[str]:
        """The names that helpers are given, which may keep what they hold."""
        return {arg.value.value for site in self.graph.sites if site.helper is not None for arg in site.node.args
                if isinstance(arg.value, cst.Name)}

    @property
    def steps(self):
        """The steps of the function."""
        return self.graph.body.steps

    # Writing steps out.

    def attributes_at(self, index: int) -> dict[str, str]:
        """The local names that are attributes as seen from a step."""
        times = self.graph.around(index)
        return {name: attribute for name, attribute in self.candidates.items()
                if name == "self" or times.get(name) is Time.CONSTRUCT} | {
                    name: (site.shares or site).attribute for name, site in variable_names(self.graph).items()}

    def rewriter(self, index: int, modes: frozenset[Mode]) -> MethodRewriter:
        """Makes the rewriter for what stands in a step and goes to a method that runs in `modes`."""
        return self.rewriter_class(self.graph, self.context, self.rules, self.attributes_at(index), modes, self.step)

    def write(self, indices: Iterable[int], modes: frozenset[Mode]) -> Written:
        """Writes steps out for a method.

        Args:
            indices: the steps, ascending.
            modes: the modes in which the method runs.
        """
        written = Written([])
        helpers = {site.helper.node for site in self.graph.sites if site.helper is not None}
        kept = [index for index in self._with_functions(sorted(indices)) if self.steps[index].statement not in helpers]
        for index, own in self._merged(kept, modes):
            self._write_step(index, own, modes, written)
        if self.graph.takes_gradients:
            written.statements = with_tapes(written.statements, self.context.tf("GradientTape"), self.inner_tape, self.graph.node)
        self.emitted.extend(written.statements)
        return written

    def _write_step(self, index: int, own: frozenset[Mode], modes: frozenset[Mode], written: Written) -> None:
        """Writes a step that runs in the modes `own` of the method's modes."""
        step = self.steps[index]
        rewriter = self.rewriter(index, own)
        if not own <= step.modes:
            rewriter.training_flags = set(_training_flags(step.statement))
        statements = self.write_step(index, rewriter)
        written.uses_training |= rewriter.uses_training
        if own == modes:
            written.statements.extend(statements)
            return
        if own - {Mode.TRAIN} not in (frozenset(), modes - {Mode.TRAIN}):
            raise Unsupported("MIG114", step.statement, "the forward pass differs between EVAL and PREDICT")
        written.uses_training = True
        written.add_under("training" if Mode.TRAIN in own else "not training", statements)

    def _merged(self, indices: list[int], modes: frozenset[Mode]) -> list[tuple[int, frozenset[Mode]]]:
        """Joins steps that say the same in different modes; gives each with the modes that it runs in."""
        merged: list[tuple[int, frozenset[Mode]]] = []
        for index in indices:
            own = self.steps[index].modes & modes
            if not own:
                continue
            for position, (other, others) in enumerate(merged):
                between = [one for one, _ in merged[position + 1:]]
                if own != modes and not own & others and self._say_the_same(other, index) and self._may_join(
                        other, own, between):
                    merged[position] = (index if Mode.TRAIN in own else other, others | own)
                    self.account_for(self.steps[other if Mode.TRAIN in own else index].statement)
                    break
            else:
                merged.append((index, own))
        return merged

    def account_for(self, statement: cst.BaseStatement) -> None:
        """Accounts for the constructs of a step that an equal one stands for."""
        stack: list[cst.CSTNode] = [statement]
        while stack:
            node = stack.pop()
            symbol = self.context.names.symbol(node)
            if symbol is not None and is_tf1_only(symbol):
                self.context.settle(node, Disposition.REWRITTEN, "model_fns")
            stack.extend(children(node))

    def _say_the_same(self, first: int, second: int) -> bool:
        """Whether two steps of different modes are equal, but for a training flag that each sets for its own."""
        texts = [_neutral_text(self.graph, self.steps[index]) for index in (first, second)]
        return texts[0] == texts[1]

    def _may_join(self, earlier: int, modes: frozenset[Mode], between: list[int]) -> bool:
        """Whether a step of `modes` may run at the place of an equal one before it."""
        effect = self.steps[earlier].effects
        return not any(
            self.steps[index].modes & modes and (self.steps[index].effects.changes & (effect.uses | effect.changes)
                                                 or self.steps[index].effects.uses & effect.changes)
            for index in between)

    def _with_functions(self, indices: list[int]) -> list[int]:
        """Adds the nested functions that the steps call."""
        found = set(indices)
        for index in indices:
            for other in range(index):
                statement = self.steps[other].statement
                if (other in self.skipped and isinstance(statement, cst.FunctionDef)
                        and statement.name.value in self.steps[index].effects.uses):
                    found.add(other)
        return sorted(found)

    def write_step(self, index: int, rewriter: MethodRewriter) -> list[cst.BaseStatement]:
        """Writes one step out; a loop walks the lists of the layers that it created."""
        from migrator.emission.loops import write_loop
        step = self.steps[index]
        looped = [site for site in self.graph.sites if site.step == index and site.in_loop]
        if looped:
            return write_loop(self, step.statement, looped, rewriter)
        return as_statements(rewrite(step.statement, rewriter))

    def expression(self, node: cst.BaseExpression, index: int, modes: frozenset[Mode]) -> cst.BaseExpression:
        """Writes out an expression that stands behind step `index`."""
        written = rewrite(node, self.rewriter(index, modes))
        self.emitted.append(written)
        return written

    # The constructor.

    def promoted(self) -> set[str]:
        """The local names that the methods written so far read as attributes."""
        read = set().union(*(self_attributes(node) for node in self.emitted), set()) - {one.attribute for one in self.graph.sites}
        return {name for name, attribute in self.candidates.items() if attribute in read}

    def rebound_when_constructed(self, names: Iterable[str]) -> set[str]:
        """Gives those of some parameters that the function binds anew to what is known when it is constructed: ``x = x or 3``."""
        changed = set().union(*(step.effects.changes for index, step in enumerate(self.steps) if index in self.skipped), set())
        return set(names) & changed

    def constructor_steps(self, wanted: Iterable[str], parameters: Iterable[str]) -> list[cst.BaseStatement]:
        """Writes out what the constructor computes and creates, in the order of the function.

        Args:
            wanted: further names that the constructor's end needs.
            parameters: names of the constructor's parameters.
        """
        if self.in_build:
            return self._configuring_statements(wanted, parameters)
        return self._creating_statements(wanted, parameters)

    def _configuring_statements(self, wanted, parameters) -> list[cst.BaseStatement]:
        """The constructor's statements where ``build`` creates the layers: what both read is computed here."""
        promoted = {name: self.candidates[name] for name in self.promoted() if name not in set(parameters)}
        return self._ordered(set(wanted) | set(promoted), {}, promoted)

    def _creating_statements(self, wanted, parameters) -> list[cst.BaseStatement]:
        promoted = {name: self.candidates[name] for name in self.promoted() if name not in set(parameters)}
        creations = {}
        for index in range(len(self.steps) + 1):
            if any(site.step == index for site in self.graph.sites):
                rewriter = self._creation_rewriter(index, promoted)
                creations[index] = Creation(self.graph, rewriter).of_step(index)
                self.shapes_read |= rewriter.shapes_read
        if self.in_build:
            return self._ordered(set(), creations, promoted)
        return self._ordered(set(wanted) | set(promoted), creations, promoted)

    def _is_computed_here(self, index: int) -> bool:
        """Whether a step is known when the statements being written run."""
        if index in self.skipped:
            return not self.writing_build and self.steps[index].target not in variable_names(self.graph)
        times = self.graph.times[index + 1]
        changed = self.steps[index].effects.changes
        return self.writing_build and bool(changed) and not any(
            site.step == index for site in self.graph.sites) and all(
            times.get(name, Time.CONSTRUCT) is Time.BUILD for name in changed)

    def _ordered(self, live: set[str], creations: dict, promoted: dict[str, str]) -> list[cst.BaseStatement]:
        """Puts creations and the configuration that they need in the order of the function."""
        self.writing_build = self.in_build and bool(creations)
        chosen = []
        for index in range(len(self.steps), -1, -1):
            for statement in creations.get(index, ()):
                live |= uses(statement)
            if index < len(self.steps) and not self.writing_build and is_check(self.graph, index):
                chosen.append(index)
                live |= self.steps[index].effects.uses
            elif index < len(self.steps) and self._is_computed_here(index):
                effect = self.steps[index].effects
                target = self.steps[index].target
                if live & effect.changes and target not in self.graph.body.modes.flags and (
                        target not in self.graph.step_names):
                    chosen.append(index)
                    live = (live - effect.defines) | effect.uses
        statements = []
        for index in range(len(self.steps) + 1):
            if index in chosen:
                rewriter = self._creation_rewriter(index, promoted) if self.writing_build else self._constructor_rewriter(promoted)
                written = as_statements(rewrite(self.steps[index].statement, rewriter))
                is_kept = self.steps[index].target in {*promoted, *self._given_to_helpers}
                written = [as_kept(self.steps[index], one, self.graph, is_kept) for one in written]
                statements.extend(written)
                self.shapes_read |= rewriter.shapes_read
            statements.extend(creations.get(index, ()))
        return statements

    def build_method(self) -> list[cst.FunctionDef]:
        """Gives ``build``, where something is configured by the shapes of the arguments."""
        if not self.in_build:
            return []
        statements = self._creating_statements((), ())
        self.emitted.extend(statements)
        parameters = [name for name in self.graph.times[0] if f"{name}_shape" in self.shapes_read]
        return [method("build", ", ".join(["self", *(f"{name}_shape" for name in parameters)]), statements)]

    def _creation_rewriter(self, index: int, promoted: dict[str, str]) -> CreationRewriter:
        if not self.in_build:
            return self._constructor_rewriter(promoted)
        rewriter = CreationRewriter(self.graph, self.context, self.rules, self.attributes_at(index))
        rewriter.place, rewriter.index = "build", index
        rewriter.stores_attributes = False
        return rewriter

    def _constructor_rewriter(self, promoted: dict[str, str]) -> CreationRewriter:
        return CreationRewriter(self.graph, self.context, self.rules, promoted)

    def constructed(self, node: cst.BaseExpression, promoted: Iterable[str]) -> cst.BaseExpression:
        """Writes out an expression for the end of the constructor."""
        attributes = {name: self.candidates[name] for name in promoted}
        return rewrite(node, self._constructor_rewriter(attributes))


def _training_flags(statement: cst.CSTNode) -> list[cst.Name]:
    """The literal True and False that a statement passes as training."""
    found, stack = [], [statement]
    while stack:
        node = stack.pop()
        match node:
            case cst.Arg(keyword=cst.Name(value="training"), value=cst.Name(value="True" | "False") as flag):
                found.append(flag)
        stack.extend(children(node))
    return found


def _neutral_text(graph: GraphFunction, step) -> str:
    """A step's text, with a training flag that says what its modes say neutralized."""
    code = graph.facts.names.code(step.statement.with_changes(leading_lines=[]))
    own = {mode is Mode.TRAIN for mode in step.modes}
    flags = {flag.value == "True" for flag in _training_flags(step.statement)}
    if len(own) == 1 and flags == own:
        return code.replace(f"training={next(iter(own))}", "training=training")
    return code


def _picked(graph: GraphFunction) -> set[str]:
    """Names of functions that are only there to be called, once, for a layer: nothing needs them later."""
    called = [site.node.func for site in graph.sites if site.alternatives and isinstance(site.node.func, cst.Name)]
    found = {name.value for name in called}
    for index, step in enumerate(graph.body.steps):
        if not graph.is_constructed(index):
            found -= {name.value for name in find(step.statement, cst.Name) if name not in called}
    return found


def _looped(graph: GraphFunction) -> set[str]:
    """Names that loops and comprehensions bind, or that a block around a layer computes."""
    found = set()
    stack: list[cst.CSTNode] = [step.statement for step in graph.body.steps]
    while stack:
        node = stack.pop()
        if isinstance(node, (cst.For, cst.CompFor)):
            found |= target_names(node.target)
        stack.extend(children(node))
    for index in {site.step for site in graph.sites}:
        if index < len(graph.body.steps) and graph.body.steps[index].simple is None:
            found |= graph.body.steps[index].effects.changes
    return found


@dataclass(eq=False)
class Written:
    """Statements written for a method.

    Attributes:
        statements: the statements.
        uses_training: whether they read `training`.
    """

    statements: list[cst.BaseStatement]
    uses_training: bool = False
    _last: tuple[str, cst.If] | None = None  # The condition that was added last, with its test.

    def add_under(self, test: str, statements: list[cst.BaseStatement]) -> None:
        """Adds statements under a condition, joined with those under the same one, or its opposite, before."""
        if not statements:
            return
        lead, first = statements[0].leading_lines, statements[0].with_changes(leading_lines=[])
        before, last = self._last if self._last is not None and self.statements[-1:] == [self._last[1]] else ("", None)
        if last is not None and before == test:
            end = last.orelse if last.orelse is not None else last
            grown = end.with_changes(body=end.body.with_changes(body=[*end.body.body, *statements]))
            self.statements[-1] = grown if end is last else last.with_changes(orelse=grown)
        elif before == "training" and test == "not training":
            other = cst.Else(cst.IndentedBlock([first, *statements[1:]]), leading_lines=lead)
            self.statements[-1] = last.with_changes(orelse=other)
        else:
            self.statements.append(cst.If(cst.parse_expression(test), cst.IndentedBlock([first, *statements[1:]]),
                                          leading_lines=lead))
        self._last = (test, self.statements[-1])


def as_statements(visited) -> list[cst.BaseStatement]:
    """Gives what visiting a statement left as a list."""
    if visited is cst.RemovalSentinel.REMOVE:
        return []
    return list(visited) if isinstance(visited, cst.FlattenSentinel) else [visited]


def self_attributes(node: cst.CSTNode) -> set[str]:
    """Gives the attributes of ``self`` that a tree mentions."""
    return {attribute.attr.value for attribute in find(node, cst.Attribute)
            if isinstance(attribute.value, cst.Name) and attribute.value.value == "self"}
