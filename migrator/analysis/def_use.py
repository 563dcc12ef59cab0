"""What a statement defines and uses, and the backward slices that follow from it."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import libcst as cst

from migrator.trees import children


_CHANGING = {"pop", "popitem", "setdefault"}  # Methods that give a value and change what they are called on.


@dataclass(frozen=True)
class Effects:
    """What running a statement does to names.

    Attributes:
        uses: names that it reads before it binds them.
        defines: names that it surely binds.
        may_define: names that it may bind, or whose object it changes.
    """

    uses: frozenset[str]
    defines: frozenset[str]
    may_define: frozenset[str]

    @property
    def changes(self) -> frozenset[str]:
        """All names that it may change."""
        return self.defines | self.may_define


def effects(node: cst.CSTNode) -> Effects:
    """Gives the effects of a statement or expression on the names of its scope."""
    collector = _Collector()
    collector.collect(node, certain=True)
    return Effects(frozenset(collector.uses), frozenset(collector.defines),
                   frozenset(collector.may_define - collector.defines))


def uses(node: cst.CSTNode) -> frozenset[str]:
    """Gives the names that an expression or statement reads."""
    return effects(node).uses


# Nodes that are more than the sum of their parts.
_SPECIAL = frozenset((
    cst.Name, cst.Attribute, cst.Arg, cst.Assign, cst.AnnAssign, cst.AugAssign, cst.NamedExpr, cst.Expr, cst.Call, cst.Del, cst.For,
    cst.While, cst.Try, cst.If, cst.With, cst.FunctionDef, cst.ClassDef, cst.Lambda, cst.ListComp, cst.SetComp, cst.GeneratorExp,
    cst.DictComp, cst.Import, cst.ImportFrom, cst.Global, cst.Nonlocal))


@dataclass
class _Collector:
    uses: set[str] = field(default_factory=set)
    defines: set[str] = field(default_factory=set)
    may_define: set[str] = field(default_factory=set)

    def collect(self, node: cst.CSTNode, certain: bool) -> None:
        if type(node) in _SPECIAL:
            self._collect(node, certain)
        else:
            self._all(children(node), certain)

    def _collect(self, node: cst.CSTNode, certain: bool) -> None:
        match node:
            case cst.Name(value=name):
                if name not in self.defines:
                    self.uses.add(name)
            case cst.Attribute(value=value):
                self.collect(value, certain)
            case cst.Arg(value=value):
                self.collect(value, certain)
            case cst.Assign(targets=targets, value=value):
                self.collect(value, certain)
                for target in targets:
                    self._bind(target.target, certain)
            case cst.AnnAssign(target=target, value=value):
                if value is not None:
                    self.collect(value, certain)
                    self._bind(target, certain)
            case cst.AugAssign(target=target, value=value):
                self.collect(value, certain)
                self.collect(target, certain)
                self._bind(target, certain)
            case cst.NamedExpr(target=target, value=value):
                self.collect(value, certain)
                self._bind(target, certain)
            case cst.Expr(value=cst.Call() as call):
                self.collect(call, certain)
                receiver = call.func.value if isinstance(call.func, cst.Attribute) else None
                if isinstance(receiver, cst.Name):
                    self.may_define.add(receiver.value)
            case cst.Call(func=cst.Attribute(value=cst.Name(value=receiver), attr=cst.Name(value=name))) if name in _CHANGING:
                self._all(children(node), certain)
                self.may_define.add(receiver)
            case cst.Del(target=target):
                self.collect(target, certain)
                self._bind(target, False)
            case cst.For(target=target, iter=iterable, body=body, orelse=orelse):
                self.collect(iterable, certain)
                self._bind(target, True, local=True)
                self._all([body, orelse], False)
            case cst.While() | cst.Try() | cst.If():
                self._all(children(node), False)
            case cst.With(items=items, body=body):
                for item in items:
                    self.collect(item.item, certain)
                    if item.asname is not None:
                        self._bind(item.asname.name, certain)
                self.collect(body, certain)
            case cst.FunctionDef(name=name):
                self._use_free_names(node)
                self.defines.add(name.value)
            case cst.ClassDef(name=name, body=body):
                self._use_free_names(node)
                self.defines.add(name.value)
            case cst.Lambda():
                self._use_free_names(node)
            case cst.ListComp() | cst.SetComp() | cst.GeneratorExp() | cst.DictComp():
                inner = _Collector()
                inner._comprehension(node)
                self._read(inner.uses)
            case cst.Import() | cst.ImportFrom():
                for alias in () if isinstance(node.names, cst.ImportStar) else node.names:
                    bound = alias.asname.name if alias.asname is not None else alias.name
                    while isinstance(bound, cst.Attribute):
                        bound = bound.value
                    self.defines.add(bound.value)
            case cst.Global() | cst.Nonlocal():
                pass
            case _:
                self._all(children(node), certain)

    def _all(self, nodes: Iterable[cst.CSTNode | None], certain: bool) -> None:
        for node in nodes:
            if node is not None:
                self.collect(node, certain)

    def _read(self, names: set[str]) -> None:
        self.uses |= names - self.defines

    def _bind(self, target: cst.BaseExpression, certain: bool, local: bool = False) -> None:
        match target:
            case cst.Name(value=name):
                (self.defines if certain else self.may_define).add(name)
                if local:
                    self.may_define.add(name)
            case cst.Tuple(elements=elements) | cst.List(elements=elements):
                for element in elements:
                    self._bind(element.value, certain, local)
            case cst.Attribute(value=value) | cst.Subscript(value=value):
                self.collect(target, certain)
                while isinstance(value, (cst.Attribute, cst.Subscript)):
                    value = value.value
                if isinstance(value, cst.Name):
                    self.may_define.add(value.value)

    def _comprehension(self, node) -> None:
        clause = node.for_in
        while clause is not None:
            self.collect(clause.iter, True)
            self._bind(clause.target, True)
            for test in clause.ifs:
                self.collect(test.test, True)
            clause = clause.inner_for_in
        if isinstance(node, cst.DictComp):
            self._all([node.key, node.value], True)
        else:
            self.collect(node.elt, True)

    def _use_free_names(self, node) -> None:
        inner = _Collector()
        if not isinstance(node, cst.ClassDef):
            for param in parameters(node.params):
                if param.default is not None:
                    self.collect(param.default, True)
                inner.defines.add(param.name.value)
        for decorator in getattr(node, "decorators", ()):
            self.collect(decorator.decorator, True)
        bound = effects(node.body).changes if not isinstance(node, cst.Lambda) else frozenset()
        inner.defines |= {name for name in bound if _assigns(node.body, name)} if bound else set()
        inner.collect(node.body, True)
        self._read(inner.uses)


def _assigns(body: cst.CSTNode, name: str) -> bool:
    """Whether a function body binds `name` itself, rather than changing an outer object."""
    found = _Collector()
    found.collect(body, True)
    return name in found.defines or name in _bound_names(body)


def _bound_names(node: cst.CSTNode) -> set[str]:
    names = set()
    stack = [node]
    while stack:
        current = stack.pop()
        match current:
            case cst.FunctionDef() | cst.Lambda() | cst.ClassDef():
                continue
            case cst.AssignTarget(target=cst.Name(value=name)) | cst.AugAssign(target=cst.Name(value=name)):
                names.add(name)
            case cst.For(target=cst.Name(value=name)):
                names.add(name)
        stack.extend(children(current))
    return names


def parameters(params: cst.Parameters) -> list[cst.Param]:
    """Gives all parameters of a function, in order."""
    found = [*params.posonly_params, *params.params]
    if isinstance(params.star_arg, cst.Param):
        found.append(params.star_arg)
    found.extend(params.kwonly_params)
    if params.star_kwarg is not None:
        found.append(params.star_kwarg)
    return found


def backward_slice(steps: Sequence, needed: Iterable[str], end: int | None = None) -> tuple[list[int], set[str]]:
    """Gives the steps that some names depend on.

    Args:
        steps: objects with an `effects` attribute, in the order in which they run.
        needed: the names whose values are wanted after step `end`.
        end: how many of the steps to consider; all by default.

    Returns:
        Indices of the steps in the slice, ascending; and the names that must be there before the first step.
    """
    wanted = set(needed)
    chosen = []
    for index in range((len(steps) if end is None else end) - 1, -1, -1):
        effect = steps[index].effects
        if wanted & effect.changes:
            chosen.append(index)
            wanted = (wanted - effect.defines) | effect.uses
    return chosen[::-1], wanted
