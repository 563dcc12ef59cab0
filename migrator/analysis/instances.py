"""The objects that a program makes of a plain class, and everything that it does with them."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.parents import Parents
from migrator.analysis.plain_classes import PlainClass
from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.trees import find, nodes


@dataclass(eq=False)
class Instance:
    """An object of a class, from where it is made to where it is used.

    Attributes:
        names: the names of the module.
        function: the function that it is made in, or the module.
        creation: the call that makes it.
        reference: what names the class there.
        statement: the assignment of the object, or None where it is used at once.
        variable: the name that holds it, or "".
        attribute: the attribute of another object that holds it, or None.
        attributes: where attributes are read from it: (name, node).
        calls: the calls of its methods: (name, call), in source order.
    """

    names: Names
    function: cst.CSTNode
    creation: cst.Call
    reference: cst.BaseExpression
    statement: cst.SimpleStatementLine | None = None
    variable: str = ""
    attribute: cst.Attribute | None = None
    attributes: list[tuple[str, cst.Attribute]] = field(default_factory=list)
    calls: list[tuple[str, cst.Call]] = field(default_factory=list)


@dataclass(eq=False)
class ClassUses:
    """What a program does with a class.

    Attributes:
        instances: the objects that are made of it.
        static: the calls of its static methods by its name: (method, call, module).
        is_base: whether another class derives from it.
    """

    instances: list[Instance] = field(default_factory=list)
    static: list[tuple[str, cst.Call, Names]] = field(default_factory=list)
    is_base: bool = False


def uses_of(plain: PlainClass, modules: Iterable[Names], parents: dict[Names, Parents]) -> ClassUses:
    """Finds everything that a program does with a class.

    Args:
        plain: the class.
        modules: the names of the program's modules.
        parents: the parents of nodes by module; missing ones are entered.

    Raises:
        Unsupported: it does something else than to make objects, call their methods and read their attributes.
    """
    found = ClassUses()
    inside = set().union(*(nodes(one.node) for one in plain.line()))
    for names in modules:
        for chain, root in names.chains:
            if root in inside or not _may_name(plain, chain, root, names):
                continue
            if names not in parents:
                parents[names] = Parents(names.module)
            for node in _links(chain, root):
                if names.definition(node) is plain.node:
                    _enter(node, plain, names, parents[names], found)
                    break
    if found.is_base and (found.instances or found.static):
        raise Unsupported("MIG126", plain.node, f"another class derives from {plain.name}")
    return found


def _may_name(plain: PlainClass, chain: cst.BaseExpression, root: cst.Name, names: Names) -> bool:
    return any(_last(link) == plain.name for link in _links(chain, root)) or any(
        binding.value is not None or binding.imported is not None for binding in names.bindings(root))


def _last(node: cst.BaseExpression) -> str:
    return node.attr.value if isinstance(node, cst.Attribute) else node.value


def _links(chain: cst.BaseExpression, root: cst.Name) -> list[cst.BaseExpression]:
    """A name, and the chain of attributes that begins with it, longer and longer."""
    found = [chain]
    while found[-1] is not root:
        found.append(found[-1].value)
    return found[::-1]


def _enter(node: cst.BaseExpression, plain: PlainClass, names: Names, parents: Parents, found: ClassUses) -> None:
    parent = parents.of(node)
    match parent:
        case cst.Call(func=func) if func is node:
            found.instances.append(_instance(parent, node, plain, names, parents))
            return
        case cst.Attribute(attr=cst.Name(value=name)):
            call = parents.of(parent)
            method = plain.lookup(name)
            if isinstance(call, cst.Call) and call.func is parent and method is not None and method.kind in ("static", "class"):
                found.static.append((name, call, names))
                return
        case cst.Arg() if isinstance(holder := parents.of(parent), cst.ClassDef) and any(
                one.value is node for one in holder.bases):
            found.is_base = True
            return
    raise Unsupported("MIG126", node, f"the class {plain.name} creates variables, and is used as a value")


def _instance(creation: cst.Call, reference, plain: PlainClass, names: Names, parents: Parents) -> Instance:
    parent = parents.of(creation)
    function = parents.enclosing(creation, cst.FunctionDef) or names.module
    instance = Instance(names, function, creation, reference)
    match parent:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=variable) as target)]) if isinstance(
                statement := parents.of(parent), cst.SimpleStatementLine) and len(statement.body) == 1:
            instance.statement, instance.variable = statement, variable
            bindings = names.bindings(target)
            for name in names.names:
                if name is not target and name.value == variable and names.is_use(name) and any(
                        one in bindings for one in names.bindings(name)):
                    if len(bindings) != 1:
                        raise Unsupported("MIG126", name, f"{variable} may be one of several objects")
                    _use(name, instance, plain, parents)
            return instance
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(value=cst.Name(value="self")) as held)]) if isinstance(
                statement := parents.of(parent), cst.SimpleStatementLine) and len(statement.body) == 1:
            return _held(instance, held, statement, plain, parents)
        case cst.Attribute() | cst.Call():
            if isinstance(parent, cst.Attribute) or parent.func is creation:
                _use(creation, instance, plain, parents)
                return instance
    raise Unsupported("MIG126", creation, f"the class {plain.name} creates variables, and where its object goes can't be seen")


def _held(instance: Instance, held: cst.Attribute, statement: cst.SimpleStatementLine, plain: PlainClass,
          parents: Parents) -> Instance:
    """An object that another one is made with, in its constructor, and keeps."""
    owner = parents.enclosing(instance.function, cst.ClassDef)
    if owner is None or instance.function.name.value != "__init__" or parents.of(statement) is not instance.function.body:
        raise Unsupported("MIG126", held, f"the object of {plain.name} is kept where its uses can't be seen")
    instance.function, instance.statement, instance.attribute = owner, statement, held
    for names in getattr(instance.names.linker, "modules", {}).values() or [instance.names]:
        for node in find(names.module, cst.Attribute):
            if node is held or node.attr.value != held.attr.value or names.symbol(node) is not None:
                continue
            inside = names is instance.names and isinstance(node.value, cst.Name) and node.value.value == "self" and (
                parents.enclosing(node, cst.ClassDef) is owner)
            if not inside:
                raise Unsupported("MIG126", node, f"the object of {plain.name} may be used here as well")
            _use(node, instance, plain, parents)
    return instance


def _use(node: cst.BaseExpression, instance: Instance, plain: PlainClass, parents: Parents) -> None:
    """Enters one use of an object."""
    parent = parents.of(node)
    match parent:
        case cst.Call(func=func) if func is node:
            if plain.lookup("__call__") is None:
                raise Unsupported("MIG126", node, f"{plain.name} has no __call__")
            instance.calls.append(("__call__", parent))
            return
        case cst.Attribute(attr=cst.Name(value=name)):
            method = plain.lookup(name)
            call = parents.of(parent)
            if method is not None and method.kind != "property":
                if isinstance(call, cst.Call) and call.func is parent:
                    instance.calls.append((name, call))
                    return
            elif not isinstance(call, (cst.AssignTarget, cst.AugAssign, cst.Attribute)) or isinstance(call, cst.Attribute):
                instance.attributes.append((name, parent))
                return
    raise Unsupported("MIG126", node, f"the object of {plain.name} is passed on, and what becomes of it can't be seen")
