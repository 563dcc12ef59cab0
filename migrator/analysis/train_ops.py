"""What a train_op does: which optimizer updates which variables by which loss's gradients."""
from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.modes import Mode
from migrator.analysis.specs import reaching
from migrator.analysis.optimizer_classes import ignores_step
from migrator.analysis.steps import Unsupported
from migrator.analysis.update_order import only_computes
from migrator.arguments import Arguments, Unbindable
from migrator.transforms.registry import Kind
from migrator.trees import children, find

_GROUPS = {"tf.group", "tf.tuple", "tf.identity"}
OPTIMIZE_LOSS = "tf.contrib.layers.optimize_loss"
_CREATE_TRAIN_OP = {
    "tf.contrib.training.create_train_op": (
        "total_loss optimizer global_step update_ops variables_to_train transform_grads_fn summarize_gradients "
        "gate_gradients aggregation_method colocate_gradients_with_ops check_numerics"),
    "tf.contrib.slim.learning.create_train_op": (
        "total_loss optimizer global_step update_ops variables_to_train clip_gradient_norm summarize_gradients "
        "gate_gradients aggregation_method colocate_gradients_with_ops gradient_multipliers check_numerics"),
}
_MINIMIZE = ("loss global_step var_list gate_gradients aggregation_method colocate_gradients_with_ops name grad_loss "
             "decay_var_list").split()
_APPLY = "grads_and_vars global_step name decay_var_list".split()
_OPTIMIZE_LOSS = ("loss global_step learning_rate optimizer gradient_noise_scale gradient_multipliers clip_gradients "
                  "learning_rate_decay_fn update_ops variables name summaries colocate_gradients_with_ops "
                  "increment_global_step").split()


@dataclass(eq=False)
class Update:
    """One application of gradients.

    Attributes:
        kind: "minimize", "apply" or "optimize_loss".
        call: the call that makes the update op.
        arguments: its arguments.
        step: the step that it stands in (what it reads is as before that step).
        optimizer: the expression of the optimizer, or None for "optimize_loss".
        counts: whether it advances the global step.
        condition: the predicate of the tf.cond that it stands in, with the branch, or None.
        label: the variable that holds the update op, or "".
        lead: the comment before it.
    """

    kind: str
    call: cst.Call
    arguments: Arguments
    step: int
    optimizer: cst.BaseExpression | None
    counts: bool
    condition: tuple[cst.BaseExpression, bool] | None = None
    label: str = ""
    lead: tuple[cst.EmptyLine, ...] = ()

    def operands(self) -> list[cst.BaseExpression]:
        """What it differentiates, and by what."""
        names = ("loss", "var_list", "variables") if self.kind != "apply" else ("grads_and_vars", "decay_var_list")
        return [value for name in names if (value := self.arguments.get(name)) is not None]


@dataclass(eq=False)
class Assignment:
    """An assignment of variables in a train_op, such as the clipping of weights.

    Attributes:
        node: the call that assigns, or a comprehension or loop of such.
        step: the step that it stands in.
        condition: the predicate of the tf.cond that it stands in, with the branch, or None.
        lead: the comment before it.
    """

    node: cst.BaseExpression | cst.For
    step: int
    condition: tuple[cst.BaseExpression, bool] | None = None
    lead: tuple[cst.EmptyLine, ...] = ()


@dataclass(eq=False)
class TrainOp:
    """A train_op, read.

    Attributes:
        actions: the updates and assignments in it, in order.
        steps: the steps that only make the op.
        updates_run: whether it runs UPDATE_OPS.
        keras_updates_run: whether it runs the updates of models of Keras, which are not among UPDATE_OPS.
        increments: how often it advances the global step by itself.
        per_step: by how much a training step advances the global step.
        leads: the comments before conditions, by the identity of their predicates.
    """

    actions: list[Update | Assignment] = field(default_factory=list)
    steps: set[int] = field(default_factory=set)
    updates_run: bool = False
    keras_updates_run: bool = False
    increments: int = 0
    per_step: int = 1
    leads: dict[int, tuple[cst.EmptyLine, ...]] = field(default_factory=dict)

    @property
    def updates(self) -> list[Update]:
        """The applications of gradients, in order."""
        return [one for one in self.actions if isinstance(one, Update)]

    def operands(self) -> list[tuple[cst.CSTNode, int]]:
        """What the actions read, with the steps that they stand in."""
        found = []
        for one in self.actions:
            found += [(one.condition[0], one.step)] if one.condition is not None else []
            found += [(one.node, one.step)] if isinstance(one, Assignment) else [(value, one.step) for value in one.operands()]
        return found


