"""What usually goes wrong where a model_fn trains several networks, one against another.

The program is migrated as it was written; what is found here is said beside it.
"""
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import libcst as cst

from migrator.analysis.def_use import uses
from migrator.analysis.graph_function import GraphFunction, Site
from migrator.analysis.modes import Mode
from migrator.analysis.train_ops import Assignment, TrainOp, Update


@dataclass(frozen=True, eq=False)
class Pitfall:
    """Something that is probably meant otherwise.

    Attributes:
        node: the place.
        code: a key of `migrator.findings.CODES`.
        message: what is found.
    """

    node: cst.CSTNode
    code: str
    message: str


def pitfalls(graph: GraphFunction, train_op: TrainOp, changed: Callable[[Update], frozenset[str]]) -> Iterator[Pitfall]:
    """Finds what is probably meant otherwise in the training of several networks.

    Args:
        graph: the model_fn, its attributes named.
        train_op: what its train_op does.
        changed: gives the attributes whose variables an update changes.
    """
    updates = train_op.updates
    for action in train_op.actions:
        if isinstance(action, Assignment) and updates and not any(
                scope.kind == "dependencies" for scope in graph.body.steps[action.step].scopes):
            yield Pitfall(graph.body.steps[action.step].statement, "MIG354", "nothing orders this assignment and the updates")
    if len(updates) == 1:
        yield from _against_itself(graph, updates[0])
    elif len(updates) > 1:
        yield from _caught(updates, changed)
        yield from _rebuilt(graph)


def _against_itself(graph: GraphFunction, update: Update) -> Iterator[Pitfall]:
    """One loss trains a network and the one that judges what it makes."""
    judged = [site for site in _networks(graph) if site.shares is not None or any(
        other.shares is site for other in graph.sites)]
    for site, makers in _inputs(graph, judged):
        twins = [one for one, others in _inputs(graph, judged) if (one.shares or one) is (site.shares or site)
                 and one is not site and not others]
        if makers and twins and not _given(update):
            names = ", ".join(sorted(maker.name for maker in makers))
            yield Pitfall(update.call, "MIG350", f"one optimizer changes {names} and {site.helper.name}, which is called for what "
                                                 f"{names} makes and for other data: they are usually trained against each other")
            return


def _caught(updates: list[Update], changed: Callable[[Update], frozenset[str]]) -> Iterator[Pitfall]:
    """An update that also changes what another one trains."""
    sets = {id(update): changed(update) for update in updates}
    for update in updates:
        others = [one for one in updates if one is not update and one.arguments.get("loss") is not None
                  and not _same(one.arguments.get("loss"), update.arguments.get("loss"))]
        caught = sorted(set().union(*(sets[id(update)] & sets[id(one)] for one in others), set()))
        wider = any(sets[id(update)] > sets[id(one)] or sets[id(update)] == sets[id(one)] for one in others)
        if not caught or not wider:
            continue
        if not _given(update):
            yield Pitfall(update.call, "MIG351", "it has no var_list, so it changes the variables of every network")
        else:
            yield Pitfall(update.arguments.get("var_list"), "MIG352",
                          f"its variables are also those of another update: {', '.join(caught)}")


def _rebuilt(graph: GraphFunction) -> Iterator[Pitfall]:
    """A network that is made once for data and once more for what another network makes."""
    made = [site for site in _networks(graph) if site.shares is None]
    for site, makers in _inputs(graph, made):
        twins = [one for one, others in _inputs(graph, made) if one.helper is site.helper and one is not site and not others]
        if twins and makers - {site.helper}:
            names = ", ".join(sorted(maker.name for maker in makers - {site.helper}))
            yield Pitfall(site.node, "MIG353", f"this call of {site.helper.name} for what {names} makes has weights of its own, "
                                               f"apart from those of the other call")
            return


def _networks(graph: GraphFunction) -> list[Site]:
    steps = graph.body.steps
    return [site for site in graph.sites if site.helper is not None and not site.loops
            and site.step < len(steps) and Mode.TRAIN in steps[site.step].modes]


def _inputs(graph: GraphFunction, sites: list[Site]) -> list[tuple[Site, set]]:
    """The helpers that the arguments of some calls come from."""
    derived: dict[str, set] = {}
    found = []
    for index, step in enumerate(graph.body.steps):
        if Mode.TRAIN not in step.modes:
            continue
        within = [site for site in graph.sites if site.step == index and site.helper is not None]
        for site in sites:
            if site.step == index:
                read = set().union(*(uses(arg.value) for arg in site.node.args), set())
                inner = {one.helper for one in within if one is not site and any(
                    _holds(arg.value, one.node) for arg in site.node.args)}
                found.append((site, inner.union(*(derived.get(name, set()) for name in read))))
        come = {site.helper for site in within}.union(*(derived.get(name, set()) for name in step.effects.uses))
        for name in step.effects.changes:
            derived[name] = come
    return found


def _holds(tree: cst.CSTNode, node: cst.CSTNode) -> bool:
    return tree is node or any(_holds(child, node) for child in tree.children)


def _given(update: Update) -> bool:
    given = update.arguments.get("var_list") or update.arguments.get("variables")
    return update.kind == "apply" or given is not None and not (isinstance(given, cst.Name) and given.value == "None")


def _same(one: cst.BaseExpression | None, other: cst.BaseExpression | None) -> bool:
    return one is not None and other is not None and one.deep_equals(other)
