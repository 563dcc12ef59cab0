"""A learning rate that the function computed from the global step, as a LearningRateSchedule."""
from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.decay_steps import is_global_step, step_argument
from migrator.analysis.def_use import uses
from migrator.analysis.graph_function import variable_names
from migrator.analysis.inlining import Substitution
from migrator.analysis.modes import Mode
from migrator.analysis.steps import Unsupported
from migrator.emission.classes import method, returning, statement
from migrator.emission.draft import as_statements
from migrator.emission.methods import MethodRewriter
from migrator.emission.naming import camel, class_name, free
from migrator.result import Disposition
from migrator.transforms.registry import CallSite, Kind
from migrator.transforms.schedules import schedule_alone
from migrator.trees import find, rewrite

_TRAIN = frozenset({Mode.TRAIN})


class ScheduleRewriter(MethodRewriter):
    """Rewrites the formula of a learning rate: a schedule in it is asked for its value at the step."""

    schedules: frozenset[str] = frozenset()  # The variables of the constructor that hold schedules.

    def leave_Name(self, original, updated):
        made = super().leave_Name(original, updated)
        if original.value in self.schedules and original not in self._plain:
            return cst.Call(made, [cst.Arg(cst.parse_expression(self.step))])
        return made

    def rewrite_call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        symbol = self.context.names.symbol(original.func)
        if self.graph.facts.kind(symbol) is not Kind.SCHEDULE:
            return super().rewrite_call(original, updated)
        if is_global_step(step_argument(original, symbol), self.context.names):
            made = super().rewrite_call(original, updated)
            return made if made is updated else cst.Call(made, [cst.Arg(cst.parse_expression(self.step))])
        step = step_argument(updated, symbol)
        if step is None:
            return super().rewrite_call(original, updated)
        site = CallSite(symbol, original, updated, self.rules.calls[symbol].parameters)
        made = schedule_alone(site, self.context)
        self.account_for_dropped(site, "schedules")
        self.context.settle(original.func, Disposition.REWRITTEN, "schedules")
        return cst.Call(made, [cst.Arg(step)])


