"""The functions of a module that a model_fn builds its graph with.

A helper that creates layers or variables becomes a layer class. Which of its parameters go to
the constructor and which to the call follows from all its call sites: a parameter that is a
tensor anywhere is a tensor.
"""
from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from migrator.analysis.binding_times import OF_PYTHON, Time
from migrator.analysis.def_use import parameters
from migrator.analysis.function_arguments import functions_given
from migrator.analysis.steps import Unsupported
from migrator.names import Names
from migrator.transforms.registry import Kind
from migrator.trees import children, find

if TYPE_CHECKING:
    from migrator.analysis.graph_function import GraphFunction
    from migrator.analysis.sharing import Reuse

_CREATING = {Kind.LAYER, Kind.LAYER_CLASS, Kind.VARIABLE, Kind.PART}
_KERAS_LAYERS = ("tf.keras.layers.", "keras.layers.", "tf.keras.Sequential", "tf.keras.models.Sequential",
                 "keras.Sequential")


_KINDS_BY_PREFIX = (("tf.metrics.", Kind.METRIC), ("tf.contrib.metrics.streaming_", Kind.METRIC),
                    ("tf.summary.", Kind.SUMMARY), ("tf.contrib.summary.", Kind.SUMMARY))


class Role(enum.Enum):
    """What becomes of a parameter of a helper."""

    CONSTRUCT = "constructor"
    CALL = "call"
    TRAINING = "training"
    MODE = "mode"
    REUSE = "reuse"


@dataclass(eq=False)
class Helper:
    """A function that creates layers or variables.

    Attributes:
        node: its definition.
        roles: what becomes of each parameter, in order.
        class_name: name of the layer class that it becomes.
        owner: the name for the instance whose method it is, or None.
        free: local names of the enclosing function that it reads: they become parameters as well.
        sites: the calls of it that were seen.
        changed: a role changed since the helper was last analysed.
        reuse: what says that a call reuses the variables of an earlier one, or None where that is not known yet.
        is_value: it is called where something else than its name stands for it.
        graph: its body, taken apart, once it is.
        is_named: whether its parameter `name`, where it has one, always is what a Keras layer can be called.
    """

    node: cst.FunctionDef
    roles: dict[str, Role]
    class_name: str
    owner: str | None = None
    free: tuple[str, ...] = ()
    sites: set[cst.Call] = field(default_factory=set)
    changed: bool = True
    reuse: Reuse | None = None
    is_value: bool = False
    graph: GraphFunction | None = None
    is_named: bool = True

    @property
    def name(self) -> str:
        """The function's name."""
        return self.node.name.value

    def constructor_parameters(self) -> list[str]:
        """Names of the parameters of its class's constructor, those without a default first, the name last."""
        given = [name for name, role in self.roles.items() if role is Role.CONSTRUCT]
        return sorted(given, key=lambda name: (name == "name" and self.is_named, self.default(name) is not None))

    def default(self, name: str) -> cst.BaseExpression | None:
        """Gives the default of a parameter, or None."""
        for param in parameters(self.node.params):
            if param.name.value == name:
                return param.default
        return None


