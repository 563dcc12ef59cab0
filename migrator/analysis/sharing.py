"""Which calls reuse the layers and variables of earlier ones, and the scopes that they stand in."""
from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.def_use import effects, uses
from migrator.analysis.graph_function import GraphFunction, Site, target_names
from migrator.analysis.helpers import Helper, Role, bind
from migrator.analysis.modes import Mode
from migrator.analysis.parameter_uses import ParameterUses, Purpose
from migrator.analysis.static_shapes import configuration
from migrator.analysis.steps import ScopeEntry, Unsupported
from migrator.analysis.tf1_naming import given_name
from migrator.transforms.registry import Kind
from migrator.trees import children, nodes, walk
from migrator.variable_maps import Naming


_AUTO = cst.SimpleString('"auto"')  # Stands for an argument that is false in the first round of a loop, and true later.


@dataclass(frozen=True, eq=False)
class Reuse:
    """Whether the calls of a helper reuse its variables.

    Attributes:
        always: what ``reuse`` is for all that it creates, in terms of its parameters.
        partly: what it is for some of it only.
    """

    always: tuple[cst.BaseExpression, ...] = ()
    partly: tuple[cst.BaseExpression, ...] = ()


def share_sites(graph: GraphFunction, purposes: ParameterUses) -> list[tuple[Helper, str]]:
    """Finds for each site of a function whether it reuses what an earlier one created.

    Args:
        graph: the function.
        purposes: what functions use their parameters for.

    Returns:
        Parameters of helpers, given when a layer was to be constructed, in which calls of one layer differ.

    Raises:
        Unsupported: whether it does can't be known before the program runs.
    """
    sharing = _Sharing(graph, purposes)
    for site in graph.sites:
        sharing.enter(site)
    sharing.check_all_trained()
    return sharing.differing


