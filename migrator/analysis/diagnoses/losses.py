"""What can be told of a loss before it is computed: that it is no scalar, that no variable has a gradient of it."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.diagnoses.paths import Path

_ELEMENTWISE = frozenset(f"tf.{name}" for name in (
    "square abs exp sqrt add subtract multiply divide maximum minimum pow negative squared_difference identity sigmoid tanh "
    "clip_by_value to_float cast nn.relu nn.sigmoid nn.tanh math.square math.abs math.exp math.log math.sqrt math.add "
    "math.subtract math.multiply math.divide math.squared_difference math.maximum math.minimum log").split())
_REDUCTIONS = frozenset(f"tf.{prefix}reduce_{name}" for prefix in ("", "math.") for name in
                        "mean sum max min prod logsumexp".split())
_PER_EXAMPLE = {  # How many dimensions a loss of these has less than its logits, which have two or more.
    "tf.nn.sparse_softmax_cross_entropy_with_logits": 1, "tf.nn.softmax_cross_entropy_with_logits": 1,
    "tf.nn.softmax_cross_entropy_with_logits_v2": 1}
_MATRICES = frozenset(("tf.layers.dense", "tf.layers.Dense", "tf.layers.flatten", "tf.matmul", "tf.layers.conv2d",
                       "tf.contrib.layers.fully_connected", "tf.contrib.layers.linear", "tf.nn.softmax", "tf.nn.xw_plus_b"))
_CUTS = frozenset(f"tf.{name}" for name in (  # Nothing has a gradient through these.
    "argmax argmin equal not_equal greater less greater_equal less_equal stop_gradient constant zeros ones fill zeros_like "
    "ones_like shape size one_hot to_int32 to_int64 floor ceil round math.argmax math.equal math.greater math.less "
    "math.floor math.round logical_and logical_or logical_not random_normal random_uniform").split())
_INTEGERS = frozenset(f"tf.{name}" for name in "int8 int16 int32 int64 uint8 bool".split())
_TRANSPARENT = _ELEMENTWISE | _REDUCTIONS | frozenset(f"tf.{name}" for name in (
    "reshape squeeze expand_dims concat stack transpose convert_to_tensor losses.mean_squared_error "
    "losses.absolute_difference").split())


def is_no_scalar(value: cst.BaseExpression | None, path: Path) -> bool:
    """Whether a loss surely has a dimension.

    Args:
        value: the loss.
        path: the way that leads to its use.
    """
    return _least_rank(value, path, len(path.statements)) > 0


def _least_rank(value, path: Path, end: int) -> int:
    """The number of dimensions that a tensor has at least."""
    value, end = path.resolve(value, end)
    match value:
        case cst.BinaryOperation(left=left, right=right):
            return max(_least_rank(left, path, end), _least_rank(right, path, end))
        case cst.UnaryOperation(expression=inner):
            return _least_rank(inner, path, end)
        case cst.Call(func=func, args=args):
            return _least_rank_of_call(path.names.symbol(func), args, path, end)
    return 0


def _least_rank_of_call(symbol: str | None, args, path: Path, end: int) -> int:
    if symbol in _MATRICES:
        return 2
    given = [_least_rank(arg.value, path, end) for arg in args if arg.star == ""]
    if symbol in _ELEMENTWISE:
        return max(given, default=0)
    if symbol in _PER_EXAMPLE:
        return max([*given, 2]) - _PER_EXAMPLE[symbol]
    if symbol == "tf.nn.sigmoid_cross_entropy_with_logits":
        return max(given, default=0)
    if symbol in _REDUCTIONS and len(args) > 1 and args[1].keyword is None or any(
            arg.keyword is not None and arg.keyword.value in ("axis", "reduction_indices") for arg in args):
        axis = next((arg.value for arg in args if arg.keyword is not None
                     and arg.keyword.value in ("axis", "reduction_indices")), args[1].value if len(args) > 1 else None)
        is_one = isinstance(axis, cst.Integer) or isinstance(axis, cst.UnaryOperation) and isinstance(
            axis.expression, cst.Integer)
        return max(given[0] - 1, 0) if symbol in _REDUCTIONS and is_one and given else 0
    return 0


def has_no_gradient(value: cst.BaseExpression | None, path: Path, end: int | None = None) -> bool:
    """Whether surely no variable has a gradient of a loss: it is a constant, made of features only, or cut off.

    Args:
        value: the loss.
        path: the way that leads to its use.
        end: the number of statements before it; all by default.
    """
    value, end = path.resolve(value, end)
    match value:
        case cst.Integer() | cst.Float():
            return True
        case cst.Name(value="features" | "labels" as name):
            return path.binding(name, end) is None
        case cst.Subscript(value=inner):
            return isinstance(inner, cst.Name) and has_no_gradient(inner, path, end)
        case cst.BinaryOperation(left=left, right=right):
            return has_no_gradient(left, path, end) and has_no_gradient(right, path, end)
        case cst.UnaryOperation(expression=inner):
            return has_no_gradient(inner, path, end)
        case cst.Call(func=func, args=args):
            return _call_has_no_gradient(path.names.symbol(func), args, path, end)
    return False


def _call_has_no_gradient(symbol: str | None, args, path: Path, end: int) -> bool:
    if symbol in _CUTS:
        return True
    if symbol == "tf.cast" and any(path.names.symbol(arg.value) in _INTEGERS for arg in args):
        return True
    values = [arg.value for arg in args if arg.keyword is None or arg.keyword.value not in ("name", "axis", "dtype")]
    tensors = [value for value in values if path.names.symbol(value) is None]
    return symbol in _TRANSPARENT and bool(tensors) and all(has_no_gradient(one, path, end) for one in tensors)
