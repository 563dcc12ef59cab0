"""What can be said of an expression's value: whether it passes a gradient on, is float, or counts classes."""
from __future__ import annotations

import builtins
from collections.abc import Iterator

import libcst as cst

from migrator.names import Names
from migrator.trees import children

# Their results have no gradient, whatever goes in.
_WITHOUT_GRADIENT = """
    argmax argmin arg_max arg_min constant equal fill greater greater_equal less less_equal logical_and logical_not logical_or
    not_equal one_hot ones ones_like placeholder py_func py_function range round sequence_mask shape sign size stop_gradient
    string_split string_to_number strings to_int32 to_int64 zeros zeros_like"""
_WITHOUT_GRADIENT_BEGINNINGS = ("tf.data.", "tf.decode_", "tf.parse_", "tf.io.", "tf.string", "tf.random", "tf.flags.",
                                "tf.contrib.lookup.", "tf.lookup.", "np.")
# They pass on the gradients of what goes in.
_PASSING = """
    abs add add_n boolean_mask cast clip_by_value concat convert_to_tensor divide expand_dims gather gather_nd identity log maximum
    minimum multiply pad reduce_max reduce_mean reduce_sum reshape reverse slice split squeeze stack subtract tile to_float
    transpose unstack where sparse_tensor_to_dense math.log math.abs math.multiply sparse.to_dense"""
_COMPARING = "equal not_equal greater greater_equal less less_equal logical_and logical_or logical_not logical_xor"


def _symbols(names: str) -> frozenset[str]:
    return frozenset(f"tf.{prefix}{name}" for name in names.split() for prefix in ("", "math."))


_NEVER, _PASS = _symbols(_WITHOUT_GRADIENT), _symbols(_PASSING)
_CLASSES = _symbols("argmax arg_max") | _symbols(_COMPARING)
_SHAPING = _symbols("cast identity reshape squeeze expand_dims to_int32 to_int64 to_float")
_PROBABILITIES = frozenset({"tf.sigmoid", "tf.nn.sigmoid", "tf.math.sigmoid", "tf.nn.softmax"})


def may_carry_gradient(node: cst.CSTNode, names: Names) -> bool:
    """Whether something trainable may have a part in a tensor.

    Follows local names. Parameters, attributes and the contents of containers are data; a call
    is, if it is known to make data of data.

    Args:
        node: an expression of the original tree.
        names: its module's names.
    """
    return _carries(node, names, set())


def _carries(node: cst.CSTNode, names: Names, seen: set[str]) -> bool:
    match node:
        case cst.Name(value=name):
            if name in seen:
                return False
            seen = seen | {name}
            return any(_carries(value, names, seen) for value in _assigned(node, names))
        case cst.Call(func=func, args=args):
            return _call_carries(func, args, names, seen)
        case cst.Attribute(value=value):
            return _carries(value, names, seen)
        case cst.SimpleString() | cst.BaseNumber():
            return False
    return any(_carries(child, names, seen) for child in children(node) if isinstance(child, (
        cst.BaseExpression, cst.BaseElement, cst.BaseDictElement)))


def _call_carries(func: cst.BaseExpression, args, names: Names, seen: set[str]) -> bool:
    symbol = names.symbol(func)
    if symbol is None:
        parts = [arg.value for arg in args]
        match func:
            case cst.Attribute(value=receiver):  # A method: of data, it gives data.
                parts.append(receiver)
            case cst.Name(value=name) if names.bindings(func) or not hasattr(builtins, name):
                return True
        return any(_carries(part, names, seen) for part in parts)
    if symbol in _NEVER or symbol.startswith(_WITHOUT_GRADIENT_BEGINNINGS):
        return False
    return symbol not in _PASS or any(_carries(arg.value, names, seen) for arg in args)


def _assigned(name: cst.Name, names: Names) -> Iterator[cst.BaseExpression]:
    """Every expression that may be assigned to a name, or unpacked to it."""
    for binding in names.bindings(name):
        if binding.value is not None:
            yield binding.value
        elif isinstance(binding.node, (cst.Assign, cst.AugAssign)):
            yield binding.node.value


def value_of(node: cst.BaseExpression | None, names: Names) -> cst.BaseExpression | None:
    """Follows a name, or an entry of a dict that a name holds, to the one expression that is assigned.

    Args:
        node: an expression of the original tree, or None.
        names: its module's names.
    """
    return _value_of(node, names, frozenset())


def _value_of(node: cst.BaseExpression | None, names: Names, seen: frozenset[cst.CSTNode]) -> cst.BaseExpression | None:
    if node in seen:
        return node
    seen |= {node}
    match node:
        case cst.Name():
            bindings = names.bindings(node)
            if len(bindings) == 1 and bindings[0].value is not None:
                return _value_of(bindings[0].value, names, seen)
        case cst.Subscript(value=container, slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
            held = _value_of(container, names, seen)
            if isinstance(held, cst.Dict):
                found = [entry.value for entry in held.elements if isinstance(entry, cst.DictElement)
                         and isinstance(entry.key, cst.SimpleString)
                         and entry.key.evaluated_value == key.evaluated_value]
                return _value_of(found[0], names, seen) if len(found) == 1 else node
    return node


def is_float32(node: cst.BaseExpression | None, names: Names) -> bool:
    """Whether a tensor is surely of type float32."""
    node = value_of(node, names)
    match node:
        case cst.Call(func=func, args=args):
            symbol = names.symbol(func)
            dtype = next((arg.value for arg in args if arg.keyword and arg.keyword.value == "dtype"), None)
            if symbol == "tf.cast" and len(args) == 2:
                return names.symbol(args[1].value) == "tf.float32"
            return symbol == "tf.to_float" or symbol == "tf.one_hot" and dtype is None and len(args) < 6
    return False


def is_class(node: cst.BaseExpression | None, names: Names) -> bool:
    """Whether a tensor surely holds booleans or class numbers: it is 0, or at least 1."""
    node = value_of(node, names)
    match node:
        case cst.Comparison():
            return True
        case cst.Call(func=func, args=[first, *_]):
            symbol = names.symbol(func)
            if symbol in _symbols("round rint"):
                return is_probability(first.value, names)
            return symbol in _CLASSES or symbol in _SHAPING and is_class(first.value, names)
    return False


def is_probability(node: cst.BaseExpression | None, names: Names) -> bool:
    """Whether a tensor surely holds probabilities."""
    node = value_of(node, names)
    return isinstance(node, cst.Call) and names.symbol(node.func) in _PROBABILITIES


def is_continuous(node: cst.BaseExpression | None, names: Names) -> bool:
    """Whether a tensor surely holds what a layer or an activation gives, so no integral numbers."""
    node = value_of(node, names)
    match node:
        case cst.Subscript(value=value):
            return is_continuous(value, names)
        case cst.Call(func=func, args=[first, *_]):
            symbol = names.symbol(func) or ""
            if symbol == "tf.cast":
                return is_float32(node, names) and is_continuous(first.value, names)
            return symbol in _PROBABILITIES or symbol.startswith("tf.layers.") or (
                symbol in _SHAPING and not symbol.startswith("tf.to_int") and is_continuous(first.value, names))
    return False
