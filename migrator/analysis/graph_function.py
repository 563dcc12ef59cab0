"""A function that builds a graph, taken apart: its steps, their times, the calls that create things."""
from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import libcst as cst

from migrator.analysis.binding_times import BindingTimes, Time
from migrator.analysis.def_use import CHANGING, effects, parameters
from migrator.analysis.function_values import functions_called
from migrator.analysis.helpers import FunctionFacts, Helper, Role, bind, calls_in, join, role_of
from migrator.analysis.modes import ALL_MODES, Mode, Modes
from migrator.analysis.parameter_uses import ParameterUses, Purpose
from migrator.analysis.steps import Body, Step, Unsupported, flatten
from migrator.memory import remembered
from migrator.transforms.registry import Kind
from migrator.trees import children


@dataclass(eq=False)
class Site:
    """A call that creates a layer or a variable and, for a layer, applies it.

    Attributes:
        node: the call in the original tree.
        kind: Kind.LAYER, Kind.VARIABLE, Kind.PART, or None for a call of a helper.
        helper: the helper that is called, or None.
        step: index of the step that it stands in.
        loops: the loops and conditions of that step around it, outermost first.
        attribute: name of the attribute that holds what it creates; set when names are given.
        shares: the earlier site whose layer it reuses, or None.
        once: it stands in a loop, and all rounds reuse what the first creates.
        alternatives: the helpers that it may call, where it does not name one; `helper` is the first of them.
        is_returned: it stands in what a return statement returns, before the step.
    """

    node: cst.Call
    kind: Kind | None
    helper: Helper | None
    step: int
    loops: tuple[cst.CSTNode, ...]
    attribute: str = ""
    shares: Site | None = None
    once: bool = False
    alternatives: tuple[Helper, ...] = ()
    is_returned: bool = False

    @property
    def in_loop(self) -> bool:
        """Whether it creates more than once for one call of the function."""
        return not self.once and any(isinstance(node, (cst.For, cst.While, cst.ListComp)) for node in self.loops)


@dataclass(eq=False)
class GraphFunction:
    """A function body that builds a graph.

    Attributes:
        node: the function.
        facts: what is known of the module's functions.
        purposes: what they use their parameters for.
        body: its steps.
        times: the binding times of names before each step, and after the last.
        sites: the calls in it that create things, in order.
        binding: gives the binding times of expressions.
        step_names: local names that hold the global step.
        owner: the name that the class gives to the instance whose method it is, or None.
        roles: of a helper, what becomes of its parameters.
        origin: the function as the module has it, where `node` was made of it.
    """

    node: cst.FunctionDef
    facts: FunctionFacts
    purposes: ParameterUses
    body: Body
    times: list[dict[str, Time]]
    binding: BindingTimes
    sites: list[Site] = field(default_factory=list)
    step_names: frozenset[str] = frozenset()
    owner: str | None = None
    roles: Mapping[str, Role] = field(default_factory=dict)
    origin: cst.FunctionDef | None = None

    def time(self, node: cst.CSTNode, step: int) -> Time:
        """Gives when an expression that stands in a step is known."""
        return self.binding.of(node, self.around(step))

    def around(self, step: int) -> Mapping[str, Time]:
        """The times of names within a step: of a compound one, the latest before or after it."""
        before = self.times[step]
        if step < len(self.body.steps) and self.body.steps[step].simple is None:
            after = self.times[step + 1]
            return {name: max(before.get(name, Time.CONSTRUCT), after.get(name, Time.CONSTRUCT))
                    for name in {*before, *after}}
        return before

    def applies_layer(self, index: int) -> bool:
        """Whether a step applies a layer or model object that a variable holds."""
        held = self._held
        return bool(held) and any(
            isinstance(call.func, cst.Name) and call.func.value in held
            or isinstance(call.func, cst.Attribute) and isinstance(call.func.value, cst.Name)
            and call.func.value.value in held and call.func.attr.value in ("apply", "__call__")
            for call in calls_in(self.body.steps[index].statement))

    @functools.cached_property
    def takes_gradients(self) -> bool:
        """Whether it calls ``tf.gradients``."""
        return any(self.facts.names.symbol(call.func) == "tf.gradients" for call in calls_in(self.node.body))

    def only_trains_again(self, index: int) -> bool:
        """Whether a step applies, in training alone, what other steps of training have made."""
        steps = self.body.steps
        return index < len(steps) and steps[index].modes == {Mode.TRAIN} and all(
            site.shares is not None and site.shares.step < len(steps) and Mode.TRAIN in steps[site.shares.step].modes
            for site in self.sites if site.step == index)

    @functools.cached_property
    def _held(self) -> set[str]:
        """The variables that hold a layer or model object."""
        return {step.target for step in self.body.steps if step.target is not None and (
            self.facts.is_layer_constructor(step.value) or self._makes_model(step.value))}

    def _makes_model(self, value: cst.BaseExpression | None) -> bool:
        if not isinstance(value, cst.Call):
            return False
        made = self.facts.called(value)
        if made is not None:
            return self.facts.makes_keras_model(made)
        defined = self.facts.names.definition(value.func)
        return isinstance(defined, cst.ClassDef) and (
            self.facts.is_keras_class(defined) or self.facts.holds_layers(defined))

    def is_constructed(self, index: int) -> bool:
        """Whether a step only computes what is known when the model is constructed."""
        step = self.body.steps[index]
        if any(site.step == index for site in self.sites):
            return False
        after = self.times[index + 1]
        changed = step.effects.changes
        return bool(changed) and all(after.get(name, Time.CONSTRUCT) is Time.CONSTRUCT for name in changed)