@dataclass(eq=False)
class FunctionFacts:
    """What is known of the functions of a module, each found out once.

    Attributes:
        names: the module's resolved names.
        kinds: the kinds of TF1 symbols that transforms know.
        passed_on: the functions that make layers and are values as well, once these are looked for.
    """

    names: Names
    kinds: dict[str, Kind]
    passed_on: list[cst.FunctionDef] | None = None
    _creates: dict[cst.CSTNode, bool] = field(default_factory=dict)
    _computes: dict[cst.CSTNode, bool] = field(default_factory=dict)

    def called(self, call: cst.Call) -> cst.FunctionDef | None:
        """Gives the function or method of this module that a call calls, or None."""
        match call.func:
            case cst.Name():
                found = self.names.definition(call.func)
                return found if isinstance(found, cst.FunctionDef) else None
            case cst.Attribute(value=cst.Name(value="self") as instance, attr=cst.Name(value=name)):
                return self._method(instance, name)
            case cst.Attribute():  # A function of another module of the program.
                found = self.names.definition(call.func)
                return found if isinstance(found, cst.FunctionDef) else None
        return None

    def passes_instance(self, call: cst.Call, called: cst.FunctionDef) -> bool:
        """Whether a call passes an instance to what it calls: a method, and no function of another module."""
        return isinstance(call.func, cst.Attribute) and isinstance(self.names.scopes[called].parent.node, cst.ClassDef)

    def _method(self, instance: cst.Name, name: str) -> cst.FunctionDef | None:
        scope = self.names.scope(instance)
        while scope is not None and not isinstance(scope.node, cst.ClassDef):
            scope = scope.parent
        if scope is None:
            return None
        bindings = scope.bindings.get(name, [])
        return bindings[0].node if len(bindings) == 1 and isinstance(bindings[0].node, cst.FunctionDef) else None

    def kind(self, symbol: str | None) -> Kind | None:
        """Gives what calling a symbol gives, where a transform knows it."""
        if symbol is None or symbol in self.kinds:
            return self.kinds.get(symbol)
        return next((kind for prefix, kind in _KINDS_BY_PREFIX if symbol.startswith(prefix)), None)

    def is_layer_constructor(self, call: cst.BaseExpression) -> bool:
        """Whether an expression constructs a Keras or tf.layers layer object."""
        if not isinstance(call, cst.Call):
            return False
        symbol = self.names.symbol(call.func)
        return symbol is not None and (
            self.kind(symbol) is Kind.LAYER_CLASS
            or symbol.startswith(_KERAS_LAYERS) and symbol.rpartition(".")[2][:1].isupper())

    def creates(self, function: cst.FunctionDef) -> bool:
        """Whether a function, or one that it calls, creates layers or variables."""
        return self._any_call(function, self._creates, self._call_creates)

    def makes_keras_model(self, function: cst.FunctionDef) -> bool:
        """Whether a function makes a Keras model out of Keras layers, and nothing by tf.layers or variables."""
        return any(self.is_layer_constructor(call) for call in calls_in(function.body)) and not any(
            self.kind(self.names.symbol(call.func)) in (Kind.LAYER, Kind.VARIABLE) for call in calls_in(function.body))

    def makes_variable(self, function: cst.FunctionDef) -> bool:
        """Whether a function only makes one variable and returns it."""
        calls = [call for call in calls_in(function.body) if self.makes(call)]
        if len(calls) != 1 or self.kind(self.names.symbol(calls[0].func)) is not Kind.VARIABLE:
            return False
        body = function.body.body if isinstance(function.body, cst.IndentedBlock) else ()
        match body[-1:]:
            case [cst.SimpleStatementLine(body=[cst.Return(value=value)])]:
                if value is calls[0]:
                    return True
                bindings = self.names.bindings(value) if isinstance(value, cst.Name) else []
                return len(bindings) == 1 and bindings[0].value is calls[0]
        return False

    def makes_variables(self, function: cst.FunctionDef) -> bool:
        """Whether a function, or one that it calls, makes variables or applies layers, rather than only layer objects."""
        kinds = {self.kind(self.names.symbol(call.func)) for call in calls_in(function.body)}
        inner = [called for call in calls_in(function.body) if (called := self.called(call)) is not None and called is not function]
        return bool(kinds & {Kind.LAYER, Kind.VARIABLE}) or any(self.creates(one) and self.makes_variables(one) for one in inner)

    def makes_parts(self, function: cst.FunctionDef) -> bool:
        """Whether a function, or one that it calls, makes recurrent cells or tables, and no layers or variables."""
        kinds = {self.kind(self.names.symbol(call.func)) for call in calls_in(function.body)}
        inner = [called for call in calls_in(function.body) if (called := self.called(call)) is not None and called is not function]
        if kinds & {Kind.LAYER, Kind.LAYER_CLASS, Kind.VARIABLE} or any(
                self.creates(one) and not self.makes_parts(one) for one in inner):
            return False
        return Kind.PART in kinds or any(self.makes_parts(one) for one in inner)

    def is_keras_class(self, defined: cst.ClassDef) -> bool:
        """Whether a class of this module is a Keras layer or model."""
        return any((self.names.symbol(base.value) or "").startswith(("tf.keras.", "keras.", "tf.layers.Layer"))
                   for base in defined.bases)

    def holds_layers(self, defined: cst.ClassDef) -> bool:
        """Whether a class of this module constructs layer objects."""
        return any(self.is_layer_constructor(call) for call in calls_in(defined.body))

    def computes(self, function: cst.FunctionDef) -> bool:
        """Whether calling a function gives a tensor, as far as the operations in it tell."""
        return self._any_call(function, self._computes, self._call_computes, run_calls)

    def time_of_result(self, function: cst.FunctionDef, arguments: Time) -> Time:
        """Gives when the result of calling a function is known, given when its arguments are."""
        if arguments is Time.CONSTRUCT and self.makes_keras_model(function):
            return Time.CONSTRUCT
        return Time.RUN if self.creates(function) or self.computes(function) else arguments

    def makes(self, call: cst.Call) -> bool:
        """Whether a call itself makes a layer, a variable, or a part of one."""
        if self.kind(self.names.symbol(call.func)) in _CREATING:
            return True
        return self.is_layer_constructor(call)

    def _call_creates(self, call: cst.Call) -> bool:
        return self.makes(call) or any(map(self.creates, functions_given(call, self.names)))

    def _call_computes(self, call: cst.Call) -> bool:
        symbol = self.names.symbol(call.func)
        if symbol is None or not symbol.startswith("tf."):
            return isinstance(call.func, cst.Call)
        kind = self.kind(symbol)
        if kind is not None:
            return kind in (Kind.OPERATION, Kind.LAYER, Kind.VARIABLE, Kind.PART, Kind.STEP) and not symbol.startswith(OF_PYTHON)
        return not symbol.startswith(("tf.keras.", "tf.feature_column.", "tf.initializers.")) and not (
            symbol.endswith(("_initializer", "_regularizer")))

    def _any_call(self, function, memo, test, calls=None) -> bool:
        if function in memo:
            return memo[function]
        memo[function] = False  # A recursive call adds nothing.
        for call in (calls or calls_in)(function.body):
            definition = self.called(call)
            if test(call) or definition is not None and self._any_call(definition, memo, test, calls):
                memo[function] = True
                break
        return memo[function]