@dataclass(eq=False)
class _Sharing:
    graph: GraphFunction
    purposes: ParameterUses
    differing: list[tuple[Helper, str]] = field(default_factory=list)
    _seen: dict[tuple, Site] = field(default_factory=dict)
    _counts: dict[tuple, int] = field(default_factory=dict)
    _modes: dict[tuple, set[Mode]] = field(default_factory=dict)

    def enter(self, site: Site) -> None:
        key = self._key(site)
        site.shares, site.once = None, False
        reuse = "" if site.helper is None and is_stateless(self.graph, site) else _reuse(self.graph, site, self.purposes)
        if site.kind is Kind.PART:
            self._check_apart(site, reuse)
            return
        earlier = self._seen.get(key) if reuse else self._in_other_modes(key, site)
        if earlier is not None:
            self._check_unchanged(site, earlier)
            site.once = site.in_loop and not self._named_by_loop(site)
            if site.in_loop or earlier.in_loop:
                raise Unsupported("MIG124", site.node, "layers are reused within a loop")
            site.shares = earlier
            self._find_differing(site, earlier)
        elif reuse == "True":
            raise Unsupported("MIG124", site.node, "it reuses a layer or variable that can't be found")
        else:
            if reuse and site.in_loop and not self._named_by_loop(site):
                self._check_same_in_rounds(site)
                site.once = True
            self._seen.setdefault(key, site)
        self._modes.setdefault(key, set()).update(modes_of(self.graph, site))

    def _in_other_modes(self, key: tuple, site: Site) -> Site | None:
        """The earlier site that has the same variables in the graphs of other modes, as what PREDICT returns early may."""
        if self._modes.get(key, set()) & modes_of(self.graph, site):
            return None
        return self._seen.get(key)

    def check_all_trained(self) -> None:
        """What is trained nowhere is in no checkpoint, unless training has it under the same name, written otherwise."""
        if Mode.TRAIN not in self.graph.body.returns:
            return
        trained = {site.shares or site for site in self.graph.sites if Mode.TRAIN in modes_of(self.graph, site)}
        for site in self.graph.sites:
            if (site.shares or site) not in trained and has_variables(self.graph, site) and not _is_local(self.graph, site):
                raise Unsupported("MIG124", site.node, "it makes variables outside of training, whose names may be those of others")

    def _named_by_loop(self, site: Site) -> bool:
        """Whether the names of a site's variables differ from round to round of the loops around it."""
        scopes = inner_scopes(self.graph, site)
        named = [arg.value for scope in scopes for arg in scope.args[:1]]
        if site.helper is None:
            call = site.node.func if isinstance(site.node.func, cst.Call) else site.node
            naming = given_name(call, self.graph.facts.names)
            if naming is None or naming.name is None and not scopes:
                return True
            named += [naming.name] if naming.name is not None else []
        else:
            named += [value for name, value in _bound(site).items()
                      if self.purposes.serves(site.helper.node, name, Purpose.NAME)]
        return any(uses(value) & _bound_by_loops(site) for value in named)

    def _check_same_in_rounds(self, site: Site) -> None:
        """What is made once for all rounds has to be configured alike in all."""
        bound = _bound_by_loops(site)
        if site.helper is None:
            values = configuration(site)
        else:
            values = [value for name, value in _bound(site).items() if site.helper.roles[name] is Role.CONSTRUCT]
        if any(uses(value) & bound for value in values):
            raise Unsupported("MIG124", site.node, "a layer is reused within a loop that configures it")

    def _check_apart(self, site: Site, reuse: str) -> None:
        """A cell has its variables in the scope that it is first called in, which its construction does not tell."""
        others = [one for one in self.graph.sites if one.kind is Kind.PART and one is not site]
        if reuse and (others or site.in_loop or reuse == "True"):
            raise Unsupported("MIG134", site.node, "it stands in a scope that reuses variables, which may be those of another cell")

    def _key(self, site: Site) -> tuple:
        """What TF1 tells variables apart by: their scopes, and how the site names them."""
        code = self.graph.facts.names.code
        scopes = scope_path(self.graph, site)
        if site.helper is None:
            return scopes, self._name(site)
        naming = tuple((name, code(value).strip()) for name, value in sorted(_bound(site).items())
                       if self.purposes.serves(site.helper.node, name, Purpose.NAME))
        called = code(site.node.func).strip() if site.alternatives else ""
        number = 1 if site.in_loop or names_are_fixed(site.helper) else self._number(site, (site.helper.node, called, naming))
        return scopes, site.helper.node, called, naming, number

    def _name(self, site: Site):
        call = site.node.func if isinstance(site.node.func, cst.Call) else site.node
        naming = given_name(call, self.graph.facts.names)
        if naming is None or site.loops:
            return site.node
        if naming.name is not None:
            code = self.graph.facts.names.code
            return (str(naming.name.evaluated_value) if isinstance(naming.name, cst.SimpleString)
                    else f"<{code(naming.name).strip()}>")
        number = self._number(site, naming.base)
        return naming.base if number == 1 else f"{naming.base}_{number - 1}"

    def _number(self, site: Site, base) -> int:
        """Counts what is named by its kind within a scope, as TF1 did in the graph of each mode."""
        block = tuple(id(scope.call) for scope in scopes_around(self.graph, site) if scope.kind == "variable")
        numbers = set()
        for mode in modes_of(self.graph, site):
            self._counts[mode, block, base] = self._counts.get((mode, block, base), 0) + 1
            numbers.add(self._counts[mode, block, base])
        if len(numbers) > 1:
            raise Unsupported("MIG124", site.node, "its variables have another name in each mode, by the layers before it")
        return next(iter(numbers), 1)

    def _check_unchanged(self, site: Site, earlier: Site) -> None:
        """What two calls spell alike has to mean the same at both places."""
        read = uses(site.node.with_changes(args=[])) | set().union(*(uses(arg.value) for arg in site.node.args
                                                                     if self._tells_apart(site, arg)), set())
        for step in self.graph.body.steps[earlier.step:site.step]:
            if read & step.effects.changes:
                raise Unsupported("MIG124", site.node, "what tells the reused layers apart changes between their calls")

    def _tells_apart(self, site: Site, arg: cst.Arg) -> bool:
        around = self.graph.around(site.step)
        return all(around.get(name, Time.CONSTRUCT) is Time.CONSTRUCT for name in uses(arg.value))

    def _find_differing(self, site: Site, earlier: Site) -> None:
        if site.helper is None:
            return
        code = self.graph.facts.names.code
        mine, its = _bound(site), _bound(earlier)
        for name, role in site.helper.roles.items():
            if role is not Role.CONSTRUCT:
                continue
            given = [one.get(name) or site.helper.default(name) for one in (mine, its)]
            if len({code(value).strip() for value in given if value is not None}) > 1:
                self.differing.append((site.helper, name))


