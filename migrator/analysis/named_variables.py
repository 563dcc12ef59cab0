"""The names that TF1 gave to the variables behind each attribute of a model, and which of them a program picks by name.

``tf.get_collection(TRAINABLE_VARIABLES, "generator")`` and ``[v for v in tf.trainable_variables() if "d_" in v.name]``
pick variables by names that Keras does not give. The names are put together here as TF1 did: the scopes, as far
as the program spells them, and the names of layers and variables in them. What the program leaves to be
known later is a hole, and a choice that depends on what fills it is refused.
"""
from __future__ import annotations

import builtins
import itertools
import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.def_use import uses
from migrator.analysis.graph_function import GraphFunction, Site, variable_names
from migrator.analysis.helpers import Helper, bind
from migrator.analysis.sharing import inner_scopes, scopes_around
from migrator.analysis.steps import Unsupported
from migrator.analysis.tf1_naming import given_name
from migrator.transforms.registry import Kind
from migrator.trees import find


@dataclass(frozen=True)
class Hole:
    """A part of a name that is not known.

    Attributes:
        number: it is nothing, or a number behind an underscore.
        digits: it is a number.
    """

    number: bool = False
    digits: bool = False

    def fillings(self, texts: tuple[str, ...]) -> tuple[str, ...]:
        """What it may be: a number, or one of some texts."""
        return _NUMBERS if self.number else _DIGITS if self.digits else texts


VARIABLES = {"tf.trainable_variables", "tf.contrib.framework.get_trainable_variables", "tf.contrib.slim.get_trainable_variables"}
"""The functions that give the trainable variables."""

Name = tuple[str | Hole, ...]
_ANY, _NUMBER, _COUNT = Hole(), Hole(number=True), Hole(digits=True)
_NUMBERS = ("", "_1", "_2", "_11")
_DIGITS = ("0", "1", "2", "11")
_MAX_HOLES = 4

_WEIGHTS = {
    "dense": ("kernel", "bias"), "batch_normalization": ("gamma", "beta"),
    "fully_connected": ("weights", "biases"), "batch_norm": ("beta", "gamma"), "layer_norm": ("beta", "gamma"),
    "separable_conv1d": ("depthwise_kernel", "pointwise_kernel", "bias"),
    "separable_conv2d": ("depthwise_kernel", "pointwise_kernel", "bias"),
}


def chosen_sites(graph: GraphFunction, is_chosen: Callable[[str], bool], literals: Iterable[str], place: cst.CSTNode) -> list[Site]:
    """Gives the sites of a function whose trainable variables a choice by name picks.

    Args:
        graph: the model_fn.
        is_chosen: says of the name of a variable, without the number of its output, whether it is picked.
        literals: the texts that the choice compares with.
        place: where the program chooses.

    Raises:
        Unsupported: what is picked is not known, is a part of a network only, or is nothing.
    """
    fillings = ("", "x", *literals)
    found = []
    for site in graph.sites:
        if site.shares is not None:
            continue
        decided = {is_chosen(text) for name in _names_of(graph, site, (), {}) for text in _samples(name, fillings)}
        if len(decided) > 1:
            raise Unsupported("MIG125", place, "which variables of "
                              f"{graph.facts.names.code(site.node.func).strip()} it picks by their names is not known")
        if decided == {True}:
            found.append(site)
    if not found:
        raise Unsupported("MIG125", place, "no variable of this function has such a name")
    return found


def chooser(test: cst.BaseExpression, variable: str, code: Callable[[cst.CSTNode], str]) -> Callable[[str], bool] | None:
    """Gives a condition on ``v.name`` as a function of the name, where it consists of operations on strings only.

    Args:
        test: the condition.
        variable: the name that stands for a variable in it.
        code: gives the source of a node.
    """
    if uses(test) - {variable, *_BUILTINS, "re"} - _bound_in(test) or find(test, cst.Lambda):
        return None
    compiled = compile(code(test).strip(), "<a choice of variables>", "eval")

    def is_chosen(name: str) -> bool:
        given = {"__builtins__": {one: getattr(builtins, one) for one in _BUILTINS}, "re": re, variable: _Variable(name)}
        return bool(eval(compiled, given))

    try:
        is_chosen("generator/dense/kernel")
    except Exception:  # It is about something else than names.
        return None
    return is_chosen