@dataclass(eq=False)
class LearningRate:
    """A learning rate computed in every step.

    Attributes:
        draft: the class in the making.
        node: the expression given to the optimizer.
        index: the step that the optimizer is made in.
        steps: the steps that the formula takes.
        name: name of the schedule's class.
    """

    draft: object
    node: cst.BaseExpression
    index: int
    steps: list[int]
    name: str

    @classmethod
    def of(cls, draft, optimizer: cst.BaseExpression, index: int, variable: str = "") -> LearningRate | None:
        """Gives the learning rate of an optimizer's construction, or None where it needs no formula.

        Args:
            draft: the class in the making.
            optimizer: the construction.
            index: the step that it stands in.
            variable: the variable that holds the optimizer.
        """
        node = rate_argument(optimizer)
        if node is None or draft.graph.time(node, index) is Time.CONSTRUCT:
            return None
        from migrator.emission.plan import Slicer
        slicer = Slicer(draft.graph, draft.skipped)
        steps, outside = slicer.slice(Mode.TRAIN, uses(node), index)
        for name in ("features", "labels"):
            if name in outside and draft.graph.times[0].get(name) is Time.RUN:
                raise Unsupported("MIG122", node, f"the learning rate depends on the {name}")
        read = set(uses(node)).union(*(draft.graph.body.steps[step].effects.uses for step in steps))
        for name in sorted(read & variable_names(draft.graph).keys()):
            raise Unsupported("MIG336", node, f"the learning rate is that of the variable {name}, which a hook or the train_op "
                                              "may assign")
        return cls(draft, node, index, sorted(steps), _name(draft, variable))

    def _global_step(self) -> str:
        """The variable that holds the global step in the formula, or a name for it."""
        graph = self.draft.graph
        read = set(uses(self.node)).union(*(graph.body.steps[index].effects.uses for index in self.steps))
        return next(iter(sorted(read & graph.step_names)), "step")

    def _configuration(self) -> list[str]:
        """Local names known when the model is constructed that the formula reads."""
        graph = self.draft.graph
        read = set(uses(self.node))
        for index in self.steps:
            read |= graph.body.steps[index].effects.uses
        bound = set().union(*(graph.body.steps[index].effects.defines for index in self.steps), set())
        return sorted(name for name in read if name in graph.body.local and name not in bound
                      and graph.around(self.index).get(name, Time.CONSTRUCT) is Time.CONSTRUCT
                      and name not in graph.body.modes.flags)

    def _schedules(self) -> frozenset[str]:
        """The names of the configuration that hold schedules, whose values at the step the formula reads."""
        graph = self.draft.graph
        found = set()
        for name in self._configuration():
            held = [_is_schedule(node.value, graph.facts) for step in graph.body.steps if Mode.TRAIN in step.modes
                    for node in find(step.statement, cst.Assign) if any(
                        isinstance(target.target, cst.Name) and target.target.value == name for target in node.targets)]
            if any(held) and not all(held):
                raise Unsupported("MIG122", self.node, f"{name} is a schedule or a number")
            found |= {name} if held and all(held) else set()
        return frozenset(found)

    def needs(self, optimizer: cst.BaseExpression) -> set[str]:
        """Names that the constructor needs to make the optimizer with this rate."""
        others = set()
        for arg in getattr(optimizer, "args", ()):
            if arg.value is not self.node:
                others |= uses(arg.value)
        return others | set(self._configuration())

    def put_into(self, optimizer: cst.Call, written: cst.Call) -> cst.Call:
        """Gives the optimizer's construction this schedule."""
        position = next(index for index, arg in enumerate(optimizer.args) if arg.value is self.node)
        args = list(written.args)
        made = cst.Call(cst.Name(self.name), [cst.Arg(cst.Name(name)) for name in self._configuration()])
        args[position] = args[position].with_changes(value=made)
        return written.with_changes(args=args)

    def classes(self) -> list[cst.BaseStatement]:
        """Gives the schedule's class."""
        graph, context = self.draft.graph, self.draft.context
        configuration = self._configuration()
        step = self._global_step()
        body = []
        held = dict(zip(configuration, configuration))
        kind = type("FormulaRewriter", (ScheduleRewriter,), {"schedules": self._schedules()})
        for index in self.steps:
            one = graph.body.steps[index]
            rewriter = kind(graph, context, self.draft.rules, held, _TRAIN, step)
            body.extend(as_statements(rewrite(one.statement, rewriter)))
        rewriter = kind(graph, context, self.draft.rules, held, _TRAIN, step)
        body = returning(body, [rewrite(self.node, rewriter)])
        if (short := step.rstrip("_")) != step and all(name.value != short for one in body for name in find(one, cst.Name)):
            body = [rewrite(one, Substitution({step: cst.Name(short)})) for one in body]
            step = short
        methods = []
        if configuration:
            stored = [statement(f"self.{name} = {name}") for name in configuration]
            methods.append(method("__init__", ", ".join(["self", *configuration]), stored, lead=[]))
        methods.append(method("__call__", f"self, {step}", body, lead=None if methods else []))
        code = graph.facts.names.code
        base = code(context.keras("optimizers.schedules.LearningRateSchedule"))
        docstring = statement('"""The learning rate at a step."""')
        shell = statement(f"class {self.name}({base}):\n    pass")
        methods[0] = methods[0].with_changes(leading_lines=[cst.EmptyLine(indent=False)])
        return [shell.with_changes(body=cst.IndentedBlock([docstring, *methods]),
                                   leading_lines=[cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)])]


def _name(draft, variable: str) -> str:
    """A name for the schedule's class that the module has no other use for: of the optimizer's or the model's where it has several."""
    context = draft.context
    taken = context.defined | set(context.names.top.bindings)
    stems = ("", camel(variable).removesuffix("Optimizer"), class_name(draft.graph.node.name.value).removesuffix("Model"))
    found = next((name for stem in stems if (name := f"{stem}LearningRate") not in taken), None) or free("LearningRate", taken)
    context.defined.add(found)
    return found


def _is_schedule(value: cst.BaseExpression, facts) -> bool:
    return isinstance(value, cst.Call) and facts.kind(facts.names.symbol(value.func)) is Kind.SCHEDULE


def rate_argument(optimizer: cst.BaseExpression) -> cst.BaseExpression | None:
    """Gives the learning rate of an optimizer's construction."""
    if not isinstance(optimizer, cst.Call):
        return None
    for index, arg in enumerate(optimizer.args):
        if arg.keyword is None and index == 0 or arg.keyword is not None and arg.keyword.value in ("learning_rate", "lr"):
            return arg.value
    return None
