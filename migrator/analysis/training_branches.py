"""The same layer for training and for inference, chosen by a flag: one call that is given the flag.

Programs that make batch normalization depend on a flag by hand apply it twice, the second time with
``reuse=True``, and choose between the two by ``tf.cond``, or they set the flag in the branches of an ``if``:

    bn_train = batch_norm(x, is_training=True, scope=scope)
    bn_infer = batch_norm(x, is_training=False, reuse=True, scope=scope)
    x = tf.cond(train_phase, lambda: bn_train, lambda: bn_infer)
"""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import effects
from migrator.analysis.modes import Mode, Modes, flag_of_tensor
from migrator.names import Names
from migrator.trees import find, rewrite

_FLAGS = ("training", "is_training")
_REUSE = ("reuse", "_reuse")


@dataclass(eq=False)
class Joined:
    """A function whose training branches are joined.

    Attributes:
        node: the function as it is now.
        eager: the ``tf.cond`` that chose between tensors which were both computed, so that the statistics moved either way.
    """

    node: cst.FunctionDef
    eager: list[cst.Call] = field(default_factory=list)


def with_joined_branches(function: cst.FunctionDef, names: Names, mode: str | None = None) -> Joined:
    """Joins calls of one layer that only a training flag tells apart, and flags that branches set.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
        mode: name of its parameter that holds the mode, or None.
    """
    joiner = _Joiner(function, names)
    node = rewrite(function, joiner)
    return Joined(rewrite(node, _Flags(node, Modes(names, mode))), joiner.eager)


class _Joiner(cst.CSTTransformer):
    """Replaces ``tf.cond`` between two calls of one layer by one call."""

    def __init__(self, function: cst.FunctionDef, names: Names):
        super().__init__()
        self.names = names
        self.eager: list[cst.Call] = []
        self._calls: dict[str, cst.BaseExpression] = {}
        for node in find(function.body, cst.Assign):
            match node:
                case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                    self._calls[name] = value
        self._read = Counter(name.value for name in find(function.body, cst.Name))
        self._bound = Counter(node.target.value for node in find(function.body, cst.AssignTarget)
                              if isinstance(node.target, cst.Name))
        self._gone: set[str] = set()

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        if self.names.symbol(original.func) != "tf.cond":
            return updated
        given = _by_parameter(original, ("pred", "true_fn", "false_fn"))
        branches = [_body(given.get(one)) for one in ("true_fn", "false_fn")]
        if given.get("pred") is None or None in branches:
            return updated
        held = [one.value if isinstance(one, cst.Name) and self._is_for_one_use(one.value) else None for one in branches]
        calls = [self._calls[name] if name is not None else one for one, name in zip(branches, held)]
        joined = _joined(*calls, _flag(given["pred"], self.names))
        if joined is None:
            return updated
        if None not in held:
            self._gone |= set(held)
            if self.names.symbol(joined.func) is None or _moves_in_place(joined):
                self.eager.append(original)
        return joined

    def _is_for_one_use(self, name: str) -> bool:
        return self._bound.get(name) == 1 and self._read.get(name) == 2

    def leave_FunctionDef(self, original, updated):
        return rewrite(updated, _Remover(self._gone)) if self._gone else updated


class _Remover(cst.CSTTransformer):
    """Removes the assignments of some names."""

    def __init__(self, names: set[str]):
        super().__init__()
        self.names = names

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))])] if name in self.names:
                return cst.RemoveFromParent()
        return updated


def _by_parameter(call: cst.Call, parameters: Sequence[str]) -> dict[str, cst.BaseExpression]:
    renamed = {"fn1": "true_fn", "fn2": "false_fn"}
    given = {}
    for index, arg in enumerate(call.args):
        name = arg.keyword.value if arg.keyword is not None else (parameters[index] if index < len(parameters) else "name")
        given[renamed.get(name, name)] = arg.value
    return given


def _body(branch: cst.BaseExpression | None) -> cst.BaseExpression | None:
    return branch.body if isinstance(branch, cst.Lambda) and not branch.params.params else None


def _flag(predicate: cst.BaseExpression, names: Names) -> cst.BaseExpression:
    """The flag that a predicate was made of: of ``tf.cast(flag, tf.bool)``."""
    inner = flag_of_tensor(predicate, names) if isinstance(predicate, cst.Call) else None
    return predicate if inner is None else _flag(inner, names)