_BUILTINS = ("any", "all", "len")


class _Variable:
    """Stands for a variable of TF1: what it and its operation are called."""

    def __init__(self, name: str):
        self.name = f"{name}:0"
        self.op = types.SimpleNamespace(name=name)


def _bound_in(test: cst.BaseExpression) -> set[str]:
    return {clause.target.value for clause in find(test, cst.CompFor) if isinstance(clause.target, cst.Name)}


def _samples(name: Name, fillings: tuple[str, ...]) -> Iterable[str]:
    """Texts that a name may be, for each of its holes something that the choice could tell apart."""
    holes = [part for part in name if isinstance(part, Hole)][:_MAX_HOLES]
    for filled in itertools.product(*(hole.fillings(fillings) for hole in holes)):
        rest = iter(filled)
        yield "".join(next(rest, "") if isinstance(part, Hole) else part for part in name)


def _names_of_helper(site: Site, helper: Helper, within: Name, given: Mapping[str, Name | None]) -> list[Name]:
    bound = bind(site.node, helper.node, helper.owner is not None)
    passed = {name: _text(bound.get(name, helper.default(name)), given) for name in helper.roles}
    return [name for one in helper.graph.sites if one.shares is None for name in _names_of(helper.graph, one, within, passed)]


def _names_of(graph: GraphFunction, site: Site, scope: Name, given: Mapping[str, Name | None]) -> list[Name]:
    """The names of the trainable variables that a call makes within a scope."""
    given = {**given, **dict.fromkeys(_counters(site), (_COUNT,))}
    within = _scope_of(graph, site, scope, given)
    if site.helper is not None:
        return [name for helper in site.alternatives or (site.helper,) for name in _names_of_helper(site, helper, within, given)]
    call = site.node.func if isinstance(site.node.func, cst.Call) else site.node
    naming = given_name(call, graph.facts.names)
    if site.kind is Kind.VARIABLE:
        if naming is None or naming.name is None:
            return [(*within, _ANY)]
        return [(*within, *(_text(naming.name, given) or (_ANY,)))]
    kind = (graph.facts.names.symbol(call.func) or "").rpartition(".")[2].lower()
    if site.kind is not Kind.LAYER or kind in ("dropout", "flatten") or "pool" in kind:
        return [(*within, _ANY)] if site.kind is Kind.PART else []
    own = _layer_name(naming, given)
    return [(*within, *own, "/", weight) for weight in _WEIGHTS.get(kind, ("kernel", "bias"))]


def _counters(site: Site) -> set[str]:
    """The variables of the loops around a call that count."""
    found = set()
    for loop in site.loops:
        clause = loop if isinstance(loop, cst.For) else getattr(loop, "for_in", None)
        match clause:
            case cst.For() | cst.CompFor():
                match clause.iter, clause.target:
                    case cst.Call(func=cst.Name(value="range" | "xrange")), cst.Name(value=name):
                        found.add(name)
                    case (cst.Call(func=cst.Name(value="enumerate")),
                          cst.Tuple(elements=[cst.Element(value=cst.Name(value=name)), *_])):
                        found.add(name)
    return found


def _layer_name(naming, given: Mapping[str, Name | None]) -> Name:
    if naming is None:
        return (_ANY,)
    if naming.name is None:
        return naming.base, _NUMBER
    text = _text(naming.name, given)
    if text is None:  # It may be None when the program runs.
        return (_ANY,)
    return text or (naming.base, _NUMBER)


def _scope_of(graph: GraphFunction, site: Site, scope: Name, given: Mapping[str, Name | None]) -> Name:
    calls = [entry.call for entry in scopes_around(graph, site) if entry.kind == "variable"]
    calls += [call for call in inner_scopes(graph, site) if call not in calls]
    for call in calls:
        arguments = {arg.keyword.value if arg.keyword is not None else index: arg.value for index, arg in enumerate(call.args)}
        text = _text(arguments.get("name_or_scope", arguments.get(0)), given)
        default = _text(arguments.get("default_name", arguments.get(1)), given)
        if text == () and default:
            text = (*default, _NUMBER)
        scope = (*scope, *(text or (_ANY,)), "/")
    return scope