def is_stateless(graph: GraphFunction, site: Site) -> bool:
    """Whether a layer has no variables."""
    call = site.node.func if isinstance(site.node.func, cst.Call) else site.node
    kind = (graph.facts.names.symbol(call.func) or "").rpartition(".")[2].lower()
    return "pool" in kind or kind in ("dropout", "flatten")


def has_variables(graph: GraphFunction, site: Site) -> bool:
    """Whether what a site makes may have variables."""
    if site.helper is None:
        return site.kind is not Kind.LAYER or not is_stateless(graph, site)
    inner = site.helper.graph
    return inner is None or any(has_variables(inner, one) for one in inner.sites)


def names_are_fixed(helper: Helper) -> bool:
    """Whether all calls of a helper name its variables alike: none is named by its kind and a number."""
    graph = helper.graph
    return graph is not None and all(_is_named(graph, site) for site in graph.sites if has_variables(graph, site))


def _is_named(graph: GraphFunction, site: Site) -> bool:
    scopes = [scope.call for scope in scopes_around(graph, site) if scope.kind == "variable"]
    if any(_is_given(_argument(call, "name_or_scope", 0)) for call in [*scopes, *inner_scopes(graph, site)]):
        return True
    if site.helper is not None:
        return names_are_fixed(site.helper)
    naming = given_name(site.node.func if isinstance(site.node.func, cst.Call) else site.node, graph.facts.names)
    return naming is not None and naming.name is not None and naming.naming is not Naming.GRAPH


def _is_given(name: cst.BaseExpression | None) -> bool:
    return name is not None and not (isinstance(name, cst.Name) and name.value == "None")


def _is_local(graph: GraphFunction, site: Site) -> bool:
    """Whether a variable is none that a checkpoint has."""
    return any(graph.facts.names.symbol(node) == "tf.GraphKeys.LOCAL_VARIABLES" for node in walk(site.node))


def _bound(site: Site) -> dict[str, cst.BaseExpression]:
    return bind(site.node, site.helper.node, site.helper.owner is not None)


def _bound_by_loops(site: Site) -> set[str]:
    """The names that the loops around a site bind or change."""
    found: set[str] = set()
    for loop in site.loops:
        if isinstance(loop, cst.ListComp):
            found |= target_names(loop.for_in.target)
        elif isinstance(loop, (cst.For, cst.While)):
            found |= effects(loop).changes
    return found


def _is_later_round(node: cst.BaseExpression, site: Site) -> bool:
    """Whether an expression is false in the first round of a loop around a site, and true in the others: ``step > 0``."""
    match node:
        case cst.Comparison(left=cst.Name(value=name), comparisons=[cst.ComparisonTarget(
                operator=cst.GreaterThan() | cst.NotEqual(), comparator=cst.Integer(value="0"))]):
            return any(isinstance(loop, cst.For) and _counts_from_zero(loop, name) for loop in site.loops)
        case cst.IfExp(test=test, body=cst.Name(value="True"), orelse=cst.Name(value="None" | "False")):
            return _is_later_round(test, site)
    return False


