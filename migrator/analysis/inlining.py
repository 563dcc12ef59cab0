"""The functions that a model_fn has its metrics made by, taken into its body.

``eval_metric_ops=metric_fn(labels, logits)``, or on a TPU ``eval_metrics=(metric_fn, [labels,
logits])``, becomes the statements of ``metric_fn`` and the expression that it returns, so that what
makes the metrics is found in one place. What is not replaced stays the same node: facts that are
known of it by its identity hold on.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import effects, parameters, uses
from migrator.analysis.graph_function import local_names
from migrator.analysis.heads import makes_spec
from migrator.analysis.helpers import FunctionFacts, bind, calls_in
from migrator.analysis.joined_returns import with_one_result
from migrator.analysis.model_fns import SPECS
from migrator.analysis.steps import Unsupported
from migrator.analysis.train_ops import OPTIMIZE_LOSS
from migrator.names import Names
from migrator.transforms.registry import Kind
from migrator.trees import children, rewrite, walk

_DEPTH = 8  # How deep functions that are taken in may call each other.
_ATOMS = (cst.Name, cst.SimpleString, cst.Integer, cst.Float)


@dataclass(eq=False)
class Inlined:
    """A function with others taken into its body.

    Attributes:
        node: the function as it is now.
        taken: the functions that were taken in.
    """

    node: cst.FunctionDef
    taken: set[cst.FunctionDef] = field(default_factory=set)


def inline(function: cst.FunctionDef, names: Names, is_wanted: Callable[[cst.FunctionDef], bool]) -> Inlined:
    """Takes functions of the module into the body of one that calls them.

    Args:
        function: the function that calls.
        names: the module's names.
        is_wanted: says of a function of the module whether its calls are to be replaced.
    """
    inlined = Inlined(rewrite(function, _Returner(names, is_wanted)))
    for _ in range(_DEPTH):
        inliner = _Inliner(inlined.node, names, is_wanted)
        node = rewrite(inlined.node, inliner)
        if not inliner.taken:
            return Inlined(node, inlined.taken) if inliner.has_applied else inlined
        inlined = Inlined(node, inlined.taken | inliner.taken)
    raise Unsupported("MIG115", function, "the metrics are made by functions that call each other")


class _Returner(cst.CSTTransformer):
    """``spec = make_spec(…)`` with ``return spec`` behind it as one return."""

    def __init__(self, names: Names, is_wanted: Callable[[cst.FunctionDef], bool]):
        super().__init__()
        self.names = names
        self.is_wanted = is_wanted

    def leave_IndentedBlock(self, original: cst.IndentedBlock, updated: cst.IndentedBlock) -> cst.IndentedBlock:
        match updated.body:
            case [*before, cst.SimpleStatementLine(body=[cst.Assign(
                    targets=[cst.AssignTarget(target=cst.Name(value=bound))], value=cst.Call() as call)]) as made,
                  cst.SimpleStatementLine(body=[cst.Return(value=cst.Name(value=returned)) as last])] if bound == returned:
                definition = self.names.definition(call.func)
                if isinstance(definition, cst.FunctionDef) and self.is_wanted(definition):
                    return updated.with_changes(body=[*before, made.with_changes(body=[last.with_changes(value=call)])])
        return updated


class _Inliner(cst.CSTTransformer):
    """Replaces the calls of some functions that stand in plain statements."""

    def __init__(self, function: cst.FunctionDef, names: Names, is_wanted: Callable[[cst.FunctionDef], bool]):
        super().__init__()
        self.function = function
        self.names = names
        self.is_wanted = is_wanted
        self.local = set(local_names(function))
        self.taken: set[cst.FunctionDef] = set()
        self.has_applied = False
        self._before: list[cst.BaseStatement] = []
        self._lead: list[cst.EmptyLine] = []
        self._results: dict[cst.Call, tuple[str, ...]] = {}
        self._of_branch = False

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return node is self.function

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    visit_ListComp = visit_DictComp = visit_GeneratorExp = visit_SetComp = visit_SimpleStatementSuite = visit_Lambda

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> None:
        match node.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=target)], value=cst.Call() as call)]:
                self._results[call] = _target_names(target)

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        if self.names.symbol(original.func) == "tf.cond":
            return updated.with_changes(args=[arg.with_changes(value=self._branch(arg.value)) for arg in updated.args])
        if isinstance(updated.func, cst.Lambda):  # What a head was given to train with.
            value = applied(updated.func, list(updated.args), self.names)
            self.has_applied |= value is not None
            return value or updated
        return self._inlined(updated.func, updated, self._results.get(original, ())) or updated

    def _branch(self, function: cst.BaseExpression) -> cst.BaseExpression:
        """A function that a condition may call, as one expression: what comes before it only makes ops of this branch."""
        call = function.body if isinstance(function, cst.Lambda) and not function.params.params else cst.Call(function)
        if not isinstance(call, cst.Call) or not isinstance(call.func, (cst.Name, cst.Attribute)):
            return function
        value = self._inlined(call.func, call)
        if value is None:
            return function
        self._of_branch = True
        return cst.Lambda(cst.Parameters(), value)

    def leave_Tuple(self, original: cst.Tuple, updated: cst.Tuple) -> cst.BaseExpression:
        match updated.elements:
            case [cst.Element(value=cst.Name() as function), cst.Element(value=given)]:
                call = _call(function, given)
                return (call is not None and self._inlined(function, call)) or updated
        return updated

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Return(value=cst.Call() as call)]:
                tail = self._tail(call)
                if tail is not None:
                    before, self._before = self._before, []
                    first = tail[0].with_changes(leading_lines=[*updated.leading_lines, *tail[0].leading_lines])
                    return cst.FlattenSentinel([*before, first, *tail[1:]])
        before, self._before = self._before, []
        lead, self._lead = self._lead, []
        of_branch, self._of_branch = self._of_branch, False
        if before and of_branch:  # What stands before the statement is said of the condition in it.
            return cst.FlattenSentinel([*before, updated])
        if not before:
            return updated.with_changes(leading_lines=[*updated.leading_lines, *lead]) if lead else updated
        first = before[0].with_changes(leading_lines=updated.leading_lines)
        last = _without_own_values(updated)
        return cst.FlattenSentinel([first, *before[1:], *([last.with_changes(leading_lines=lead)] if last is not None else [])])

    def leave_If(self, original, updated):
        if self._before:  # It stood in the condition, which may be one of several.
            raise Unsupported("MIG115", original, "metrics are made in the head of a block")
        return updated

    leave_For = leave_While = leave_With = leave_Try = leave_If

    def _definition(self, function: cst.BaseExpression) -> cst.FunctionDef | None:
        """The function of the module that is to be taken in, also a method of the same instance."""
        definition = FunctionFacts(self.names, {}).called(cst.Call(function))
        if definition is None or definition is self.function or not self.is_wanted(definition):
            return None
        return definition

    def _is_bound(self, function: cst.BaseExpression, definition: cst.FunctionDef) -> bool:
        """Whether a call passes the instance by itself."""
        method = isinstance(self.names.scopes[definition].parent.node, cst.ClassDef)
        return method and isinstance(function, cst.Attribute) and not any(
            isinstance(one.decorator, cst.Name) and one.decorator.value == "staticmethod" for one in definition.decorators)

    def _tail(self, call: cst.Call) -> list[cst.BaseStatement] | None:
        """Gives the whole body of a function whose result is returned, with all its returns."""
        definition = self._definition(call.func)
        if definition is None:
            return None
        made = _instance(definition, call, self.local, True, self._is_bound(call.func, definition))
        if made is None:
            return None
        self.local |= set().union(*(effects(one).changes for one in made[0]), set())
        self.taken.add(definition)
        return made[0]

    def _inlined(self, function: cst.BaseExpression, call: cst.Call, results: tuple[str, ...] = ()) -> cst.BaseExpression | None:
        definition = self._definition(function)
        if definition is None:
            return None
        made = _instance(definition, call, self.local, skip=self._is_bound(function, definition), results=results)
        if made is None:
            return None
        statements, value, lead = made
        self._lead.extend(line for line in lead if line.comment is not None)
        self.local |= set().union(*(effects(one).changes for one in statements), set())
        self._before.extend(statements)
        self.taken.add(definition)
        return value


def applied(function: cst.BaseExpression, given: list[cst.Arg], names: Names) -> cst.BaseExpression | None:
    """Gives what applying a function to arguments comes to, where the function is one expression.

    Args:
        function: a lambda, or the name of a function of the module.
        given: the arguments.
        names: the module's names.

    Returns:
        The expression, or None where the function is more than one, or can't be followed.
    """
    if isinstance(function, cst.Lambda):
        params = [param.name.value for param in function.params.params]
        if len(params) != len(given) or any(arg.keyword is not None for arg in given) or bound_inside(function.body):
            return None
        return rewrite(function.body, Substitution({name: arg.value for name, arg in zip(params, given)}))
    definition = names.definition(function)
    if not isinstance(definition, cst.FunctionDef):
        return None
    made = _instance(definition, cst.Call(function, given), set())
    return made[1] if made is not None and not made[0] else None


def _call(function: cst.Name, given: cst.BaseExpression) -> cst.Call | None:
    """The call that a TPU makes of a function with its tensors, in a list or in a dict."""
    match given:
        case cst.List(elements=elements) | cst.Tuple(elements=elements):
            return cst.Call(function, [cst.Arg(element.value) for element in elements])
        case cst.Dict(elements=elements) if all(isinstance(element, cst.DictElement) and isinstance(
                element.key, cst.SimpleString) for element in elements):
            return cst.Call(function, [cst.Arg(element.value, keyword=cst.Name(str(element.key.evaluated_value)))
                                       for element in elements])
    return None


def _target_names(target: cst.BaseExpression) -> tuple[str, ...]:
    """The variables that an assignment binds to the parts of a value, () where it binds anything else."""
    parts = [element.value for element in target.elements] if isinstance(target, (cst.Tuple, cst.List)) else [target]
    return tuple(part.value for part in parts) if all(isinstance(part, cst.Name) for part in parts) else ()


def _without_own_values(line: cst.SimpleStatementLine) -> cst.SimpleStatementLine | None:
    """Gives an assignment without the variables that it gives their own values, or None where nothing remains."""
    match line.body:
        case [cst.Assign(targets=[cst.AssignTarget(target=target)], value=value) as assign]:
            names = _target_names(target)
            values = [element.value for element in value.elements] if len(names) > 1 and isinstance(value, cst.Tuple) else [value]
            pairs = [(name, one) for name, one in zip(names, values) if not (isinstance(one, cst.Name) and one.value == name)]
            if len(names) != len(values) or len(pairs) == len(names):
                return line
            if not pairs:
                return None
            if len(pairs) == 1:
                target, value = cst.Name(pairs[0][0]), pairs[0][1]
            else:
                target = cst.Tuple([cst.Element(cst.Name(name)) for name, _ in pairs], lpar=[], rpar=[])
                value = cst.Tuple([cst.Element(one) for _, one in pairs], lpar=[], rpar=[])
            return line.with_changes(body=[assign.with_changes(targets=[cst.AssignTarget(target)], value=value)])
    return line


def _instance(definition: cst.FunctionDef, call: cst.Call, local: set[str], tail: bool = False,
              skip: bool = False, results: tuple[str, ...] = ()):
    """Gives the statements and the value that a call of a function stands for, or None where that can't be.

    In a tail call the statements are all of the function's, returns included, and there is no value. What the caller
    calls the results, the statements call so.
    """
    body = _whole(definition) if tail else _straight(definition) or _branched(definition, results)
    if body is None:
        return None
    try:
        bound = bind(call, definition, skip)
    except Unsupported:
        return None
    if skip:
        bound[definition.params.params[0].name.value] = cst.Name("self")
    own = local_names(definition)
    inner = bound_inside(definition.body)
    free = uses(definition.body) - own
    statements, value, lead = body
    if isinstance(definition.params.star_arg, cst.Param) or not _is_nested_or_clear(definition, free, local):
        return None
    mapping: dict[str, cst.BaseExpression] = {}
    prologue: list[tuple[str, cst.BaseExpression]] = []
    rebound = set().union(*(effects(one).changes for one in statements), set())
    own = own | rebound
    for param in parameters(definition.params):
        name = param.name.value
        given = bound.get(name, param.default)
        if given is None:
            return None
        if name not in rebound and (isinstance(given, _ATOMS) or count_names(definition.body, name) <= 1):
            mapping[name] = given
        else:
            prologue.append((name, given))
    mapping |= _named_by_caller(value, results, own, mapping, free.union(*(uses(given) for given in mapping.values()), *(
        uses(given) for _, given in prologue)))
    for name in sorted(own - set(mapping)):
        if name in local:
            mapping[name] = cst.Name(_free(f"{name}_", local | own))
    read = set().union(*(uses(given) for given in mapping.values()), set())
    if inner & (set(mapping) | read):
        return None
    rename = Substitution(mapping)
    first = [_assignment(mapping.get(name, cst.Name(name)), given) for name, given in prologue]
    written = [*first, *(rewrite(one, rename) for one in statements)]
    return written, None if value is None else rewrite(value, rename), lead


def _named_by_caller(value: cst.BaseExpression | None, results: tuple[str, ...], own: frozenset[str] | set[str],
                     mapping: dict[str, cst.BaseExpression], read: set[str] | frozenset[str]) -> dict[str, cst.BaseExpression]:
    """The local names that a function returns, as the caller names them."""
    values = [element.value for element in value.elements] if isinstance(value, cst.Tuple) else [value]
    if len(values) != len(results) or len(set(results)) != len(results):
        return {}
    found = {}
    for one, name in zip(values, results):
        if isinstance(one, cst.Name) and one.value in own and one.value not in {*mapping, *found} and name not in read and (
                name == one.value or name not in own):
            found[one.value] = cst.Name(name)
    return found


def _is_nested_or_clear(definition: cst.FunctionDef, free: Iterable[str], local: set[str]) -> bool:
    """Whether the names that a function reads from outside mean the same where it is called.

    Those of a nested function are the caller's own; of another one, they must not be hidden.
    """
    return definition.name.value in local or not set(free) & local


def _whole(definition: cst.FunctionDef):
    """All statements of a function but its docstring."""
    if not isinstance(definition.body, cst.IndentedBlock):
        return None
    body = list(definition.body.body)
    match body[:1]:
        case [cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())])]:
            body = body[1:]
    return (body, None, ()) if body else None


def _straight(definition: cst.FunctionDef):
    """The statements of a function whose only return is its last statement, and what it returns."""
    if not isinstance(definition.body, cst.IndentedBlock):
        return None
    body = list(definition.body.body)
    match body[:1]:
        case [cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())])]:
            body = body[1:]
    match body[-1:]:
        case [cst.SimpleStatementLine(body=[cst.Return(value=value)])] if value is not None:
            return None if any(_returns(one) for one in body[:-1]) else (body[:-1], value, body[-1].leading_lines)
        case [cst.With(body=cst.IndentedBlock(body=[*inner, cst.SimpleStatementLine(body=[cst.Return(value=value)])])) as block] if (
                value is not None and not any(_returns(one) for one in (*body[:-1], *inner))):
            named = isinstance(value, cst.Name) and inner
            result = value if named else cst.Name(f"{definition.name.value}_result")
            bound = [] if named else [_assignment(result, value)]
            return [*body[:-1], block.with_changes(body=block.body.with_changes(body=[*inner, *bound]))], result, ()
    return None


def _branched(definition: cst.FunctionDef, results: tuple[str, ...]):
    """The same for a function that returns in branches."""
    whole = _whole(definition)
    found = with_one_result(definition.with_changes(body=definition.body.with_changes(body=whole[0])), results) if whole else None
    return None if found is None else (*found, ())


def _returns(node: cst.CSTNode) -> bool:
    if isinstance(node, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
        return False
    return isinstance(node, (cst.Return, cst.Yield)) or any(_returns(child) for child in children(node))


def bound_inside(body: cst.CSTNode) -> set[str]:
    """Names that nested functions and comprehensions bind."""
    found: set[str] = set()
    stack = [body]
    while stack:
        node = stack.pop()
        match node:
            case cst.FunctionDef(params=params) | cst.Lambda(params=params):
                found |= {param.name.value for param in parameters(params)}
                if isinstance(node, cst.FunctionDef):
                    found |= local_names(node)
            case cst.CompFor(target=target):
                found |= {name.value for name in _names(target)}
        stack.extend(children(node))
    return found


def _names(node: cst.CSTNode) -> list[cst.Name]:
    return [node] if isinstance(node, cst.Name) else [name for child in children(node) for name in _names(child)]


def count_names(body: cst.CSTNode, name: str) -> int:
    """How often a name stands in a tree; in a loop or a nested function it counts twice."""
    if isinstance(body, cst.Name):
        return int(body.value == name)
    if isinstance(body, cst.Attribute):
        return count_names(body.value, name)
    found = sum(count_names(child, name) for child in children(body))
    return found * 2 if isinstance(body, (cst.For, cst.While, cst.CompFor, cst.FunctionDef, cst.Lambda)) else found


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    return name


def _assignment(target: cst.BaseExpression, value: cst.BaseExpression) -> cst.BaseStatement:
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(target)], value)])


class Substitution(cst.CSTTransformer):
    """Replaces local names by expressions."""

    def __init__(self, mapping: dict[str, cst.BaseExpression]):
        super().__init__()
        self.mapping = mapping
        self._plain: set[cst.CSTNode] = set()

    def visit_Attribute(self, node: cst.Attribute) -> None:
        self._plain.add(node.attr)

    def visit_Arg(self, node: cst.Arg) -> None:
        if node.keyword is not None:
            self._plain.add(node.keyword)

    def leave_Name(self, original: cst.Name, updated: cst.Name) -> cst.BaseExpression:
        replacement = self.mapping.get(original.value) if original not in self._plain else None
        if replacement is None:
            return updated
        if isinstance(replacement, (cst.BinaryOperation, cst.BooleanOperation, cst.Comparison, cst.IfExp,
                                    cst.UnaryOperation, cst.Lambda)) and not replacement.lpar:
            return replacement.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        return replacement


def makes_part(facts: FunctionFacts) -> Callable[[cst.FunctionDef], bool]:
    """Gives a test of functions: whether one makes a part of a spec that has to be read where it is used.

    That is streaming metrics, a train_op, or the spec itself.
    """
    metrics = makes_metrics(facts)
    names = facts.names
    known: dict[cst.FunctionDef, bool] = {}

    def makes_other(function: cst.FunctionDef) -> bool:
        if function not in known:
            known[function] = False
            calls = calls_in(function.body)
            called = {definition for call in calls if (definition := facts.called(call)) is not None}
            known[function] = any(
                names.symbol(call.func) in (*SPECS, OPTIMIZE_LOSS) or makes_spec(call) or names.symbol(call.func) is None
                and isinstance(call.func, cst.Attribute) and call.func.attr.value in ("minimize", "apply_gradients")
                for call in calls) or any(map(makes_other, called))
        return known[function]

    return lambda function: metrics(function) or makes_other(function)


def given_labels(function: cst.FunctionDef, facts: FunctionFacts, tainted: Iterable[str] = ("labels",),
                 found: set[cst.FunctionDef] | None = None) -> set[cst.FunctionDef]:
    """Gives the functions that make layers and are given the labels for something else, which is no part of the network.

    Args:
        function: a model_fn, or a function that it calls.
        facts: what is known of the module's functions.
        tainted: the names of the parameters that hold labels.
        found: those that are found by now.
    """
    found = set() if found is None else found
    held = set(tainted)
    for node in walk(function.body):
        match node:
            case cst.Assign(targets=targets, value=value) if uses(value) & held and not any(map(facts.called, calls_in(value))):
                held |= {name for target in targets for name in _target_names(target.target)}
            case cst.Call() if (called := facts.called(node)) is not None and called is not function and facts.creates(called):
                own = _parameters_given(node, called, held, facts)
                if own and called not in found and not _is_conditioned(called, own, facts):
                    found.add(called)
                    given_labels(called, facts, own, found)
    return found


def _is_conditioned(function: cst.FunctionDef, given: Iterable[str], facts: FunctionFacts, depth: int = 0) -> bool:
    """Whether layers that a function makes, or that one makes which it calls, are applied to what some of its parameters give."""
    held = set(given)
    for node in walk(function.body):
        match node:
            case cst.Assign(targets=targets, value=value) if uses(value) & held and not any(map(facts.called, calls_in(value))):
                held |= {name for target in targets for name in _target_names(target.target)}
    for call in calls_in(function.body):
        called = facts.called(call)
        if called is None:
            makes_layer = facts.kind(facts.names.symbol(call.func)) is Kind.LAYER or facts.is_layer_constructor(call.func)
            if makes_layer and any(uses(arg.value) & held for arg in call.args):
                return True
        elif facts.creates(called) and depth < 5 and _is_conditioned(called, _parameters_given(call, called, held, facts), facts, depth + 1):
            return True
    return False


def _parameters_given(call: cst.Call, function: cst.FunctionDef, held: set[str], facts: FunctionFacts) -> set[str]:
    """The parameters of a function that a call gives something made of some names."""
    method = isinstance(facts.names.scopes[function].parent.node, cst.ClassDef)
    try:
        given = bind(call, function, method and isinstance(call.func, cst.Attribute))
    except Unsupported:
        return set()
    return {name for name, value in given.items() if uses(value) & held}


def makes_metrics(facts: FunctionFacts) -> Callable[[cst.FunctionDef], bool]:
    """Gives a test of functions: whether one, or one that it calls, makes streaming metrics, and neither layers nor a spec."""
    names = facts.names
    known: dict[cst.FunctionDef, bool] = {}

    def test(function: cst.FunctionDef) -> bool:
        if function not in known:
            known[function] = False  # A recursive call adds nothing.
            calls = calls_in(function.body)
            symbols = {names.symbol(call.func) for call in calls}
            called = {definition for call in calls if (definition := facts.called(call)) is not None}
            known[function] = not symbols & SPECS.keys() and not facts.creates(function) and (
                any(facts.kind(symbol) is Kind.METRIC for symbol in symbols) or any(map(test, called)))
        return known[function]

    return test
