"""Which calls reuse the layers and variables of earlier ones, and the scopes that they stand in."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.graph_function import GraphFunction, Site
from migrator.analysis.helpers import Role, bind
from migrator.analysis.steps import ScopeEntry, Unsupported


def share_sites(graph: GraphFunction) -> None:
    """Finds for each site of a function whether it reuses what an earlier one created.

    Raises:
        Unsupported: whether it does can't be known before the program runs.
    """
    seen: dict[tuple, Site] = {}
    for site in graph.sites:
        key = _key(graph, site)
        reuse = _reuse(graph, site)
        if reuse and site.in_loop and key in seen:
            raise Unsupported("MIG124", site.node, "layers are reused within a loop")
        if reuse and key in seen:
            site.shares = seen[key]
        elif reuse == "True":
            raise Unsupported("MIG124", site.node, "it reuses a layer or variable that can't be found")
        else:
            seen.setdefault(key, site)


def _key(graph: GraphFunction, site: Site) -> tuple:
    code = graph.facts.names.code
    scopes = scope_path(graph, site)
    if site.helper is None:
        from migrator.emission.naming import literal_name
        return scopes, literal_name(graph, site.node) or site.node
    given = tuple((name, code(value).strip()) for name, value in bind(site.node, site.helper.node, site.helper.owner is not None).items()
                  if site.helper.roles[name] is Role.CONSTRUCT)
    return scopes, site.helper.node, given


def _reuse(graph: GraphFunction, site: Site) -> str | None:
    """Gives "True" where a site must reuse, "auto" where it may, None where it does not."""
    own = next((arg.value for arg in site.node.args
                if arg.keyword is not None and arg.keyword.value in ("reuse", "_reuse")), None)
    if site.helper is not None:
        bound = bind(site.node, site.helper.node, site.helper.owner is not None)
        own = next((value for name, value in bound.items() if site.helper.roles[name] is Role.REUSE), None)
        if own is None:
            own = next((site.helper.default(name) for name, role in site.helper.roles.items()
                        if name == "reuse" and role in (Role.CONSTRUCT, Role.REUSE)), None)
        if own is None and site.helper.reuses:
            return "auto"
    values = [_reuse_value(graph, own)] if own is not None else []
    values += [_reuse_value(graph, _argument(scope, "reuse", 6)) for scope in _scopes(graph, site)
               if scope.kind == "variable"]
    return "True" if "True" in values else "auto" if "auto" in values else None


def _reuse_value(graph: GraphFunction, node: cst.BaseExpression | None) -> str | None:
    match node:
        case None | cst.Name(value="None" | "False"):
            return None
        case cst.Name(value="True"):
            return "True"
    if graph.facts.names.symbol(node) == "tf.AUTO_REUSE":
        return "auto"
    if isinstance(node, cst.Name) and node.value == "reuse":
        return None  # A helper's own parameter: decided where the helper is called.
    raise Unsupported("MIG124", node, "whether a layer is reused is decided when the program runs")


def _scopes(graph: GraphFunction, site: Site) -> tuple[ScopeEntry, ...]:
    steps = graph.body.steps
    if site.step < len(steps):
        return steps[site.step].scopes
    return next((scopes for value, end, scopes in graph.body.return_scopes if end == site.step), ())


def _argument(scope: ScopeEntry, name: str, position: int) -> cst.BaseExpression | None:
    for index, arg in enumerate(scope.call.args):
        if arg.keyword is not None and arg.keyword.value == name or arg.keyword is None and index == position:
            return arg.value
    return None


def scope_path(graph: GraphFunction, site: Site) -> tuple[str, ...]:
    """Gives the names of the variable scopes around a site, as far as they are written as strings."""
    path = []
    for scope in _scopes(graph, site):
        if scope.kind == "variable":
            name = _argument(scope, "name_or_scope", 0)
            code = graph.facts.names.code
            path.append(str(name.evaluated_value) if isinstance(name, cst.SimpleString) else (
                "<" + code(name) + ">" if name is not None else ""))
    return tuple(path)


def own_scope(graph: GraphFunction) -> str | None:
    """Gives the scope that a helper makes all its variables in, where it is one and written as a string."""
    found = {scope_path(graph, site)[:1] for site in graph.sites}
    if len(found) == 1 and (path := found.pop()) and not path[0].startswith("<"):
        return path[0]
    return None


def reuses_itself(graph: GraphFunction) -> bool:
    """Whether a helper makes its variables in a scope that reuses what is there."""
    return bool(graph.sites) and all(
        any(scope.kind == "variable" and _reuse_value(graph, _argument(scope, "reuse", 6)) == "auto"
            for scope in _scopes(graph, site)) for site in graph.sites)


def sites_in_scope(graph: GraphFunction, scope: str) -> list[Site]:
    """Gives the sites whose variables a scope name matches, as TF1 matches: from the start."""
    found = []
    for site in graph.sites:
        if site.shares is not None:
            continue
        path = list(scope_path(graph, site))
        if site.helper is not None and site.helper.scope is not None:
            path.append(site.helper.scope)
        if "/".join(path).startswith(scope.strip("/")):
            found.append(site)
    return found
