"""Loops of the forward pass that walk the layers which a loop of the constructor made."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.def_use import effects, uses
from migrator.analysis.graph_function import Site
from migrator.emission.dead_code import assigned_purely
from migrator.scopes import dotted_name
from migrator.trees import rewrite

# The name of the variable that walks a list of layers: the list's, in the singular.


def write_loop(draft, statement: cst.BaseStatement, sites: list[Site], rewriter) -> list[cst.BaseStatement]:
    """Writes out a statement that applies, in a loop, layers that a loop created.

    Args:
        draft: the class in the making.
        statement: the step's statement.
        sites: the sites within its loops.
        rewriter: the rewriter of the method.
    """
    if isinstance(statement, cst.For) and all(site.loops == (statement,) for site in sites):
        return _walk_together(draft, statement, sites, rewriter)
    if isinstance(statement, cst.For) and len(sites) == 1 and _nested_only(sites[0], statement):
        return _walk_flat(draft, statement, sites[0], rewriter)
    return _walk_iterators(draft, statement, sites, rewriter)


def _singular(draft, site: Site) -> str:
    name = site.attribute.removesuffix("_layers") if site.attribute.endswith("_layers") else site.attribute
    name = name.rstrip("0123456789").rstrip("_") if name not in draft.graph.body.local else name
    name = name[:-1] if site.helper is not None and name.endswith("s") else name
    taken = draft.graph.body.local | draft.context.names.scopes[draft.context.names.module].bindings.keys()
    return f"{name}_layer" if name in taken else name


def _walk_together(draft, statement: cst.For, sites: list[Site], rewriter) -> list[cst.BaseStatement]:
    """``for units, dense in zip(sizes, self.dense_layers):``"""
    walkers, used = [], set()
    for site in sites:
        walker = _singular(draft, site)
        while walker in used:
            walker += "_"
        used.add(walker)
        rewriter.iterated[site] = walker
        walkers.append(walker)
    visited = rewrite(statement, rewriter)
    body = _live(visited.body, set(effects(statement.target).uses | effects(statement).defines))
    read = uses(body)
    targets = [cst.Name(walker) for walker in walkers]
    lists = [dotted_name(f"self.{site.attribute}") for site in sites]
    if read & _bound(statement.target):
        target = statement.target
        if isinstance(target, cst.Tuple) and not target.lpar:
            target = target.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        targets.insert(0, target)
        lists.insert(0, visited.iter)
    if len(targets) == 1:
        target, iterable = targets[0], lists[0]
    else:
        target = cst.Tuple([cst.Element(one) for one in targets], lpar=[], rpar=[])
        iterable = cst.Call(cst.Name("zip"), [cst.Arg(one) for one in lists])
    return [visited.with_changes(target=target, iter=iterable, body=body)]


def _nested_only(site: Site, statement: cst.For) -> bool:
    return site.loops[0] is statement and all(isinstance(loop, cst.For) for loop in site.loops)


def _walk_flat(draft, statement: cst.For, site: Site, rewriter) -> list[cst.BaseStatement]:
    """One flat walk over layers that nested loops made, where nothing else needs the loops."""
    for outer, inner in zip(site.loops, site.loops[1:]):
        if [part for part in outer.body.body] != [inner]:
            return _walk_iterators(draft, statement, [site], rewriter)
    innermost = site.loops[-1]
    walker = _singular(draft, site)
    rewriter.iterated[site] = walker
    visited = rewrite(innermost, rewriter)
    bound = set().union(*(_bound(loop.target) for loop in site.loops))
    body = _live(visited.body, set())
    if uses(body) & bound:
        del rewriter.iterated[site]
        return _walk_iterators(draft, statement, [site], rewriter)
    return [cst.For(cst.Name(walker), dotted_name(f"self.{site.attribute}"), body,
                    leading_lines=statement.leading_lines)]


def _walk_iterators(draft, statement, sites: list[Site], rewriter) -> list[cst.BaseStatement]:
    """The loops as they are, taking the next layer of each list where one is applied."""
    lead = []
    comprehended = isinstance(statement, cst.SimpleStatementLine)
    for site in sites:
        if comprehended and len(sites) == 1:
            return [_walk_comprehension(draft, statement, site, _singular(draft, site), rewriter)]
        walker = site.attribute  # One for each list.
        if walker in draft.graph.body.local or walker in draft.context.names.scopes[draft.context.names.module].bindings:
            walker = f"next_{walker}"
        rewriter.iterated[site] = f"next({walker})"
        lead.append(cst.parse_statement(f"{walker} = iter(self.{site.attribute})"))
    visited = rewrite(statement, rewriter)
    lead[0] = lead[0].with_changes(leading_lines=visited.leading_lines)
    return [*lead, visited.with_changes(leading_lines=[])]


def _walk_comprehension(draft, statement, site: Site, walker: str, rewriter) -> cst.BaseStatement:
    """``[dense(net) for dense in self.dense_layers]``"""
    rewriter.iterated[site] = walker
    comprehension = site.loops[-1]
    visited = rewrite(statement, rewriter)
    rewritten = rewrite(comprehension, rewriter)
    target, iterable = cst.Name(walker), dotted_name(f"self.{site.attribute}")
    if uses(rewritten.elt) & _bound(comprehension.for_in.target):
        target = cst.Tuple([cst.Element(comprehension.for_in.target), cst.Element(target)], lpar=[], rpar=[])
        iterable = cst.Call(cst.Name("zip"), [cst.Arg(rewritten.for_in.iter), cst.Arg(iterable)])
    walked = rewritten.with_changes(for_in=rewritten.for_in.with_changes(target=target, iter=iterable))
    return _replace_comprehension(visited, rewritten, walked)


def _replace_comprehension(tree: cst.CSTNode, old: cst.ListComp, new: cst.ListComp):
    class Replace(cst.CSTTransformer):
        def leave_ListComp(self, original, updated):
            return new if original.deep_equals(old) else updated
    return rewrite(tree, Replace())


def _bound(target: cst.BaseExpression) -> set[str]:
    match target:
        case cst.Name(value=name):
            return {name}
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            return set().union(*(_bound(element.value) for element in elements))
    return set()


def _live(body: cst.BaseSuite, wanted: set[str]) -> cst.BaseSuite:
    """Drops from a loop's body what only configured the layers that it created.

    A plain assignment goes if nothing that stays reads what it binds.
    """
    needed, kept = set(wanted), set()
    while True:
        found = {index for index, statement in enumerate(body.body)
                 if index not in kept and not ((name := assigned_purely(statement)) and name not in needed)}
        if not found:
            break
        kept |= found
        needed |= set().union(*(uses(body.body[index]) for index in found))
    statements = [body.body[index] for index in sorted(kept)]
    return body.with_changes(body=statements or [cst.parse_statement("pass")])