def _counts_from_zero(loop: cst.For, name: str) -> bool:
    match loop:
        case cst.For(target=cst.Name(value=target), iter=cst.Call(func=cst.Name(value="range"), args=[_])):
            return target == name
        case cst.For(target=cst.Tuple(elements=[cst.Element(value=cst.Name(value=target)), *_]),
                     iter=cst.Call(func=cst.Name(value="enumerate"), args=[_])):
            return target == name
    return False


def inner_scopes(graph: GraphFunction, site: Site) -> list[cst.Call]:
    """The calls that open variable scopes around a site within the innermost loop, or else its step, outermost first."""
    found: list[cst.Call] = []
    loops = [loop for loop in site.loops if isinstance(loop, (cst.For, cst.While))]

    def search(node: cst.CSTNode, opened: list[cst.Call]) -> bool:
        if node is site.node:
            found.extend(opened)
            return True
        if isinstance(node, cst.With):
            opened = [*opened, *(item.item for item in node.items if isinstance(item.item, cst.Call)
                                 and graph.facts.names.symbol(item.item.func) == "tf.variable_scope")]
        return any(search(child, opened) for child in children(node))

    if site.step < len(graph.body.steps):
        search(loops[-1] if loops else graph.body.steps[site.step].statement, [])
    return found


def _reuse(graph: GraphFunction, site: Site, purposes: ParameterUses) -> str:
    """Gives "True" where a site must reuse, "auto" where it may, "" where it does not."""
    said = [one for one in _reuse_expressions(graph, site) if not _is_later_round(one, site)]
    values = ["auto"] if len(said) < len(_reuse_expressions(graph, site)) else []
    values += [_value(graph, one, purposes) for one in said]
    code = graph.facts.names.code
    if len({tuple(code(one) for one in (*helper.reuse.always, None, *helper.reuse.partly) if one is not None)
            for helper in site.alternatives if helper.reuse is not None}) > 1:
        raise Unsupported("MIG151", site.node, "which of several functions makes the layers decides how they are shared")
    if site.helper is not None and site.helper.reuse is not None:
        given = _bound(site)
        own = {name: given.get(name) or site.helper.default(name) for name in site.helper.roles}
        for name, value in own.items():
            if value is not None and _is_later_round(value, site):
                own[name] = _AUTO
        values += [_value(graph, one, purposes, own) for one in site.helper.reuse.always]
        partly = {_value(graph, one, purposes, own) for one in site.helper.reuse.partly}
        if partly and "" not in partly and not (partly == {"auto"} and _is_only_call(graph, site)):
            raise Unsupported("MIG124", site.node, f"{site.helper.name} reuses a part of its layers")
    return "True" if "True" in values else "auto" if "auto" in values else ""


def _is_only_call(graph: GraphFunction, site: Site) -> bool:
    """Whether a helper is called here alone, once: then what may be reused is not."""
    return not graph.roles and not site.in_loop and site.helper.sites == {site.node}


def _reuse_expressions(graph: GraphFunction, site: Site) -> list[cst.BaseExpression]:
    """What is said of reuse at a site and around it."""
    found = [arg.value for arg in site.node.args if site.helper is None and arg.keyword is not None
             and arg.keyword.value in ("reuse", "_reuse")]
    scopes = scopes_around(graph, site)
    calls = [scope.call for scope in scopes if scope.kind == "variable"] + inner_scopes(graph, site)
    found += [value for call in calls if (value := _argument(call, "reuse", 6)) is not None]
    for reused in graph.body.reused:
        if reused.step <= site.step and scopes[:len(reused.scopes)] == reused.scopes and (modes := modes_of(graph, site)) & reused.modes:
            if not modes <= reused.modes:
                raise Unsupported("MIG124", site.node, "a scope reuses its variables in some of the modes only")
            found.append(reused.test or cst.Name("True"))
    return found


