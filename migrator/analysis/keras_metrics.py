"""Metric objects of Keras in a model_fn, written as one call each: what makes the object, with what it is updated with.

``accuracy = tf.keras.metrics.Accuracy()`` and ``accuracy.update_state(labels, classes)`` behind it are what
``tf.metrics.accuracy(labels, classes)`` is: a value of every evaluation, and its update.
"""
from __future__ import annotations

import libcst as cst

from migrator.names import Names
from migrator.trees import find, rewrite

STREAMED = "tf.keras.metrics.streamed"  # The symbol that such a call is given: the object first, then the tensors.
_OBJECTS = ("tf.keras.metrics.", "keras.metrics.")


def with_keras_metrics(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Writes the metric objects of a function as calls.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    made = {}
    for line in find(function, cst.SimpleStatementLine):
        match line.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=variable))], value=cst.Call() as constructor)] if (
                    _makes_metric(constructor, names)):
                made[variable] = None if variable in made else (line, constructor)
    updates = {}
    for line in find(function, cst.SimpleStatementLine) if made else ():
        variable = _updated(line)
        if variable in made:
            updates[variable] = None if variable in updates else line
    edits = {}
    for variable, update in updates.items():
        if update is not None and made[variable] is not None:
            line, constructor = made[variable]
            edits[line] = None
            edits[update] = (variable, constructor)
    return rewrite(function, _Writer(edits, names)) if edits else function


class _Writer(cst.CSTTransformer):
    def __init__(self, edits: dict, names: Names):
        super().__init__()
        self._edits, self._names = edits, names

    def leave_SimpleStatementLine(self, original: cst.SimpleStatementLine, updated: cst.SimpleStatementLine):
        if original not in self._edits:
            return updated
        if self._edits[original] is None:
            return cst.RemoveFromParent()
        variable, constructor = self._edits[original]
        streamed = cst.Name("streamed")
        self._names.define(streamed, STREAMED)
        made = cst.Call(streamed, [cst.Arg(constructor), *updated.body[0].value.args])
        return updated.with_changes(body=[cst.Assign([cst.AssignTarget(cst.Name(variable))], made)])


def _makes_metric(call: cst.Call, names: Names) -> bool:
    symbol = names.symbol(call.func) or ""
    return symbol.startswith(_OBJECTS) and symbol.rpartition(".")[2][:1].isupper()


def _updated(line: cst.SimpleStatementLine) -> str | None:
    """The variable of the object that a statement updates."""
    match line.body:
        case [cst.Expr(value=cst.Call(func=func)) | cst.Assign(value=cst.Call(func=func))]:
            match func:
                case cst.Name(value=variable) | cst.Attribute(value=cst.Name(value=variable), attr=cst.Name(value="update_state")):
                    return variable
    return None
