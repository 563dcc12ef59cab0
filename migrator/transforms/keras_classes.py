"""Layers and models of Keras that a program defines: what Keras 3 asks of them that TF1's Keras did not."""
from __future__ import annotations

import libcst as cst

from migrator.arguments import Arguments, Unbindable
from migrator.names import Names
from migrator.transforms.expressions import call
from migrator.trees import rewrite

_BASES = ("tf.keras.layers.", "tf.keras.Model", "tf.keras.models.Model", "tf.keras.engine.", "tf.layers.Layer", "keras.")
_WEIGHT = "name shape dtype initializer regularizer trainable constraint partitioner use_resource synchronization aggregation".split()
_WITHOUT_MEANING = ("partitioner", "use_resource", "synchronization", "aggregation")


def is_keras_class(defined: cst.ClassDef, names: Names) -> bool:
    """Whether a class of the program is a layer or model of Keras, also by a base class that is of the program."""
    seen, waiting = {defined}, [defined]
    while waiting:
        for base in waiting.pop().bases:
            if (names.symbol(base.value) or "").startswith(_BASES):
                return True
            found = names.definition(base.value)
            if isinstance(found, cst.ClassDef) and found not in seen:
                seen.add(found)
                waiting.append(found)
    return False


def as_keras3_class(updated: cst.ClassDef) -> cst.ClassDef:
    """Names the arguments of ``add_weight``, whose order is another now, and has ``build`` take shapes for tuples.

    Args:
        updated: the class, its parts rewritten.
    """
    return rewrite(updated, _Modernizer())


class _Modernizer(cst.CSTTransformer):
    def __init__(self):
        super().__init__()
        self._shape = ""  # The parameter of the build method around.

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        if node.name.value == "build" and len(node.params.params) > 1:
            self._shape = node.params.params[1].name.value
        return True

    def leave_FunctionDef(self, original: cst.FunctionDef, updated: cst.FunctionDef) -> cst.FunctionDef:
        if original.name.value == "build":
            self._shape = ""
        return updated

    def leave_Attribute(self, original: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        match updated:
            case cst.Attribute(value=cst.Subscript(value=shape) as dimension, attr=cst.Name(value="value")) if self._is_shape(shape):
                return dimension
            case cst.Attribute(value=shape, attr=cst.Name(value="ndims" | "rank")) if self._is_shape(shape):
                return call(cst.Name("len"), shape)
            case cst.Attribute(value=shape, attr=cst.Name(value="dims")) if self._is_shape(shape):
                return shape
        return updated

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        match updated:
            case cst.Call(func=cst.Attribute(value=shape, attr=cst.Name(value="as_list")), args=[]) if self._is_shape(shape):
                return call(cst.Name("list"), shape)
            case cst.Call(func=cst.Attribute(value=cst.Name(value="self"), attr=cst.Name(value="add_weight" | "add_variable") as method)) if (
                    method.value == "add_variable" or _is_in_old_order(updated)):
                return _weight(updated)
        return updated

    def _is_shape(self, node: cst.BaseExpression) -> bool:
        return bool(self._shape) and isinstance(node, cst.Name) and node.value == self._shape


def _is_in_old_order(made: cst.Call) -> bool:
    """Whether the first argument is the name, or one is given that Keras 3 has not."""
    if any(arg.keyword is not None and arg.keyword.value in _WITHOUT_MEANING for arg in made.args):
        return True
    match made.args[0].value if made.args and made.args[0].keyword is None else None:
        case cst.SimpleString() | cst.FormattedString() | cst.ConcatenatedString() | cst.BinaryOperation(left=cst.SimpleString()):
            return True
        case cst.Call(func=cst.Attribute(value=cst.SimpleString(), attr=cst.Name(value="format"))):
            return True
    return False


def _weight(made: cst.Call) -> cst.Call:
    try:
        arguments = Arguments(made, _WEIGHT)
    except Unbindable:
        return made
    arguments.pop(*_WITHOUT_MEANING)
    return arguments.call(made.func.with_changes(attr=cst.Name("add_weight")))
