"""The names that TF1 gave to the variables of a model_fn, and the attributes that hold them now."""
from __future__ import annotations

from collections import Counter

import libcst as cst

from migrator.analysis.graph_function import GraphFunction, Site
from migrator.analysis.sharing import scope_path
from migrator.emission.naming import literal_name, snake
from migrator.transforms.registry import Kind
from migrator.trees import children

_METHODS = {"get_variable_value", "get_variable_names"}


def asks_for_names(module: cst.Module) -> bool:
    """Whether a program asks an Estimator for variables by their names."""
    stack: list[cst.CSTNode] = [module]
    while stack:
        node = stack.pop()
        if isinstance(node, cst.Attribute) and node.attr.value in _METHODS:
            return True
        stack.extend(children(node))
    return False


def variable_names(graph: GraphFunction, graphs: dict[cst.FunctionDef, GraphFunction]) -> dict[str, str] | None:
    """Gives for the TF1 name of each variable, or of each layer's scope, the path of the attribute that holds it.

    Args:
        graph: the model_fn, taken apart, its attributes named.
        graphs: its helpers.

    Returns:
        The paths by the names; None where a name is not known before the program runs.
    """
    found: dict[str, str] = {}
    return found if _enter(graph, graphs, (), "", Counter(), found) else None


def _enter(graph, graphs, scopes: tuple[str, ...], holder: str, opened: Counter, found: dict[str, str]) -> bool:
    for site in graph.sites:
        if site.shares is not None:
            continue
        inner = (*scopes, *scope_path(graph, site))
        if site.in_loop or any(scope.startswith("<") for scope in inner):
            return False
        path = holder + site.attribute
        if site.alternatives:
            return False
        if site.helper is not None:
            if not _enter(graphs[site.helper.node], graphs, inner, f"{path}.", opened, found):
                return False
            continue
        name = _name(graph, site, inner, opened)
        if name is None:
            return False
        found["/".join((*inner, name))] = path
    return True


def _name(graph: GraphFunction, site: Site, scopes: tuple[str, ...], opened: Counter) -> str | None:
    """The name that TF1 gave to what a site creates: its own, or the layer's kind with a number per scope."""
    call = site.node.func if isinstance(site.node.func, cst.Call) else site.node
    given = literal_name(graph, call)
    if given is None and any(arg.keyword is not None and arg.keyword.value in ("name", "scope") for arg in call.args):
        return None
    symbol = graph.facts.names.symbol(call.func) or ""
    if site.kind is Kind.VARIABLE:
        return given
    if not symbol.startswith("tf.layers."):
        return None  # The variables of other layers are called otherwise.
    if given is not None:
        opened[scopes, given] += 1
        return given
    kind = snake(symbol.rpartition(".")[2])
    count = opened[scopes, kind]
    opened[scopes, kind] += 1
    return f"{kind}_{count}" if count else kind
