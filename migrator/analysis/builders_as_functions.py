"""Functions that return a network as a function, written as that function: then a model_fn that calls it can be taken apart.

``network = resnet(depth)`` with ``logits = network(images, training)`` behind it is ``logits = resnet(images, training, depth)``,
where ``resnet`` prepares the network and returns a function that builds it.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import effects, parameters
from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.analysis.parents import Parents
from migrator.analysis.program_edits import Edits
from migrator.linking import Program
from migrator.names import Names
from migrator.trees import find, walk


@dataclass(eq=False)
class _Builder:
    """A function that returns a function which makes layers.

    Attributes:
        node: the function.
        inner: what it returns.
        before: its statements before the return, without the definition of `inner`.
        names: the names of its module.
    """

    node: cst.FunctionDef
    inner: cst.FunctionDef
    before: list[cst.BaseStatement]
    names: Names


@dataclass(eq=False)
class _Use:
    """One use of a builder.

    Attributes:
        made: the call of the builder.
        line: the statement that gives the network a name, or None where it is called at once.
        calls: the calls of the network.
        parents: the parents of the nodes of the module.
        names: the names of the module.
    """

    made: cst.Call
    line: cst.SimpleStatementLine | None
    calls: list[cst.Call]
    parents: Parents = field(repr=False)
    names: Names = field(repr=False)


def of_a_builder(program: Program, kinds: dict) -> Edits | None:
    """Gives the changes that make a function of one builder, or None where there is none that can be written so.

    Args:
        program: the modules.
        kinds: the kinds of the TF1 symbols that transforms know.
    """
    modules = list(program.modules.values())
    for names in modules:
        facts = FunctionFacts(names, kinds)
        for node in names.scopes:
            builder = _builder(node, names, facts) if isinstance(node, cst.FunctionDef) else None
            uses = _uses(builder, modules) if builder is not None else None
            if uses:
                return _edits(builder, uses)
    return None


def _builder(node: cst.FunctionDef, names: Names, facts: FunctionFacts) -> _Builder | None:
    if names.scopes[node].parent.node is not names.module or node.decorators or _has_stars(node) or not isinstance(
            node.body, cst.IndentedBlock):
        return None
    match node.body.body[-1]:
        case cst.SimpleStatementLine(body=[cst.Return(value=cst.Name(value=returned))]):
            pass
        case _:
            return None
    inner = [one for one in node.body.body if isinstance(one, cst.FunctionDef) and one.name.value == returned]
    if len(inner) != 1 or inner[0].decorators or _has_stars(inner[0]) or not isinstance(inner[0].body, cst.IndentedBlock):
        return None
    found = inner[0]
    before = [one for one in node.body.body[:-1] if one is not found]
    rest = set().union(*(set(walk(one)) for one in before if not isinstance(one, cst.FunctionDef)), set())
    if not facts.creates(found) or any(call in rest and _creates(call, facts) for call in calls_in(node.body)):
        return None
    own = {param.name.value for param in parameters(found.params)} | effects(found.body).changes
    outer = (local_names(node) | effects(node.body).changes) - {returned}
    named = sum(one.value == returned for one in find(node.body, cst.Name) if names.is_use(one))
    if own & outer or named != 1 or any(find(one, cst.Return) for one in before if not isinstance(one, cst.FunctionDef)):
        return None
    if any(find(found.body, kind) for kind in (cst.Nonlocal, cst.Global, cst.Yield)):
        return None
    return _Builder(node, found, before, names)


def _creates(call: cst.Call, facts: FunctionFacts) -> bool:
    called = facts.called(call)
    return facts.makes(call) or called is not None and facts.creates(called)


def _has_stars(function: cst.FunctionDef) -> bool:
    params = function.params
    return isinstance(params.star_arg, cst.Param) or params.star_kwarg is not None or bool(params.kwonly_params or params.posonly_params)


def _uses(builder: _Builder, modules: list[Names]) -> list[_Use] | None:
    """The uses of a builder; None where one is another than to make a network and call it."""
    found = []
    for names in modules:
        parents = None
        for chain, _ in names.chains:
            if names.definition(chain) is not builder.node:
                continue
            parents = parents or Parents(names.module)
            use = _use(chain, names, parents)
            if use is None:
                return None
            found.append(use)
    return found


def _use(chain: cst.BaseExpression, names: Names, parents: Parents) -> _Use | None:
    made = parents.of(chain)
    if not isinstance(made, cst.Call) or made.func is not chain or any(arg.star for arg in made.args):
        return None
    outer = parents.of(made)
    if isinstance(outer, cst.Call) and outer.func is made:
        return _Use(made, None, [outer], parents, names) if not any(arg.star for arg in outer.args) else None
    match outer:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name() as target)]):
            line, function = parents.of(outer), parents.enclosing(outer, cst.FunctionDef)
        case _:
            return None
    if function is None or not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    body = set(walk(function))
    named = [one for one, root in names.chains if root.value == target.value and root in body]
    calls = [parents.of(one) for one in named]
    if len(names.scopes[function].bindings.get(target.value, ())) != 1 or not all(
            isinstance(call, cst.Call) and call.func is one and not any(arg.star for arg in call.args)
            for call, one in zip(calls, named)) or not calls:
        return None
    read = {node.value for arg in made.args for node in walk(arg.value) if isinstance(node, cst.Name) and names.is_use(node)}
    changing = {name for name, bindings in names.scopes[function].bindings.items() if len(bindings) > 1}
    return _Use(made, line, calls, parents, names) if not read & changing else None


def _edits(builder: _Builder, uses: list[_Use]) -> Edits | None:
    first, second = builder.inner.params.params, builder.node.params.params
    params = [*(one for one in first if one.default is None), *(one for one in second if one.default is None),
              *(one for one in first if one.default is not None), *(one for one in second if one.default is not None)]
    order = [one.name.value for one in params]
    edits = Edits()
    name = _network_name(builder, uses)
    for use in uses:
        for call in use.calls:
            args = _args(call, first, use.made, second, order)
            if args is None:
                return None
            edits.of[call] = _Called(cst.Name(name) if isinstance(use.made.func, cst.Name) else use.made.func, args)
        if use.line is not None:
            edits.of[use.line] = lambda updated: cst.RemoveFromParent()
            comments = [line for line in use.line.leading_lines if line.comment is not None]
            at = use.parents.enclosing(use.calls[0], cst.SimpleStatementLine)
            if comments and at is not None and at not in edits.of:
                edits.of[at] = lambda updated, comments=comments: updated.with_changes(leading_lines=[*comments, *updated.leading_lines])
    made = builder.node.with_changes(name=cst.Name(name), params=cst.Parameters([_spaced(one, one is params[-1]) for one in params]), body=_body(builder))
    edits.of[builder.node] = lambda updated: made
    return edits


def _network_name(builder: _Builder, uses: list[_Use]) -> str:
    """What to call the function that builds: after the network, where the builder's name says that it is a builder."""
    name = builder.node.name.value
    short = re.sub("_(builder|generator|factory|creator)$", "", name)
    own = all(isinstance(use.made.func, cst.Name) and use.names is builder.names for use in uses)
    return short if own and not builder.names.binds(short) else name


