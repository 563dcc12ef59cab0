"""Plain classes that build graph, written as functions: then a model_fn that uses one can be taken apart.

``net = Network(params)`` with ``logits = net(images)`` behind it is ``logits = Network(params, images)``, a call of a
function that makes layers. What the rest of the program reads of an object is what the function returns. The program that
comes out does what the program did; a function that makes layers becomes a Keras layer then, of the same name.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.attributes_as_locals import with_attributes_as_locals
from migrator.analysis.class_functions import (
    ClassWriter, assignment, free_name, is_docstring, is_noop, keyword_arg, lead_of_function, plain_args, returns,
    without_instance)
from migrator.analysis.def_use import effects, parameters, uses
from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import FunctionFacts, bind
from migrator.analysis.inlining import Substitution
from migrator.analysis.instances import ClassUses, Instance, uses_of
from migrator.analysis.model_fns import find_model_fns
from migrator.analysis.parents import Parents
from migrator.analysis.plain_classes import ClassFacts, Method, PlainClass, plain_class, stored_attributes
from migrator.analysis.steps import Unsupported
from migrator.linking import Program
from migrator.names import Names
from migrator.trees import find, rewrite, walk, with_each_name_once

Edit = Callable[[cst.CSTNode], object]


@dataclass(eq=False)
class Edits:
    """What is to change in the modules of a program: for each node what takes its place, given it with its parts changed.

    Attributes:
        of: the changes by their nodes.
        imports: for each import of a class by its name, further names to import.
        gone: the methods that nothing calls, which are not there any more.
    """

    of: dict[cst.CSTNode, Edit] = field(default_factory=dict)
    imports: dict[cst.CSTNode, list[str]] = field(default_factory=dict)
    gone: set[cst.FunctionDef] = field(default_factory=set)


def with_classes_as_functions(program: Program, kinds: dict) -> tuple[Program, set[cst.FunctionDef]] | None:
    """Writes the plain classes of a program that make layers as functions, one after the other.

    Args:
        program: its modules.
        kinds: the kinds of the TF1 symbols that transforms know.

    Returns:
        The simpler program and the methods that are gone, since nothing called them; None where there is no such class.
    """
    simpler, gone = program, set()
    while True:
        edits = _of_a_class(simpler, kinds) or _of_a_model_fn(simpler, kinds)
        if edits is None:
            return None if simpler is program else (simpler, gone)
        writer = _EditWriter(edits)
        written = {path: rewrite(names.module, writer) for path, names in simpler.modules.items()}
        simpler = Program(dict(zip(written, with_each_name_once(*written.values()))))
        gone |= edits.gone


def _of_a_class(program: Program, kinds: dict) -> Edits | None:
    """The changes that make functions of one class, or None where no class can be written so."""
    parents: dict[Names, Parents] = {}
    for names in program.modules.values():
        for node in names.scopes:
            if not isinstance(node, cst.ClassDef) or names.scopes[node].parent.node is not names.module:
                continue
            found = plain_class(node, names)
            facts = ClassFacts(found, FunctionFacts(names, kinds)) if found is not None else None
            if facts is None or not any(facts.creates(method) for one in found.line() for method in one.own.values()):
                continue
            edits = Edits()
            try:
                used = uses_of(found, program.modules.values(), parents)
                if used.instances or used.static:
                    _Class(found, facts, used, edits).write()
                elif not used.is_base and node.body.body and _was_base(found, program):
                    edits.of[node] = lambda updated: cst.RemoveFromParent()
                if edits.of:
                    return edits
            except Unsupported:
                continue
    return None


def _was_base(found: PlainClass, program: Program) -> bool:
    """Whether a class that nothing uses only says what others have to do."""
    return any(isinstance(node, cst.Raise) for method in found.own.values() for node in walk(method.node.body)) and not any(
        names.used(chain) is found.node for names in program.modules.values() for chain, _ in names.chains)


def _of_a_model_fn(program: Program, kinds: dict) -> Edits | None:
    """The changes that make local names of what a model_fn keeps on its instance."""
    modules = list(program.modules.values())
    for model_fn in find_model_fns(modules):
        if model_fn.owner is None:
            continue
        names = next(one for one in modules if model_fn.node in set(one.scopes))
        try:
            changes = with_attributes_as_locals(model_fn, names, modules, kinds)
        except Unsupported:
            continue
        if changes:
            return Edits(changes)
    return None


class _EditWriter(cst.CSTTransformer):
    def __init__(self, edits: Edits):
        super().__init__()
        self.edits = edits

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return node not in self.edits.of

    def _edit(self, original, updated):
        edit = self.edits.of.get(original)
        return updated if edit is None else edit(updated)

    leave_ClassDef = leave_FunctionDef = leave_Call = leave_Attribute = leave_SimpleStatementLine = _edit

    def leave_ImportFrom(self, original: cst.ImportFrom, updated: cst.ImportFrom) -> cst.ImportFrom:
        if isinstance(original.names, cst.ImportStar):
            return updated
        more = [name for alias in original.names for name in self.edits.imports.get(alias, ())]
        have = {alias.name.value for alias in original.names if isinstance(alias.name, cst.Name)}
        more = [cst.ImportAlias(cst.Name(name)) for name in dict.fromkeys(more) if name not in have]
        if not more:
            return updated
        names = list(updated.names)
        if not isinstance(names[-1].comma, cst.Comma):
            names[-1] = names[-1].with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))
        return updated.with_changes(names=[*names, *more])


class _Class:
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
        called = [self._method(name) for one in used.instances for name, _ in one.calls]
        called += [self._method(name) for one in used.instances for name, _ in one.attributes if facts.is_property(name)]
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

    def _method(self, name: str) -> Method:
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
        called = {self._method(name) for one in self.used.instances for name, _ in one.calls}
        creating = [method for method in called if self.facts.creates(method)]
        in_constructor = self.constructor is not None and self.facts.creates(self.constructor)
        self.entry = creating[0] if len(creating) == 1 and not in_constructor else None
        as_unit = in_constructor or self.entry is not None and all(map(self._enters_first, self.used.instances))
        if not as_unit:
            self.entry = None
        self.outputs = self._outputs() if as_unit else []
        unit = [self._unit()] if as_unit else []
        for instance in self.used.instances:
            _InstanceEdits(self, instance, as_unit).enter()
        for name, call, names in self.used.static:
            self.edits.of[call] = self._static(name, names)
        gone = [method for one in self.plain.line() for method in one.own.values() if method not in self.reached]
        self.edits.gone.update(method.node for method in gone)
        statements = [*self.writer.functions, *unit]
        self.edits.of[self.plain.node] = lambda updated: cst.FlattenSentinel(statements) if statements else cst.RemoveFromParent()

    def _static(self, name: str, names: Names) -> Edit:
        function = self.writer.function_of(self._method(name))
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
                    if uses(value) <= given and not find(value, cst.Call):
                        found[name] = value
        return found

    def _enters_first(self, instance: Instance) -> bool:
        """Whether nothing is done with an object before the call that builds, but what needs no more than its arguments."""
        order = {node: index for index, node in enumerate(walk(instance.function))}
        entries = [order[call] for name, call in instance.calls if self._method(name) is self.entry]
        if not entries:
            return False
        others = [(order[call], self.facts.reads(self._method(name)), self.facts.stores(self._method(name)))
                  for name, call in instance.calls if self._method(name) is not self.entry]
        others += [(order[node], {name}, ()) for name, node in instance.attributes]
        return not any(at < entries[0] and (stored or set(read) - self.forwarded.keys()) for at, read, stored in others)

    def _outputs(self) -> list[str]:
        """The attributes that the program needs of an object, once it is built."""
        needed: set[str] = set()
        for instance in self.used.instances:
            for name, _ in instance.attributes:
                needed |= self.facts.reads(self._method(name)) if self.facts.is_property(name) else {name}
            for name, _ in instance.calls:
                method = self._method(name)
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
            body += written
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
            body.append(cst.SimpleStatementLine([cst.Return(_tuple([value, *map(cst.Name, results)]))]))
        elif results:
            body.append(cst.SimpleStatementLine([cst.Return(_tuple(list(map(cst.Name, results))))]))
        if not body:
            raise Unsupported("MIG126", self.plain.node, "it builds nothing")
        ordered = sorted(params, key=lambda param: param.default is not None)
        self.returns_value = value
        shell = cst.parse_statement("def _():\n    pass")
        made = [param.with_changes(comma=cst.MaybeSentinel.DEFAULT, star="") for param in ordered]
        return shell.with_changes(name=self.plain.node.name, params=cst.Parameters(made), leading_lines=lead_of_function(
            self.plain.node.leading_lines), body=cst.IndentedBlock([*doc, *body]))

    def _docstring(self) -> list[cst.BaseStatement]:
        """What says what the class does."""
        for body in (self.plain.node.body, *(one.node.body for one in (self.constructor, self.entry) if one is not None)):
            if isinstance(body, cst.IndentedBlock) and is_docstring(body.body[0]):
                return [body.body[0].with_changes(leading_lines=[])]
        return []

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


class _InstanceEdits:
    """Changes what a program does with one object.

    Args:
        owner: the class.
        instance: the object.
        as_unit: whether a function builds it; else its constructor is taken in where the object was made.
    """

    def __init__(self, owner: _Class, instance: Instance, as_unit: bool):
        self.owner, self.instance, self.as_unit = owner, instance, as_unit
        self.writer, self.facts = owner.writer, owner.facts
        function = instance.function
        self.local = set(local_names(function)) if isinstance(function, cst.FunctionDef) else set(instance.names.top.bindings)
        self.global_uses = set(uses(function.body)) - self.local if isinstance(function, cst.FunctionDef) else set()
        self.given = self._given()
        self.here: dict[str, str] = {}
        self.held: dict[cst.Arg, cst.Attribute] = {}
        self.aliases: set[cst.SimpleStatementLine] = set()
        self._find_aliases()

    def _given(self) -> dict[str, cst.BaseExpression]:
        constructor = self.owner.constructor
        if constructor is None:
            return {}
        shape = without_instance(constructor)
        bound = bind(self.instance.creation, shape)
        defaults = {param.name.value: param.default for param in parameters(shape.params) if param.default is not None}
        return {**defaults, **bound}

    def _find_aliases(self) -> None:
        """``logits = model.logits``: the attribute is called so here."""
        bound: dict[str, int] = {}
        for node in walk(self.instance.function):
            if isinstance(node, cst.AssignTarget):
                for name in effects(node).defines | uses(node.target):
                    bound[name] = bound.get(name, 0) + 1
        getters = [(self._got(name), call) for name, call in self.instance.calls]
        reads = [(name, node) for name, node in (*self.instance.attributes, *getters) if name is not None]
        by_node = {node: name for name, node in reads if not self.facts.is_property(name)}
        stored = [name for name, _ in self.instance.calls for name in self.facts.stores(self.owner._method(name))]
        for statement in find(self.instance.function, cst.SimpleStatementLine):
            match statement.body:
                case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=variable))], value=value)]:
                    name = by_node.get(value)
                    if name is not None and name in self.owner.outputs and bound.get(variable) == 1 and name not in self.here and (
                            name not in stored or self.owner.entry is not None and stored.count(name) == 1):
                        self.here[name] = variable
                        self.aliases.add(statement)

    def _got(self, name: str) -> str | None:
        """The attribute that a method only returns."""
        method = self.owner._method(name)
        body = [one for one in getattr(method.node.body, "body", ()) if not is_docstring(one)]
        match body:
            case [cst.SimpleStatementLine(body=[cst.Return(value=cst.Attribute(
                    value=cst.Name(value=instance), attr=cst.Name(value=attribute)))])] if instance == method.instance:
                return attribute if self.owner.plain.lookup(attribute) is None else None
        return None

    def _name_here(self, attribute: str) -> str:
        """The name of the variable that holds an attribute here."""
        if attribute not in self.here:
            wanted = self.writer.attribute_names[attribute]
            taken = (self.local | self.global_uses | set(self.here.values())) - ({self.instance.variable} - {""})
            if wanted in taken:
                wanted = free_name(f"{self.instance.variable or self.writer.prefix}_{wanted}", taken)
            self.here[attribute] = wanted
        return self.here[attribute]

    def value_of(self, attribute: str) -> cst.BaseExpression:
        """The expression for an attribute where the object was used."""
        forwarded = self.owner.forwarded.get(attribute)
        if forwarded is not None:
            mapping = {name: self.given[name] for name in uses(forwarded) if name in self.given}
            return rewrite(forwarded, Substitution(mapping))
        return cst.Name(self._name_here(attribute))

    def enter(self) -> None:
        """Enters the changes."""
        for name in self.owner.outputs:
            self._name_here(name)
        self._check_unchanged()
        self._make()
        for name, node in self.instance.attributes:
            if self.facts.is_property(name):
                self.edits[node] = self._method_edit(self.owner._method(name), None)
            else:
                self.edits[node] = self._attribute_edit(name)
        for name, call in self.instance.calls:
            if self.owner._method(name) is not self.owner.entry:
                self._call(self.owner._method(name), call)
        for statement in self.aliases:
            if statement not in self.edits:
                self.edits[statement] = lambda updated: cst.RemoveFromParent()

    @property
    def edits(self) -> dict[cst.CSTNode, Edit]:
        return self.owner.edits.of

    def _check_unchanged(self) -> None:
        """What an object is made of is written where it is used: there it has to be the same."""
        read = set().union(*(uses(arg.value) for arg in self.instance.creation.args), set())
        order = {node: index for index, node in enumerate(walk(self.instance.function))}
        used = [node for _, node in (*self.instance.calls, *self.instance.attributes)]
        first, last = order[self.instance.creation], max((order[node] for node in used), default=0)
        for node, index in order.items():
            match node:
                case cst.AssignTarget(target=target) | cst.AugAssign(target=target) | cst.For(target=target):
                    changed = {name.value for name in find(target, cst.Name)} & read if first < index < last else ()
                case cst.FunctionDef() if node is not self.instance.function:
                    inside = any(one in used for one in walk(node)) and not any(one is self.instance.creation for one in walk(node))
                    changed = read & local_names(node) if inside and self.instance.attribute is None else ()
                case _:
                    changed = ()
            if changed:
                raise Unsupported("MIG126", node, f"{sorted(changed)[0]} is another where the object of {self.owner.plain.name} is used")

    def _attribute_edit(self, name: str) -> Edit:
        value = self.value_of(name)
        return lambda updated: value.with_changes(lpar=updated.lpar, rpar=updated.rpar)

    # Where the object is made.

    def _make(self) -> None:
        results = [cst.Name(self.here[name]) for name in self.owner.outputs]
        entry = self.owner.entry
        if self.instance.attribute is not None and (results or entry is None or not self.as_unit):
            raise Unsupported("MIG126", self.instance.creation, "what an object that is kept in another one builds is read later")
        if not self.as_unit:
            return self._take_constructor_in()
        if entry is None:
            if not results or self.instance.statement is None:
                raise Unsupported("MIG126", self.instance.creation, "nothing is read of what it builds")
            self.edits[self.instance.statement] = lambda updated: updated.with_changes(
                body=[updated.body[0].with_changes(targets=[cst.AssignTarget(_tuple(results))])])
            return None
        if self.instance.attribute is not None:
            self._keep_arguments()
        elif self.instance.statement is not None:
            self.edits[self.instance.statement] = lambda updated: cst.RemoveFromParent()
        for name, call in self.instance.calls:
            if self.owner._method(name) is entry:
                self._enter_call(call, results)
        return None

    def _keep_arguments(self) -> None:
        """Has the object that kept this one keep what this one was made of."""
        kept, own = [], self.instance.attribute
        holder = next(one for one in self.instance.function.body.body
                      if isinstance(one, cst.FunctionDef) and self.instance.statement in one.body.body)
        known = {line.body[0].value.value: line.body[0].targets[0].target for line in find(holder, cst.SimpleStatementLine)
                 if _keeps_name(line)}
        for arg, name in zip(self.instance.creation.args, bind(self.instance.creation, without_instance(self.owner.constructor))
                             if self.owner.constructor is not None else ()):
            if isinstance(arg.value, (cst.Integer, cst.Float, cst.SimpleString)):
                continue
            held = known.get(arg.value.value) if isinstance(arg.value, cst.Name) else None
            if held is None:
                held = own.with_changes(attr=cst.Name(f"{own.attr.value}_{name}"))
                kept.append((held, arg.value))
            self.held[arg] = held

        def edit(updated: cst.SimpleStatementLine):
            made = [assignment(target, value) for target, value in kept]
            if not made:
                return cst.RemoveFromParent()
            return cst.FlattenSentinel([made[0].with_changes(leading_lines=updated.leading_lines), *made[1:]])

        self.edits[self.instance.statement] = edit

    def _enter_call(self, call: cst.Call, results: list[cst.Name]) -> None:
        if not results:
            self.edits[call] = lambda updated: self._whole_call(call, updated)
            return
        statement = next((one for one in find(self.instance.function, cst.SimpleStatementLine) if len(one.body) == 1 and
                          getattr(one.body[0], "value", None) is call), None)
        entries = [one for name, one in self.instance.calls if self.owner._method(name) is self.owner.entry]
        if statement is None or len(entries) > 1 or not isinstance(statement.body[0], (cst.Assign, cst.Expr)):
            raise Unsupported("MIG126", call, "what it returns and what it keeps are both used")
        self.edits[call] = lambda updated: self._whole_call(call, updated)
        value = self.owner.returns_value

        def edit(updated: cst.SimpleStatementLine):
            small = updated.body[0]
            targets = list(results)
            tail = []
            own = [target.target for target in small.targets] if isinstance(small, cst.Assign) else []
            if value is not None and isinstance(value, cst.Name) and value.value in [
                    self.writer.attribute_names[name] for name in self.owner.outputs]:
                held = results[[self.writer.attribute_names[name] for name in self.owner.outputs].index(value.value)]
                tail = [assignment(one, held) for one in own if not (isinstance(one, cst.Name) and one.value == held.value)]
            elif value is not None:
                targets = [own[0] if len(own) == 1 else cst.Name("_"), *targets]
            made = cst.Assign([cst.AssignTarget(_tuple(targets))], small.value)
            line = updated.with_changes(body=[made])
            return cst.FlattenSentinel([line, *tail]) if tail else line

        self.edits[statement] = edit

    def _whole_call(self, call: cst.Call, updated: cst.Call) -> cst.Call:
        """The call of the function that does what the constructor and the building method did."""
        creation = self.instance.creation
        params = parameters(without_instance(self.owner.entry).params)
        names = [param.name.value for param in params]
        required = [param for param in params if param.default is None]
        by_position = [arg for arg in updated.args if arg.keyword is None]
        in_order = len(by_position) == len(required) and required == params[:len(required)]
        args = [arg for arg in plain_args(updated.args) if arg.keyword is None]
        made = args[:len(required)] if in_order else [
            keyword_arg(self.owner.unit_parameters[name], arg.value) for name, arg in zip(names, args)]
        given = [keyword_arg(self.owner.unit_parameters[arg.keyword.value], arg.value) for arg in updated.args
                 if arg.keyword is not None]
        creation = plain_args([arg.with_changes(value=self.held[arg]) if arg in self.held else arg for arg in creation.args] if self.instance.statement is not None else self._inner(updated).args)
        return cst.Call(self.instance.reference, [*made, *self._given_behind(creation, in_order), *given],
                        lpar=updated.lpar, rpar=updated.rpar)

    def _given_behind(self, creation: list[cst.Arg], in_order: bool) -> list[cst.Arg]:
        """The arguments of the constructor, behind those of the building method."""
        if in_order:
            return creation
        params = parameters(without_instance(self.owner.constructor).params) if self.owner.constructor is not None else []
        return [arg if arg.keyword is not None else keyword_arg(param.name.value, arg.value)
                for arg, param in zip(creation, params)] + creation[len(params):]

    @staticmethod
    def _inner(updated: cst.Call) -> cst.Call:
        """The call of the constructor in ``Network(params).build(images)``."""
        return updated.func if isinstance(updated.func, cst.Call) else updated.func.value

    def _take_constructor_in(self) -> None:
        if self.instance.statement is None:
            raise Unsupported("MIG126", self.instance.creation, "several methods of an object make layers")
        constructor = self.owner.constructor
        needed = set().union(*(self.facts.reads(self.owner._method(name)) for name, _ in self.instance.calls), set())
        needed |= {name for name, _ in self.instance.attributes}
        needed -= self.owner.forwarded.keys()
        statements = []
        for name in self.writer.in_order(needed):
            value = self.owner.plain.constant(name)
            if value is not None:
                statements.append(assignment(cst.Name(self.writer.attribute_names[name]), value))
        if constructor is not None:
            self._check_same_module(constructor)
            local = set(self.local) - {self.writer.attribute_names[name] for name in self.writer.attribute_names}
            made, _ = self.writer.spliced(constructor, self.instance.creation, local)
            statements += made
        statements = _needed(statements, {self.writer.attribute_names[name] for name in needed})
        names = {self.writer.attribute_names[name]: cst.Name(self._name_here(name)) for name in self.writer.attribute_names
                 if name in needed or self.writer.attribute_names[name] in set().union(*map(_bound, statements), set())}
        statements = [one for one in (rewrite(one, Substitution(names)) for one in statements) if not _is_same(one)]
        statements = [_without_lead(one) for one in statements]

        def edit(updated: cst.SimpleStatementLine):
            if not statements:
                return cst.RemoveFromParent()
            first = statements[0].with_changes(leading_lines=updated.leading_lines)
            return cst.FlattenSentinel([first, *statements[1:]])

        self.edits[self.instance.statement] = edit

    # Where its methods are called.

    def _call(self, method: Method, call: cst.Call) -> None:
        if self.facts.stores(method):
            self._take_in(method, call)
        else:
            self.edits[call] = self._method_edit(method, call)

    def _method_edit(self, method: Method, call: cst.Call | None) -> Edit:
        """A call of a method that keeps nothing: its expression, or a call of its function."""
        values = {self.writer.attribute_names[name]: self.value_of(name) for name in self.facts.reads(method)}
        if self._is_expression(method, call):
            def edit(updated):
                plain = updated if isinstance(updated, cst.Call) else cst.Call(cst.Name("_"))
                _, value = self.writer.spliced(method, plain, set())
                return _bracketed(rewrite(value, Substitution(values)) if values else value)
            return edit
        func = self.owner.keep_imported(self.instance, self.writer.function_of(method))
        return lambda updated: self.writer.call_of(
            method, updated if isinstance(updated, cst.Call) else cst.Call(cst.Name("_")), self.value_of, func)

    def _is_expression(self, method: Method, call: cst.Call | None) -> bool:
        """Whether a call of a method stands for one expression that means the same here."""
        body = [one for one in getattr(method.node.body, "body", ()) if not is_docstring(one)]
        if len(body) != 1 or method.owner.names is not self.instance.names and self._got(method.name) is None:
            return False
        match body[0]:
            case cst.SimpleStatementLine(body=[cst.Return(value=value)]) if value is not None:
                plain = call or cst.Call(cst.Name("_"))
                statements, _ = self.writer.spliced(method, plain, set())
                return not statements
        return False

    def _take_in(self, method: Method, call: cst.Call) -> None:
        """A method that keeps something on the object: its statements."""
        self._check_same_module(method)
        statement = next((one for one in find(self.instance.function, cst.SimpleStatementLine) if len(one.body) == 1 and
                          getattr(one.body[0], "value", None) is call), None)
        if statement is None:
            raise Unsupported("MIG126", call, f"{method.name} keeps tensors on its object, and is called within an expression")

        def edit(updated: cst.SimpleStatementLine):
            small = updated.body[0]
            attributes = set(self.writer.attribute_names.values())
            statements, value = self.writer.spliced(method, small.value, self.local - attributes)
            touched = self.facts.reads(method) | self.facts.stores(method)
            values = {self.writer.attribute_names[name]: cst.Name(self._name_here(name)) for name in touched
                      if name in self.facts.stores(method) or name not in self.owner.forwarded}
            values |= {self.writer.attribute_names[name]: self.value_of(name) for name in touched
                       if self.writer.attribute_names[name] not in values}
            made = [rewrite(one, Substitution(values)) for one in statements]
            made = [one for one in made if not _is_same(one)]
            value = None if value is None else rewrite(value, Substitution(values))
            if isinstance(small, cst.Return):
                made.append(cst.SimpleStatementLine([small.with_changes(value=value)]))
            elif isinstance(small, cst.Assign) and not is_noop(small, value):
                made.append(cst.SimpleStatementLine([small.with_changes(value=value or cst.Name("None"))]))
            if not made:
                return cst.RemoveFromParent()
            made[0] = made[0].with_changes(leading_lines=[*updated.leading_lines, *(
                line for line in made[0].leading_lines if line.comment is not None)])
            return cst.FlattenSentinel(made)

        self.edits[statement] = edit

    def _check_same_module(self, method: Method) -> None:
        if method.owner.names is not self.instance.names:
            self.owner.check_names(method, self.instance.names)
        hidden = {name for name in uses(method.node.body) if name in self.local} - local_names(method.node)
        if hidden - {method.instance}:
            raise Unsupported("MIG126", self.instance.creation, f"{method.name} means something else by {hidden.pop()}")


def _stores_in(method: Method) -> list[str]:
    return [node.attr.value for node in stored_attributes(method)]


def _keeps_name(line: cst.SimpleStatementLine) -> bool:
    """``self.units = units``"""
    match line.body:
        case [cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(value=cst.Name(value="self")))], value=cst.Name())]:
            return True
    return False


def _bound(statement: cst.BaseStatement) -> set[str]:
    return set(effects(statement).changes)


def _needed(statements: list[cst.BaseStatement], wanted: set[str]) -> list[cst.BaseStatement]:
    """Keeps of a constructor what some attributes depend on."""
    kept: list[cst.BaseStatement] = []
    for statement in reversed(statements):
        effect = effects(statement)
        if effect.changes & wanted:
            kept.insert(0, statement)
            wanted = (wanted - effect.defines) | effect.uses
    return kept


def _is_same(statement: cst.BaseStatement) -> bool:
    match statement:
        case cst.SimpleStatementLine(body=[small]):
            return is_noop(small, getattr(small, "value", None))
    return False


def _without_lead(statement: cst.BaseStatement) -> cst.BaseStatement:
    return statement.with_changes(leading_lines=[line for line in statement.leading_lines if line.comment is not None])


def _tuple(values: list[cst.BaseExpression]) -> cst.BaseExpression:
    if len(values) == 1:
        return values[0]
    return cst.Tuple([cst.Element(one) for one in values], lpar=[], rpar=[])


def _bracketed(value: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(value, (cst.BinaryOperation, cst.BooleanOperation, cst.Comparison, cst.IfExp, cst.UnaryOperation,
                          cst.Lambda, cst.Tuple)) and not value.lpar:
        return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return value


def _snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() and index and not name[index - 1].isupper() else char.lower()
                   for index, char in enumerate(name)).strip("_")