def read_train_op(graph: GraphFunction, value: cst.BaseExpression, end: int) -> TrainOp:
    """Reads a train_op.

    Args:
        graph: the model_fn.
        value: the expression given as train_op.
        end: the step before which it is evaluated.

    Raises:
        Unsupported: it does something that has no counterpart yet.
    """
    reader = _Reader(graph)
    reader.read(value, end)
    found = reader.found
    per_step = sum(update.counts for update in found.updates if update.condition is None) + found.increments
    if any(update.condition for update in found.updates):
        per_step += 1 if all(update.counts for update in found.updates if update.condition) else 0
    found.per_step = per_step
    if per_step != 1 and len(found.updates) <= 1 or per_step == 0:
        raise Unsupported("MIG121", value, "a training step does not advance the global step by one")
    return found


@dataclass(eq=False)
class _Reader:
    graph: GraphFunction
    found: TrainOp = field(default_factory=TrainOp)
    condition: tuple[cst.BaseExpression, bool] | None = None
    seen: set[int] = field(default_factory=set)
    label: str = ""
    lead: tuple[cst.EmptyLine, ...] = ()  # The comments on the way to the next action.

    def read(self, value: cst.BaseExpression, end: int) -> None:
        names = self.graph.facts.names
        match value:
            case cst.Name(value="None"):
                return
            case cst.Name(value=name):
                self._read_name(name, value, end)
            case cst.List(elements=elements) | cst.Tuple(elements=elements):
                for element in elements:
                    self.read(element.value, end)
            case cst.BinaryOperation(left=left, operator=cst.Add(), right=right):
                self.read(left, end)
                self.read(right, end)
            case cst.ListComp(elt=elt) | cst.GeneratorExp(elt=elt) if self._assigns(elt):
                self._assign(value, end)
            case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value="minimize"))) if (
                    names.symbol(value.func) is None):
                self._update("minimize", value, _MINIMIZE, end, receiver)
            case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value="apply_gradients"))) if (
                    names.symbol(value.func) is None):
                self._update("apply", value, _APPLY, end, receiver)
            case cst.Subscript(value=cst.Call(func=cst.Attribute(attr=cst.Name(value="get_updates"))) as made, slice=[_]) if (
                    names.symbol(made.func) is None):
                self.read(made, end)
            case cst.Call(func=cst.Attribute(value=receiver, attr=cst.Name(value="get_updates"))) if names.symbol(value.func) is None:
                self._update("minimize", value, ("loss", "var_list"), end, receiver)
                update = self.found.updates[-1]
                update.arguments.rename("params", "var_list")
                update.counts = self._counts_global_step(receiver, end)
            case cst.Attribute(attr=cst.Name(value="updates")) | cst.Call(func=cst.Attribute(attr=cst.Name(value="get_updates_for"))) if (
                    names.symbol(value) is None):
                self.found.keras_updates_run = True
            case cst.Call():
                self._read_call(value, names.symbol(value.func), end)
            case cst.Attribute(value=cst.Call() | cst.Name() as inner, attr=cst.Name(value="op")):
                self.read(inner, end)
            case _:
                self._refuse(value)

    def _counts_global_step(self, optimizer: cst.BaseExpression, end: int) -> bool:
        """Whether an optimizer of Keras was given the global step to count: ``optimizer.iterations = global_step``."""
        found = False
        for index, step in enumerate(self.graph.body.steps[:end]):
            match step.simple:
                case cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(value=receiver, attr=cst.Name(value="iterations")))],
                                value=value) if receiver.deep_equals(optimizer) and self._is_step(value):
                    self.found.steps.add(index)
                    found = True
        return found

    def _read_name(self, name: str, node, end: int) -> None:
        index = reaching(self.graph, Mode.TRAIN, name, end)
        if index is None:
            self._refuse(node)
        step = self.graph.body.steps[index]
        if index in self.seen:
            return
        self.seen.add(index)
        self.found.steps.add(index)
        grown = _grown(step.statement, name)
        if grown is not None:  # What the list held before comes first.
            self.read(cst.Name(name), index)
            self._read_dependencies(step, index)
            self.read(grown, index)
            return
        self._read_dependencies(step, index)
        match step.simple:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=bound))], value=value) if bound == name:
                self.label, self.lead = name, (*self.lead, *_comments(step.statement))
                self.read(value, index)
                self.label = ""
            case None if isinstance(step.statement, cst.For) and (body := self._assigning(step.statement, name)) is not None:
                self.read(cst.Name(name), index)
                self.lead = _comments(step.statement)
                self._assign(body.with_changes(leading_lines=[]), index)
            case _:
                self._refuse(step.statement)

    def _assigning(self, loop: cst.For, name: str) -> cst.For | None:
        """A loop that appends assignments to a list, as one that makes them."""
        if not isinstance(loop.body, cst.IndentedBlock) or loop.orelse is not None:
            return None
        made = []
        for one in loop.body.body:
            appended = _grown(one, name)
            if appended is not None and isinstance(appended, cst.List) and self._assigns(appended.elements[0].value):
                made.append(one.with_changes(body=[cst.Expr(appended.elements[0].value)]))
            elif isinstance(one, cst.SimpleStatementLine) and isinstance(one.body[0], cst.Assign):
                made.append(one)
            else:
                return None
        return loop.with_changes(body=loop.body.with_changes(body=made))

    def _assigns(self, node: cst.BaseExpression) -> bool:
        """Whether an expression assigns a variable other than the global step."""
        match node:
            case cst.Call(func=func, args=[cst.Arg(value=target), *_]) if self.graph.facts.names.symbol(func) in _ASSIGN:
                return not self._is_step(target)
            case cst.Call(func=cst.Attribute(value=target, attr=cst.Name(value="assign" | "assign_add" | "assign_sub"))):
                return self.graph.facts.names.symbol(node.func) is None and not self._is_step(target)
        return False

    def _assign(self, node: cst.BaseExpression | cst.For, end: int) -> None:
        self.found.actions.append(Assignment(node, end, self.condition, self._take_lead()))

    def _take_lead(self) -> tuple[cst.EmptyLine, ...]:
        lead, self.lead = self.lead, ()
        return lead

    def _read_dependencies(self, step, index: int) -> None:
        for scope in step.scopes:
            if scope.kind == "dependencies":
                for arg in scope.call.args:
                    self._read_dependency(arg.value, index)

    def _read_dependency(self, value: cst.BaseExpression, index: int) -> None:
        """Reads what comes first; what only gives tensors, a class has computed before its first update anyway."""
        match value:
            case cst.List(elements=elements) | cst.Tuple(elements=elements):
                for element in elements:
                    self._read_dependency(element.value, index)
            case cst.BinaryOperation(left=left, operator=cst.Add(), right=right):
                self._read_dependency(left, index)
                self._read_dependency(right, index)
            case _ if not only_computes(value, index, self.graph):
                self.read(value, index)

    def _read_call(self, call: cst.Call, symbol: str | None, end: int) -> None:
        if symbol in _GROUPS:
            for arg in call.args:
                if arg.keyword is None:
                    self.read(arg.value, end)
        elif symbol == "tf.get_collection" and self._is_update_ops(call):
            self.found.updates_run = True
        elif symbol == "tf.no_op":
            return
        elif self._assigns(call):
            self._assign(call, end)
        elif symbol == "tf.cond":
            self._read_cond(call, end)
        elif symbol == OPTIMIZE_LOSS:
            self.found.updates_run = True
            self._update_by_contrib("optimize_loss", call, _OPTIMIZE_LOSS, end)
        elif symbol in _CREATE_TRAIN_OP:
            self.found.updates_run = True
            self._update_by_contrib("minimize", call, _CREATE_TRAIN_OP[symbol].split(), end)
        elif symbol == "tf.assign_add" and len(call.args) > 1 and self._is_step(call.args[0].value):
            self._count(call, call.args[1].value)
        elif symbol == "tf.assign" and len(call.args) > 1 and self._is_step(call.args[0].value):
            self._count(call, self._added(call.args[1].value, end))
        elif symbol is None and isinstance(call.func, cst.Attribute) and call.func.attr.value == "assign_add" and (
                self._is_step(call.func.value)) and call.args:
            self._count(call, call.args[0].value)
        elif symbol is None and isinstance(call.func, cst.Attribute) and call.func.attr.value == "assign" and (
                self._is_step(call.func.value)) and call.args:
            self._count(call, self._added(call.args[0].value, end))
        elif isinstance(call.func, cst.Name) and call.func.value == "list":
            self.read(call.args[0].value, end)
        else:
            self._refuse(call)

    def _count(self, call: cst.Call, added: cst.BaseExpression | None) -> None:
        """Enters an advance of the global step, which is by one for each training step."""
        if not (isinstance(added, (cst.Integer, cst.Float)) and added.evaluated_value == 1 or self._is_one(added)):
            raise Unsupported("MIG121", call, "a training step does not advance the global step by one")
        self.found.increments += 1

    def _is_one(self, node: cst.BaseExpression | None) -> bool:
        """Whether an expression is a constant 1 of some type: ``tf.constant(1, tf.int64)``, ``tf.cast(1, tf.int64)``."""
        match node:
            case cst.Call(func=func, args=[cst.Arg(value=cst.Integer(value="1")), *_]):
                return self.graph.facts.names.symbol(func) in ("tf.constant", "tf.cast", "tf.to_int64")
        return False

    def _added(self, value: cst.BaseExpression, end: int) -> cst.BaseExpression | None:
        """What ``step + number`` adds to the global step."""
        if isinstance(value, cst.Name):
            index = reaching(self.graph, Mode.TRAIN, value.value, end)
            if index is not None and self.graph.body.steps[index].target == value.value:
                self.found.steps.add(index)
                value = self.graph.body.steps[index].value
        match value:
            case cst.BinaryOperation(left=left, operator=cst.Add(), right=right):
                return right if self._is_step(left) else left if self._is_step(right) else None
            case cst.Call(func=func, args=[cst.Arg(value=left), cst.Arg(value=right), *_]) if (
                    self.graph.facts.names.symbol(func) in ("tf.add", "tf.math.add") and self._is_step(left)):
                return right
        return None

    def _is_update_ops(self, call: cst.Call) -> bool:
        key = call.args[0].value if call.args else None
        if isinstance(key, cst.SimpleString):
            return key.evaluated_value == "update_ops"
        return self.graph.facts.names.symbol(key) == "tf.GraphKeys.UPDATE_OPS"

    def _is_step(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is the global step."""
        if isinstance(node, cst.Name):
            return node.value in self.graph.step_names
        facts = self.graph.facts
        return isinstance(node, cst.Call) and facts.kind(facts.names.symbol(node.func)) is Kind.STEP

    def _read_cond(self, call: cst.Call, end: int) -> None:
        arguments = Arguments(call, ["pred", "true_fn", "false_fn", "strict", "name"])
        arguments.rename("fn1", "true_fn")
        arguments.rename("fn2", "false_fn")
        self.found.leads[id(arguments.get("pred"))] = self._take_lead()
        for name, branch in (("true_fn", True), ("false_fn", False)):
            function = arguments.get(name)
            body = self._returned(function, end)
            if body is None or self.condition is not None:
                self._refuse(call)
            self.condition = (arguments.get("pred"), branch)
            self.read(body, end)
            self.condition = None

    def _returned(self, function: cst.BaseExpression | None, end: int) -> cst.BaseExpression | None:
        """Gives what a lambda, or a nested function of one statement, returns."""
        if isinstance(function, cst.Lambda):
            return function.body
        if self.graph.facts.names.symbol(function) == "tf.no_op":
            return cst.Name("None")
        index = reaching(self.graph, Mode.TRAIN, function.value, end) if isinstance(function, cst.Name) else None
        if index is None:
            return None
        step = self.graph.body.steps[index]
        match step.statement:
            case cst.FunctionDef(body=cst.IndentedBlock(body=[cst.SimpleStatementLine(body=[cst.Return(value=value)])])):
                self.found.steps.add(index)
                return value
        if step.target == function.value and isinstance(step.value, cst.Lambda):
            self.found.steps.add(index)
            return step.value.body
        return None

    def _update(self, kind: str, call: cst.Call, parameters, end: int, optimizer) -> None:
        try:
            arguments = Arguments(call, parameters)
        except Unbindable as reason:
            raise Unsupported("MIG101", call, f"{kind}: {reason}") from None
        step = arguments.get("global_step")
        counts = step is not None and not (isinstance(step, cst.Name) and step.value == "None") and not (
            kind == "apply" and ignores_step(self._class_of(optimizer, end), self.graph.facts.names))
        self.found.actions.append(Update(kind, call, arguments, end, optimizer, counts, self.condition, self.label,
                                         self._take_lead()))

    def _class_of(self, optimizer: cst.BaseExpression | None, end: int) -> cst.CSTNode | None:
        """The class of the program that an optimizer is of."""
        names, seen = self.graph.facts.names, 0
        while isinstance(optimizer, cst.Name) and seen < 9:
            index, seen = reaching(self.graph, Mode.TRAIN, optimizer.value, end), seen + 1
            made = [names.definition(call.func) for step in self.graph.body.steps[:end] if optimizer.value in step.effects.changes
                    for call in find(step.statement, cst.Call)]
            own = [one for one in made if isinstance(one, cst.ClassDef)]
            if own or index is None:
                return own[0] if own else None
            optimizer, end = self.graph.body.steps[index].value, index
        return names.definition(optimizer.func) if isinstance(optimizer, cst.Call) else None

    def _update_by_contrib(self, kind: str, call: cst.Call, parameters, end: int) -> None:
        """Enters an update by a function that finds the global step and UPDATE_OPS by itself."""
        self._update(kind, call, parameters, end, None)
        update = self.found.updates[-1]
        update.arguments.rename("total_loss", "loss")
        update.arguments.rename("variables_to_train", "var_list")
        for name in ("clip_gradient_norm", "transform_grads_fn", "gradient_multipliers", "update_ops", "check_numerics"):
            value = update.arguments.get(name)
            if value is not None and not (isinstance(value, cst.Name) and value.value in ("None", "True")) and not (
                    isinstance(value, cst.Integer) and value.value == "0"):
                self._refuse(call)
        optimizer, increment = update.arguments.get("optimizer"), update.arguments.get("increment_global_step")
        if kind == "minimize" or isinstance(optimizer, cst.Name) and self._makes_optimizer(optimizer.value, end):
            update.optimizer = optimizer
        update.counts = not (isinstance(increment, cst.Name) and increment.value == "False")
        if kind == "minimize" and "global_step" in update.arguments:
            step = update.arguments.get("global_step")
            update.counts = not (isinstance(step, cst.Name) and step.value == "None")

    def _makes_optimizer(self, name: str, end: int) -> bool:
        """Whether a variable holds an optimizer."""
        index = reaching(self.graph, Mode.TRAIN, name, end)
        value = self.graph.body.steps[index].value if index is not None else None
        facts = self.graph.facts
        return isinstance(value, cst.Call) and facts.kind(facts.names.symbol(value.func)) is Kind.OPTIMIZER

    def _refuse(self, node) -> None:
        code = self.graph.facts.names.code(node).strip().split("\n")[0]
        raise Unsupported("MIG118", node, f"the train_op contains {code}, which has no counterpart yet")


def _comments(statement: cst.BaseStatement) -> tuple[cst.EmptyLine, ...]:
    """The comments directly before a statement."""
    return tuple(line for line in statement.leading_lines if line.comment is not None)


_ASSIGN = {"tf.assign", "tf.assign_add", "tf.assign_sub"}


def _grown(statement: cst.BaseStatement, name: str) -> cst.BaseExpression | None:
    """Gives the list of what a statement adds to a list: ``ops.append(op)``, ``ops += [op]``."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.AugAssign(target=cst.Name(value=bound), operator=cst.AddAssign(), value=value)]) if (
                bound == name):
            return value
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call(
                func=cst.Attribute(value=cst.Name(value=bound), attr=cst.Name(value="append")), args=[cst.Arg(value=value)]))]) if (
                    bound == name):
            return cst.List([cst.Element(value)])
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call(
                func=cst.Attribute(value=cst.Name(value=bound), attr=cst.Name(value="extend")), args=[cst.Arg(value=value)]))]) if (
                    bound == name):
            return value
    return None


def gradient_calls(graph: GraphFunction, node: cst.CSTNode) -> list[cst.Call]:
    """Gives the calls in a tree that compute gradients: compute_gradients and tf.gradients."""
    found = []
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, cst.Call):
            symbol = graph.facts.names.symbol(current.func)
            attribute = current.func.attr.value if isinstance(current.func, cst.Attribute) else None
            if symbol == "tf.gradients" or symbol is None and attribute == "compute_gradients":
                found.append(current)
        stack.extend(children(current))
    return found


def optimizer_calls(graph: GraphFunction) -> list[tuple[int, cst.Call]]:
    """Gives the constructions of optimizers in a body, with their steps."""
    from migrator.analysis.helpers import calls_in
    facts = graph.facts
    return [(index, call) for index, step in enumerate(graph.body.steps) for call in calls_in(step.statement)
            if facts.kind(facts.names.symbol(call.func)) is Kind.OPTIMIZER]