def is_check(graph: GraphFunction, index: int) -> bool:
    """Whether a step binds nothing and only looks at hyperparameters: a print, a log line, an assertion."""
    step = graph.body.steps[index]
    if step.effects.changes or step.modes != ALL_MODES:
        return False
    match step.simple:
        case cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString()) | cst.Pass():
            return False
        case cst.Expr(value=value):
            return isinstance(value, cst.Call) and graph.time(value, index) is Time.CONSTRUCT
        case cst.Assert(test=test):
            return graph.time(test, index) is Time.CONSTRUCT
        case None:
            return isinstance(step.statement, cst.If) and _only_raises(step.statement) and (
                graph.time(step.statement.test, index) is Time.CONSTRUCT)
    return False


def _only_raises(statement: cst.If) -> bool:
    return statement.orelse is None and all(
        isinstance(part, cst.SimpleStatementLine) and isinstance(part.body[0], cst.Raise) or isinstance(part, cst.Raise)
        for part in statement.body.body)


def variable_names(graph: GraphFunction) -> dict[str, Site]:
    """Gives the local names that hold a variable, or a part, and nothing else, with the site that makes it."""
    made = {site.node: site for site in graph.sites if site.kind in (Kind.VARIABLE, Kind.PART) and not site.loops}
    bound: dict[str, int] = {}
    for step in graph.body.steps:
        for name in step.effects.defines | step.effects.may_define:
            bound[name] = bound.get(name, 0) + 1
    return {step.target: made[step.value] for step in graph.body.steps
            if step.target is not None and step.value in made and bound[step.target] == 1}


def step_names(graph: GraphFunction) -> frozenset[str]:
    """Gives the local names that hold the global step and nothing else."""
    found, others = set(), set()
    for step in graph.body.steps:
        facts = graph.facts
        is_step = step.target is not None and isinstance(step.value, cst.Call) and facts.kind(
            facts.names.symbol(step.value.func)) is Kind.STEP
        (found if is_step else others).update(step.effects.defines)
    return frozenset(found - others)


def _role(graph: GraphFunction, value: cst.BaseExpression, step: int, definition: cst.FunctionDef, name: str) -> Role:
    """Gives the role that an argument for the parameter `name` of a function asks for."""
    modes = graph.body.modes
    time = graph.time(value, step)
    is_mode = isinstance(value, cst.Name) and value.value == modes.mode
    is_training = time is Time.TRACE and all(modes.truth(value, mode) is (mode is Mode.TRAIN) for mode in Mode)
    is_flag = _is_literal(value) and graph.purposes.serves(definition, name, Purpose.TRAINING)
    role = role_of(time, is_training or is_flag, is_mode, graph.purposes.serves(definition, name, Purpose.REUSE))
    is_size = role is Role.CALL and time is Time.BUILD and graph.purposes.serves(definition, name, Purpose.SIZE)
    return Role.CONSTRUCT if is_size else role