def _joined(first: cst.BaseExpression, second: cst.BaseExpression, flag: cst.BaseExpression) -> cst.Call | None:
    """One call that is given a flag, where two calls say the same but for literal flags and the reuse of variables."""
    if not isinstance(first, cst.Call) or not isinstance(second, cst.Call) or not first.func.deep_equals(second.func):
        return None
    flags, others = [], []
    for call in (first, second):
        flags.append({arg.keyword.value: arg.value for arg in call.args if _keyword(arg) in _FLAGS})
        others.append([arg for arg in call.args if _keyword(arg) not in (*_FLAGS, *_REUSE)])
    code = cst.Module([]).code_for_node
    texts = [{_keyword(arg) or index: code(arg.value) for index, arg in enumerate(one)} for one in others]
    values = [value.value if isinstance(value, cst.Name) else None for one in flags for value in one.values()]
    if texts[0] != texts[1] or [*map(len, flags)] != [1, 1] or values != ["True", "False"] or not _reuses(second):
        return None
    kept = [arg.with_changes(value=flag) if _keyword(arg) in _FLAGS else arg for arg in first.args
            if _keyword(arg) not in _REUSE or code(arg.value) not in ("None", "False")]
    kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return first.with_changes(args=kept)


def _moves_in_place(call: cst.Call) -> bool:
    return any(_keyword(arg) == "updates_collections" and isinstance(arg.value, cst.Name) and arg.value.value == "None"
               for arg in call.args)


def _keyword(arg: cst.Arg) -> str | None:
    return arg.keyword.value if arg.keyword is not None else None


def _reuses(call: cst.Call) -> bool:
    return any(_keyword(arg) in _REUSE and not (isinstance(arg.value, cst.Name) and arg.value.value in ("None", "False"))
               for arg in call.args)


class _Flags(cst.CSTTransformer):
    """``if mode == TRAIN: flag = True`` with ``else: flag = False`` as one assignment, ahead of other conditions."""

    def __init__(self, function: cst.FunctionDef, modes: Modes):
        super().__init__()
        self.modes = modes
        self.times: dict[str, int] = {}
        for node in find(function.body, cst.SimpleStatementLine):
            match node:
                case cst.SimpleStatementLine(body=[cst.Assign()]):
                    for name in effects(node).changes:
                        self.times[name] = self.times.get(name, 0) + 1

    def leave_If(self, original: cst.If, updated: cst.If):
        flag = self._assigned(updated)
        if flag is not None:
            name, test = flag
            return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], test)],
                                           leading_lines=updated.leading_lines)
        if self._decides(updated.test) or not isinstance(updated.body, cst.IndentedBlock):
            return updated
        ahead = [one for one in updated.body.body if self._is_flag(one)]
        if not ahead:
            return updated
        rest = [one for one in updated.body.body if one not in ahead]
        kept = updated.with_changes(leading_lines=[], body=updated.body.with_changes(
            body=rest or [cst.SimpleStatementLine([cst.Pass()])]))
        first = ahead[0].with_changes(leading_lines=[*updated.leading_lines, *ahead[0].leading_lines])
        return cst.FlattenSentinel([first, *ahead[1:], kept] if rest or kept.orelse is not None else [first, *ahead[1:]])

    def _assigned(self, statement: cst.If) -> tuple[str, cst.BaseExpression] | None:
        """The flag that both branches of a condition on the mode set, and the test that it holds."""
        match statement:
            case cst.If(test=test, body=cst.IndentedBlock(body=[taken]), orelse=cst.Else(body=cst.IndentedBlock(body=[other]))):
                name, value = _literal(taken)
                if name is None or _literal(other) != (name, not value) or not self._decides(test):
                    return None
                if self.times.get(name) != 2:
                    return None
                self.times[name] = 1
                return name, test if value else cst.UnaryOperation(cst.Not(), _in_parentheses(test))
        return None

    def _decides(self, test: cst.BaseExpression) -> bool:
        return any(self.modes.truth(test, mode) is not None for mode in Mode)

    def _is_flag(self, statement: cst.BaseStatement) -> bool:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value)]):
                return self.modes.is_test(value) and self.times.get(name) == 1
        return False


def _in_parentheses(test: cst.BaseExpression) -> cst.BaseExpression:
    return test if isinstance(test, (cst.Name, cst.Call)) or test.lpar else test.with_changes(
        lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _literal(statement: cst.BaseStatement) -> tuple[str | None, bool]:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))],
                                                      value=cst.Name(value="True" | "False" as value))]):
            return name, value == "True"
    return None, False
