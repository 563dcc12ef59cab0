"""The optimizers of a model: where the function made them, and what the constructor makes of that."""
from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.def_use import uses
from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.helpers import calls_in
from migrator.analysis.modes import Mode
from migrator.analysis.specs import reaching
from migrator.analysis.optimizer_classes import NoRecipe, is_optimizer_class, recipe
from migrator.analysis.steps import Unsupported
from migrator.analysis.train_ops import Update
from migrator.emission.classes import statement
from migrator.emission.learning_rate import LearningRate, rate_argument
from migrator.emission.naming import free, snake
from migrator.emission.optimize_loss import optimizer_of
from migrator.scopes import dotted_name
from migrator.transforms.registry import Kind
from migrator.trees import find, rewrite


@dataclass(eq=False)
class NamedOptimizer:
    """An optimizer of the function.

    Attributes:
        draft: the class in the making.
        variable: the local name that holds it, or "" where it is made on the spot.
        attribute: the attribute that holds it in the class.
        steps: the steps that make it.
        updates: the updates that it applies.
    """

    draft: object
    variable: str
    attribute: str
    steps: list[int]
    updates: list[Update] = field(default_factory=list)

    @property
    def graph(self) -> GraphFunction:
        """The function."""
        return self.draft.graph

    def expression(self) -> tuple[cst.BaseExpression, int] | None:
        """The one expression that makes it, with its step; None where a condition chooses among several."""
        update = self.updates[0]
        if update.optimizer is None:
            update.optimizer = optimizer_of(self.graph, update)
        if not self.variable:
            return update.optimizer, update.step
        if len(self.steps) == 1 and self.graph.body.steps[self.steps[0]].target == self.variable:
            return self.graph.body.steps[self.steps[0]].value, self.steps[0]
        return None

    @functools.cached_property
    def rate(self) -> LearningRate | None:
        """Its learning rate where that is computed in every step."""
        made = self.expression()
        return LearningRate.of(self.draft, *made, self.variable) if made is not None else None

    @property
    def is_scheduled(self) -> bool:
        """Whether its learning rate changes from step to step."""
        made = self.expression()
        if made is None:
            return True  # That is not known.
        rate = rate_argument(made[0])
        facts = self.graph.facts
        calls = [call for one in _reached(self.graph, rate, made[1]) for call in calls_in(one)] if rate is not None else []
        return self.rate is not None or any(facts.kind(facts.names.symbol(call.func)) is Kind.SCHEDULE for call in calls)

    def check_applications(self) -> None:
        """Refuses an optimizer that counts its applications, where it has several in a step and nothing orders them.

        Raises:
            Unsupported: the optimizer has.
        """
        free = [update for update in self.updates if update.condition is None]
        branches = {update.condition[1] for update in self.updates if update.condition is not None}
        made = self.expression()
        symbol = self.graph.facts.names.symbol(made[0].func) if made is not None and isinstance(made[0], cst.Call) else None
        if len(free) + len(branches) > 1 and (len(free) > 0 or len(self.updates) > len(branches)) and symbol not in _WITHOUT_COUNT:
            raise Unsupported("MIG118", self.updates[1].call,
                              "one optimizer minimizes several losses, in an order that the graph leaves open")
        if len(self.updates) > 1 and len({id(update.condition[0]) for update in self.updates if update.condition}) > 1 and (
                symbol not in _WITHOUT_COUNT):
            raise Unsupported("MIG118", self.updates[1].call, "one optimizer minimizes several losses under several conditions")

    def needs(self) -> set[str]:
        """Names that making it in the constructor needs."""
        made = self.expression()
        if made is None:
            return {self.variable}
        rate = self.rate
        return rate.needs(made[0]) if rate is not None else set(uses(made[0]))

    def schedule_classes(self) -> list[cst.BaseStatement]:
        """The class of its hand-written learning rate, if it has one."""
        rate = self.rate
        return rate.classes() if rate is not None else []

    def _value(self, promoted: Iterable[str]) -> cst.BaseExpression:
        made = self.expression()
        if made is None:
            return cst.Name(self.variable)
        rate = self.rate
        node = made[0]
        if rate is None and not self._is_known(node, made[1]):
            raise Unsupported("MIG122", node, "the optimizer is configured by something that is computed in every step")
        written = self.draft.constructed(node, promoted)
        return rate.put_into(node, written) if rate is not None else written

    def _is_known(self, node: cst.BaseExpression, index: int) -> bool:
        """Whether what makes it is known when the model is constructed; a Keras optimizer needs no global step."""
        if self.graph.time(node, index) is Time.CONSTRUCT:
            return True
        return isinstance(node, cst.Call) and all(
            self.graph.time(arg.value, index) is Time.CONSTRUCT or self._is_global_step(arg.value) for arg in node.args)

    def _is_global_step(self, node: cst.BaseExpression) -> bool:
        if isinstance(node, cst.Name):
            return node.value in self.graph.step_names
        facts = self.graph.facts
        return isinstance(node, cst.Call) and facts.kind(facts.names.symbol(node.func)) is Kind.STEP

    def compile(self, promoted: Iterable[str]) -> list[cst.BaseStatement]:
        """The statement that compiles the model with it."""
        compiled = statement("self.compile(optimizer=optimizer)")
        call = compiled.body[0].value
        arg = call.args[0].with_changes(value=self._value(promoted))
        return [compiled.with_changes(body=[cst.Expr(call.with_changes(args=[arg]))])]

    def assign(self, promoted: Iterable[str]) -> cst.BaseStatement:
        """The statement that makes it an attribute."""
        target = cst.AssignTarget(dotted_name(f"self.{self.attribute}"))
        return cst.SimpleStatementLine([cst.Assign([target], self._value(promoted))])