def run_calls(body: cst.CSTNode) -> list[cst.Call]:
    """Gives the calls that run when a function's body runs: not those of functions that it defines."""
    found, stack = [], [body]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.FunctionDef) or isinstance(node, cst.Return) and isinstance(node.value, cst.Lambda):
            continue
        if isinstance(node, cst.Call):
            found.append(node)
        stack.extend(children(node))
    return found


def calls_in(node: cst.CSTNode) -> tuple[cst.Call, ...]:
    """Gives all calls in a tree, in source order of their function."""
    return find(node, cst.Call)


def bind(call: cst.Call, function: cst.FunctionDef, skip_first: bool = False) -> dict[str, cst.BaseExpression]:
    """Binds the arguments of a call to the parameters of a function of the program.

    Returns:
        For each parameter that is given, the argument.

    Raises:
        Unsupported: star arguments or parameters hide which is given.
    """
    params = function.params
    if isinstance(params.star_arg, cst.Param) or params.star_kwarg is not None:
        raise Unsupported("MIG120", call, f"{function.name.value} takes star arguments")
    names = [param.name.value for param in (*params.posonly_params, *params.params)][1 if skip_first else 0:]
    bound = {}
    for index, arg in enumerate(call.args):
        if arg.star:
            raise Unsupported("MIG120", call, f"{function.name.value} is called with star arguments")
        if arg.keyword is not None:
            bound[arg.keyword.value] = arg.value
        elif index < len(names):
            bound[names[index]] = arg.value
        else:
            raise Unsupported("MIG120", call, f"{function.name.value} is called with too many arguments")
    return bound


def join(roles: dict[str, Role], name: str, role: Role) -> bool:
    """Enters one more use of a parameter; gives whether that changed its role."""
    before = roles.get(name)
    if before is None or before is Role.CONSTRUCT and role is not Role.CONSTRUCT:
        roles[name] = role
    elif before is not role and role is not Role.CONSTRUCT:
        roles[name] = Role.CALL
    return roles.get(name) is not before


def role_of(time: Time, is_training: bool, is_mode: bool, is_reuse: bool = False) -> Role:
    """Gives the role that one argument asks for.

    Args:
        time: when the argument is known.
        is_training: whether it says that the call trains: true in TRAIN and false otherwise, or a literal for such a flag.
        is_mode: whether it is the mode itself.
        is_reuse: whether it says that the call reuses variables.
    """
    if is_mode:
        return Role.MODE
    if is_training:
        return Role.TRAINING
    if is_reuse and time is Time.CONSTRUCT:
        return Role.REUSE
    return Role.CONSTRUCT if time is Time.CONSTRUCT else Role.CALL
