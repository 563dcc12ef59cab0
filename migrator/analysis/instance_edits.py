"""What the program does with one object of a plain class, once functions stand for the class."""
from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from migrator.analysis.class_functions import (
    assignment, free_name, is_docstring, is_noop, keyword_arg, plain_args, tuple_of, without_instance)
from migrator.analysis.def_use import effects, parameters, uses
from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import bind
from migrator.analysis.inlining import Substitution
from migrator.analysis.instances import Instance
from migrator.analysis.plain_classes import Method
from migrator.analysis.program_edits import Edit
from migrator.analysis.steps import Unsupported
from migrator.trees import find, rewrite, walk

if TYPE_CHECKING:
    from migrator.analysis.class_as_function import ClassAsFunction


class InstanceEdits:
    """Changes what a program does with one object.

    Args:
        owner: the class.
        instance: the object.
        as_unit: whether a function builds it; else its constructor is taken in where the object was made.
    """

    def __init__(self, owner: ClassAsFunction, instance: Instance, as_unit: bool):
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
        stored = [name for name, _ in self.instance.calls for name in self.facts.stores(self.owner.method(name))]
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
        method = self.owner.method(name)
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
                self.edits[node] = self._method_edit(self.owner.method(name), None)
            else:
                self.edits[node] = self._attribute_edit(name)
        for name, call in self.instance.calls:
            if self.owner.method(name) is not self.owner.entry:
                self._call(self.owner.method(name), call)
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
                body=[updated.body[0].with_changes(targets=[cst.AssignTarget(tuple_of(results))])])
            return None
        if self.instance.attribute is not None:
            self._keep_arguments()
        elif self.instance.statement is not None:
            self.edits[self.instance.statement] = lambda updated: cst.RemoveFromParent()
        for name, call in self.instance.calls:
            if self.owner.method(name) is entry:
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
        entries = [one for name, one in self.instance.calls if self.owner.method(name) is self.owner.entry]
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
            made = cst.Assign([cst.AssignTarget(tuple_of(targets))], small.value)
            line = updated.with_changes(body=[made])
            return cst.FlattenSentinel([line, *tail]) if tail else line

        self.edits[statement] = edit

    def _whole_call(self, call: cst.Call, updated: cst.Call) -> cst.Call:
        """The call of the function that does what the constructor and the building method did."""
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
        arguments = self._inner(updated).args if self.instance.statement is None else [
            arg.with_changes(value=self.held[arg]) if arg in self.held else arg for arg in self.instance.creation.args]
        return cst.Call(self.instance.reference, [*made, *self._given_behind(plain_args(arguments), in_order), *given],
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
        needed = set().union(*(self.facts.reads(self.owner.method(name)) for name, _ in self.instance.calls), set())
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


def _bracketed(value: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(value, (cst.BinaryOperation, cst.BooleanOperation, cst.Comparison, cst.IfExp, cst.UnaryOperation,
                          cst.Lambda, cst.Tuple)) and not value.lpar:
        return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return value
