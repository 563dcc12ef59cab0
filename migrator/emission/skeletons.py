"""Records the skeleton of a migrated function: what it made, in the order and the scopes that TF1 named it by."""
from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import libcst as cst

from migrator.analysis.def_use import Effects, effects, uses
from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.helpers import Helper, bind
from migrator.analysis.modes import Mode
from migrator.analysis.steps import ScopeEntry
from migrator.analysis.tf1_naming import GivenName, given_name
from migrator.arguments import Arguments, Unbindable
from migrator.emission.draft import Draft
from migrator.emission.variable_makers import makers_in
from migrator.trees import children, find
from migrator.transforms.registry import Kind
from migrator.transforms.rewriter import Rules
from migrator.variable_maps import (
    Assigned, Branch, Called, Function, Loop, Made, Naming, Node, RecordedOptimizer, Scope, VariableMap)

_SCOPE = "name_or_scope default_name values initializer regularizer caching_device partitioner custom_getter reuse".split()


def variable_map(model_fn: str, class_name: str, model, helpers: Iterable, rules: Rules) -> VariableMap:
    """Records how TF1 named what a migrated model_fn's class holds.

    Args:
        model_fn: name of the function.
        class_name: name of the class.
        model: the `ModelClass` that made the class.
        helpers: the `LayerClass` of each helper.
        rules: the rules that the program is rewritten by.
    """
    graphs = [model.graph, *(one.graph for one in helpers)]
    given = [(name, None) for name in model.constructor_parameters()]
    functions = [_of_draft(class_name, model.draft, given, rules)]
    functions += [_of_draft(one.helper.class_name, one.draft, _parameters(one.helper, one.graph), rules) for one in helpers]
    made = {function: None for graph in graphs for function in makers_in(graph)}
    functions += [_of_maker(function, graphs[0], rules) for function in made]
    recorded = tuple(_without_other_locals(one) for one in _with_needed_arguments(functions))
    return VariableMap(model_fn, class_name, recorded, _optimizers(model), model.training.train_op.per_step)


def _with_needed_arguments(functions: list[Function]) -> list[Function]:
    """Drops the arguments that no name depends on, with what only they depend on."""
    while True:
        needed = {one.key: _names_in(one.body) for one in functions}
        reduced = [replace(one, body=_needed(_without_arguments(one.body, needed))) for one in functions]
        if reduced == functions:
            return functions
        functions = reduced


def _without_arguments(body: tuple[Node, ...], needed: Mapping[str, set[str]]) -> tuple[Node, ...]:
    kept = []
    for node in body:
        match node:
            case Called(arguments=arguments, function=function):
                node = replace(node, arguments=tuple(one for one in arguments if one[0] in needed[function]))
            case Branch(body=inner, orelse=orelse):
                node = replace(node, body=_without_arguments(inner, needed), orelse=_without_arguments(orelse, needed))
            case Scope(body=inner) | Loop(body=inner):
                node = replace(node, body=_without_arguments(inner, needed))
        kept.append(node)
    return tuple(kept)


def _without_other_locals(function: Function) -> Function:
    names = _names_in(function.body)
    return replace(function, parameters=tuple(one for one in function.parameters if one[0] in names),
                   local=tuple(one for one in function.local if one in names),
                   attributes=tuple(one for one in function.attributes if one[0] in names))


def _parameters(helper: Helper, graph: GraphFunction) -> list[tuple[str, str | None]]:
    code = graph.facts.names.code
    defaults = {name: helper.default(name) for name in helper.roles}
    return [(name, _source(value, code) if value is not None else None) for name, value in defaults.items()]


def _of_draft(key: str, draft: Draft, parameters: list[tuple[str, str | None]], rules: Rules) -> Function:
    """The skeleton of a function whose class is drafted."""
    body = _Recorder(draft.graph.facts, rules, _creations(draft, rules)).of_graph(draft.graph)
    names = _names_in(body)
    attributes = {name: draft.candidates[name] for name in draft.promoted() & names}
    local = names & (draft.graph.body.local | {name for name, _ in parameters})
    return Function(key, tuple(parameters), tuple(sorted(local)), tuple(sorted(attributes.items())), body)


