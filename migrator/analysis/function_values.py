"""Functions that make layers as values: kept in a dict, picked by a condition, passed as an argument, and called there.

``NETWORKS[params["network"]](images)`` hides which function makes the layers. All that it may be become classes of one
kind, so that what holds the functions holds the classes then.
"""
from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.def_use import parameters
from migrator.analysis.helpers import FunctionFacts, Helper, bind, calls_in
from migrator.analysis.input_fns import returned_values
from migrator.analysis.steps import Unsupported
from migrator.names import Names

_REFLECTION = {"globals", "locals", "vars", "eval", "getattr", "__import__"}
_METHODS = frozenset("append extend insert add update setdefault get pop format items keys values minimize compute_gradients "
                     "apply_gradients".split())  # Of lists, dicts, strings and optimizers.
_DEPTH = 6


class Other(enum.Enum):
    """What a called expression may be besides a function of the program."""

    HARMLESS = "makes no layers that are not known"
    UNKNOWN = "can't be followed"
    REFLECTED = "is found by its name when the program runs"


def functions_called(graph, call: cst.Call, step: int, helpers: Mapping[cst.FunctionDef, Helper]) -> tuple[cst.FunctionDef, ...]:
    """Gives the functions that make layers and that a call may call, where it does not name one.

    Args:
        graph: the function that the call stands in.
        call: the call.
        step: index of its step.
        helpers: the helpers that are known by now.

    Returns:
        The functions, in the order in which the program names them; () where the call makes no layers.

    Raises:
        Unsupported: it may make layers, and which function does can't be told.
    """
    facts = graph.facts
    if _is_method(call.func) or not any(graph.time(arg.value, step) is Time.RUN for arg in call.args):
        return ()
    if isinstance(call.func, cst.Attribute) and graph.time(call.func.value, step) is not Time.CONSTRUCT:
        return ()
    found = list(dict.fromkeys(_values(call.func, facts, _Callers(graph, helpers))))
    functions = [one for one in found if isinstance(one, cst.FunctionDef)]
    making = [one for one in functions if facts.creates(one) and not _makes_spec(one, facts)]
    if Other.REFLECTED in found and _some_makes_layers(facts):
        raise Unsupported("MIG151", call, f"{facts.names.code(call.func).strip()} is found by its name, and may make layers")
    if Other.UNKNOWN in found:
        making += [one for one in passed_on(facts) if one not in making and _takes(one, call)]
    if making and (Other.HARMLESS in found or len(making) < len(functions)):
        raise Unsupported("MIG151", call, f"{facts.names.code(call.func).strip()} may be a function that makes layers, or one that "
                                          "makes none")
    return tuple(making)


def passed_on(facts: FunctionFacts) -> list[cst.FunctionDef]:
    """Gives the functions of the program that make layers and that it names elsewhere than where it calls them."""
    if facts.passed_on is None:
        found: dict[cst.FunctionDef, None] = {}
        for names in _modules(facts.names):
            called = {call.func for call in calls_in(names.module)}
            for chain, _ in names.chains:
                definition = names.definition(chain) if chain not in called else None
                if isinstance(definition, cst.FunctionDef) and facts.creates(definition) and not _makes_spec(definition, facts):
                    found[definition] = None
        facts.passed_on = list(found)
    return facts.passed_on


def is_called_in(function: cst.FunctionDef, names: Names, but: Iterable[cst.CSTNode]) -> bool:
    """Whether a module calls a function by its name elsewhere than within some nodes."""
    inside = set(but)
    return any(names.definition(call.func) is function for call in calls_in(names.module) if call not in inside)


def _modules(names: Names) -> Iterable[Names]:
    return getattr(names.linker, "modules", {}).values() or [names]


def _is_method(func: cst.BaseExpression) -> bool:
    return isinstance(func, cst.Attribute) and func.attr.value in _METHODS


def _some_makes_layers(facts: FunctionFacts) -> bool:
    return any(facts.creates(node) and not _makes_spec(node, facts) for names in _modules(facts.names) for node in names.scopes
               if isinstance(node, cst.FunctionDef))


def _makes_spec(function: cst.FunctionDef, facts: FunctionFacts) -> bool:
    return any((facts.names.symbol(call.func) or "").endswith("EstimatorSpec") for call in calls_in(function.body))


def _takes(function: cst.FunctionDef, call: cst.Call) -> bool:
    """Whether a function may be called so."""
    try:
        given = bind(call, function)
    except Unsupported:
        return False
    own = parameters(function.params)
    names = {param.name.value for param in own}
    return given.keys() <= names and all(param.default is not None or param.name.value in given for param in own)


class _Callers:
    """What the calls of a helper give for its parameters."""

    def __init__(self, graph, helpers: Mapping[cst.FunctionDef, Helper]):
        self.graph = graph
        self.helpers = helpers

    def given(self, parameter: cst.Param) -> list[cst.BaseExpression] | None:
        """The values of a parameter of the function, or None where these can't all be seen."""
        helper = self.helpers.get(self.graph.origin)
        if helper is None or all(one.name.value != parameter.name.value for one in parameters(helper.node.params)):
            return None
        values = [bind(call, helper.node, helper.owner is not None).get(parameter.name.value) for call in helper.sites]
        default = helper.default(parameter.name.value)
        found = [value if value is not None else default for value in values]
        return None if None in found or not found else found


