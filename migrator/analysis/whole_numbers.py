"""Sizes that are no ints: TF1's dense layer took "64", 64.0 and numpy's 64, and Keras takes none of them."""
from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from migrator.memory import remembered
from migrator.names import Names
from migrator.trees import find

_ROUNDING = frozenset(("int", "len", "round"))
_ARRAY_METHODS = frozenset(("max", "min", "sum", "prod", "nunique"))


def is_whole(value: cst.BaseExpression, names: Names) -> bool:
    """Whether nothing that the program says of a size makes it something else than an int.

    Args:
        value: the size, in the original tree.
        names: of its module.
    """
    return not _Sizes(names).is_other(value)


class _Sizes:
    """Follows names, loops and entries of hyperparameters to what they hold."""

    def __init__(self, names: Names):
        self.names = names
        self.seen: set[cst.CSTNode] = set()

    def is_other(self, value: cst.CSTNode | None) -> bool:
        """Whether something is a fraction, a string or a number of numpy's."""
        if value is None or value in self.seen:
            return False
        self.seen.add(value)
        match value:
            case cst.BinaryOperation(operator=cst.Divide()) | cst.Float():
                return True
            case cst.SimpleString():
                return True
            case cst.BinaryOperation(left=left, right=right):
                return self.is_other(left) or self.is_other(right)
            case cst.Call():
                return self._is_other_result(value)
            case cst.Name():
                return any(self._is_other_binding(value, one) for one in self.names.bindings(value))
            case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
                return any(map(self.is_other, self._entries(key)))
            case cst.Subscript(value=owner, slice=[cst.SubscriptElement(slice=cst.Index())]):
                return self._has_other(owner)
        return False

    def _is_other_result(self, call: cst.Call) -> bool:
        match call.func:
            case cst.Name(value=name) if name in _ROUNDING:
                return False
            case cst.Attribute(attr=cst.Name(value=name)) if name in _ARRAY_METHODS:
                return self.names.symbol(call.func) is None or self.names.symbol(call.func).startswith("np.")
        return (self.names.symbol(call.func) or "").startswith("np.")

    def _is_other_binding(self, name: cst.Name, binding) -> bool:
        match binding.node:
            case cst.For(target=cst.Name(), iter=iterable) | cst.CompFor(target=cst.Name(), iter=iterable):
                return self._has_other(iterable)
            case cst.For(target=cst.Tuple(elements=targets), iter=cst.Call(func=cst.Name(value=walker), args=args)) if (
                    walker in ("enumerate", "zip")):
                place = next((index for index, one in enumerate(targets) if one.value.deep_equals(name)), None)
                walked = args[0].value if walker == "enumerate" and place == 1 else (
                    args[place].value if walker == "zip" and place is not None and place < len(args) else None)
                return self._has_other(walked)
        return self.is_other(binding.value)

    def _has_other(self, iterable: cst.CSTNode | None) -> bool:
        """Whether the elements of something are."""
        match iterable:
            case cst.Call(func=cst.Attribute(attr=cst.Name(value="split"))):
                return True
            case cst.List(elements=elements) | cst.Tuple(elements=elements):
                return any(self.is_other(one.value) for one in elements)
            case cst.ListComp(elt=element) | cst.GeneratorExp(elt=element):
                return self.is_other(element)
            case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Slice())]):
                return self._has_other(iterable.value)
            case cst.Subscript(slice=[cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]):
                return any(map(self._has_other, self._entries(key)))
            case cst.Name() if iterable not in self.seen:
                self.seen.add(iterable)
                return any(self._has_other(one.value) for one in self.names.bindings(iterable))
        return False

    def _entries(self, key: cst.SimpleString) -> Iterator[cst.BaseExpression]:
        """What the program's dicts have under a key."""
        for module in self.names.linker.trees() or [self.names.module]:
            yield from _entries(module).get(str(key.evaluated_value), ())


@remembered(64)
def _entries(module: cst.Module) -> dict[str, list[cst.BaseExpression]]:
    """What the dicts of a module have under each key that is a string."""
    found: dict[str, list[cst.BaseExpression]] = {}
    for key, value in _written(module):
        found.setdefault(key, []).append(value)
    return found


def _written(module: cst.Module) -> Iterator[tuple[str, cst.BaseExpression]]:
    for element in find(module, cst.DictElement):
        if isinstance(element.key, cst.SimpleString):
            yield str(element.key.evaluated_value), element.value
    for call in find(module, cst.Call):
        if isinstance(call.func, cst.Name) and call.func.value == "dict":
            yield from ((arg.keyword.value, arg.value) for arg in call.args if arg.keyword is not None)
