"""Conditions around a call that say what the call itself is told, or that change nothing: the call without them.

    if mode == tf.estimator.ModeKeys.TRAIN:
        net = tf.layers.dropout(net, 0.5, training=True)

applies the dropout in training, as ``training=mode == tf.estimator.ModeKeys.TRAIN`` does. And where a program waits for
UPDATE_OPS only if it normalizes batches, there are none to wait for otherwise.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.helpers import calls_in
from migrator.analysis.modes import Mode, Modes
from migrator.analysis.parents import Parents
from migrator.names import Names
from migrator.trees import code, rewrite

_DROPOUT = {"tf.layers.dropout": "training", "tf.contrib.layers.dropout": "is_training", "tf.contrib.slim.dropout": "is_training"}
_FLAGS = ("training", "is_training", "is_train", "train")
_NORMALIZING = ("batch_normalization", "batch_norm", "BatchNormalization")


def without_needless_conditions(function: cst.FunctionDef, names: Names, mode: str | None) -> cst.FunctionDef:
    """Writes such calls without the conditions.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
        mode: name of its parameter that holds the mode, or None.
    """
    return rewrite(function, _Writer(function, names, mode))


class _Writer(cst.CSTTransformer):
    def __init__(self, function: cst.FunctionDef, names: Names, mode: str | None):
        super().__init__()
        self.names = names
        self.modes = Modes(names, mode)
        self.parameters = {param.name.value for param in function.params.params}

    def leave_If(self, original: cst.If, updated: cst.If):
        lines = _statements(updated.body)
        if updated.orelse is None and len(lines) == 1:
            return self._dropout(updated, lines[0]) or updated
        if isinstance(updated.orelse, cst.Else) and self._guards_normalization(original.test):
            waiting, other = self._without_waiting(lines), _statements(updated.orelse.body)
            if waiting is not None and _texts(waiting) == _texts(other):
                first = lines[0].with_changes(leading_lines=[*updated.leading_lines, *lines[0].leading_lines])
                return cst.FlattenSentinel([first, *lines[1:]])
        return updated

    # Dropout.

    def _dropout(self, choice: cst.If, line: cst.BaseStatement) -> cst.BaseStatement | None:
        match line:
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=bound))],
                                                          value=cst.Call(args=[first, *_]) as call) as assign]):
                flag = _DROPOUT.get(self.names.symbol(call.func) or "")
                if flag is None or not (isinstance(first.value, cst.Name) and first.value.value == bound) or (
                        first.keyword is not None and first.keyword.value != "inputs") or not self._says_training(choice.test):
                    return None
                args = []
                for arg in call.args:
                    if arg.keyword is not None and arg.keyword.value == flag:
                        if not (isinstance(arg.value, cst.Name) and arg.value.value == "True" or arg.value.deep_equals(choice.test)):
                            return None
                        arg = arg.with_changes(value=choice.test)
                        args.append(arg)
                        flag = ""
                    else:
                        args.append(arg)
                if flag:
                    return None
                made = line.with_changes(body=[assign.with_changes(value=call.with_changes(args=args))])
                return made.with_changes(leading_lines=[*choice.leading_lines, *line.leading_lines])
        return None

    def _says_training(self, test: cst.BaseExpression) -> bool:
        if isinstance(test, cst.Name):
            return test.value in _FLAGS and test.value in self.parameters
        return all(self.modes.truth(test, mode) is (mode is Mode.TRAIN) for mode in Mode)

    # What waits for the updates.

    def _guards_normalization(self, test: cst.BaseExpression) -> bool:
        """Whether all batch normalization of the module stands under a condition that says the same."""
        normalizing = [call for call in calls_in(self.names.module) if (self.names.symbol(call.func) or "").endswith(_NORMALIZING)]
        if not normalizing or isinstance(test, cst.Call):
            return False
        parents, text = Parents(self.names.module), code(test).strip()
        return all(self._stands_under(call, text, parents) for call in normalizing)

    @staticmethod
    def _stands_under(call: cst.Call, text: str, parents: Parents) -> bool:
        around = parents.enclosing(call, cst.If)
        while around is not None:
            if code(around.test).strip() == text:
                return True
            around = parents.enclosing(around, cst.If)
        return False

    def _without_waiting(self, lines: list[cst.BaseStatement]) -> list[cst.BaseStatement] | None:
        """Statements without that they wait for UPDATE_OPS; None where they do not."""
        held, rest, waits = set(), [], False
        for line in lines:
            match line:
                case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value)]) if (
                        self._is_updates(value, held)):
                    held.add(name)
                case cst.With(items=[cst.WithItem(item=cst.Call(func=func, args=[cst.Arg(value=value)]))]) if (
                        self.names.symbol(func) == "tf.control_dependencies" and self._is_updates(value, held)):
                    rest += _statements(line.body)
                    waits = True
                case _:
                    rest.append(line)
        return rest if waits else None

    def _is_updates(self, value: cst.BaseExpression, held: set[str]) -> bool:
        match value:
            case cst.Name(value=name):
                return name in held
            case cst.Call(func=func, args=[cst.Arg(value=key), *_]):
                return self.names.symbol(func) == "tf.get_collection" and self.names.symbol(key) == "tf.GraphKeys.UPDATE_OPS"
        return False


def _statements(body: cst.BaseSuite) -> list[cst.BaseStatement]:
    return list(body.body) if isinstance(body, cst.IndentedBlock) else [cst.SimpleStatementLine([one]) for one in body.body]


def _texts(lines: list[cst.BaseStatement]) -> list[str]:
    return [code(line.with_changes(leading_lines=[])).strip() for line in lines]
