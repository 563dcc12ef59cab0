"""Layers that keep statistics of what they are trained on, called with training on where nothing is trained."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.graph_function import GraphFunction, Site
from migrator.analysis.helpers import FunctionFacts, Role, bind, calls_in
from migrator.analysis.modes import Mode
from migrator.analysis.steps import Unsupported

_FLAGS = ("training", "is_training")


def check_statistics(graphs: Iterable[GraphFunction]) -> None:
    """Checks that no statistics move in an evaluation that read them as well.

    A program that applies its network twice, with training on and off, moved the statistics of its batch normalization in
    training alone, when UPDATE_OPS ran. A Keras layer moves them in every call with training on.

    Args:
        graphs: the functions of a model whose batch normalization moves its statistics.

    Raises:
        Unsupported: a layer is called with training on in all modes, and elsewhere with training off.
    """
    for graph in graphs:
        groups: dict[Site, list[Site]] = {}
        for site in graph.sites:
            groups.setdefault(site.shares or site, []).append(site)
        for group in groups.values():
            if len(group) > 1 and _normalizes(graph.facts, group[0]):
                for site in group:
                    if _trains(site) and _modes(graph, site) != frozenset({Mode.TRAIN}):
                        raise Unsupported("MIG129", site.node, "batch normalization is called with training on in "
                                                               "evaluation, where its moving statistics stay")


def _trains(site: Site) -> bool:
    if site.helper is None:
        given = [arg.value for arg in site.node.args if arg.keyword is not None and arg.keyword.value in _FLAGS]
    else:
        bound = bind(site.node, site.helper.node, site.helper.owner is not None)
        given = [bound.get(name, site.helper.default(name)) for name, role in site.helper.roles.items()
                 if role is Role.TRAINING]
    return any(isinstance(value, cst.Name) and value.value == "True" for value in given)


def _modes(graph: GraphFunction, site: Site) -> frozenset[Mode]:
    steps = graph.body.steps
    return steps[site.step].modes if site.step < len(steps) else frozenset(Mode)


def _normalizes(facts: FunctionFacts, site: Site) -> bool:
    """Whether batch normalization is applied at a site, or by what is called there."""
    seen, waiting = set(), [site.node]
    if site.helper is not None:
        waiting = [call for one in site.alternatives or (site.helper,) for call in calls_in(one.node.body)]
    while waiting:
        call = waiting.pop()
        kind = (facts.names.symbol(call.func) or "").rpartition(".")[2].lower()
        if kind.startswith(("batch_norm", "batchnorm")):
            return True
        called = facts.called(call)
        if called is not None and called not in seen:
            seen.add(called)
            waiting.extend(calls_in(called.body))
    return False