def _text(node: cst.BaseExpression | None, given: Mapping[str, Name | None]) -> Name | None:
    """What an expression for a name spells: () for None; None where it can't be told."""
    match node:
        case None | cst.Name(value="None"):
            return ()
        case cst.SimpleString() | cst.ConcatenatedString() if isinstance(value := node.evaluated_value, str):
            return (value,)
        case cst.Name(value=name):
            return given.get(name)
        case cst.BooleanOperation(left=left, operator=cst.Or(), right=right):
            first = _text(left, given)
            return _text(right, given) if first == () else first
        case cst.BinaryOperation(left=left, operator=cst.Add(), right=right):
            parts = [_text(left, given), _text(right, given)]
            return tuple(part for one in parts for part in (one or (_ANY,))) if any(parts) else None
        case cst.BinaryOperation(left=cst.SimpleString() as text, operator=cst.Modulo(), right=right):
            values = [one.value for one in right.elements] if isinstance(right, cst.Tuple) else [right]
            texts = re.split(r"%0?[0-9]*([sdir])", str(text.evaluated_value))
            numbers = [kind in "di" or _counts(value, given) for kind, value in zip(texts[1::2], [*values, *[None] * len(texts)])]
            return _filled(texts[::2], numbers)
        case cst.Call(func=cst.Attribute(value=cst.SimpleString() as text, attr=cst.Name(value="format")), args=args):
            texts = re.split(r"\{[^}]*\}", str(text.evaluated_value))
            in_order = len(args) == len(texts) - 1 and str(text.evaluated_value).count("{}") == len(args)
            return _filled(texts, [in_order and _counts(args[index].value, given) for index in range(len(texts) - 1)])
        case cst.FormattedString(parts=parts):
            return tuple(part.value if isinstance(part, cst.FormattedStringText) else _COUNT if _counts(
                part.expression, given) else _ANY for part in parts)
        case cst.Call(func=cst.Name(value="str"), args=[cst.Arg(value=value)]) if _counts(value, given):
            return (_COUNT,)
    return None


def _counts(node: cst.BaseExpression | None, given: Mapping[str, Name | None]) -> bool:
    """Whether an expression is a number: the variable of a loop that counts, or that with another number."""
    match node:
        case cst.Integer():
            return True
        case cst.Name(value=name):
            return given.get(name) == (_COUNT,)
        case cst.BinaryOperation(left=left, right=right):
            return _counts(left, given) and _counts(right, given)
    return False


def _filled(texts: list[str], numbers: list[bool]) -> Name:
    """Texts with something between each two, a number where that is known."""
    parts: list[str | Hole] = [texts[0]]
    for text, is_number in zip(texts[1:], numbers):
        parts += [_COUNT if is_number else _ANY, text]
    return tuple(part for part in parts if part != "")


def lists_weights(graph: GraphFunction, node: cst.BaseExpression) -> bool:
    """Whether an expression gives variables of the model, and not tensors."""
    match node:
        case cst.ListComp() | cst.GeneratorExp():
            return lists_weights(graph, node.for_in.iter)
        case cst.BinaryOperation(left=left, operator=cst.Add()):
            return lists_weights(graph, left)
        case cst.List(elements=[first, *_]) | cst.Tuple(elements=[first, *_]):
            return lists_weights(graph, first.value)
        case cst.Name(value=name):
            values = [step.value for step in graph.body.steps if step.target == name and step.value is not None]
            return name in variable_names(graph) or bool(values) and all(
                not isinstance(value, cst.Name) and lists_weights(graph, value) for value in values)
        case cst.Call() if graph.facts.names.symbol(node.func) == "tf.get_collection":
            return True
    return isinstance(node, cst.Call) and graph.facts.names.symbol(node.func) in VARIABLES


def differentiates_by_weights(graph: GraphFunction, call: cst.Call) -> bool:
    """Whether a ``tf.gradients`` differentiates by variables of the model, and not by tensors."""
    given = {arg.keyword.value if arg.keyword is not None else index: arg.value for index, arg in enumerate(call.args)}
    sources = given.get("xs", given.get(1))
    return sources is not None and lists_weights(graph, sources)