def _values(node: cst.BaseExpression, facts: FunctionFacts, callers: _Callers | None,
            depth: int = _DEPTH) -> Iterator[cst.FunctionDef | Other]:
    """What an expression may be, of the functions of the program and else."""
    names = facts.names
    if depth == 0:
        yield Other.UNKNOWN
        return
    definition = names.definition(node) if isinstance(node, (cst.Name, cst.Attribute)) else None
    match node:
        case cst.Name() | cst.Attribute() if isinstance(definition, cst.FunctionDef):
            yield definition
        case cst.Name() | cst.Attribute() if isinstance(definition, cst.ClassDef) or names.symbol(node) is not None:
            yield Other.HARMLESS
        case cst.Name(value="None"):
            return  # What is None is not called.
        case cst.Name():
            yield from _of_name(node, facts, callers, depth)
        case cst.IfExp(body=body, orelse=orelse):
            yield from _values(body, facts, callers, depth - 1)
            yield from _values(orelse, facts, callers, depth - 1)
        case cst.BooleanOperation(left=left, right=right):
            yield from _values(left, facts, callers, depth - 1)
            yield from _values(right, facts, callers, depth - 1)
        case cst.Lambda(body=body):
            makes = any(facts.kind(names.symbol(call.func)) is not None or facts.called(call) for call in calls_in(body))
            yield Other.UNKNOWN if makes else Other.HARMLESS
        case cst.Subscript(value=value):
            yield from _elements(value, facts, callers, depth)
        case cst.Call(func=cst.Attribute(value=value, attr=cst.Name(value="get")), args=[_, *rest]):
            yield from _elements(value, facts, callers, depth)
            for arg in rest:
                yield from _values(arg.value, facts, callers, depth - 1)
        case cst.Call():
            yield from _of_call(node, facts, depth)
        case cst.Attribute():
            yield Other.UNKNOWN if _is_of_parameter(node, names) else Other.HARMLESS
        case _:
            yield Other.HARMLESS


def _is_of_parameter(node: cst.BaseExpression, names: Names) -> bool:
    """Whether an attribute or item is of something that a function is given."""
    while isinstance(node, (cst.Attribute, cst.Subscript)):
        node = node.value
    bindings = names.bindings(node) if isinstance(node, cst.Name) else []
    return any(isinstance(binding.node, cst.Param) for binding in bindings)


def _of_name(node: cst.Name, facts: FunctionFacts, callers: _Callers | None, depth: int) -> Iterator[cst.FunctionDef | Other]:
    bindings = facts.names.bindings(node)
    if not bindings and node.value in _REFLECTION:
        yield Other.REFLECTED
    elif not bindings:
        yield Other.HARMLESS
    for binding in bindings:
        if binding.value is not None:
            yield from _values(binding.value, facts, callers, depth - 1)
        elif isinstance(binding.node, (cst.FunctionDef, cst.ClassDef)):
            yield binding.node if isinstance(binding.node, cst.FunctionDef) else Other.HARMLESS
        elif binding.symbol is not None or binding.imported is not None:
            yield Other.HARMLESS
        elif isinstance(binding.node, cst.Param) and callers is not None and (given := callers.given(binding.node)) is not None:
            for value in given:
                yield from _values(value, facts, None, depth - 1)
        else:
            yield Other.UNKNOWN


def _elements(node: cst.BaseExpression, facts: FunctionFacts, callers: _Callers | None,
              depth: int) -> Iterator[cst.FunctionDef | Other]:
    """What an element of a container may be."""
    match node:
        case cst.Dict(elements=elements) if all(isinstance(one, cst.DictElement) for one in elements):
            for element in elements:
                yield from _values(element.value, facts, callers, depth - 1)
        case cst.List(elements=elements) | cst.Tuple(elements=elements) if all(isinstance(one, cst.Element) for one in elements):
            for element in elements:
                yield from _values(element.value, facts, callers, depth - 1)
        case cst.Call(func=cst.Name(value="dict" | "OrderedDict"), args=args) if all(arg.keyword is not None for arg in args):
            for arg in args:
                yield from _values(arg.value, facts, callers, depth - 1)
        case cst.Call(func=cst.Name(value=name)) if name in _REFLECTION:
            yield Other.REFLECTED
        case cst.Name() if len(bindings := facts.names.bindings(node)) == 1 and bindings[0].value is not None and depth > 1:
            yield from _elements(bindings[0].value, facts, callers, depth - 1)
        case cst.Name() | cst.Attribute() if (value := _imported_value(node, facts)) is not None and depth > 1:
            yield from _elements(value, facts, callers, depth - 1)
        case _:
            yield Other.UNKNOWN


def _imported_value(node: cst.BaseExpression, facts: FunctionFacts) -> cst.BaseExpression | None:
    """The value that another module of the program gives a name."""
    binding = facts.names.binding(node)
    return binding.value if binding is not None else None


def _of_call(call: cst.Call, facts: FunctionFacts, depth: int) -> Iterator[cst.FunctionDef | Other]:
    names = facts.names
    function = facts.called(call)
    if isinstance(call.func, cst.Name) and call.func.value in _REFLECTION and not names.bindings(call.func):
        owner = names.symbol(call.args[0].value) if call.args else None
        yield Other.HARMLESS if owner is not None and owner.startswith("tf.") and "layers" not in owner else Other.REFLECTED
    elif names.symbol(call.func) == "functools.partial" and call.args:
        yield from _values(call.args[0].value, facts, None, depth - 1)
    elif function is not None and not facts.creates(function):
        for value in returned_values(function):
            if value is not None:
                yield from _values(value, facts, None, depth - 1)
    elif function is not None or names.symbol(call.func) is not None or isinstance(names.definition(call.func), cst.ClassDef):
        yield Other.HARMLESS
    else:
        yield Other.UNKNOWN
