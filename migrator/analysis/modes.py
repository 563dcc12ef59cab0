"""What a condition on the mode is worth in each mode."""
from __future__ import annotations

import enum
from dataclasses import dataclass, field

import libcst as cst

from migrator.names import Names


class Mode(enum.Enum):
    """A mode that an Estimator calls its model_fn in."""

    TRAIN = "train"
    EVAL = "eval"
    PREDICT = "infer"


ALL_MODES = frozenset(Mode)
_MEMBERS = {"TRAIN": Mode.TRAIN, "EVAL": Mode.EVAL, "PREDICT": Mode.PREDICT, "INFER": Mode.PREDICT}
_STRINGS = {mode.value: mode for mode in Mode} | {"predict": None}


_AS_TENSOR = {"tf.cast", "tf.constant", "tf.convert_to_tensor", "tf.identity"}


def flag_of_tensor(call: cst.Call, names: Names) -> cst.BaseExpression | None:
    """Gives the flag that a call makes a boolean tensor of, as in ``tf.cast(flag, tf.bool)``; None for other calls."""
    if names.symbol(call.func) not in _AS_TENSOR:
        return None
    match call.args:
        case [cst.Arg(value=flag)]:
            return flag
        case [cst.Arg(value=flag), cst.Arg(keyword=None | cst.Name(value="dtype"), value=dtype)] if (
                names.symbol(dtype) == "tf.bool"):
            return flag
    return None


_TESTS = frozenset((cst.Name, cst.UnaryOperation, cst.BooleanOperation, cst.IfExp, cst.Comparison, cst.Call))


@dataclass(eq=False)
class Modes:
    """The values of mode tests in one function body.

    Attributes:
        names: the module's resolved names.
        mode: name of the parameter that holds the mode, or None.
        labels: name of the parameter that holds the labels (None in PREDICT), or None.
        flags: names that hold a mode test, with the test, such as ``is_training``.
        training: name of a parameter that is true in TRAIN only, or None.
    """

    names: Names
    mode: str | None = None
    labels: str | None = None
    flags: dict[str, cst.BaseExpression] = field(default_factory=dict)
    training: frozenset[str] = frozenset()

    def truth(self, node: cst.BaseExpression, mode: Mode) -> bool | None:
        """Gives the truth of an expression in a mode; None where it depends on more than the mode."""
        match node if type(node) in _TESTS else None:
            case cst.Name(value=name):
                return self._of_name(name, mode)
            case cst.UnaryOperation(operator=cst.Not(), expression=inner):
                value = self.truth(inner, mode)
                return None if value is None else not value
            case cst.BooleanOperation(left=left, operator=operator, right=right):
                return self._boolean(left, operator, right, mode)
            case cst.IfExp(test=test, body=body, orelse=orelse):
                chosen = self.truth(test, mode)
                return None if chosen is None else self.truth(body if chosen else orelse, mode)
            case cst.Comparison(left=left, comparisons=[cst.ComparisonTarget(operator=operator, comparator=right)]):
                return self._comparison(left, operator, right, mode)
            case cst.Call(func=cst.Name(value="bool"), args=[cst.Arg(value=inner)]):
                return self.truth(inner, mode)
            case cst.Call() if (inner := flag_of_tensor(node, self.names)) is not None and self.is_test(inner):
                return self.truth(inner, mode)
        return None

    def _of_name(self, name: str, mode: Mode) -> bool | None:
        if name in ("True", "False", "None"):
            return name == "True"
        if name in self.flags:
            return self.truth(self.flags[name], mode)
        return mode is Mode.TRAIN if name in self.training else None

    def is_test(self, node: cst.BaseExpression) -> bool:
        """Whether an expression's truth is decided by the mode alone, and depends on it."""
        if isinstance(node, cst.Name) and node.value in ("True", "False", "None"):
            return False
        return all(self.truth(node, mode) is not None for mode in Mode)

    def _boolean(self, left, operator, right, mode):
        values = (self.truth(left, mode), self.truth(right, mode))
        decisive = isinstance(operator, cst.Or)
        if decisive in values:
            return decisive
        return None if None in values else not decisive

    def _comparison(self, left, operator, right, mode):
        if self._is_labels(left) and isinstance(right, cst.Name) and right.value == "None":
            match operator:
                case cst.Is() | cst.Equal():
                    return mode is Mode.PREDICT
                case cst.IsNot() | cst.NotEqual():
                    return mode is not Mode.PREDICT
        if self._is_mode(right):
            left, right = right, left
        if not self._is_mode(left):
            return None
        match operator:
            case cst.Equal() | cst.Is():
                return self._same(right, mode)
            case cst.NotEqual() | cst.IsNot():
                same = self._same(right, mode)
                return None if same is None else not same
            case cst.In() | cst.NotIn():
                return self._contains(right, mode, isinstance(operator, cst.In))
        return None

    def _contains(self, right, mode, positive):
        if not isinstance(right, (cst.Tuple, cst.List, cst.Set)):
            return None
        values = [self._same(element.value, mode) for element in right.elements]
        if True in values:
            return positive
        return None if None in values else not positive

    def _same(self, node: cst.BaseExpression, mode: Mode) -> bool | None:
        named = self.member(node)
        return None if named is None else named is mode

    def member(self, node: cst.BaseExpression) -> Mode | None:
        """Gives the mode that an expression such as ``tf.estimator.ModeKeys.TRAIN`` names."""
        if isinstance(node, cst.SimpleString):
            return _STRINGS.get(node.evaluated_value)
        symbol = self.names.symbol(node)
        if symbol is not None and ".ModeKeys." in symbol:
            return _MEMBERS.get(symbol.rpartition(".")[2])
        return None

    def _is_mode(self, node) -> bool:
        return isinstance(node, cst.Name) and node.value == self.mode

    def _is_labels(self, node) -> bool:
        return isinstance(node, cst.Name) and node.value == self.labels