def _of_maker(function: cst.FunctionDef, graph: GraphFunction, rules: Rules) -> Function:
    """The skeleton of a function that makes one variable and returns it."""
    facts = graph.facts
    [call] = [node for node in find(function.body, cst.Call) if facts.kind(facts.names.symbol(node.func)) is Kind.VARIABLE]
    code = facts.names.code
    recorder = _Recorder(facts, rules, {call: _made("", given_name(call, facts.names), False, code)})
    body = _needed(recorder.block(function.body))
    parameters = tuple((param.name.value, _source(param.default, code) if param.default is not None else None)
                       for param in (*function.params.posonly_params, *function.params.params, *function.params.kwonly_params))
    local = _names_in(body) & (effects(function.body).changes | {name for name, _ in parameters})
    return Function(function.name.value, parameters, tuple(sorted(local)), (), body)


def _creations(draft: Draft, rules: Rules) -> dict[cst.Call, Node]:
    """The calls of a function that create something, with their records."""
    graph, facts = draft.graph, draft.graph.facts
    code = facts.names.code
    found: dict[cst.Call, Node] = {}
    for site in graph.sites:
        if site.shares is not None:
            continue
        called = facts.called(site.node) if site.kind is Kind.VARIABLE and facts.names.symbol(site.node.func) is None else None
        if site.alternatives:
            found[site.node] = _choice(site, code)
        elif site.helper is not None or called is not None:
            function = site.helper.node if site.helper is not None else called
            key = site.helper.class_name if site.helper is not None else called.name.value
            bound = bind(site.node, function, site.helper is not None and site.helper.owner is not None)
            arguments = tuple((name, _source(value, code)) for name, value in bound.items())
            arguments += tuple((name, name) for name in (site.helper.free if site.helper is not None else ()))
            found[site.node] = Called(site.attribute, key, arguments, site.in_loop)
        else:
            call = site.node.func if isinstance(site.node.func, cst.Call) else site.node
            entry = rules.calls.get(facts.names.symbol(call.func))
            naming = given_name(call, facts.names, entry.parameters if entry is not None else ())
            found[site.node] = _made(site.attribute, naming, site.in_loop, code)
    return found | _objects(draft, rules)


def _choice(site, code) -> Node:
    """The records of the functions that a call may call: which it was, the class says that the attribute holds."""
    made: tuple[Node, ...] = ()
    for helper in reversed(site.alternatives):
        arguments = tuple((name, _source(value, code)) for name, value in bind(site.node, helper.node).items())
        called = Called(site.attribute, helper.class_name, arguments, site.in_loop)
        made = (Branch(f"{_source(site.node.func, code)}.__name__ == '{helper.class_name}'", (called,), made),)
    return made[0]


def _objects(draft: Draft, rules: Rules) -> dict[cst.Call, Node]:
    """The first call of each layer object that a variable holds: that is where TF1 made its variables."""
    graph, facts = draft.graph, draft.graph.facts
    code = facts.names.code
    held = {}
    for step in graph.body.steps:
        if step.target in draft.candidates and facts.is_layer_constructor(step.value):
            entry = rules.calls.get(facts.names.symbol(step.value.func))
            naming = given_name(step.value, facts.names, entry.parameters if entry is not None else ())
            held[step.target] = _made(draft.candidates[step.target], naming, False, code)
    found = _objects_in_lists(draft, rules)
    for step in graph.body.steps:
        for node in find(step.statement, cst.Call):
            match node:
                case cst.Call(func=cst.Name(value=name) | cst.Attribute(
                        value=cst.Name(value=name), attr=cst.Name(value="apply"))) if name in held:
                    found[node] = held.pop(name)
    return found


def _objects_in_lists(draft: Draft, rules: Rules) -> dict[cst.Call, Node]:
    """The calls of layer objects that a comprehension made, in the first loop over their list."""
    graph, facts = draft.graph, draft.graph.facts
    held, found = {}, {}
    for step in graph.body.steps:
        match step.value:
            case cst.ListComp(elt=made) if step.target in draft.candidates and facts.is_layer_constructor(made):
                entry = rules.calls.get(facts.names.symbol(made.func))
                naming = given_name(made, facts.names, entry.parameters if entry is not None else ())
                record = _made(draft.candidates[step.target], naming, True, facts.names.code)
                # What a name is made of there is not known where the layer is called.
                held[step.target] = record if record.name is None else replace(record, name="...")
        for node in find(step.statement, cst.For):
            match node:
                case cst.For(target=cst.Name(value=layer), iter=cst.Name(value=name)) if name in held:
                    calls = [one for one in find(node.body, cst.Call) if isinstance(one.func, cst.Name)
                             and one.func.value == layer]
                    record = held.pop(name)
                    if len(calls) == 1:
                        found[calls[0]] = record
    return found


