"""What an Estimator predicts for one example, wherever a module carries it: loops, lists, pairs, helper functions."""
from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.def_use import effects
from migrator.analysis.helpers import bind
from migrator.analysis.parents import Parents
from migrator.names import Names
from migrator.trees import find


@dataclass(frozen=True)
class Part:
    """What is predicted for one example, or what stands there under a key.

    Attributes:
        calls: the calls of ``predict`` that it may come from.
        key: the key; None for all that is predicted.
    """

    calls: frozenset[cst.Call]
    key: str | None = None


@dataclass(frozen=True)
class Many:
    """What can be walked over, and gives such values. A tuple of values stands for a tuple."""

    of: object


class PredictedParts:
    """Tells of the expressions of a module which parts of predictions they are.

    Args:
        names: the module's names.
        parents: the parents of its nodes.
        predicts: whether a call gives predictions, example by example.
    """

    def __init__(self, names: Names, parents: Parents, predicts: Callable[[cst.Call], bool]):
        self._names, self._parents, self._predicts = names, parents, predicts
        self._known: dict[cst.CSTNode, object] = {}

    def of(self, node: cst.BaseExpression) -> object:
        """Gives the `Part` that an expression is, a `Many` or a tuple of such, or None.

        Args:
            node: an expression of the original tree.
        """
        if node not in self._known:
            self._known[node] = None  # While it is looked at: what depends on itself is not known.
            self._known[node] = self._of(node)
        return self._known[node]

    def _of(self, node: cst.BaseExpression) -> object:
        match node:
            case cst.Name():
                inner = self._walking(node)
                bindings = [inner] if inner is not None else [binding.node for binding in self._names.bindings(node)]
                return _agreed(self._bound(node.value, binding) for binding in bindings)
            case cst.Call():
                return self._of_call(node)
            case cst.ListComp(elt=element) | cst.GeneratorExp(elt=element):
                return _many(self.of(element))
            case cst.Tuple(elements=elements):
                return tuple(self.of(one.value) for one in elements)
            case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=cst.Slice())]):
                return self.of(value) if isinstance(self.of(value), Many) else None
            case cst.Subscript(value=value, slice=[cst.SubscriptElement(slice=cst.Index(value=index))]):
                return _item(self.of(value), index)
        return None

    def _of_call(self, call: cst.Call) -> object:
        if self._predicts(call):
            return Many(Part(frozenset([call])))
        match call:
            case cst.Call(func=cst.Name(value="list" | "tuple" | "iter" | "reversed" | "sorted"), args=[cst.Arg(value=walked), *_]):
                return self.of(walked)
            case cst.Call(func=cst.Attribute(attr=cst.Name(value="islice")) | cst.Name(value="islice"), args=[cst.Arg(value=walked), *_]):
                return self.of(walked)
            case cst.Call(func=cst.Name(value="enumerate"), args=[cst.Arg(value=walked), *_]):
                return _many((None, _element(self.of(walked))))
            case cst.Call(func=cst.Name(value="zip"), args=args) if not any(arg.star for arg in args):
                return _many(tuple(_element(self.of(arg.value)) for arg in args))
            case cst.Call(func=cst.Name(value="next"), args=[cst.Arg(value=walked), *_]):
                return _element(self.of(walked))
            case cst.Call(func=cst.Attribute(value=example, attr=cst.Name(value="get")), args=[cst.Arg(value=key), *_]):
                return _item(self.of(example), key)
        return None

    def _walking(self, name: cst.Name) -> cst.For | cst.CompFor | None:
        """The innermost loop around a name that binds it, where nothing else within does."""
        node = name
        while (node := self._parents.of(node)) is not None and not isinstance(node, (cst.FunctionDef, cst.Lambda)):
            loop = node.for_in if isinstance(node, (cst.ListComp, cst.GeneratorExp, cst.SetComp, cst.DictComp)) else node
            while isinstance(loop, cst.CompFor) and loop.inner_for_in is not None and not _binds(loop.target, name.value):
                loop = loop.inner_for_in
            if isinstance(loop, (cst.For, cst.CompFor)) and _binds(loop.target, name.value):
                again = isinstance(loop, cst.For) and name.value in effects(loop.body).changes
                return None if again else loop
        return None

    def _bound(self, name: str, binding: cst.CSTNode | None) -> object:
        """What a name is by what binds it."""
        match binding:
            case cst.For(target=target, iter=walked) | cst.CompFor(target=target, iter=walked):
                return _unpacked(target, _element(self.of(walked)), name)
            case cst.Assign(targets=[cst.AssignTarget(target=target)], value=value):
                return _unpacked(target, self.of(value), name)
            case cst.Param() as param:
                return self._given(param)
        return None

    def _given(self, param: cst.Param) -> object:
        """What a parameter is by all calls of its function."""
        match self._parents.enclosing(param, cst.FunctionDef, cst.Lambda):
            case cst.Lambda() as function:
                match self._parents.of(self._parents.of(function)):
                    case cst.Call(func=cst.Name(value="map"), args=[_, cst.Arg(value=walked)]):
                        return _element(self.of(walked))
            case cst.FunctionDef() as function:
                return _agreed(self._argument(call, function, param) for call in self._calls.get(function, ()))
        return None

    def _argument(self, call: cst.Call, function: cst.FunctionDef, param: cst.Param) -> object:
        given = bind(call, function)
        return self.of(given[param.name.value]) if given is not None and param.name.value in given else None

    @functools.cached_property
    def _calls(self) -> dict[cst.FunctionDef, list[cst.Call]]:
        """The calls of the module's functions."""
        found: dict[cst.FunctionDef, list[cst.Call]] = {}
        for call in find(self._names.module, cst.Call):
            function = self._names.definition(call.func)
            if isinstance(function, cst.FunctionDef):
                found.setdefault(function, []).append(call)
        return found


def _binds(target: cst.BaseExpression, name: str) -> bool:
    return any(one.value == name for one in find(target, cst.Name))


def _many(element: object) -> Many | None:
    parts = element if isinstance(element, tuple) else (element,)
    return Many(element) if any(part is not None for part in parts) else None


def _element(walked: object) -> object:
    return walked.of if isinstance(walked, Many) else None


def _item(container: object, index: cst.BaseExpression) -> object:
    match container, index:
        case Part(key=None), cst.SimpleString():
            return Part(container.calls, str(index.evaluated_value))
        case tuple(), cst.Integer() if index.evaluated_value < len(container):
            return container[index.evaluated_value]
        case Many(), _ if not isinstance(index, cst.SimpleString):
            return container.of
    return None


def _unpacked(target: cst.BaseExpression, value: object, name: str) -> object:
    """What a name of a target is, given what the target is."""
    match target:
        case cst.Name():
            return value if target.value == name else None
        case cst.Tuple(elements=elements) | cst.List(elements=elements) if isinstance(value, tuple) and len(value) == len(elements):
            found = [_unpacked(one.value, part, name) for one, part in zip(elements, value)]
            return next((one for one in found if one is not None), None)
    return None


def _agreed(values: Iterable[object]) -> object:
    """What several values have in common; None where one of them is something else."""
    values = list(values)
    return functools.reduce(_common, values) if values else None


def _common(one: object, other: object) -> object:
    match one, other:
        case Part(), Part() if one.key == other.key:
            return Part(one.calls | other.calls, one.key)
        case Many(), Many():
            return _many(_common(one.of, other.of))
        case tuple(), tuple() if len(one) == len(other):
            return tuple(map(_common, one, other))
    return None