def _is_literal(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.Name) and value.value in ("True", "False")


def _free_names(graph: GraphFunction, definition: cst.FunctionDef) -> tuple[str, ...]:
    """Gives the local names of this function that a function nested in it reads."""
    scope = graph.facts.names.scopes[definition].parent
    if scope.node is not graph.origin:
        return ()
    functions = {step.statement.name.value for step in graph.body.steps if isinstance(step.statement, cst.FunctionDef)}
    return tuple(sorted(effects(definition).uses & graph.body.local - functions))


@remembered(32)  # Nodes never change; a function is taken apart several times.
def local_names(function: cst.FunctionDef) -> frozenset[str]:
    """Gives the names that are a function's own: parameters and what its body binds."""
    own = {param.name.value for param in parameters(function.params)}
    return frozenset(own | effects(function.body).changes & _bound_names(function.body))


_WITH_TARGET = frozenset((cst.AssignTarget, cst.AugAssign, cst.AnnAssign, cst.For, cst.CompFor, cst.NamedExpr))
_WITH_NAME = frozenset((cst.FunctionDef, cst.ClassDef, cst.AsName, cst.ImportAlias))
_NESTED = frozenset((cst.FunctionDef, cst.ClassDef, cst.Lambda))


def _bound_names(body: cst.CSTNode) -> set[str]:
    """The names that a body binds, those of functions nested in it and not of their bodies."""
    bound, stack = set(), [body]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind in _WITH_TARGET:
            bound |= target_names(node.target)
        elif kind in _WITH_NAME and type(node.name) is cst.Name:
            bound.add(node.name.value)
        if kind not in _NESTED:
            stack.extend(children(node))
    return bound


def target_names(target: cst.BaseExpression) -> set[str]:
    match target:
        case cst.Name(value=name):
            return {name}
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return set().union(*(target_names(element.value) for element in elements))
        case cst.StarredElement(value=value):
            return target_names(value)
    return set()


def analyse(function: cst.FunctionDef, facts: FunctionFacts, modes: Modes, known: dict[str, Time],
            helpers: dict[cst.FunctionDef, Helper], purposes: ParameterUses, returns_in_branches: bool = False,
            owner: str | None = None, free: tuple[str, ...] = (), roles: Mapping[str, Role] = MappingProxyType({}),
            origin: cst.FunctionDef | None = None) -> GraphFunction:
    """Takes a function body apart.

    Args:
        function: the function.
        facts: what is known of the module's functions.
        modes: what is known of the mode in it.
        known: the binding times of its parameters.
        helpers: the helpers found so far; those that it calls are entered, with their roles.
        purposes: what functions use their parameters for.
        returns_in_branches: whether a return under a condition over hyperparameters may stay.
        owner: a name for the instance, where the function is a method.
        free: names of the enclosing function that are parameters of its class.
        roles: of a helper, what becomes of its parameters.
        origin: the function as the module has it, where `function` was made of it.

    Raises:
        Unsupported: the body can't be taken apart.
    """
    body = flatten(function, modes, local_names(function) | set(free), returns_in_branches)
    is_test = body.modes.is_test
    binding = BindingTimes(facts.names, facts.kind, facts.time_of_result, is_test)
    times = _times(body, binding, known, facts)
    graph = GraphFunction(function, facts, purposes, body, times, binding, roles=roles, origin=origin or function)
    graph.step_names = step_names(graph)
    graph.owner = owner
    for index, step in enumerate(body.steps):
        _find_sites(graph, step.statement, index, (), helpers)
    for value, end in {id(value): (value, end) for value, end in body.returns.values()}.values():
        if value is not None:
            before = len(graph.sites)
            _find_sites(graph, value, end, (), helpers)
            for site in graph.sites[before:]:
                site.is_returned = True
    return graph


def _times(body: Body, binding: BindingTimes, known: dict[str, Time], facts: FunctionFacts) -> list[dict[str, Time]]:
    """Gives the times of names before each step and after the last.

    A list that is made empty and filled with tensors later is a run-time value from the start,
    and so is a value that depends on the mode a trace-time one.
    """
    later: dict[int, dict[str, Time]] = {}
    while True:
        times = [dict(known)]
        for index, step in enumerate(body.steps):
            after = _joined(step, times[-1], binding.after(step, times[-1]))
            for name, time in later.get(index, {}).items():
                after[name] = max(after.get(name, Time.CONSTRUCT), time)
            times.append(after)
        found = _demotions(body, times, facts)
        if all(later.get(index, {}).get(name) == time for index, names in found.items() for name, time in names.items()):
            return times
        for index, names in found.items():
            later.setdefault(index, {}).update(names)