def _made(attribute: str, naming: GivenName | None, listed: bool, code) -> Made:
    if naming is None:
        return Made(attribute, Naming.GRAPH, None, "", (), listed)
    name = _source(naming.name, code) if naming.name is not None else None
    return Made(attribute, naming.naming, name, naming.base, naming.weights, listed, naming.inside)


def _optimizers(model) -> tuple[RecordedOptimizer, ...]:
    names = model.graph.facts.names
    code = names.code
    found = []
    for one in sorted(model.training.optimizers, key=lambda one: min(update.step for update in one.updates)):
        made = one.expression()
        call = made[0] if made is not None and isinstance(made[0], cst.Call) else None
        symbol = names.symbol(call.func) or "" if call is not None else ""
        name = next((_source(arg.value, code) for arg in call.args if arg.keyword is not None
                     and arg.keyword.value == "name"), None) if call is not None else None
        found.append(RecordedOptimizer(one.attribute, symbol, name))
    return tuple(found)


_ASSIGNING = frozenset((cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Expr))
_RECORDED = frozenset((cst.FunctionDef, cst.ClassDef, cst.For, cst.While, cst.ListComp, cst.If, cst.IfExp, cst.With))


@dataclass(eq=False)
class _Recorder:
    """Walks a function in the order in which it runs."""

    facts: object
    rules: Rules
    creations: Mapping[cst.Call, Node]
    _open: list[tuple[ScopeEntry, list[Node]]] = field(default_factory=list)

    def of_graph(self, graph: GraphFunction) -> tuple[Node, ...]:
        """Gives the skeleton of a function that is taken apart, as it runs in training."""
        root: list[Node] = []
        trains = any(Mode.TRAIN in step.modes for step in graph.body.steps)
        for step in graph.body.steps:
            if Mode.TRAIN in step.modes or not trains:
                self._enter(step.scopes, root).extend(self.nodes(step.statement))
        value, _ = graph.body.returns.get(Mode.TRAIN, (None, 0))
        if value is not None:
            scopes = next((scopes for one, _, scopes in graph.body.return_scopes if one is value), ())
            self._enter(scopes, root).extend(self.nodes(value))
        self._enter((), root)
        return _needed(root)

    def _enter(self, scopes: tuple[ScopeEntry, ...], root: list[Node]) -> list[Node]:
        """Leaves the scopes that a step does not stand in, and enters those that it does."""
        wanted = [scope for scope in scopes if scope.kind == "variable"]
        kept = 0
        while kept < min(len(wanted), len(self._open)) and self._open[kept][0] is wanted[kept]:
            kept += 1
        while len(self._open) > kept:
            scope, body = self._open.pop()
            (self._open[-1][1] if self._open else root).append(self._scope(scope.call, scope.bound, body))
        self._open += [(scope, []) for scope in wanted[kept:]]
        return self._open[-1][1] if self._open else root

    def _code(self, node: cst.CSTNode) -> str:
        return _source(node, self.facts.names.code)

    def _scope(self, call: cst.Call, bound: str, body: Iterable[Node]) -> Scope:
        try:
            arguments = Arguments(call, _SCOPE)
        except Unbindable:
            return Scope("...", None, bound, tuple(body))
        name, default = (arguments.get(one) for one in ("name_or_scope", "default_name"))
        return Scope(*(None if one is None or self._code(one) == "None" else self._code(one) for one in (name, default)),
                     bound, tuple(body))

    def block(self, node: cst.CSTNode) -> list[Node]:
        """Gives the records of all that is below a node."""
        return [made for child in children(node) for made in self.nodes(child)]

    def nodes(self, node: cst.CSTNode) -> list[Node]:
        """Gives the records of a statement or expression, in the order in which it runs."""
        kind = type(node)
        if kind is cst.Call:
            return [*self.block(node), self.creations[node]] if node in self.creations else self.block(node)
        if kind in _ASSIGNING:
            return [*self.block(node), *self._assigned(node)]
        match node if kind in _RECORDED else None:
            case cst.FunctionDef() | cst.ClassDef():
                return []
            case cst.For(target=target, iter=iterable, body=body):
                return [*self.nodes(iterable), Loop(self._code(target), self._code(iterable), tuple(self.block(body)))]
            case cst.While(test=test, body=body):
                return [Loop("", self._code(test), tuple(self.block(body)))]
            case cst.ListComp(elt=element, for_in=clause):
                return self._comprehension(element, clause)
            case cst.If(test=test, body=body, orelse=orelse):
                inner = self.nodes(orelse) if orelse is not None else []
                return [Branch(self._code(test), tuple(self.block(body)), tuple(inner))]
            case cst.IfExp(test=test, body=body, orelse=orelse):
                return [Branch(self._code(test), tuple(self.nodes(body)), tuple(self.nodes(orelse)))]
            case cst.With(items=items, body=body):
                return self._with(list(items), body)
        return self.block(node)

    def _comprehension(self, element, clause: cst.CompFor) -> list[Node]:
        inner = clause.inner_for_in
        body = self._comprehension(element, inner) if inner is not None else self.nodes(element)
        for test in reversed(clause.ifs):
            body = [Branch(self._code(test.test), tuple(body))]
        return [*self.nodes(clause.iter), Loop(self._code(clause.target), self._code(clause.iter), tuple(body))]

    def _with(self, items: list[cst.WithItem], body: cst.BaseSuite) -> list[Node]:
        if not items:
            return self.block(body)
        inner = self._with(items[1:], body)
        item = items[0].item
        if isinstance(item, cst.Call) and self.facts.names.symbol(item.func) == "tf.variable_scope":
            bound = items[0].asname.name.value if items[0].asname is not None and isinstance(
                items[0].asname.name, cst.Name) else ""
            return [self._scope(item, bound, inner)]
        return [*self.nodes(item), *inner]

    def _assigned(self, statement: cst.BaseSmallStatement) -> list[Node]:
        """An assignment of names, or that a name changes in another way."""
        match statement:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name() | cst.Tuple())]) | cst.AugAssign(target=cst.Name()):
                return [Assigned(self._code(statement))]
        return [Assigned(f"{name} = ...") for name in sorted(effects(statement).changes)]