def modes_of(graph: GraphFunction, site: Site) -> frozenset[Mode]:
    """Gives the modes that a site runs in."""
    if not site.is_returned:
        return graph.body.steps[site.step].modes
    return frozenset(mode for mode, (value, end) in graph.body.returns.items()
                     if end == site.step and value is not None and site.node in nodes(value))


def _value(graph: GraphFunction, node: cst.BaseExpression | None, purposes: ParameterUses,
           given: dict[str, cst.BaseExpression | None] | None = None) -> str:
    """What an expression for ``reuse`` is worth: "True", "auto" or ""."""
    match node:
        case None | cst.Name(value="None" | "False"):
            return ""
        case cst.Name(value="True"):
            return "True"
        case cst.SimpleString() if node is _AUTO:
            return "auto"
        case cst.Name(value=name) if given is not None and name in given:
            return _value(graph, given[name], purposes)
        case cst.UnaryOperation(operator=cst.Not(), expression=inner):
            inner = _value(graph, inner, purposes, given)
            return "" if inner else "True"
        case cst.IfExp(test=test, body=body, orelse=orelse):
            return _value(graph, body if _value(graph, test, purposes, given) else orelse, purposes, given)
    if graph.facts.names.symbol(node) == "tf.AUTO_REUSE":
        return "auto"
    own = {name for name in graph.roles if purposes.serves(graph.origin, name, Purpose.REUSE)}
    if given is None and uses(node) and uses(node) <= own:
        return ""  # A helper's own parameter: decided where the helper is called.
    raise Unsupported("MIG124", node, "whether a layer is reused is decided when the program runs")


def reuse_of(graph: GraphFunction, purposes: ParameterUses) -> Reuse:
    """Gives how a helper's parameters, or its scopes, say whether a call reuses its variables."""
    code = graph.facts.names.code
    each: list[dict[str, cst.BaseExpression]] = []
    for site in graph.sites:
        if site.helper is None and is_stateless(graph, site):
            continue
        said = list(_reuse_expressions(graph, site))
        if site.helper is not None and site.helper.reuse is not None:
            given = {name: value for name, value in _bound(site).items()}
            said += [given.get(one.value, one) if isinstance(one, cst.Name) else one
                     for one in site.helper.reuse.always]
        each.append({code(one).strip(): one for one in said if not (isinstance(one, cst.Name) and one.value in ("None", "False"))})
    if not each:
        return Reuse()
    everywhere = set.intersection(*(set(one) for one in each))
    merged = {text: one for found in each for text, one in found.items()}
    return Reuse(tuple(merged[text] for text in sorted(everywhere)),
                 tuple(one for text, one in sorted(merged.items()) if text not in everywhere))


def scopes_around(graph: GraphFunction, site: Site) -> tuple[ScopeEntry, ...]:
    """Gives the scopes that the step of a site stands in, outermost first."""
    if not site.is_returned:
        return graph.body.steps[site.step].scopes
    return next((scopes for value, end, scopes in graph.body.return_scopes if end == site.step), ())


def _argument(call: cst.Call, name: str, position: int) -> cst.BaseExpression | None:
    for index, arg in enumerate(call.args):
        if arg.keyword is not None and arg.keyword.value == name or arg.keyword is None and index == position:
            return arg.value
    return None


def scope_path(graph: GraphFunction, site: Site) -> tuple[str, ...]:
    """Gives the names of the variable scopes around a site, as far as they are written as strings."""
    path = []
    for scope in scopes_around(graph, site):
        if scope.kind == "variable":
            name = _argument(scope.call, "name_or_scope", 0)
            code = graph.facts.names.code
            path.append(str(name.evaluated_value) if isinstance(name, cst.SimpleString) else (
                "<" + code(name) + ">" if name is not None else ""))
    return tuple(path)
