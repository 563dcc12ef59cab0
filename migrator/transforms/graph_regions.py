"""Code around a session goes on building a graph, one of its own.

>>> from migrator import migrate_source
>>> before = b'''import tensorflow as tf
... data = tf.data.Dataset.range(3)
... number = data.make_one_shot_iterator().get_next()
... with tf.Session() as session:
...     print(session.run(number))
... '''
>>> print(migrate_source(before).after.decode())
import tensorflow as tf
with tf.Graph().as_default():
    data = tf.data.Dataset.range(3)
    number = tf.compat.v1.data.make_one_shot_iterator(data).get_next()
    with tf.compat.v1.Session() as session:
        print(session.run(number))
<BLANKLINE>
"""
from __future__ import annotations

from collections.abc import Collection

import libcst as cst

from migrator import fates
from migrator.analysis.graph_regions import GraphRegions, RegionFinder
from migrator.fates import Kind
from migrator.transforms.context import Context
from migrator.transforms.inputs import makes_iterator
from migrator.transforms.rewriter import Rewriter, Rules
from migrator.trees import rewrite


def find_graph_regions(context: Context, in_graph: Collection[cst.CSTNode], elements: Collection[cst.FunctionDef],
                       rules: Rules = Rules(), stays_graph: bool = False) -> GraphRegions:
    """Finds the regions of a module.

    Args:
        context: the state of rewriting it.
        rules: the rules for eager code.
        in_graph: the nodes of model_fns and of what they name.
        elements: the functions that give an iterator's next element.
        stays_graph: whether the module's model_fns go on building graphs.
    """
    if not any(reference.symbol in ("tf.Session", "tf.Graph") for reference in context.names.references):
        return GraphRegions()
    return RegionFinder(context.names, in_graph, _stays, lambda symbol: rules.knows(symbol) or _is_eager(symbol), elements, stays_graph).find()


def _stays(symbol: str) -> bool:
    found = fates.fate(symbol)
    return not symbol.startswith("tf.") if found is None else found.kind is not Kind.GONE


def _is_eager(symbol: str) -> bool:
    found = fates.fate(symbol)
    return not symbol.startswith("tf.") if found is None else found.kind in (Kind.SAME, Kind.RENAMED)


class RegionRewriter(Rewriter):
    """Rewrites a region by the rules for graphs.

    Args:
        context: the state of rewriting the module.
        rules: the rules for graphs.
        elements: the functions that gave an iterator's next element, and give a Dataset now.
    """

    def __init__(self, context: Context, rules: Rules, elements: Collection[cst.FunctionDef]):
        super().__init__(context, rules)
        self.elements = elements

    def rewrite_call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        if makes_iterator(original, self.context.names):
            return self._iterator(updated.func.attr.value, updated.func.value, updated.args)
        if self.context.names.definition(original.func) in self.elements:
            return cst.Call(cst.Attribute(self._iterator("make_one_shot_iterator", updated, ()), cst.Name("get_next")))
        return super().rewrite_call(original, updated)

    def _iterator(self, name: str, dataset: cst.BaseExpression, args) -> cst.Call:
        return cst.Call(self.context.tf(f"compat.v1.data.{name}"), [cst.Arg(dataset), *args])


def write_region(statement: cst.BaseStatement, regions: GraphRegions, rewriter: RegionRewriter):
    """Gives what takes the place of a statement of a region: for its first statement the region, for the others nothing.

    Args:
        statement: the statement, in the original tree.
        regions: the regions of the module.
        rewriter: rewrites what stands in them.
    """
    region = regions.statements[statement]
    if statement is not region[0]:
        return cst.FlattenSentinel([])
    body = [rewrite(one, rewriter) for one in region]
    if statement in regions.own_graph:
        return body[0]
    graph = cst.WithItem(cst.Call(cst.Attribute(cst.Call(rewriter.context.tf("Graph")), cst.Name("as_default"))))
    if len(body) == 1 and isinstance(body[0], cst.With):
        return body[0].with_changes(items=[graph.with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))),
                                           *body[0].items])
    body = [one.with_changes(leading_lines=[line if line.comment else line.with_changes(indent=False) for line in one.leading_lines])
            for one in body]
    first = body[0].with_changes(leading_lines=[])
    indent = regions.indents.get(statement)
    return cst.With([graph], cst.IndentedBlock([first, *body[1:]], indent=indent), leading_lines=statement.leading_lines)