def _demotions(body: Body, times: list[dict[str, Time]], facts: FunctionFacts) -> dict[int, dict[str, Time]]:
    """Finds the steps whose results are known later than their expressions: filled, emptied or mode-dependent ones."""
    found: dict[int, dict[str, Time]] = {}
    for index, step in enumerate(body.steps):
        for name in step.effects.defines:
            if times[index + 1].get(name, Time.CONSTRUCT) is not Time.CONSTRUCT:
                continue
            for other in range(index + 1, len(body.steps)):
                later = body.steps[other]
                if name in later.effects.defines:
                    if name not in later.effects.uses and not later.modes >= step.modes and _read_behind(body, name, other):
                        found.setdefault(index, {})[name] = Time.TRACE
                        found.setdefault(other, {})[name] = max(Time.TRACE, times[other + 1].get(name, Time.TRACE))
                    break
                if name in later.effects.may_define and (times[other + 1].get(name) is not Time.CONSTRUCT
                                                         or _changes_in_call(later, name, times[other + 1], facts)):
                    found.setdefault(index, {})[name] = Time.RUN
                    break
    return found


def _changes_in_call(step: Step, name: str, after: dict[str, Time], facts: FunctionFacts) -> bool:
    """Whether a step that computes tensors takes elements out of what a name holds, other than for a layer's configuration.

    It does so in every call, and what it takes them out of has to be made anew for each.
    """
    if all(after.get(changed, Time.CONSTRUCT) is Time.CONSTRUCT for changed in step.effects.changes):
        return False
    waiting: list[cst.CSTNode] = [step.statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Call):
            definition = facts.called(node)
            if facts.kind(facts.names.symbol(node.func)) in (Kind.LAYER, Kind.VARIABLE, Kind.PART) or (
                    facts.is_layer_constructor(node.func)) or definition is not None and facts.creates(definition):
                continue
            match node:
                case cst.Call(func=cst.Attribute(value=cst.Name(value=holder), attr=cst.Name(value=method))) if (
                        holder == name and method in CHANGING):
                    return True
                case cst.Call(func=cst.Name(value="next"), args=[cst.Arg(value=cst.Name(value=holder)), *_]) if holder == name:
                    return True
        waiting.extend(children(node))
    return False


def _read_behind(body: Body, name: str, index: int) -> bool:
    """Whether something behind a step reads the name that the step binds."""
    for step in body.steps[index + 1:]:
        if name in step.effects.uses:
            return True
        if name in step.effects.defines and step.modes >= body.steps[index].modes:
            return False
    return any(value is not None and name in effects(value).uses for value, end in body.returns.values() if end > index)


def _joined(step: Step, before: dict[str, Time], after: dict[str, Time]) -> dict[str, Time]:
    """The times behind a step: what only some modes rebind is known as late as in the others."""
    if step.modes == ALL_MODES:
        return after
    return {name: max(time, before.get(name, Time.CONSTRUCT)) if name in step.effects.changes else time
            for name, time in after.items()}


_REPEATING = frozenset((cst.For, cst.While, cst.If, cst.ListComp))


def _find_sites(graph: GraphFunction, node: cst.CSTNode, step: int, loops: tuple, helpers) -> None:
    """Enters the creating calls in a statement, inner ones first, as they run."""
    node_kind = type(node)
    if node_kind is cst.FunctionDef or node_kind is cst.ClassDef:
        return
    inner = (*loops, node) if node_kind in _REPEATING else loops
    for child in children(node):
        _find_sites(graph, child, step, inner, helpers)
    if node_kind is cst.Call:
        kind, helper = _creation(graph, node, step, helpers)
        alternatives = ()
        if kind is None and helper is None and _is_unknown(graph, node):
            alternatives = _alternatives(graph, node, step, helpers)
            helper = alternatives[0] if alternatives else None
        if kind is not None or helper is not None:
            graph.sites.append(Site(node, kind, helper, step, loops, alternatives=alternatives))


