"""A program's own optimizers: subclasses of tf.train.Optimizer whose apply_gradients is the update rule.

The rule is a loop over gradients and variables, as in the optimizers of BERT and its kin: it makes the slots by get_variable,
computes new values and lists the assignments. Such a class says all that a keras.optimizers.Optimizer needs.
"""
from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import uses
from migrator.names import Names
from migrator.trees import find, walk

BASES = ("tf.train.Optimizer", "tf.python.training.optimizer.Optimizer")
_OF_THE_BASE = frozenset("""
    _apply_dense _apply_sparse _apply_sparse_duplicate_indices _create_slots _finish _prepare _resource_apply_dense
    _resource_apply_sparse _resource_apply_sparse_duplicate_indices _valid_dtypes _zeros_slot compute_gradients get_name
    get_slot get_slot_names minimize variables
""".split())
# Attributes that mean something else to Keras.
_OF_KERAS = frozenset("""
    apply build built clipnorm clipvalue ema_momentum ema_overwrite_frequency global_clipnorm
    gradient_accumulation_steps iterations loss_scale_factor name update_step use_ema variables weight_decay
""".split())
_ZEROS = {"tf.zeros_initializer", "tf.initializers.zeros", "tf.keras.initializers.Zeros", "tf.keras.initializers.zeros"}


class NoRecipe(Exception):
    """A class whose rule can't be told: says why."""


@dataclass(frozen=True, eq=False)
class Slot:
    """A slot that a rule makes for each variable.

    Attributes:
        variable: the local name that holds it.
        attribute: what it is called.
        statement: the statement that makes it.
    """

    variable: str
    attribute: str
    statement: cst.SimpleStatementLine


@dataclass(frozen=True, eq=False)
class Recipe:
    """What a class says of its update rule.

    Attributes:
        rate: the attribute that holds the learning rate.
        parameter: the parameter of the constructor that it comes from.
        gradient: the name of a gradient in the rule.
        variable: that of its variable.
        assignments: that of the list of the assignments.
        slots: the slots.
        loop: the loop.
        apply: the method.
        constructor: the constructor.
    """

    rate: str
    parameter: str
    gradient: str
    variable: str
    assignments: str
    loop: cst.For
    apply: cst.FunctionDef
    constructor: cst.FunctionDef
    slots: tuple[Slot, ...] = field(default=())


def is_optimizer_class(node: cst.CSTNode | None, names: Names) -> bool:
    """Whether a class of the program derives from one of TF1's optimizers."""
    seen: set[cst.CSTNode] = set()
    while isinstance(node, cst.ClassDef) and node not in seen:
        seen.add(node)
        if any(_is_tf1_optimizer(names.symbol(base.value)) for base in node.bases):
            return True
        definitions = [names.definition(base.value) for base in node.bases]
        node = next((one for one in definitions if isinstance(one, cst.ClassDef)), None)
    return False


def _is_tf1_optimizer(symbol: str | None) -> bool:
    return bool(symbol) and symbol.endswith("Optimizer") and symbol.startswith(("tf.train.", "tf.contrib.", "tf.python.training."))


def ignores_step(node: cst.CSTNode | None, names: Names) -> bool:
    """Whether a class's own apply_gradients never touches the global step that it is given."""
    if not isinstance(node, cst.ClassDef) or not is_optimizer_class(node, names):
        return False
    apply = _methods(node).get("apply_gradients")
    return apply is not None and "global_step" not in uses(apply.body) and not any(
        isinstance(call.func, cst.Attribute) and call.func.attr.value == "apply_gradients" for call in find(apply.body, cst.Call))


