"""The train_op of a model_fn as a train_step, and its optimizers in the constructor."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from migrator.analysis.def_use import uses
from migrator.analysis.modes import Mode
from migrator.analysis.named_variables import differentiates_by_weights
from migrator.analysis.specs import reaching
from migrator.analysis.steps import Unsupported
from migrator.analysis.train_ops import Update, gradient_calls
from migrator.emission.classes import method, statement
from migrator.emission.dead_code import without_dead_code
from migrator.emission.methods import MethodRewriter
from migrator.emission.optimizers import NamedOptimizer, name_optimizers
from migrator.emission.updates import Updates
from migrator.emission.update_options import UPDATE_PARAMETERS, drop_options, gradient_operands
from migrator.result import Disposition
from migrator.scopes import dotted_name
from migrator.trees import find, rewrite

if TYPE_CHECKING:
    from migrator.emission.model_class import ModelClass

_TRAIN = frozenset({Mode.TRAIN})
_GUARD = "# No update where the data end."


class TrainStepRewriter(MethodRewriter):
    """Rewrites statements of the train_op: gradients come from the tape."""

    optimizers: dict[str, str] = {}

    def leave_Name(self, original, updated):
        if original.value in self.optimizers and original not in self._plain:
            return self.attribute(self.optimizers[original.value])
        return super().leave_Name(original, updated)

    def _operation(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        symbol = self.context.names.symbol(original.func)
        if symbol == "tf.gradients" and differentiates_by_weights(self.graph, original):
            self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
            target, variables = gradient_operands(original, updated, self.context, "ys", "xs")
            return cst.Call(dotted_name("tape.gradient"), [cst.Arg(target), cst.Arg(variables)])
        if symbol != "tf.gradients" and original in gradient_calls(self.graph, original):
            gradient_operands(original, updated, self.context, "loss", "var_list")
            loss, variables = gradient_arguments(updated)
            code = self.graph.facts.names.code
            listed = code(variables) if variables is not None else "self.trainable_variables"
            return cst.parse_expression(f"list(zip(tape.gradient({code(loss)}, {listed}), {listed}))")
        if symbol in _ASSIGN:
            self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
            variable, value = updated.args[0].value, updated.args[1].value
            return cst.Call(cst.Attribute(variable, cst.Name(symbol.rpartition(".")[2])), [cst.Arg(value)])
        return super()._operation(original, updated)


_ASSIGN = ("tf.assign", "tf.assign_add", "tf.assign_sub")


def gradient_arguments(call: cst.Call) -> tuple[cst.BaseExpression, cst.BaseExpression | None]:
    """Gives what a compute_gradients call differentiates, and by which variables (None: all)."""
    given = {arg.keyword.value if arg.keyword else index: arg.value for index, arg in enumerate(call.args)}
    variables = given.get("var_list", given.get(1))
    if isinstance(variables, cst.Name) and variables.value == "None":
        variables = None
    return given.get("loss", given.get(0)), variables


class Training:
    """The training side of a model class.

    Args:
        owner: the class in the making.
    """

    def __init__(self, owner: ModelClass):
        self.owner = owner
        self.graph = owner.graph
        self.spec = owner.specs.get(Mode.TRAIN)
        self.inputs: set[str] = set()
        self.tape_steps: list[int] = []
        self.gradient_steps: list[int] = []
        self.train_op = owner.train_op
        self.optimizers: list[NamedOptimizer] = []
        self._schedules: list[cst.BaseStatement] | None = None
        if self.spec is None:
            return
        if not self.train_op.updates:
            raise Unsupported("MIG118", self.spec.call, "the train_op applies no gradients")
        for update in self.train_op.updates:
            lost = {"decay_var_list"} if update.kind == "minimize" else set()
            drop_options(update.call, update.arguments, UPDATE_PARAMETERS - lost, owner.context)
            step = update.arguments.get("global_step")
            if update.kind == "apply" and step is not None and not update.counts and not _is_none(step):
                owner.context.drop(update.call, step, "global_step", "model_fns", reason="the optimizer's apply_gradients does not read it")
        self.optimizers = name_optimizers(self.graph, self.train_op.updates, owner.draft)
        for one in self.optimizers:
            one.check_applications()
            if (self.train_op.per_step > 1 or any(update.condition for update in one.updates)) and one.is_scheduled:
                raise Unsupported("MIG122", one.updates[0].call, "the learning rate is a function of the global step, which "
                                                                 "counts other steps than those of its optimizer")

    @property
    def counts_steps(self) -> bool:
        """Whether the model counts its steps itself, because no one optimizer sees them all."""
        return len(self.train_op.updates) > 1 or any(update.condition for update in self.train_op.updates)

    def changed(self, update: Update) -> frozenset[str]:
        """The attributes whose variables an update changes."""
        given, index = update.arguments.get("var_list") or update.arguments.get("variables"), update.step
        while isinstance(given, cst.Name) and (before := reaching(self.graph, Mode.TRAIN, given.value, index)) is not None and (
                self.graph.body.steps[before].value is not None):
            given, index = self.graph.body.steps[before].value, before
        every = frozenset(site.attribute for site in self.graph.sites if site.shares is None)
        if given is None or isinstance(given, cst.Name) and given.value == "None":
            return every if update.kind != "apply" else frozenset()
        written = rewrite(given, self.owner.draft.rewriter(index, _TRAIN))
        named = frozenset(one.attr.value for one in find(written, cst.Attribute) if isinstance(one.value, cst.Name)
                          and one.value.value == "self")
        return every if "trainable_variables" in named else named & every

    # Which steps.

    def find_steps(self, stop: frozenset[int]) -> None:
        """Finds the steps that compute gradients, and what they need from the forward pass and the loss."""
        loss_steps = frozenset(self.owner.plan.loss)
        outside_steps = stop | loss_steps | {step for one in self.optimizers for step in one.steps}
        steps, needed = set(), set()
        for wanted, index in self.train_op.operands():
            found, outside = self.owner.slicer.slice(Mode.TRAIN, uses(wanted), index, outside_steps)
            steps |= found
            needed |= outside
        names = {one.variable for one in self.optimizers}
        self.inputs = {name for name in needed if self.owner.is_runtime(name, self.spec.end) and name not in names}
        differentiated = self._differentiated(steps)
        tape = set()
        for value, index in differentiated:
            tape |= self.owner.slicer.slice(Mode.TRAIN, uses(value), index, outside_steps)[0]
        self.tape_steps = sorted(tape)
        self.gradient_steps = sorted(steps - tape)

    def _differentiated(self, steps: Iterable[int]) -> list[tuple[cst.BaseExpression, int]]:
        found = [(update.arguments.get("loss"), update.step) for update in self.train_op.updates if update.kind != "apply"]
        places = [(self.graph.body.steps[index].statement, index) for index in steps]
        places += [(update.arguments.get("grads_and_vars"), update.step) for update in self.train_op.updates
                   if update.kind == "apply"]
        for node, index in places:
            for call in gradient_calls(self.graph, node):
                found.append((gradient_arguments(call)[0] if call.args[0].keyword or True else None, index))
        return found

    # train_step.

    def methods(self) -> list[cst.FunctionDef]:
        """Gives train_step, where the model trains."""
        if self.spec is None:
            return []
        owner = self.owner
        owner.draft.rewriter_class, owner.draft.inner_tape = self._rewriter_class(), "inner_tape"
        if self.counts_steps:
            owner.draft.step = "self.global_step"
        wanted = set(owner.loss_inputs) | self.inputs
        body = [owner.unpacking({*wanted, *owner.forward_inputs}), self._tape_block(wanted)]
        body += owner.draft.write(self.gradient_steps, _TRAIN).statements if self.gradient_steps else []
        *before, updates = Updates(self).statements()
        body += [*before, updates.with_changes(body=updates.body.with_changes(
            body=[*updates.body.body, self.measure_loss()]))]
        quote = owner.context.quote
        body.append(statement(f"return {{{quote}loss{quote}: {owner.loss_variable}}}"))
        owner.draft.rewriter_class, owner.draft.inner_tape = MethodRewriter, "tape"
        for index in self.train_op.steps:
            owner.draft.account_for(self.graph.body.steps[index].statement)
        return [method("train_step", "self, data", without_dead_code(body))]

    def _rewriter_class(self):
        names = {one.variable: one.attribute for one in self.optimizers if one.variable}
        return type("TrainStepRewriter", (TrainStepRewriter,), {"optimizers": names})

    def _tape_block(self, wanted: set[str]) -> cst.BaseStatement:
        owner = self.owner
        forward, call = owner.forward_statement("True", wanted, owner.forward_inputs)
        inner = []
        if forward is not None and len(owner.plan.crossing) == 1 and not (self.inputs & set(owner.plan.crossing)):
            loss_call = owner.loss_call("True", call)
        else:
            inner.append(forward if forward is not None else statement(call))
            loss_call = owner.loss_call("True")
        inner.append(statement(f"{owner.loss_targets(self.inputs)} = {loss_call}"))
        inner += owner.draft.write(self.tape_steps, _TRAIN).statements
        inner += self._objectives()
        persistent = "persistent=True" if self._gradient_count() > 1 else ""
        tape = owner._code(owner.context.tf("GradientTape"))
        block = statement(f"with {tape}({persistent}) as tape:\n    pass")
        return block.with_changes(body=cst.IndentedBlock(inner))

    def _gradient_count(self) -> int:
        nodes = [self.graph.body.steps[index].statement for index in self.gradient_steps]
        nodes += [update.arguments.get("grads_and_vars") for update in self.train_op.updates if update.kind == "apply"]
        return sum(len(gradient_calls(self.graph, node)) for node in nodes) + sum(
            update.kind != "apply" for update in self.train_op.updates)

    def _objectives(self) -> list[cst.BaseStatement]:
        """Statements for minimized expressions that no variable holds."""
        made = {}
        for update in self.train_op.updates:
            loss = update.arguments.get("loss")
            if update.kind != "apply" and (name := self.objective(update)) not in made and not isinstance(loss, cst.Name) and (
                    not self._same_as_loss(loss)):
                written = self.owner.draft.expression(loss, update.step, _TRAIN)
                made[name] = cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], written)])
        return list(made.values())

    def _same_as_loss(self, loss: cst.BaseExpression) -> bool:
        return loss.deep_equals(self.spec.fields["loss"])

    def objective(self, update: Update) -> str:
        """The variable that holds what an update minimizes."""
        loss = update.arguments.get("loss")
        if isinstance(loss, cst.Name):
            return loss.value
        if self._same_as_loss(loss):
            return self.owner.loss_variable
        others = [one.arguments.get("loss") for one in self.train_op.updates if one.kind != "apply"]
        others = [one for one in others if not isinstance(one, cst.Name) and not self._same_as_loss(one)]
        code = self.graph.facts.names.code
        number = list(dict.fromkeys(code(one).strip() for one in others)).index(code(loss).strip())
        return f"objective_{number}" if number else "objective"

    def guarded(self, statements: Sequence[cst.BaseStatement]) -> cst.BaseStatement:
        """Keeps updates from running once more where Keras finds the end of the data: a step or a batch too many."""
        name = self.owner.loss_variable
        function = self.owner._code(self.owner.context.tf("control_dependencies"))
        block = statement(f"with {function}([{name}]):  {_GUARD}\n    pass")
        return block.with_changes(body=block.body.with_changes(body=list(statements)))

    def measure_loss(self) -> cst.BaseStatement:
        """The update of the mean of the loss."""
        return statement(f"self.loss_metric.update_state({self.owner.loss_variable})")

    # The constructor.

    def constructor_names(self) -> set[str]:
        """Names that the construction of the optimizers needs."""
        return set().union(*(one.needs() for one in self.optimizers), set())

    def schedule_classes(self) -> list[cst.BaseStatement]:
        """Gives the classes of hand-written learning rates; optimizers with the same formula share one."""
        if self._schedules is None:
            self._schedules, named = [], {}
            for one in self.optimizers:
                for made in one.schedule_classes():
                    formula = self.graph.facts.names.code(made.with_changes(name=cst.Name("_")))
                    one.rate.name = named.setdefault(formula, one.rate.name)
                    self._schedules += [made] if one.rate.name == made.name.value else []
        return self._schedules

    def compile_statements(self, promoted: Iterable[str]) -> list[cst.BaseStatement]:
        """Gives the statements at the constructor's end that make the optimizers."""
        self.schedule_classes()
        if not self.optimizers:
            return [statement("self.compile()")]
        if not self.counts_steps:
            return self.optimizers[0].compile(promoted)
        made = [one.assign(promoted) for one in self.optimizers if one.attribute != "optimizer"]
        quote = self.owner.context.quote
        weight = (f"self.global_step = self.add_weight(\n    name={quote}global_step{quote}, shape=(), "
                  f"dtype={quote}int64{quote}, initializer={quote}zeros{quote}, trainable=False)")
        if self.optimizers[0].attribute == "optimizer":
            return [statement(weight), *self.optimizers[0].compile(promoted)]
        return [*made, statement(weight), statement("self.compile()")]


def _is_none(node) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"
