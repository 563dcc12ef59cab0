"""What a train_step does to the weights: gradients, their application, assignments, in the order of the train_op."""
from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from migrator.analysis.modes import Mode
from migrator.analysis.train_ops import Assignment, Update
from migrator.emission.classes import method, statement
from migrator.emission.draft import as_statements
from migrator.emission.optimizers import NamedOptimizer, stem, update_stem
from migrator.trees import rewrite

if TYPE_CHECKING:
    from migrator.emission.training import Training

_TRAIN = frozenset({Mode.TRAIN})


class Updates:
    """Writes the updates of a train_step.

    Args:
        training: the training side of the class.
    """

    def __init__(self, training: Training):
        self.training = training
        self.owner = training.owner
        self.draft = training.owner.draft
        self.actions = training.train_op.actions

    def statements(self) -> list[cst.BaseStatement]:
        """Gives the statements; the last is the block of all that changes something."""
        if not self.training.counts_steps:
            return self._of_one_optimizer()
        free = [one for one in self.training.train_op.updates if one.condition is None]
        gradients = [line for update in free for line in self._gradients(update)]
        branches, changes = [], []
        for condition, actions in itertools.groupby(self.actions, key=_turn):
            actions = list(actions)
            if condition is None:
                changes += [line for one in actions for line in self._change(one)]
            else:
                functions, turn = self._turns(actions)
                branches += functions
                changes.append(turn)
        builds = self._builds()
        if branches:
            builds[0] = builds[0].with_changes(leading_lines=[cst.EmptyLine(indent=False)])
        count = self.training.train_op.per_step
        changes.append(statement(f"self.global_step.assign_add({count})"))
        return [*gradients, *branches, *builds, self.training.guarded(changes)]

    def _of_one_optimizer(self) -> list[cst.BaseStatement]:
        """One optimizer, which counts the steps."""
        [update] = self.training.train_op.updates
        lines = self._gradients(update)
        clip = update.arguments.get("clip_gradients") if update.kind == "optimize_loss" else None
        if clip is not None and not _is_none(clip):
            written = self._code(clip, update)
            function = self.owner._code(self.owner.context.tf("clip_by_global_norm"))
            lines.append(statement(f"gradients, _ = {function}(gradients, {written})"))
        return [*lines, self.training.guarded([line for one in self.actions for line in self._change(one)])]

    # Gradients.

    def _gradients(self, update: Update) -> list[cst.BaseStatement]:
        """The statement that takes the gradients of an update before anything is changed."""
        if update.kind == "apply":
            return []
        line = statement(f"{self._gradient_name(update)} = {self._gradient(update)}")
        return [line.with_changes(leading_lines=update.lead)]

    def _gradient(self, update: Update) -> str:
        return f"tape.gradient({self.training.objective(update)}, {self.variables(update)})"

    def _gradient_name(self, update: Update) -> str:
        if not self.training.counts_steps:
            return "gradients"
        wanted = [f"{prefix}_gradients" if (prefix := self._stem(one)) else "gradients" for one in self.training.train_op.updates]
        index = self.training.train_op.updates.index(update)
        return wanted[index] if wanted.count(wanted[index]) == 1 else f"{wanted[index]}_{index + 1}"

    def variables(self, update: Update) -> str:
        """The source of the variables that an update changes."""
        given = update.arguments.get("var_list") or update.arguments.get("variables")
        if given is None or _is_none(given):
            return "self.trainable_variables"
        return self._code(given, update)

    # Changes.

    def _change(self, action: Update | Assignment, gradients: str = "") -> list[cst.BaseStatement]:
        """The statements of one action; `gradients` stands for those of a minimized loss."""
        lines = self._lines(action, gradients)
        said = isinstance(action, Update) and action.kind != "apply" and not gradients  # Before its gradients.
        return lines if said else [lines[0].with_changes(leading_lines=action.lead), *lines[1:]]

    def _lines(self, action: Update | Assignment, gradients: str) -> list[cst.BaseStatement]:
        if isinstance(action, Assignment):
            return self._assignments(action)
        optimizer = f"self.{self._optimizer(action).attribute}"
        if action.kind == "apply":
            return [self._apply(action, optimizer)]
        gradients = gradients or self._gradient_name(action)
        return [statement(f"{optimizer}.apply({gradients}, {self.variables(action)}{self._decaying(action)})")]

    def _decaying(self, update: Update) -> str:
        """The argument that says which weights decay, for an optimizer of decoupled weight decay."""
        given = update.arguments.get("decay_var_list") if update.kind == "apply" else None  # TF1's minimize lost it.
        return "" if given is None or _is_none(given) else f", decay_var_list={self._code(given, update)}"

    def _apply(self, update: Update, optimizer: str) -> cst.BaseStatement:
        given = update.arguments.get("grads_and_vars")
        written = self.draft.expression(given, update.step, _TRAIN)
        match given:
            case cst.Call(func=cst.Name(value="zip"), args=[first, _]) if not first.star:
                gradients, variables = (self.owner._code(arg.value) for arg in written.args)
                return statement(f"{optimizer}.apply({gradients}, {variables}{self._decaying(update)})")
        if decaying := self._decaying(update):
            return statement(f"{optimizer}.apply(*zip(*{self.owner._code(written)}){decaying})")
        return statement(f"{optimizer}.apply_gradients({self.owner._code(written)})")

    def _assignments(self, action: Assignment) -> list[cst.BaseStatement]:
        """The statements of assignments: a comprehension of them is a loop."""
        match action.node:
            case cst.For() as loop:
                written = loop
            case cst.ListComp(elt=elt, for_in=clause) | cst.GeneratorExp(elt=elt, for_in=clause):
                body = _line(elt)
                for one in reversed(clause.ifs):
                    body = cst.If(one.test, cst.IndentedBlock([body]))
                written = cst.For(clause.target, clause.iter, cst.IndentedBlock([body]))
            case node:
                written = _line(node)
        made = as_statements(rewrite(written, self.draft.rewriter(action.step, _TRAIN)))
        self.draft.emitted.extend(made)
        return made

    # Branches.

    def _turns(self, actions: Sequence[Update | Assignment]) -> tuple[list[cst.BaseStatement], cst.BaseStatement]:
        """The functions of a condition's branches, and the condition that calls one of them."""
        predicate, first = actions[0].condition[0], actions[0]
        test = self._code(predicate, first)
        functions, names = [], []
        for branch in (True, False):
            own = [one for one in actions if one.condition[1] is branch]
            if not own:
                names.append("lambda: None")
                continue
            name = self._branch_name(own, functions)
            functions.append(method(name, "", self._branch(own)))
            names.append(name)
        function = self.owner._code(self.owner.context.tf("cond"))
        turn = statement(f"{function}({test}, {', '.join(names)})")
        return functions, turn.with_changes(leading_lines=self.training.train_op.leads.get(id(predicate), ()))

    def _branch(self, actions: Sequence[Update | Assignment]) -> list[cst.BaseStatement]:
        """What a branch does; where it minimizes more than one loss, all gradients come first."""
        minimized = [one for one in actions if isinstance(one, Update) and one.kind != "apply"]
        if len(minimized) > 1:
            return [*(line for one in minimized for line in self._gradients(one)),
                    *(line for one in actions for line in self._change(one))]
        return [line for one in actions for line in self._change(one, self._gradient(one) if one in minimized else "")]

    def _branch_name(self, actions: Iterable[Update | Assignment], made: Sequence[cst.FunctionDef]) -> str:
        prefix = next((found for one in actions if isinstance(one, Update) and (found := self._stem(one))), "")
        name = f"train_{prefix}" if prefix else "train"
        return name if name not in {one.name.value for one in made} else f"{name}_other"

    # Optimizers.

    def _builds(self) -> list[cst.BaseStatement]:
        """Optimizers are built before the first step, with all the variables that they ever change."""
        lines = []
        for one in self.training.optimizers:
            lists = list(dict.fromkeys(self._built(update) for update in one.updates))
            given = lists[0] if len(lists) == 1 else f"[{', '.join(f'*{variables}' for variables in lists)}]"
            lines.append(statement(f"self.{one.attribute}.build({given})"))
        return lines

    def _built(self, update: Update) -> str:
        if update.kind != "apply":
            return self.variables(update)
        given = update.arguments.get("grads_and_vars")
        match given:
            case cst.Call(func=cst.Name(value="zip"), args=[first, second]) if not first.star:
                return self._code(second.value, update)
        return f"[variable for _, variable in {self._code(given, update)}]"

    def _optimizer(self, update: Update) -> NamedOptimizer:
        return next(one for one in self.training.optimizers if update in one.updates)

    def _stem(self, update: Update) -> str:
        """What tells an update from others, as its optimizer is called or else as the program calls it."""
        one = self._optimizer(update)
        return (stem(one.attribute) if len(one.updates) == 1 else "") or update_stem(update, self.draft)

    def _code(self, node: cst.BaseExpression, action: Update | Assignment) -> str:
        return self.owner._code(self.draft.expression(node, action.step, _TRAIN))


def _turn(action: Update | Assignment) -> int | None:
    """Tells conditions apart."""
    return None if action.condition is None else id(action.condition[0])


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _line(node: cst.BaseExpression) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Expr(node)])
