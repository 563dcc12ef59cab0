"""Plain Python classes whose methods build graph: their methods, attributes and constants, base classes taken in.

TF1 programs keep a network in an object: the constructor, or a method, makes its layers and keeps tensors on ``self``.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.trees import children, walk

_KINDS = {"staticmethod": "static", "classmethod": "class", "property": "property", "abstractmethod": "instance"}


@dataclass(eq=False)
class Method:
    """A method of a plain class.

    Attributes:
        node: its definition.
        owner: the class that it stands in.
        kind: "instance", "static", "class" or "property".
    """

    node: cst.FunctionDef
    owner: PlainClass
    kind: str

    @property
    def name(self) -> str:
        """The method's name."""
        return self.node.name.value

    @property
    def instance(self) -> str | None:
        """The name of its first parameter, where that is the instance or the class."""
        params = (*self.node.params.posonly_params, *self.node.params.params)
        return params[0].name.value if self.kind != "static" and params else None


@dataclass(eq=False)
class PlainClass:
    """A class of the program without anything of its own but methods and constants.

    Attributes:
        node: its definition.
        names: the names of its module.
        base: the plain class that it derives from, or None.
        own: the methods that it defines.
        constants: the values that it binds to names of the class.
    """

    node: cst.ClassDef
    names: Names
    base: PlainClass | None = None
    own: dict[str, Method] = field(default_factory=dict)
    constants: dict[str, cst.BaseExpression] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The class's name."""
        return self.node.name.value

    def lookup(self, name: str) -> Method | None:
        """Gives the method that an instance has under a name."""
        return self.own.get(name) or (self.base.lookup(name) if self.base is not None else None)

    def constant(self, name: str) -> cst.BaseExpression | None:
        """Gives the value that the class or a base binds to a name."""
        return self.constants.get(name) or (self.base.constant(name) if self.base is not None else None)

    def line(self) -> Iterator[PlainClass]:
        """Gives the class and its bases."""
        yield self
        if self.base is not None:
            yield from self.base.line()


def plain_class(defined: cst.ClassDef, names: Names) -> PlainClass | None:
    """Reads a class, or gives None where it is more than methods and constants.

    Args:
        defined: its definition.
        names: the names of its module.
    """
    found = PlainClass(defined, names)
    if defined.decorators or any(not _says_abstract(arg.value) for arg in defined.keywords) or len(defined.bases) > 1:
        return None
    for base in defined.bases:
        definition = names.definition(base.value)
        if isinstance(definition, cst.ClassDef):
            home = names.linker.home(definition) or names
            found.base = plain_class(definition, home)
            if found.base is None:
                return None
        elif not (isinstance(base.value, cst.Name) and base.value.value == "object" or _says_abstract(base.value)):
            return None
    return found if isinstance(defined.body, cst.IndentedBlock) and all(
        _read(statement, found) for statement in defined.body.body) else None


def _says_abstract(value: cst.BaseExpression) -> bool:
    last = value.attr if isinstance(value, cst.Attribute) else value
    return isinstance(last, cst.Name) and last.value in ("ABC", "ABCMeta")


def _read(statement: cst.BaseStatement, found: PlainClass) -> bool:
    match statement:
        case cst.FunctionDef(decorators=decorators, name=cst.Name(value=name)):
            kinds = [_KINDS.get(_last(one.decorator)) for one in decorators]
            if None in kinds:
                return False
            found.own[name] = Method(statement, found, next((kind for kind in kinds if kind != "instance"), "instance"))
            return True
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value)]):
            found.constants[name] = value
            return True
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()) | cst.Pass()]):
            return True
    return False


def _last(decorator: cst.BaseExpression) -> str:
    last = decorator.attr if isinstance(decorator, cst.Attribute) else decorator
    return last.value if isinstance(last, cst.Name) else ""


