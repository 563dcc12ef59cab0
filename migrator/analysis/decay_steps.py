"""What step a decay of tf.train is a function of: the global step, a step that stays what it is, or a formula."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.values import value_of
from migrator.names import Names
from migrator.trees import find, rewrite

STEPS = {f"tf.train.{name}" for name in ("get_global_step", "get_or_create_global_step", "create_global_step")} | {
    "tf.contrib.framework.get_global_step", "tf.contrib.framework.get_or_create_global_step"}
CASTS = {"tf.cast", "tf.to_float", "tf.to_int32", "tf.to_int64", "tf.identity"}
_VARIABLES = {"tf.Variable": ("initial_value", 0), "tf.get_variable": ("initializer", 3)}
_ZEROS = {"tf.zeros_initializer", "tf.initializers.zeros"}


def step_argument(call: cst.Call, symbol: str) -> cst.BaseExpression | None:
    """Gives the step that a call of a decay is given.

    Args:
        call: the call.
        symbol: the decay.
    """
    position = 0 if "piecewise_constant" in symbol else 1
    return next((arg.value for index, arg in enumerate(call.args)
                 if (arg.keyword.value if arg.keyword is not None else index) in (position, "global_step", "x")), None)


def is_global_step(step: cst.BaseExpression | None, names: Names) -> bool:
    """Whether a step is the global step, or a variable or attribute that may hold it.

    Args:
        step: an expression of the original tree.
        names: its module's names.
    """
    return _is_step(step, names, set())


def _is_step(step: cst.BaseExpression | None, names: Names, seen: set[str]) -> bool:
    match step:
        case cst.Call(func=func) if names.symbol(func) in STEPS:
            return True
        case cst.Call(func=func, args=[cst.Arg(value=inner), *_]) if names.symbol(func) in CASTS:
            return _is_step(inner, names, seen)
        case cst.Name(value=name) if name not in seen:
            bindings = names.bindings(step)
            if any(isinstance(one.node, cst.AugAssign) for one in bindings):
                return False
            return all(one.value is None or _is_step(one.value, names, seen | {name}) for one in bindings)
        case cst.Name() | cst.Attribute():
            return True
    return False


def is_constant(step: cst.BaseExpression | None, names: Names) -> bool:
    """Whether a step is a number, so that the decay gives the same rate in every training step.

    Args:
        step: an expression of the original tree.
        names: its module's names.
    """
    match value_of(step, names):
        case cst.Integer() | cst.Float():
            return True
        case cst.Call(func=func, args=[cst.Arg(value=inner), *_]) if names.symbol(func) in CASTS | {"tf.constant"}:
            return is_constant(inner, names)
    return False


def with_constant_steps(function: cst.FunctionDef, names: Names, decays) -> cst.FunctionDef:
    """Writes out the steps of decays that are variables which nothing counts up: they stay what they start from.

    What makes such a variable goes: nothing else reads it.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
        decays: the symbols of the decays.
    """
    calls = [call for call in find(function, cst.Call) if names.symbol(call.func) in decays]
    if not calls:
        return function
    given = {id(step): call for call in calls if isinstance(step := step_argument(call, names.symbol(call.func)), cst.Name)}
    fixed = {}
    for call in calls:
        step = step_argument(call, names.symbol(call.func))
        start = _start(value_of(step, names), names) if isinstance(step, cst.Name) else None
        if start is not None and _is_only_given(step, given, names):
            fixed[step] = start
    return rewrite(function, _Replaced(fixed, {step.value for step in fixed})) if fixed else function


def _start(made: cst.BaseExpression | None, names: Names) -> cst.BaseExpression | None:
    """The number that a variable starts from."""
    if not isinstance(made, cst.Call) or names.symbol(made.func) not in _VARIABLES:
        return None
    name, position = _VARIABLES[names.symbol(made.func)]
    value = next((arg.value for index, arg in enumerate(made.args)
                  if (arg.keyword.value if arg.keyword is not None else index) in (name, position)), None)
    match value:
        case cst.Integer() | cst.Float():
            return value
        case cst.Call(func=func) | func if names.symbol(func) in _ZEROS:
            return cst.Integer("0")
        case cst.Call(func=func, args=[cst.Arg(value=cst.Integer() | cst.Float() as start), *_]) if names.symbol(func) in (
                "tf.constant_initializer", "tf.constant", "tf.initializers.constant"):
            return start
    return None


def _is_only_given(step: cst.Name, given, names: Names) -> bool:
    """Whether a variable is read by decays alone."""
    bindings = names.bindings(step)
    return all(id(name) in given for name in names.names if name.value == step.value and names.is_use(name)
               and any(one in bindings for one in names.bindings(name)))


class _Replaced(cst.CSTTransformer):

    def __init__(self, fixed: dict[cst.Name, cst.BaseExpression], variables: set[str]):
        super().__init__()
        self.fixed = fixed
        self.variables = variables

    def leave_SimpleStatementLine(self, original, updated):
        match original.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))])] if name in self.variables:
                return cst.RemoveFromParent()
        return updated

    def leave_Name(self, original, updated):
        return self.fixed.get(original, updated)