def _creation(graph: GraphFunction, call: cst.Call, step: int, helpers) -> tuple[Kind | None, Helper | None]:
    facts = graph.facts
    kind = facts.kind(facts.names.symbol(call.func))
    if kind in (Kind.LAYER, Kind.VARIABLE, Kind.PART):
        return kind, None
    if facts.is_layer_constructor(call.func):
        return Kind.LAYER, None
    definition = facts.called(call)
    if definition is not None and facts.creates(definition):
        helper = _call_helper(graph, call, step, definition, helpers)
        if helper is not None:
            return None, helper
        if facts.makes_variable(definition):
            return Kind.VARIABLE, None
        if facts.makes_parts(definition):
            return Kind.PART, None
        if facts.makes_variables(definition):
            raise Unsupported("MIG154", call, f"{definition.name.value} makes variables and is given no tensor")
    return None, None


def _is_unknown(graph: GraphFunction, call: cst.Call) -> bool:
    """Whether a call does not say by a name what it calls."""
    names = graph.facts.names
    return names.symbol(call.func) is None and graph.facts.called(call) is None and names.definition(call.func) is None and not (
        isinstance(call.func, (cst.Call, cst.Lambda)) and graph.facts.is_layer_constructor(call.func))


def _alternatives(graph: GraphFunction, call: cst.Call, step: int, helpers) -> tuple[Helper, ...]:
    """Enters the functions that a call may call, with equal roles for what is given at the same place."""
    functions = functions_called(graph, call, step, helpers)
    for function in functions:
        home = graph.facts.names.scopes[function].parent.node
        if isinstance(home, cst.FunctionDef) and home is not graph.origin and effects(function).uses & local_names(home):
            raise Unsupported("MIG151", call, f"{function.name.value}, which may make the layers, reads variables of {home.name.value}")
    found = tuple(_call_helper(graph, call, step, function, helpers) for function in functions)
    if None in found or found and graph.time(call.func, step) is not Time.CONSTRUCT:
        raise Unsupported("MIG151", call, "which function makes the layers is not known when the model is constructed")
    places = [list(bind(call, function)) for function in functions]
    for at in zip(*places):
        given = {one.roles[name] for one, name in zip(found, at)}
        for one, name in zip(found, at) if len(given) > 1 else ():
            for role in given:
                one.changed = join(one.roles, name, role) or one.changed
    for one in found:
        one.is_value = True
    return found


def _call_helper(graph, call, step, definition, helpers) -> Helper | None:
    """Enters a call of a helper and what it says of the helper's parameters."""
    owner = graph.owner if graph.facts.passes_instance(call, definition) else None
    bound = bind(call, definition, owner is not None)
    roles = {name: _role(graph, value, step, definition, name) for name, value in bound.items()}
    _settle_flags(bound, roles)
    if all(role in (Role.CONSTRUCT, Role.REUSE) for role in roles.values()):
        return None  # It makes a model out of hyperparameters alone: a function it stays.
    if definition not in helpers:
        own = [param.name.value for param in parameters(definition.params)]
        roles_before = {name: Role.REUSE if graph.purposes.serves(definition, name, Purpose.REUSE) else Role.CONSTRUCT
                        for name in own}
        if owner is not None:
            del roles_before[own[0]]
        helpers[definition] = Helper(definition, roles_before, "", owner)
        helpers[definition].free = _free_names(graph, definition)
    helper = helpers[definition]
    helper.sites.add(call)
    for name in helper.free:
        roles[name] = _role(graph, cst.Name(name), step, definition, name)
    if any([join(helper.roles, name, role) for name, role in roles.items()]):
        helper.changed = True
    return helper


def _settle_flags(bound: Mapping[str, cst.BaseExpression], roles: dict[str, Role]) -> None:
    """A class has one flag for training: where a call gives several that differ, the literal ones are constants."""
    flags = {name: value for name, value in bound.items() if roles[name] in (Role.TRAINING, Role.MODE)}
    literal = {name: value.value for name, value in flags.items() if _is_literal(value)}
    if len(set(literal.values())) > 1 or 0 < len(literal) < len(flags):
        roles.update(dict.fromkeys(literal, Role.CONSTRUCT))