def _needed(body: Iterable[Node]) -> tuple[Node, ...]:
    """Drops the assignments, loops and conditions that no name depends on."""
    body = tuple(body)
    needed: set[str] = set()
    while True:
        kept = _prune(body, needed)
        wanted = needed | _names_in(kept)
        if wanted == needed:
            return kept
        needed = wanted


def _prune(body: tuple[Node, ...], needed: set[str]) -> tuple[Node, ...]:
    kept: list[Node] = []
    for node in body:
        match node:
            case Assigned(statement=source):
                if _effects(source).changes & needed:
                    kept.append(node)
            case Scope(body=inner) | Loop(body=inner):
                if inner := _prune(inner, needed):
                    kept.append(replace(node, body=inner))
            case Branch(test=test, body=inner, orelse=orelse):
                inner, orelse = _prune(inner, needed), _prune(orelse, needed)
                if inner or orelse:
                    kept.append(Branch(test, inner, orelse))
            case _:
                kept.append(node)
    return tuple(kept)


def _names_in(body: Iterable[Node]) -> set[str]:
    """The variables that recorded expressions read or bind."""
    found: set[str] = set()
    for node in body:
        match node:
            case Assigned(statement=source):
                parsed = _effects(source)
                found |= parsed.uses | parsed.changes
            case Made(name=name):
                found |= _read(name)
            case Called(arguments=arguments):
                found |= set().union(*(_read(value) for _, value in arguments), set())
            case Scope(name=name, default=default, bound=bound, body=inner):
                found |= _read(name) | _read(default) | ({bound} if bound else set()) | _names_in(inner)
            case Loop(target=target, iterable=iterable, body=inner):
                found |= _read(target or None) | _read(iterable) | _names_in(inner)
            case Branch(test=test, body=inner, orelse=orelse):
                found |= _read(test) | _names_in(inner) | _names_in(orelse)
    return found


def _source(node: cst.CSTNode, code) -> str:
    """The source of a node, in parentheses where it is an expression of several lines."""
    source = code(node).strip()
    return f"({source})" if "\n" in source and isinstance(node, cst.BaseExpression) else source


def _read(source: str | None) -> frozenset[str]:
    return frozenset() if source is None else _uses(source)


@functools.lru_cache(maxsize=1024)
def _uses(source: str) -> frozenset[str]:
    return uses(cst.parse_expression(source))


@functools.lru_cache(maxsize=1024)
def _effects(source: str) -> Effects:
    return effects(cst.parse_statement(source))
