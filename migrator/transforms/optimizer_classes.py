"""A program's own optimizers to optimizers of Keras.

Its apply_gradients becomes update_step, which Keras calls for each variable; the slots are made in build.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.optimizer_classes import NoRecipe, Recipe, recipe
from migrator.emission.classes import method, statement
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.registry import Left
from migrator.trees import find, rewrite, walk


def as_keras_optimizer(node: cst.ClassDef, context: Context) -> cst.ClassDef:
    """Makes an optimizer of Keras of a class that derives from TF1's.

    Args:
        node: the class, in the original tree.
        context: the state of rewriting the module.

    Returns:
        The class, whose unchanged parts are those of the original tree.

    Raises:
        Left: its rule can't be told.
    """
    try:
        found = recipe(node, context.names)
    except NoRecipe as reason:
        raise Left("MIG373", f"{node.name.value} is an optimizer of TF1: {reason}") from None
    for one in (node.bases[0].value, *(inner for slot in found.slots for inner in walk(slot.statement)), *walk(found.apply.body.body[-1])):
        symbol = context.names.symbol(one)
        if symbol is not None:
            context.settle(one, Disposition.REWRITTEN, "optimizers")
    for slot in found.slots:
        _drop_arguments(slot.statement, context, "a slot of Keras is like its variable, and is not trained")
    _drop_arguments(found.apply.body.body[-1], context)
    if _asks_names(found):
        context.settle(node.bases[0].value, Disposition.REVIEW, "optimizers", "MIG371",
                       f"{node.name.value} asks for the paths of Keras's variables")
    body = []
    for one in node.body.body:
        if one is found.constructor:
            body.append(_constructor(found))
        elif one is found.apply:
            body += [*([_build(found)] if found.slots else []), _update_step(found)]
        else:
            body.append(one)
    base = cst.Arg(context.keras("optimizers.Optimizer"))
    return node.with_changes(bases=[base], body=node.body.with_changes(body=body))


def _drop_arguments(statement: cst.CSTNode, context: Context, reason: str = "") -> None:
    """Enters the arguments of TF1's functions in a statement that goes into the ledger, but for the name of the variable."""
    for call in find(statement, cst.Call):
        for argument in call.args if context.names.symbol(call.func) is not None else ():
            if argument.keyword is not None:
                name = argument.keyword.value
                context.drop(call, argument.value, name, "optimizers", reason="" if name == "name" else reason)


def _asks_names(found: Recipe) -> bool:
    return any(_is_name_of(node, found.variable) for node in walk(found.loop.body))


def _is_name_of(node: cst.CSTNode, variable: str) -> bool:
    match node:
        case cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value="name")):
            return name == variable
        case cst.Attribute(value=cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value="op")), attr=cst.Name(value="name")):
            return name == variable
    return False


class _Constructor(cst.CSTTransformer):
    """Gives the learning rate to Keras, which keeps it."""

    def __init__(self, found: Recipe):
        super().__init__()
        self.found = found
        self.space: tuple = ()  # The blank lines before what went.
        self.names_it = any(param.name.value == "name" for param in found.constructor.params.params)

    def leave_SimpleStatementLine(self, original, updated):
        match original.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(value=cst.Name(value="self"), attr=cst.Name(value=attribute)))])] if (
                    attribute == self.found.rate):
                self.space = updated.leading_lines
                return cst.RemoveFromParent()
        if self.space:
            updated, self.space = updated.with_changes(leading_lines=[*self.space, *updated.leading_lines]), ()
        return updated

    def leave_Call(self, original, updated):
        match original.func:
            case cst.Attribute(value=cst.Call(func=cst.Name(value="super")), attr=cst.Name(value="__init__")):
                given = f"{self.found.parameter}, name=name" if self.names_it else self.found.parameter
                return updated.with_changes(args=cst.parse_expression(f"f({given})").args)
        return updated


def _constructor(found: Recipe) -> cst.FunctionDef:
    return rewrite(found.constructor, _Constructor(found))


def _build(found: Recipe) -> cst.FunctionDef:
    made = [statement(f"self.{slot.attribute} = [self.add_variable_from_reference(variable, \"{slot.attribute}\") "
                      "for variable in variables]") for slot in found.slots]
    return method("build", "self, variables", [statement("if self.built:\n    return"), statement("super().build(variables)"), *made])


class _Rule(cst.CSTTransformer):
    """The body of the loop as that of update_step."""

    def __init__(self, found: Recipe):
        super().__init__()
        self.found = found
        self.slots = {slot.statement: slot for slot in found.slots}
        self.reads_index = False

    def leave_Attribute(self, original, updated):
        match original:
            case cst.Attribute(value=cst.Name(value="self"), attr=cst.Name(value=name)) if name == self.found.rate:
                return cst.Name("learning_rate")
        if _is_name_of(original, self.found.variable):
            self.reads_index = True
            return cst.parse_expression("self._trainable_variables[index].path")
        return updated

    def leave_SimpleStatementLine(self, original, updated):
        slot = self.slots.get(original)
        if slot is not None:
            self.reads_index = True
            return statement(f"{slot.variable} = self.{slot.attribute}[index]").with_changes(leading_lines=updated.leading_lines)
        match updated.body:
            case [cst.Expr(value=cst.Call(func=cst.Attribute(value=cst.Name(value=listed), attr=cst.Name(value="extend" | "append")), args=[cst.Arg(value=value)]))] if (
                    listed == self.found.assignments):
                return self._assigned(updated, value)
            case [cst.AugAssign(target=cst.Name(value=listed), value=value)] if listed == self.found.assignments:
                return self._assigned(updated, value)
        return updated

    def _assigned(self, line: cst.SimpleStatementLine, value: cst.BaseExpression):
        listed = [one.value for one in value.elements] if isinstance(value, (cst.List, cst.Tuple)) else [value]
        made = [cst.SimpleStatementLine([cst.Expr(one.with_changes(lpar=[], rpar=[]))]) for one in listed]
        made[0] = made[0].with_changes(leading_lines=line.leading_lines)
        return cst.FlattenSentinel(made)

    def leave_If(self, original, updated):
        match original.body:
            case cst.IndentedBlock(body=[cst.SimpleStatementLine(body=[cst.Continue()])]):
                return cst.RemoveFromParent()  # Keras leaves out what has no gradient.
        return updated


def _update_step(found: Recipe) -> cst.FunctionDef:
    rule = _Rule(found)
    body = list(rewrite(found.loop.body, rule).body)
    body[0] = body[0].with_changes(leading_lines=[line for line in body[0].leading_lines if line.comment])
    if rule.reads_index:
        body.insert(0, statement(f"index = self._get_variable_index({found.variable})"))
    doc = [one for one in found.apply.body.body[:1] if isinstance(one, cst.SimpleStatementLine) and isinstance(one.body[0], cst.Expr)]
    return method("update_step", f"self, {found.gradient}, {found.variable}, learning_rate", [*doc, *body],
                  lead=found.apply.leading_lines)
