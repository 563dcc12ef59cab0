"""The statements of a constructor that create what a function's calls created."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.def_use import effects, uses
from migrator.analysis.graph_function import GraphFunction, Site, target_names
from migrator.analysis.helpers import Role, bind
from migrator.analysis.static_shapes import INPUT_NAMES, ParameterShapes, definition_before, place, shape_owner
from migrator.analysis.steps import Unsupported
from migrator.emission.iterators import as_list, is_iterator
from migrator.emission.methods import MethodRewriter, applied_layer
from migrator.emission.variables import weight
from migrator.result import Disposition
from migrator.transforms.registry import Kind
from migrator.trees import children, rewrite


class CreationRewriter(MethodRewriter):
    """Rewrites a creating call to what it creates, without applying it."""

    stores_attributes = True

    site: Site | None = None  # The site being written, where static shapes configure it.
    place = "init"
    index = 0  # The step being written.

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.shapes_read: set[str] = set()

    def leave_Name(self, original, updated):
        """A variable that holds a static shape is written out."""
        if self.place == "input" and original not in self._plain and self.context.names.is_use(original) and (
                self.graph.around(self.site.step).get(original.value) is Time.BUILD):
            value = definition_before(self.graph, original.value, self.site)
            if value is not None:
                return rewrite(value, self)
        return super().leave_Name(original, updated)

    def leave_Attribute(self, original, updated):
        if self.place != "init":
            if original.attr.value == "value" and isinstance(updated, cst.Attribute) and isinstance(
                    updated.value, cst.Subscript):
                return updated.value
            if shape_owner(original) is not None:
                return self._shape(original)
        return super().leave_Attribute(original, updated)

    def _shape(self, original: cst.BaseExpression) -> cst.BaseExpression:
        if self.place == "input":
            return cst.Name("input_shape")
        named = ParameterShapes(self.graph, self.index)(shape_owner(original))
        if named is None:
            raise Unsupported("MIG112", original, "a layer is configured by the shape of a tensor that is computed")
        self.shapes_read.update(name for name in uses(named) if name.endswith("_shape"))
        return named

    def rewrite_call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        if self.place != "init" and shape_owner(original) is not None:
            return self._shape(original)
        site = self._sites.get(original)
        if site is None:
            return self._operation(original, updated)
        if site.helper is not None:
            return self._construct_helper(site, updated)
        if site.kind is Kind.VARIABLE and self.context.names.symbol(original.func) is None:
            return updated.with_changes(args=[with_comma(cst.Arg(cst.Name("self")), updated), *updated.args])
        if site.kind is Kind.VARIABLE:
            self.context.settle(original.func, Disposition.REWRITTEN, "model_fns")
            return weight(original, updated, self.context, self._computes(site))
        written = super(MethodRewriter, self).rewrite_call(original, updated)
        if site.kind is Kind.PART:
            left = self.context.settled.get(original.func)
            if left is not None and left.disposition is Disposition.LEFT:
                raise Unsupported(left.code, original, left.message)
            return written
        layer = applied_layer(written)
        if layer is None:
            raise Unsupported("MIG113", original, f"the layer {self.context.names.code(original.func).strip()} could not be rewritten")
        return layer.func

    def _computes(self, site: Site):
        def computes(node: cst.BaseExpression) -> bool:
            return self.graph.time(node, site.step) is Time.RUN or not isinstance(
                node, (cst.Name, cst.Call, cst.Attribute, cst.IfExp, cst.SimpleString))
        return computes

    def _construct_helper(self, site: Site, updated: cst.Call) -> cst.Call:
        helper = site.helper
        order = list(bind(site.node, helper.node, helper.owner is not None))
        check_alike(site, Role.CONSTRUCT)
        tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
        args = []
        for name, arg in zip(order, updated.args):
            if helper.roles[name] is not Role.CONSTRUCT:
                continue
            given = site.node.args[order.index(name)].value
            if self.graph.time(given, site.step) > (Time.BUILD if self.place == "build" else Time.CONSTRUCT):
                raise Unsupported("MIG112", given, f"{helper.name} needs its argument {name} "
                                                   "when the model is constructed")
            constructor = helper.constructor_parameters()
            in_place = arg.keyword is None and constructor.index(name) == len(args) and name != "name" and all(
                one.keyword is None for one in args)
            if site.alternatives and not in_place and not has_one_name(site, order.index(name)):
                raise Unsupported("MIG151", site.node, f"the functions that may make the layers call {name} differently")
            value = as_list(arg.value) if is_iterator(given, self.context.names) else arg.value
            args.append(cst.Arg(value) if in_place else cst.Arg(value, keyword=cst.Name(name), equal=tight))
        for name in helper.free:
            if helper.roles[name] is Role.CONSTRUCT:
                args.append(cst.Arg(self.local(name), keyword=cst.Name(name), equal=tight))
        if helper.owner is not None:
            args.insert(0, cst.Arg(self.instance()))
        return cst.Call(updated.func if site.alternatives else self._class_of(site), args)

    def _class_of(self, site: Site) -> cst.BaseExpression:
        """Names the class of a helper, through its module where the call does."""
        named = cst.Name(site.helper.class_name)
        if site.helper.owner is None and isinstance(site.node.func, cst.Attribute):
            return site.node.func.with_changes(attr=named)
        return named


def has_one_name(site: Site, place: int) -> bool:
    """Whether all functions that a call may call have the same name for what it gives at a place."""
    return len({list(bind(site.node, one.node))[place] for one in site.alternatives}) <= 1


def check_alike(site: Site, role: Role) -> None:
    """Checks that all functions that a call may call take what it gives in the same role and order.

    Raises:
        Unsupported: they do not.
    """
    orders = []
    for one in site.alternatives:
        given = list(bind(site.node, one.node))
        if any(one.roles[name] is Role.REUSE for name in given) or one.free:
            raise Unsupported("MIG151", site.node, "which of several functions makes the layers decides how they are shared")
        own = one.constructor_parameters() if role is Role.CONSTRUCT else given
        orders.append(tuple(given.index(name) for name in own if name in given and one.roles[name] is role))
    if len(set(orders)) > 1:
        raise Unsupported("MIG151", site.node, "the functions that may make the layers take different things")


def with_comma(arg: cst.Arg, call: cst.Call) -> cst.Arg:
    """Gives an argument the comma that it needs before the arguments of a call."""
    if not call.args:
        return arg
    return arg.with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")))


class Creation:
    """Makes the creating statements for the steps of a function.

    Args:
        graph: the function.
        rewriter: a `CreationRewriter` for it.
    """

    def __init__(self, graph: GraphFunction, rewriter: CreationRewriter):
        self.graph = graph
        self.rewriter = rewriter

    def of_step(self, index: int) -> list[cst.BaseStatement]:
        """Gives the statements that create what one step's sites need, () if it has none."""
        sites = [site for site in self.graph.sites if site.step == index and site.shares is None]
        self.rewriter.index = index
        if not sites:
            return []
        if index == len(self.graph.body.steps):
            return [self._assign(site, self._created(site)) for site in sites]
        statement = self.graph.body.steps[index].statement
        once = [self._assign(site, self._created(site)) for site in sites if site.once]
        sites = [site for site in sites if not site.once]
        if not sites:
            return once
        statements = once + [parse(f"self.{site.attribute} = []") for site in sites if _appended(site)]
        if len(sites) == 1 and (comprehension := self._comprehension(statement, sites[0])) is not None:
            return [comprehension]
        return [*statements, *self._skeleton(statement, sites, index)]

    def _created(self, site: Site) -> cst.BaseExpression:
        before = self.rewriter.place
        where = place(self.graph, site)
        self.rewriter.site = site
        self.rewriter.place = where if where != "init" else before
        created = rewrite(site.node, self.rewriter)
        self.rewriter.place = before
        return self._when_input_is_seen(site, created) if where == "input" else created

    def _when_input_is_seen(self, site: Site, created: cst.BaseExpression) -> cst.BaseExpression:
        """``FromInputShape(lambda input_shape: created)``; loop variables are bound as they are now."""
        looped = set().union(*(target_names(loop.target if isinstance(loop, cst.For) else loop.for_in.target)
                               for loop in site.loops if isinstance(loop, (cst.For, cst.ListComp))), set())
        bound = "".join(f", {name}={name}" for name in sorted(looped & uses(created)))
        function = cst.parse_expression(f"lambda input_shape{bound}: _").with_changes(body=created)
        return cst.Call(self.rewriter.context.supported("FromInputShape"), [cst.Arg(function)])

    def _assign(self, site: Site, value: cst.BaseExpression) -> cst.BaseStatement:
        target = cst.AssignTarget(MethodRewriter.attribute(site.attribute))
        return cst.SimpleStatementLine([cst.Assign([target], value)])

    def _comprehension(self, statement: cst.BaseStatement, site: Site) -> cst.BaseStatement | None:
        """Makes ``self.xs = [created for … in …]`` of loops around one site and nothing else."""
        if not site.loops or not all(isinstance(loop, (cst.For, cst.ListComp)) for loop in site.loops):
            return None
        needed = uses(_configuration(site.node))
        for loop in site.loops:
            if isinstance(loop, cst.For) and needed & _assigned(loop.body):
                return None
            if isinstance(loop, cst.ListComp) and loop.for_in.inner_for_in is not None:
                return None
        clause = None
        for loop in reversed(site.loops):
            source = loop if isinstance(loop, cst.For) else loop.for_in
            self._check_loop(source.iter, site)
            clause = cst.CompFor(source.target, rewrite(source.iter, self.rewriter), inner_for_in=clause,
                                 ifs=[] if isinstance(loop, cst.For) else source.ifs)
        code = self.graph.facts.names.code
        lines = [code(self._created(site)).strip()]
        while clause is not None:
            lines.append(code(clause.with_changes(inner_for_in=None)).strip())
            clause = clause.inner_for_in
        one_line = f"self.{site.attribute} = [{' '.join(lines)}]"
        if len(one_line) <= 80 and "\n" not in one_line:
            return parse(one_line)
        indent = self.graph.facts.names.module.default_indent
        return parse(f"self.{site.attribute} = [\n" + "".join(f"{indent}{line}\n" for line in lines) + "]")

    def _check_loop(self, iterable: cst.BaseExpression, site: Site) -> None:
        if self.graph.time(iterable, site.step) > self._latest:
            raise Unsupported("MIG111", iterable, "a loop that creates layers runs over something that is not "
                                                  "known when the model is constructed")

    def _skeleton(self, statement, sites: list[Site], index: int,
                  after: Iterable[str] = ()) -> list[cst.BaseStatement]:
        """Keeps of a statement what is needed to create what its sites need."""
        inner = [site for site in sites if _contains(statement, site.node)]
        if not inner:
            return []
        match statement:
            case cst.For(target=target, iter=iterable, body=body):
                self._check_loop(iterable, inner[0])
                kept = self._loop(body, inner, index, after)
                return [cst.For(target, rewrite(iterable, self.rewriter), cst.IndentedBlock(kept))]
            case cst.If():
                return [self._if(statement, inner, index, after)]
            case cst.While(test=test, body=body):
                self._check_loop(test, inner[0])
                return [cst.While(rewrite(test, self.rewriter), cst.IndentedBlock(self._loop(body, inner, index, after)))]
            case cst.With(body=body):
                return self._block(body, inner, index, after)
            case cst.SimpleStatementLine():
                return [self._create_one(site) for site in inner]
        raise Unsupported("MIG111", statement, "layers are created in a block of this kind")

    def _if(self, statement: cst.If, inner: list[Site], index: int, after: Iterable[str]) -> cst.If:
        if self.graph.time(statement.test, index) > self._latest:
            raise Unsupported("MIG111", statement.test, "layers are created under a condition that is not known "
                                                        "when the model is constructed")
        body = self._block(statement.body, inner, index, after) or [parse("pass")]
        orelse = None
        if isinstance(statement.orelse, cst.Else):
            kept = self._block(statement.orelse.body, inner, index, after)
            orelse = cst.Else(cst.IndentedBlock(kept)) if kept else None
        elif isinstance(statement.orelse, cst.If) and any(_contains(statement.orelse, site.node) for site in inner):
            orelse = self._if(statement.orelse, [s for s in inner if _contains(statement.orelse, s.node)], index, after)
        return cst.If(rewrite(statement.test, self.rewriter), cst.IndentedBlock(body), orelse)

    def _loop(self, body: cst.BaseSuite, sites: list[Site], index: int,
              after: Iterable[str] = ()) -> list[cst.BaseStatement]:
        """Keeps of a loop's body what one round, the next, or what follows needs."""
        needed: set[str] = set(after)
        while True:
            kept = self._block(body, sites, index, needed)
            wanted = set().union(*(uses(statement) for statement in kept), set())
            if wanted <= needed:
                return kept
            needed |= wanted

    def _block(self, body: cst.BaseSuite, sites: list[Site], index: int,
               after: Iterable[str] = ()) -> list[cst.BaseStatement]:
        """Keeps of a block the creating statements and the configuration that they, or what follows, need."""
        statements = list(body.body) if isinstance(body, cst.IndentedBlock) else [
            cst.SimpleStatementLine([small]) for small in body.body]
        kept: list[cst.BaseStatement] = []
        needed: set[str] = set(after)
        for statement in reversed(statements):
            made = self._skeleton(statement, sites, index, needed)
            if made:
                kept[:0] = made
                needed |= set().union(*(uses(made_one) for made_one in made))
            elif needed & effects(statement).changes and self._is_configuration(statement, index, sites):
                kept.insert(0, rewrite(statement, self.rewriter))
                needed |= effects(statement).uses
        return kept

    def _is_configuration(self, statement: cst.BaseStatement, index: int, sites: list[Site]) -> bool:
        around = self.graph.around(index)
        return all(around.get(name, Time.CONSTRUCT) <= self._latest for name in effects(statement).changes)

    @property
    def _latest(self) -> Time:
        """The latest binding time that is known where the statements go."""
        return Time.BUILD if self.rewriter.place == "build" else Time.CONSTRUCT

    def _create_one(self, site: Site) -> cst.BaseStatement:
        created = self._created(site)
        comprehension = next((loop for loop in site.loops if isinstance(loop, cst.ListComp)), None)
        if comprehension is not None:
            clause = comprehension.for_in
            created = cst.ListComp(created, clause.with_changes(iter=rewrite(clause.iter, self.rewriter)))
        if _appended(site):
            append = cst.Attribute(MethodRewriter.attribute(site.attribute), cst.Name("append"))
            return cst.SimpleStatementLine([cst.Expr(cst.Call(append, [cst.Arg(created)]))])
        return self._assign(site, created)


def _appended(site: Site) -> bool:
    return any(isinstance(loop, (cst.For, cst.While)) for loop in site.loops)


def _configuration(call: cst.Call) -> cst.CSTNode:
    """The part of a creating call that does not hold its input."""
    if isinstance(call.func, cst.Call):
        return call.func
    names = [arg.keyword.value if arg.keyword is not None else None for arg in call.args]
    own_input = next((index for index, name in enumerate(names) if name in INPUT_NAMES), 0)
    return call.with_changes(args=[arg for index, arg in enumerate(call.args)
                                   if index != own_input and names[index] != "training"])


def _assigned(body: cst.BaseSuite) -> set[str]:
    return set(effects(body).changes)


def _contains(tree: cst.CSTNode, node: cst.CSTNode) -> bool:
    return tree is node or any(_contains(child, node) for child in children(tree))


def parse(code: str) -> cst.BaseStatement:
    """Parses one statement."""
    return cst.parse_statement(code)
