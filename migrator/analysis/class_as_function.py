"""One plain class as functions: the one that builds, and those of its methods that the program calls."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.class_functions import (
    ClassWriter, assignment, free_name, is_docstring, keyword_arg, lead_of_function, returns, tuple_of, without_instance)
from migrator.analysis.def_use import effects, parameters, uses
from migrator.analysis.docstrings import joined_docstring
from migrator.analysis.graph_function import local_names
from migrator.analysis.instance_edits import InstanceEdits
from migrator.analysis.instances import ClassUses, Instance
from migrator.analysis.network_objects import COLLECTIONS
from migrator.analysis.plain_classes import ClassFacts, Method, PlainClass, stored_attributes
from migrator.analysis.program_edits import Edit, Edits
from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.trees import find, walk


class ClassAsFunction:
    """Plans the functions of one class and the changes of its uses.

    Args:
        plain: the class.
        facts: what its methods do.
        used: what the program does with it.
        edits: the changes are entered here.
    """

    def __init__(self, plain: PlainClass, facts: ClassFacts, used: ClassUses, edits: Edits):
        self.plain, self.facts, self.used, self.edits = plain, facts, used, edits
        self.constructor = plain.lookup("__init__")
        called = [self.method(name) for one in used.instances for name, _ in one.calls]
        called += [self.method(name) for one in used.instances for name, _ in one.attributes if facts.is_property(name)]
        called += [plain.lookup(name) for name, _, _ in used.static]
        begin = [self.constructor] if self.constructor is not None else []
        self.reached = facts.reached([*begin, *dict.fromkeys(called)])
        top = set(plain.names.top.bindings)
        functions = {one.function for one in used.instances if isinstance(one.function, cst.FunctionDef)}
        taken = top.union(*(local_names(function) for function in functions), {plain.name})
        taken |= {name for method in self.reached for name in local_names(method.node)}
        self.writer = ClassWriter(facts, taken, _snake(plain.name))
        self.writer.name_attributes(self.reached)
        self.forwarded: dict[str, cst.BaseExpression] = {}
        self.outputs: list[str] = []
        self.entry: Method | None = None
        self.unit_parameters: dict[str, str] = {}

    def method(self, name: str) -> Method:
        return self.plain.lookup(name)

    def write(self) -> None:
        """Enters the changes that make functions of the class.

        Raises:
            Unsupported: something of it can't be written so.
        """
        for method in self.reached:
            self.facts.check(method)
            self._check_home(method)
        self.forwarded = self._forwarded()
        called = {self.method(name) for one in self.used.instances for name, _ in one.calls}
        creating = [method for method in called if self.facts.creates(method)]
        in_constructor = self.constructor is not None and self.facts.creates(self.constructor)
        self.entry = creating[0] if len(creating) == 1 and not in_constructor else None
        as_unit = in_constructor or self.entry is not None and all(map(self._enters_first, self.used.instances))
        if not as_unit:
            self.entry = None
        self.outputs = self._outputs() if as_unit else []
        unit = [self._unit()] if as_unit else []
        for instance in self.used.instances:
            InstanceEdits(self, instance, as_unit).enter()
        for name, call, names in self.used.static:
            self.edits.of[call] = self._static(name, names)
        gone = [method for one in self.plain.line() for method in one.own.values() if method not in self.reached]
        self.edits.gone.update(method.node for method in gone)
        statements = [*self.writer.functions, *unit]
        self.edits.of[self.plain.node] = lambda updated: cst.FlattenSentinel(statements) if statements else cst.RemoveFromParent()

    def _static(self, name: str, names: Names) -> Edit:
        function = self.writer.function_of(self.method(name))
        if names is not self.plain.names:
            raise Unsupported("MIG126", self.plain.node, f"{self.plain.name}.{name} is called in another module")
        return lambda updated: updated.with_changes(func=cst.Name(function))

    def _check_home(self, method: Method) -> None:
        """A base class of another module has to mean by its names what they mean here."""
        if method.owner.names is not self.plain.names:
            self.check_names(method, self.plain.names)

    def check_names(self, method: Method, names: Names) -> None:
        """Checks that the global names of a method mean the same in another module."""
        own = local_names(method.node)
        for node in walk(method.node.body):
            if not isinstance(node, cst.Name) or node.value in own or not method.owner.names.is_use(node):
                continue
            here = names.top.bindings.get(node.value, [])
            there = method.owner.names.bindings(node)
            if not there and not here:
                continue
            same = len(here) == len(there) == 1 and (
                here[0].symbol is not None and here[0].symbol == there[0].symbol
                or here[0].imported is not None and here[0].imported == there[0].imported)
            if not same:
                raise Unsupported("MIG126", node, f"{method.name} is of another module, where {node.value} is something else")

    def _forwarded(self) -> dict[str, cst.BaseExpression]:
        """The attributes that are an argument, or made of arguments without a call: they are written where they are read."""
        if self.constructor is None:
            return {}
        given = {param.name.value for param in parameters(self.constructor.node.params)} - effects(
            self.constructor.node.body).changes
        stored = [name for method in self.reached for name in _stores_in(method)]
        found = {}
        for statement in self.constructor.node.body.body:
            match statement:
                case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(
                        value=cst.Name(value=instance), attr=cst.Name(value=name)))], value=value)]) if (
                            instance == self.constructor.instance and stored.count(name) == 1):
                    collected = isinstance(value, cst.Call) and self.plain.names.symbol(value.func) in COLLECTIONS
                    if uses(value) - {"tf"} <= given and (collected or not find(value, cst.Call)):
                        found[name] = value
        return found

    def _enters_first(self, instance: Instance) -> bool:
        """Whether nothing is done with an object before the call that builds, but what needs no more than its arguments."""
        order = {node: index for index, node in enumerate(walk(instance.function))}
        entries = [order[call] for name, call in instance.calls if self.method(name) is self.entry]
        if not entries:
            return False
        others = [(order[call], self.facts.reads(self.method(name)), self.facts.stores(self.method(name)))
                  for name, call in instance.calls if self.method(name) is not self.entry]
        others += [(order[node], {name}, ()) for name, node in instance.attributes]
        return not any(at < entries[0] and (stored or set(read) - self.forwarded.keys()) for at, read, stored in others)

    def _outputs(self) -> list[str]:
        """The attributes that the program needs of an object, once it is built."""
        needed: set[str] = set()
        for instance in self.used.instances:
            for name, _ in instance.attributes:
                needed |= self.facts.reads(self.method(name)) if self.facts.is_property(name) else {name}
            for name, _ in instance.calls:
                method = self.method(name)
                needed |= self.facts.reads(method) if method is not self.entry else set()
        begin = [one for one in (self.constructor, self.entry) if one is not None]
        stored = set().union(*(self.facts.stores(one) for one in begin))
        return self.writer.in_order((needed & stored) - self.forwarded.keys())

    # The function that builds.

    def _unit(self) -> cst.FunctionDef:
        constructor = self.constructor
        params = parameters(without_instance(constructor).params) if constructor is not None else []
        local = set(local_names(constructor.node)) - {constructor.instance} if constructor is not None else set()
        body = self._constants(constructor, local)
        doc = self._docstring()
        if constructor is not None:
            written = self.writer.written(constructor, local)
            if any(map(returns, written)):
                raise Unsupported("MIG126", constructor.node, "the constructor returns from within")
            body += [one for one in written if not self._collects(one)]
        value = None
        if self.entry is not None:
            more, statements, value = self._entered(params, local)
            params = [*more, *params]
            body += statements
        results = [self.writer.attribute_names[name] for name in self.outputs]
        sure = effects(cst.IndentedBlock(body)).defines if body else frozenset()
        given = {param.name.value for param in params}
        body[:0] = [assignment(cst.Name(name), cst.Name("None")) for name in results if name not in sure | given]
        if value is not None and not (isinstance(value, cst.Name) and value.value in results):
            body.append(cst.SimpleStatementLine([cst.Return(tuple_of([value, *map(cst.Name, results)]))]))
        elif results:
            body.append(cst.SimpleStatementLine([cst.Return(tuple_of(list(map(cst.Name, results))))]))
        if not body:
            raise Unsupported("MIG126", self.plain.node, "it builds nothing")
        ordered = sorted(params, key=lambda param: param.default is not None)
        self.returns_value = value
        shell = cst.parse_statement("def _():\n    pass")
        made = [param.with_changes(comma=cst.MaybeSentinel.DEFAULT, star="") for param in ordered]
        return shell.with_changes(name=self.plain.node.name, params=cst.Parameters(made), leading_lines=lead_of_function(
            self.plain.node.leading_lines), body=cst.IndentedBlock([*doc, *body]))

    def _collects(self, statement: cst.BaseStatement) -> bool:
        """Whether a statement only keeps a collection of variables, which is written where it is read."""
        kept = {self.writer.attribute_names[name] for name, value in self.forwarded.items() if isinstance(value, cst.Call)}
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))])]):
                return name in kept
        return False

    def _docstring(self) -> list[cst.BaseStatement]:
        """What says what the class does: its docstring, and behind it what those of its methods say of their arguments."""
        bodies = (self.plain.node.body, *(one.node.body for one in (self.constructor, self.entry) if one is not None))
        found = [body.body[0] for body in bodies if isinstance(body, cst.IndentedBlock) and is_docstring(body.body[0])]
        return [joined_docstring(found, self.plain.names.module.default_indent).with_changes(leading_lines=[])] if found else []

    def _constants(self, constructor: Method | None, local: set[str]) -> list[cst.BaseStatement]:
        """The attributes that an object has of its class."""
        begin = [one for one in (constructor, self.entry) if one is not None]
        read = set().union(*(self.facts.reads(one) for one in begin), set()) | set(self.outputs)
        found = []
        for name in self.writer.in_order(read):
            value = self.plain.constant(name)
            if value is not None:
                local.add(self.writer.attribute_names[name])
                found.append(assignment(cst.Name(self.writer.attribute_names[name]), value))
        return found

    def _entered(self, before: list[cst.Param], local: set[str]):
        """The parameters, statements and value of the method that builds, behind those of the constructor."""
        names = {param.name.value for param in before} | local
        attributes = set(self.writer.attribute_names.values())
        more, args = [], []
        for param in parameters(without_instance(self.entry).params):
            name = param.name.value
            kept = free_name(name, names) if name in names or name in attributes and name not in self._own_aliases() else name
            self.unit_parameters[name] = kept
            more.append(param.with_changes(name=param.name if kept == name else cst.Name(kept)))
            args.append(keyword_arg(name, cst.Name(kept)))
        local |= set(self.unit_parameters.values())
        shape = without_instance(self.entry).params
        if isinstance(shape.star_arg, cst.Param) or shape.star_kwarg is not None:
            raise Unsupported("MIG120", self.entry.node, f"{self.entry.name} takes star arguments")
        whole = not self.outputs
        statements, value = self.writer.spliced(self.entry, cst.Call(cst.Name("_"), args), local, whole, fresh=True)
        return more, statements, value

    def _own_aliases(self) -> set[str]:
        """The attributes whose local name the building method has for the same thing."""
        return {self.writer.attribute_names[name] for name in self.facts.stores(self.entry)}

    def keep_imported(self, instance: Instance, function: str) -> cst.BaseExpression:
        """Names a function of the class's module where an object of the class is used."""
        if instance.names is self.plain.names:
            return cst.Name(function)
        if isinstance(instance.reference, cst.Attribute):
            return instance.reference.with_changes(attr=cst.Name(function))
        [binding] = instance.names.bindings(instance.reference)
        if not isinstance(binding.node, cst.ImportAlias) or function in instance.names.top.bindings:
            raise Unsupported("MIG126", instance.creation, f"{function} can't be imported")
        self.edits.imports.setdefault(binding.node, []).append(function)
        return cst.Name(function)


def _stores_in(method: Method) -> list[str]:
    return [node.attr.value for node in stored_attributes(method)]


def _snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() and index and not name[index - 1].isupper() else char.lower()
                   for index, char in enumerate(name)).strip("_")