@dataclass(eq=False)
class ClassFacts:
    """What the methods of a class do, with those that they call.

    Attributes:
        plain: the class.
        facts: what is known of the functions of the program.
    """

    plain: PlainClass
    facts: FunctionFacts
    _stores: dict[Method, frozenset[str]] = field(default_factory=dict)
    _reads: dict[Method, frozenset[str]] = field(default_factory=dict)
    _creates: dict[Method, bool] = field(default_factory=dict)

    def called(self, call: cst.Call, method: Method) -> tuple[Method, cst.Call] | None:
        """Gives the method of the instance that a call in a method calls, and the call without the instance."""
        match call.func:
            case cst.Name(value=name) if name == method.instance:
                found = self.plain.lookup("__call__")
                return (found, call) if found is not None else None
            case cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value=attr)) if name == method.instance:
                found = self.plain.lookup(attr)
                return (found, call) if found is not None and found.kind != "property" else None
            case cst.Attribute(value=cst.Call(func=cst.Name(value="super")), attr=cst.Name(value=attr)):
                found = method.owner.base.lookup(attr) if method.owner.base is not None else None
                return (found, call) if found is not None else None
            case cst.Attribute(value=cst.Name() | cst.Attribute() as owner, attr=cst.Name(value=attr)):
                return self._of_class(call, owner, attr, method)
        return None

    def _of_class(self, call: cst.Call, owner: cst.BaseExpression, attr: str, method: Method):
        """``Base.method(self, …)``, and static methods by the class's name."""
        definition = method.owner.names.definition(owner)
        named = next((one for one in self.plain.line() if one.node is definition), None)
        found = named.lookup(attr) if named is not None else None
        if found is None:
            return None
        if found.kind != "instance":
            return found, call
        match call.args[:1]:
            case [cst.Arg(value=cst.Name(value=name), keyword=None)] if name == method.instance:
                return found, call.with_changes(args=call.args[1:])
        return None

    def is_void_super(self, call: cst.Call, method: Method) -> bool:
        """Whether a call is that of the constructor of ``object``."""
        match call.func:
            case cst.Attribute(value=cst.Call(func=cst.Name(value="super")), attr=cst.Name(value="__init__")):
                return self.called(call, method) is None
            case cst.Attribute(value=cst.Name(value="object"), attr=cst.Name(value="__init__")):
                return True
        return False

    def stores(self, method: Method) -> frozenset[str]:
        """Gives the attributes that a method, or one that it calls, may assign."""
        return self._closure(method, self._stores, lambda one: own_stores(one))

    def reads(self, method: Method) -> frozenset[str]:
        """Gives the attributes that a method, or one that it calls, may read."""
        return self._closure(method, self._reads, self._own_reads)

    def creates(self, method: Method) -> bool:
        """Whether a method, or one that it calls, makes layers or variables."""
        if method not in self._creates:
            self._creates[method] = False  # A recursive call adds nothing.
            self._creates[method] = self.facts.creates(method.node) or any(map(self.creates, self.callees(method)))
        return self._creates[method]

    def callees(self, method: Method) -> list[Method]:
        """Gives the methods of the instance that a method calls, and the properties that it reads."""
        found = [called[0] for call in calls_in(method.node.body) if (called := self.called(call, method)) is not None]
        found += [self.plain.lookup(name) for name, _ in attributes_of(method) if self.is_property(name)]
        return list(dict.fromkeys(found))

    def is_property(self, name: str) -> bool:
        """Whether an attribute is computed by a method."""
        found = self.plain.lookup(name)
        return found is not None and found.kind == "property"

    def reached(self, methods: list[Method]) -> list[Method]:
        """Gives methods and those that they call."""
        found, waiting = {}, list(methods)
        while waiting:
            method = waiting.pop(0)
            if method not in found:
                found[method] = True
                waiting += self.callees(method)
        return list(found)

    def check(self, method: Method) -> None:
        """Checks that a method takes its instance only apart.

        Raises:
            Unsupported: it passes the instance on, or asks for an attribute by a computed name.
        """
        allowed = set()
        for node in walk(method.node.body):
            match node:
                case cst.Attribute(value=cst.Name() as name):
                    allowed.add(name)
                case cst.Call(func=cst.Name(value="super"), args=args):
                    allowed.update(arg.value for arg in args)
                case cst.Call():
                    called = self.called(node, method)
                    if called is not None:
                        allowed.add(node.func)
                    if called is not None and len(called[1].args) < len(node.args):
                        allowed.add(node.args[0].value)
        for node in walk(method.node.body):
            if isinstance(node, cst.Name) and node.value == method.instance and node not in allowed and (
                    method.owner.names.is_use(node)):
                raise Unsupported("MIG126", node, f"{self.plain.name}.{method.name} passes its instance on")
            if isinstance(node, cst.Attribute) and node.attr.value in ("__class__", "__dict__") or isinstance(
                    node, cst.FunctionDef) and any(param.name.value == method.instance for param in node.params.params):
                raise Unsupported("MIG126", node, f"{self.plain.name}.{method.name} looks into its instance")
        called_names = {call.func for call in calls_in(method.node.body)}
        for name, node in attributes_of(method):
            if self.plain.lookup(name) is not None and not self.is_property(name) and node not in called_names:
                raise Unsupported("MIG126", node, f"{self.plain.name}.{name} is passed on as a function")

    def _own_reads(self, method: Method) -> frozenset[str]:
        targets = stored_attributes(method) - {node.target for node in walk(method.node.body) if isinstance(node, cst.AugAssign)}
        return frozenset(name for name, node in attributes_of(method)
                         if node not in targets and self.plain.lookup(name) is None)

    def _closure(self, method: Method, memo: dict, own) -> frozenset[str]:
        if method not in memo:
            memo[method] = frozenset()  # A recursive call adds nothing.
            found = set(own(method))
            for callee in self.callees(method):
                found |= self._closure(callee, memo, own)
            memo[method] = frozenset(found)
        return memo[method]


def attributes_of(method: Method) -> list[tuple[str, cst.Attribute]]:
    """Gives the attributes of the instance that a method names, in source order."""
    return [(node.attr.value, node) for node in walk(method.node.body) if isinstance(node, cst.Attribute)
            and isinstance(node.value, cst.Name) and node.value.value == method.instance and method.instance is not None]


def own_stores(method: Method) -> frozenset[str]:
    """Gives the attributes that a method assigns itself."""
    return frozenset(node.attr.value for node in stored_attributes(method))


def stored_attributes(method: Method) -> set[cst.Attribute]:
    """Gives the attributes of the instance that a method assigns, where it does."""
    found = set()
    for node in walk(method.node.body):
        match node:
            case cst.AssignTarget(target=target) | cst.AugAssign(target=target) | cst.AnnAssign(target=target) | cst.For(
                    target=target) | cst.Del(target=target) | cst.AsName(name=target):
                found |= {one for one in _targets(target) if isinstance(one.value, cst.Name)
                          and one.value.value == method.instance}
    return found


def _targets(target: cst.BaseExpression) -> Iterator[cst.Attribute]:
    match target:
        case cst.Attribute():
            yield target
        case cst.Tuple() | cst.List() | cst.Element() | cst.StarredElement():
            for child in children(target):
                yield from _targets(child)