def recipe(node: cst.ClassDef, names: Names) -> Recipe:
    """Reads the rule of a class.

    Args:
        node: the class.
        names: the names of its module.

    Raises:
        NoRecipe: it does something else than update variables one by one.
    """
    methods = _methods(node)
    if len(node.bases) != 1 or names.symbol(node.bases[0].value) not in BASES:
        raise NoRecipe("it changes the rule of an optimizer of TF1")
    for name in ("__init__", "apply_gradients"):
        if name not in methods:
            raise NoRecipe(f"it has no {name}")
    if taken := sorted(_OF_THE_BASE & methods.keys()):
        raise NoRecipe(f"its {taken[0]} is called by TF1's Optimizer only")
    rate, parameter = _rate(methods["__init__"])
    read = _read_rule(methods["apply_gradients"])
    slots = tuple(_slots(read.loop, read.variable, names))
    return Recipe(rate, parameter, read.gradient, read.variable, read.assignments, read.loop, methods["apply_gradients"],
                  methods["__init__"], slots)


def _methods(node: cst.ClassDef) -> dict[str, cst.FunctionDef]:
    return {one.name.value: one for one in node.body.body if isinstance(one, cst.FunctionDef)}


def _rate(constructor: cst.FunctionDef) -> tuple[str, str]:
    """The attribute of the learning rate, and the parameter that it comes from: the first one."""
    parameters = [param.name.value for param in constructor.params.params]
    found = None
    for node in walk(constructor.body):
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(
                    value=cst.Name(value="self"), attr=cst.Name(value=attribute)))], value=value):
                if attribute in _OF_KERAS:
                    raise NoRecipe(f"its attribute {attribute} is one that Keras sets")
                if isinstance(value, cst.Name) and value.value == "learning_rate" == (parameters[1:2] or [""])[0]:
                    found = attribute
    if found is None:
        raise NoRecipe("its first parameter is no learning_rate that an attribute holds")
    return found, "learning_rate"


def _read_rule(apply: cst.FunctionDef):
    @dataclass
    class Read:
        gradient: str
        variable: str
        assignments: str
        loop: cst.For

    parameters = [param.name.value for param in apply.params.params]
    body = [one for one in apply.body.body if not _is_docstring(one)]
    match body:
        case [cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=listed))], value=cst.List(elements=[]))]),
              cst.For(target=cst.Tuple(elements=[cst.Element(value=cst.Name(value=gradient)), cst.Element(value=cst.Name(value=variable))]),
                      iter=cst.Name(value=pairs), orelse=None) as loop,
              cst.SimpleStatementLine(body=[cst.Return(value=cst.Call(args=[cst.Arg(star="*", value=cst.Name(value=grouped)), *_]))])] if (
                  grouped == listed and parameters[1:2] == [pairs]):
            if uses(loop.body) & {*parameters[2:], pairs}:
                raise NoRecipe("its rule reads the global step")
            return Read(gradient, variable, listed, loop)
    raise NoRecipe("its apply_gradients is no loop over gradients and variables that lists assignments")


def _is_docstring(statement: cst.BaseStatement) -> bool:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString())]):
            return True
    return False


def _slots(loop: cst.For, variable: str, names: Names):
    made = [call for call in find(loop.body, cst.Call) if names.symbol(call.func) == "tf.get_variable"]
    for statement in loop.body.body:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=cst.Call() as call)]) if (
                    call in made):
                made.remove(call)
                yield Slot(name, _slot_name(call, name, variable, names), statement)
    if made:
        raise NoRecipe("it makes a variable in the midst of a statement")


def _slot_name(call: cst.Call, local: str, variable: str, names: Names) -> str:
    """What a slot that starts from zeros in its variable's shape is called."""
    given = {arg.keyword.value if arg.keyword else ("name", "shape", "dtype", "initializer")[index]: arg.value
             for index, arg in enumerate(call.args)}
    initializer = given.get("initializer")
    made = initializer.func if isinstance(initializer, cst.Call) else initializer
    if names.symbol(made) not in _ZEROS or variable not in uses(given.get("shape") or call):
        raise NoRecipe(f"{local} starts from something else than zeros")
    match given.get("name"):
        case cst.BinaryOperation(right=cst.SimpleString() as end):
            own = str(end.evaluated_value).rpartition("/")[2]
            return own if own.isidentifier() and own not in _OF_KERAS else local
    return local