def name_optimizers(graph: GraphFunction, updates: list[Update], draft) -> list[NamedOptimizer]:
    """Gives the optimizers that some updates use, each once.

    Raises:
        Unsupported: an optimizer is made where it can't be followed.
    """
    found: dict[str, NamedOptimizer] = {}
    for update in updates:
        variable = update.optimizer.value if isinstance(update.optimizer, cst.Name) else ""
        if variable and variable not in graph.body.local:
            raise Unsupported("MIG122", update.call, "the optimizer is made outside the model_fn")
        key = variable or f"#{id(update)}"
        if key not in found:
            steps = [index for index, step in enumerate(graph.body.steps[:update.step])
                     if variable and variable in step.effects.changes and Mode.TRAIN in step.modes
                     and not _uses_only(step, variable)]
            found[key] = NamedOptimizer(draft, variable, "", steps)
        found[key].updates.append(update)
    optimizers = list(found.values())
    _check_own_classes(graph, optimizers)
    for one in optimizers:
        if len(optimizers) == 1 and (len(updates) > 1 or updates[0].condition is None):
            one.attribute = "optimizer"
            continue
        called = update_stem(one.updates[0], draft) if len(one.updates) == 1 else ""
        given = one.variable if stem(one.variable) or len(optimizers) == 1 else ""
        one.attribute = free(given or (f"{called}_optimizer" if called else one.variable or "optimizer"), draft.taken, "1")
    return optimizers


def stem(name: str) -> str:
    """What tells the name of an optimizer, a loss or a train_op from others: ``d`` of ``d_optim`` and of ``train_d``."""
    words = [word for word in re.split("_+", snake(name) if not name[:1].isupper() else name) if word]
    return "_".join(word for word in words if word.lower() not in _WORDS and not word.isdigit())


def update_stem(update: Update, draft) -> str:
    """How a program calls an update: by the variable of its op, of its loss or of what it changes, or by the network."""
    loss = update.arguments.get("loss")
    variables = update.arguments.get("var_list")
    names = [update.label, *(one.value for one in (loss, variables) if isinstance(one, cst.Name))]
    found = next((found for name in names if (found := stem(name))), "")
    if found or variables is None:
        return found
    changed = draft.graph.facts.names.code(rewrite(variables, draft.rewriter(update.step, frozenset({Mode.TRAIN}))))
    network = re.fullmatch(r"self\.(\w+)\.trainable_variables", changed.strip())
    return network[1] if network is not None else ""


_WORDS = frozenset("""train training op ops optim optimizer optimiser opt solver step minimize minimise vars var variables params
    parameters theta loss losses cost list update updates apply trainable weights total objective do run result lr solve""".split())

# Optimizers that keep nothing but the slots of each variable: how often they were applied to others does not matter.
_WITHOUT_COUNT = frozenset(f"tf.train.{name}Optimizer" for name in (
    "GradientDescent", "Momentum", "RMSProp", "Adagrad", "Adadelta", "Ftrl"))


def _reached(graph: GraphFunction, node: cst.CSTNode, end: int) -> list[cst.CSTNode]:
    """An expression, and the statements that bind what it reads."""
    found, waiting = [node], [(name, end) for name in uses(node)]
    while waiting:
        name, before = waiting.pop()
        index = reaching(graph, Mode.TRAIN, name, before)
        if index is not None and graph.body.steps[index].statement not in found:
            found.append(graph.body.steps[index].statement)
            waiting += [(one, index) for one in graph.body.steps[index].effects.uses]
    return found


def _check_own_classes(graph: GraphFunction, optimizers: list[NamedOptimizer]) -> None:
    """Checks that optimizers of the program's own are of classes that can become Keras's.

    Raises:
        Unsupported: one can't.
    """
    names = graph.facts.names
    nodes = [one.updates[0].optimizer for one in optimizers if not one.variable and one.updates[0].optimizer is not None]
    nodes += [graph.body.steps[index].statement for one in optimizers for index in one.steps]
    for call in [call for node in nodes for call in find(node, cst.Call)]:
        definition = names.definition(call.func)
        if is_optimizer_class(definition, names):
            try:
                recipe(definition, names)
            except NoRecipe as reason:
                raise Unsupported("MIG373", call, f"{definition.name.value} is an optimizer of TF1: {reason}") from None


def _uses_only(step, variable: str) -> bool:
    """Whether a step merely calls a method of the optimizer."""
    return isinstance(step.simple, cst.Expr) or step.simple is not None and step.target != variable and (
        variable not in step.effects.defines)