@dataclass(eq=False)
class _Called:
    """Makes a call of the network the call of the function that builds it."""

    function: cst.BaseExpression
    args: list[cst.Arg]

    def __call__(self, updated: cst.Call) -> cst.Call:
        return updated.with_changes(func=self.function, args=self.args)


def _args(call: cst.Call, first, made: cst.Call, second, order: list[str]) -> list[cst.Arg] | None:
    """The arguments of both calls; by position as far as the order allows, and then by keyword."""
    given: dict[str, cst.BaseExpression] = {}
    for one, params in ((call, first), (made, second)):
        names = [param.name.value for param in params]
        for index, arg in enumerate(one.args):
            name = arg.keyword.value if arg.keyword is not None else names[index] if index < len(names) else None
            if name not in names:
                return None
            given[name] = arg.value
    keyworded = {arg.keyword.value for one in (call, made) for arg in one.args if arg.keyword is not None}
    args, by_keyword = [], False
    for index, name in enumerate(order):
        if name not in given:
            by_keyword = True
            continue
        by_keyword = by_keyword or name in keyworded
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        args.append(cst.Arg(given[name], keyword=cst.Name(name), equal=tight) if by_keyword else cst.Arg(given[name]))
    return [arg.with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))) for arg in args[:-1]] + args[-1:]


def _spaced(param: cst.Param, is_last: bool) -> cst.Param:
    comma = cst.MaybeSentinel.DEFAULT if is_last else cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    return param.with_changes(comma=comma, whitespace_after_param=cst.SimpleWhitespace(""))


def _body(builder: _Builder) -> cst.IndentedBlock:
    """The statements of both functions; what both say of themselves in a docstring, the outer one says."""
    own = list(builder.inner.body.body)
    match own[0]:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())]) if builder.before and (
                len(own) > 1):
            own = own[1:]
    comments = [line for line in builder.inner.leading_lines if line.comment is not None]
    own[0] = own[0].with_changes(leading_lines=[*comments, *own[0].leading_lines])
    return builder.node.body.with_changes(body=[*builder.before, *own], footer=builder.inner.body.footer)
