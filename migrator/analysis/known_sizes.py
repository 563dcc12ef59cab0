"""Sizes of tensors that the layer which makes them says: ``net.shape[-1].value`` behind ``net = tf.layers.dense(net, 8)`` is 8."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.def_use import effects, uses
from migrator.arguments import Arguments, Unbindable
from migrator.names import Names
from migrator.trees import rewrite

# What says the size of the last axis of a layer's output.
_LAYERS = {
    "tf.layers.dense": ("inputs units", "units"),
    "tf.contrib.layers.fully_connected": ("inputs num_outputs", "num_outputs"),
    "tf.contrib.slim.fully_connected": ("inputs num_outputs", "num_outputs"),
    "tf.contrib.layers.linear": ("inputs num_outputs", "num_outputs"),
}
_KEEPING = {"tf.nn.relu", "tf.nn.tanh", "tf.tanh", "tf.nn.sigmoid", "tf.sigmoid", "tf.nn.elu", "tf.nn.leaky_relu", "tf.identity",
            "tf.nn.dropout", "tf.layers.dropout", "tf.layers.batch_normalization", "tf.contrib.layers.batch_norm",
            "tf.contrib.layers.layer_norm", "tf.cast", "tf.stop_gradient", "tf.contrib.layers.dropout", "tf.nn.selu"}


def with_known_sizes(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Writes the sizes of last axes out, where a layer says them.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    return rewrite(function, _Sizes(function, names))


class _Sizes(cst.CSTTransformer):
    """Follows the statements of a function in order; what blocks change is forgotten."""

    def __init__(self, function: cst.FunctionDef, names: Names):
        super().__init__()
        self.function = function
        self.names = names
        self.known: dict[str, cst.BaseExpression] = {}

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return node is self.function

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_For(self, node: cst.For) -> None:
        self._forget(effects(node).changes)

    visit_While = visit_Try = visit_If = visit_For

    def leave_For(self, original, updated):
        self._forget(effects(original).changes)
        return updated

    leave_While = leave_Try = leave_If = leave_For

    def _forget(self, changed) -> None:
        self.known = {name: size for name, size in self.known.items() if name not in changed and not uses(size) & changed}

    def leave_SimpleStatementLine(self, original, updated):
        for small in original.body:
            size = None
            match small:
                case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                    size = self._size(value)
            self._forget(effects(small).changes)
            if size is not None and name not in uses(size):
                self.known[name] = size
        return updated

    def _size(self, node: cst.BaseExpression) -> cst.BaseExpression | None:
        """The size of a tensor's last axis."""
        match node:
            case cst.Name(value=name):
                return self.known.get(name)
            case cst.Call(func=func, args=args):
                symbol = self.names.symbol(func)
                if symbol in _LAYERS:
                    parameters, name = _LAYERS[symbol]
                    try:
                        return _plain(Arguments(node, parameters.split()).get(name))
                    except Unbindable:
                        return None
                if symbol in _KEEPING and args and args[0].keyword is None:
                    return self._size(args[0].value)
        return None

    def leave_Attribute(self, original: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        """``net.shape[-1].value``, also with get_shape()."""
        if original.attr.value == "value" and isinstance(original.value, cst.Subscript):
            return self._written(original.value, "shape") or updated
        return updated

    def leave_Subscript(self, original: cst.Subscript, updated: cst.Subscript) -> cst.BaseExpression:
        """``net.shape.as_list()[-1]``, also with get_shape()."""
        return self._written(original, "as_list") or updated

    def _written(self, node: cst.Subscript, what: str) -> cst.BaseExpression | None:
        match node.slice:
            case [cst.SubscriptElement(slice=cst.Index(value=cst.UnaryOperation(
                    operator=cst.Minus(), expression=cst.Integer(value="1"))))]:
                pass
            case _:
                return None
        value = node.value
        if what == "as_list":
            match value:
                case cst.Call(func=cst.Attribute(value=inner, attr=cst.Name(value="as_list")), args=[]):
                    value = inner
                case _:
                    return None
        match value:
            case cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value="shape")) | cst.Call(
                    func=cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value="get_shape")), args=[]):
                size = self.known.get(name)
                if isinstance(size, cst.BinaryOperation) and not size.lpar:
                    return size.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
                return size
        return None

    def leave_Assign(self, original: cst.Assign, updated: cst.Assign) -> cst.Assign:
        """A size that is assigned needs no parentheses."""
        if updated.value is not original.value and isinstance(updated.value, cst.BinaryOperation) and not isinstance(
                original.value, cst.BinaryOperation):
            return updated.with_changes(value=updated.value.with_changes(lpar=[], rpar=[]))
        return updated


def _plain(size: cst.BaseExpression | None) -> cst.BaseExpression | None:
    """A size that is a number, a name, an attribute, an item, or a product or the like of such."""
    match size:
        case cst.Integer() | cst.Name():
            return size
        case cst.BinaryOperation(left=left, right=right):
            return size if _plain(left) is not None and _plain(right) is not None else None
        case cst.Attribute(value=value):
            return size if _plain(value) is not None else None
        case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=cst.Index(
                value=cst.SimpleString() | cst.Integer() | cst.Name()))]):
            return size if _plain(value) is not None else None
    return None
