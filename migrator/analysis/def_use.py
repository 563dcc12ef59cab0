"""What a statement defines and uses, and the backward slices that follow from it."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import libcst as cst

from migrator.memory import remembered
from migrator.trees import children


CHANGING = {"pop", "popleft", "popitem", "setdefault"}  # Methods that give a value and change what they are called on.


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


@remembered(2048)  # Nodes never change; each analysis asks for the same ones.
def effects(node: cst.CSTNode) -> Effects:
    """Gives the effects of a statement or expression on the names of its scope."""
    collector = _Collector()
    collector.collect(node, certain=True)
    return Effects(frozenset(collector.uses), frozenset(collector.defines),
                   frozenset(collector.may_define - collector.defines))


def uses(node: cst.CSTNode) -> frozenset[str]:
    """Gives the names that an expression or statement reads."""
    return effects(node).uses


@dataclass
class _Collector:
    uses: set[str] = field(default_factory=set)
    defines: set[str] = field(default_factory=set)
    may_define: set[str] = field(default_factory=set)

    def collect(self, node: cst.CSTNode, certain: bool) -> None:
        rule = _RULES.get(type(node))
        if rule is not None:
            rule(self, node, certain)
        else:
            for child in children(node):
                self.collect(child, certain)

    def _name(self, node: cst.Name, certain: bool) -> None:
        if node.value not in self.defines:
            self.uses.add(node.value)

    def _value(self, node: cst.Attribute | cst.Arg, certain: bool) -> None:
        self.collect(node.value, certain)

    def _assign(self, node: cst.Assign, certain: bool) -> None:
        self.collect(node.value, certain)
        for target in node.targets:
            self._bind(target.target, certain)

    def _annotated(self, node: cst.AnnAssign, certain: bool) -> None:
        if node.value is not None:
            self.collect(node.value, certain)
            self._bind(node.target, certain)

    def _augmented(self, node: cst.AugAssign, certain: bool) -> None:
        self.collect(node.value, certain)
        self.collect(node.target, certain)
        self._bind(node.target, certain)

    def _named(self, node: cst.NamedExpr, certain: bool) -> None:
        self.collect(node.value, certain)
        self._bind(node.target, certain)

    def _expression(self, node: cst.Expr, certain: bool) -> None:
        self.collect(node.value, certain)
        match node.value:
            case cst.Call(func=cst.Attribute(value=cst.Name(value=receiver))):
                self.may_define.add(receiver)

    def _call(self, node: cst.Call, certain: bool) -> None:
        self._all(children(node), certain)
        match node.func:
            case cst.Attribute(value=cst.Name(value=receiver), attr=cst.Name(value=name)) if name in CHANGING:
                self.may_define.add(receiver)
            case cst.Name(value="next") if node.args and isinstance(node.args[0].value, cst.Name):
                self.may_define.add(node.args[0].value.value)

    def _delete(self, node: cst.Del, certain: bool) -> None:
        self.collect(node.target, certain)
        self._bind(node.target, False)

    def _for(self, node: cst.For, certain: bool) -> None:
        self.collect(node.iter, certain)
        self._bind(node.target, True, local=True)
        self._blocks(node)

    def _sometimes(self, node: cst.Try, certain: bool) -> None:
        self._all(children(node), False)

    def _conditional(self, node: cst.While | cst.If, certain: bool) -> None:
        self.collect(node.test, certain)
        blocks = self._blocks(node)
        if isinstance(node, cst.If) and node.orelse is not None and certain:
            ends = [block for block, part in zip(blocks, (node.body, node.orelse)) if not _raises(part)]
            self.defines |= set.intersection(*(one.defines for one in ends)) if ends else set()

    def _blocks(self, node: cst.For | cst.While | cst.If) -> list[_Collector]:
        """Blocks that may run or not: what one binds is bound further on in it, and may be bound behind it."""
        found = []
        for block in (node.body, node.orelse):
            if block is not None:
                inner = _Collector(defines=set(self.defines))
                inner.collect(block, True)
                self.uses |= inner.uses
                self.may_define |= inner.may_define | (inner.defines - self.defines)
                found.append(inner)
        return found

    def _with(self, node: cst.With, certain: bool) -> None:
        for item in node.items:
            self.collect(item.item, certain)
            if item.asname is not None:
                self._bind(item.asname.name, certain)
        self.collect(node.body, certain)

    def _defined(self, node: cst.FunctionDef | cst.ClassDef, certain: bool) -> None:
        self._use_free_names(node)
        self.defines.add(node.name.value)

    def _lambda(self, node: cst.Lambda, certain: bool) -> None:
        self._use_free_names(node)

    def _generated(self, node: cst.BaseComp, certain: bool) -> None:
        inner = _Collector()
        inner._comprehension(node)
        self._read(inner.uses)

    def _imported(self, node: cst.Import | cst.ImportFrom, certain: bool) -> None:
        for alias in () if isinstance(node.names, cst.ImportStar) else node.names:
            bound = alias.asname.name if alias.asname is not None else alias.name
            while isinstance(bound, cst.Attribute):
                bound = bound.value
            self.defines.add(bound.value)

    def _nothing(self, node: cst.Global | cst.Nonlocal, certain: bool) -> None:
        pass

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
        if not isinstance(node, cst.Lambda):  # What the body binds itself, rather than changes in an outer object.
            inside = effects(node.body)
            inner.defines |= inside.changes & (inside.defines | _bound_names(node.body))
        inner.collect(node.body, True)
        self._read(inner.uses)


# Nodes that are more than the sum of their parts.
_RULES = {
    cst.Name: _Collector._name, cst.Attribute: _Collector._value, cst.Arg: _Collector._value, cst.Assign: _Collector._assign,
    cst.AnnAssign: _Collector._annotated, cst.AugAssign: _Collector._augmented, cst.NamedExpr: _Collector._named,
    cst.Expr: _Collector._expression, cst.Call: _Collector._call, cst.Del: _Collector._delete, cst.For: _Collector._for,
    cst.While: _Collector._conditional, cst.Try: _Collector._sometimes, cst.If: _Collector._conditional, cst.With: _Collector._with,
    cst.FunctionDef: _Collector._defined, cst.ClassDef: _Collector._defined, cst.Lambda: _Collector._lambda,
    cst.ListComp: _Collector._generated, cst.SetComp: _Collector._generated, cst.GeneratorExp: _Collector._generated,
    cst.DictComp: _Collector._generated, cst.Import: _Collector._imported, cst.ImportFrom: _Collector._imported,
    cst.Global: _Collector._nothing, cst.Nonlocal: _Collector._nothing,
}
_BINDING = frozenset((cst.FunctionDef, cst.Lambda, cst.ClassDef, cst.AssignTarget, cst.AugAssign, cst.For))


def _raises(block: cst.CSTNode) -> bool:
    """Whether a block ends in an exception."""
    body = block.body if isinstance(block, cst.Else) else block
    match body:
        case cst.IndentedBlock(body=[*_, cst.SimpleStatementLine(body=[*_, cst.Raise()])]) | cst.SimpleStatementSuite(body=[*_, cst.Raise()]):
            return True
    return False


def _bound_names(node: cst.CSTNode) -> set[str]:
    names = set()
    stack = [node]
    while stack:
        current = stack.pop()
        match current if type(current) in _BINDING else None:
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
