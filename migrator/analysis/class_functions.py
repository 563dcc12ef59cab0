"""The methods of a plain class as functions: attributes become local names, results and parameters."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import effects, parameters, uses
from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import bind, calls_in
from migrator.analysis.inlining import Substitution, bound_inside, count_names
from migrator.analysis.plain_classes import ClassFacts, Method, attributes_of
from migrator.analysis.steps import Unsupported
from migrator.trees import children, find, rewrite, walk

_DEPTH = 12  # How deep methods that are taken in may call each other.


@dataclass(eq=False)
class ClassWriter:
    """Writes the methods of one class as functions of its module.

    Attributes:
        facts: what the methods do.
        attribute_names: the local names of the attributes.
        taken: names that functions of the module can't have.
        functions: the functions that methods became, callees first.
        prefix: begins the names of what would clash.
        keeps_instance: whether the class stays, and methods stay methods.
        methods: the methods that take more parameters then.
    """

    facts: ClassFacts
    taken: set[str]
    prefix: str
    keeps_instance: bool = False
    methods: dict[Method, cst.FunctionDef] = field(default_factory=dict)
    attribute_names: dict[str, str] = field(default_factory=dict)
    functions: list[cst.FunctionDef] = field(default_factory=list)
    lifted: dict[Method, str] = field(default_factory=dict)
    _open: list[Method] = field(default_factory=list)

    def name_attributes(self, methods: Sequence[Method]) -> None:
        """Gives each attribute the local name that it has in all methods."""
        for method in methods:
            for name in [*(name for name, _ in attributes_of(method)), *sorted(self.facts.reads(method))]:
                if name not in self.attribute_names:
                    short = name.lstrip("_") or name
                    clashes = any(_is_global(short, one) or one.name == "__init__" and self._differs(name, short, one)
                                  for one in methods)
                    self.attribute_names[name] = f"{self.prefix}_{short}" if clashes else short

    def renamed(self, method: Method) -> dict[str, str]:
        """Gives the names that local names of a method get, where they are those of attributes that are something else."""
        own = local_names(method.node)
        used = {self.attribute_names[name]: name for name in self.facts.reads(method) | self.facts.stores(method)}
        taken = own | set(self.attribute_names.values())
        return {short: free_name(f"{short}_", taken) for short, name in sorted(used.items())
                if short in own and self._differs(name, short, method)}

    def _differs(self, name: str, short: str, method: Method) -> bool:
        """Whether a local name of a method is that of an attribute, and may be something else."""
        return short in local_names(method.node) and name in self.facts.reads(method) | self.facts.stores(method) and not (
            _is_same(name, short, method) or self._is_passed_on(name, short, method))

    def _is_passed_on(self, name: str, short: str, method: Method) -> bool:
        """Whether a method only passes a parameter on to one that makes the attribute of it: ``super().__init__(units)``."""
        if any(found == name for found, _ in attributes_of(method)) or any(
                _binds(node, method) for node in find(method.node.body, cst.Name) if node.value == short):
            return False
        for call in calls_in(method.node.body):
            called = self.facts.called(call, method)
            if called is not None and name in self.facts.stores(called[0]):
                given = bind(called[1], without_instance(called[0])).get(short)
                return isinstance(given, cst.Name) and given.value == short and not self._differs(name, short, called[0])
        return False

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Gives attributes in the order in which the class first names them."""
        order = list(self.attribute_names)
        return sorted(names, key=order.index)

    def function_of(self, method: Method) -> str:
        """Gives the name of the function that a method without stores becomes."""
        if self.keeps_instance and method not in self.methods:
            self._open.append(method)
            self.methods[method] = self._lift(method, method.name)
            self._open.pop()
        if self.keeps_instance:
            return method.name
        if method not in self.lifted:
            if method in self._open:
                raise Unsupported("MIG153", method.node, f"{method.name} makes layers and calls itself")
            name = method.name.strip("_") if method.name.startswith("__") else method.name
            if name in self.taken:
                name = f"{self.prefix}_{name.strip('_')}"
            while name in self.taken:
                name += "_"
            self.taken.add(name)
            self._open.append(method)
            made = self._lift(method, name)
            self._open.pop()
            self.lifted[method] = name
            self.functions.append(made)
        return self.lifted[method]

    def call_of(self, method: Method, call: cst.Call, given=None, func: cst.BaseExpression | None = None) -> cst.Call:
        """Writes a call of a method as one of its function.

        Args:
            method: the method.
            call: the call, without the instance.
            given: gives the expression for an attribute where the call stands; its local name by default.
            func: names the function where the call stands; its name by default.
        """
        func = func or cst.Name(self.function_of(method))
        self.function_of(method)
        attributes = [(self.attribute_names[name], given(name) if given else cst.Name(self.attribute_names[name]))
                      for name in self.in_order(self.facts.reads(method))]
        renamed = self.renamed(method)
        args = [arg if arg.keyword is None or arg.keyword.value not in renamed else arg.with_changes(
            keyword=cst.Name(renamed[arg.keyword.value])) for arg in plain_args(call.args)]
        if is_without_parameters(method):
            return cst.Call(func, [cst.Arg(value) for _, value in attributes])
        return cst.Call(func, [*args, *(keyword_arg(name, value) for name, value in attributes)])

    def _lift(self, method: Method, name: str) -> cst.FunctionDef:
        if not self.keeps_instance:
            self.facts.check(method)
        local = set(local_names(method.node))
        body = self.written(method, local, in_function=True)
        renamed = {name: cst.Name(new) for name, new in self.renamed(method).items()}
        params = rewrite(without_instance(method).params, Substitution(renamed))
        read = [self.attribute_names[one] for one in self.in_order(self.facts.reads(method))]
        params = cst.Parameters([cst.Param(cst.Name(one)) for one in read]) if is_without_parameters(
            method) else with_keyword_only(params, read)
        if self.keeps_instance:
            first = [cst.Param(cst.Name(method.instance))] if method.kind != "static" else []
            return method.node.with_changes(params=params.with_changes(params=[*first, *params.params]), body=cst.IndentedBlock(body))
        return method.node.with_changes(name=method.node.name if name == method.name else cst.Name(name), params=params,
                                        body=cst.IndentedBlock(body), decorators=[],
                                        leading_lines=lead_of_function(method.node.leading_lines))

    def written(self, method: Method, local: set[str], in_function: bool = False) -> list[cst.BaseStatement]:
        """Gives the statements of a method as those of a function.

        Args:
            method: the method.
            local: names of the function that the statements go into; those of methods that are taken in are added.
            in_function: whether the docstring stays.
        """
        renamed = {name: cst.Name(new) for name, new in self.renamed(method).items()}
        local |= {new.value for new in renamed.values()}
        block = rewrite(rewrite(as_block(method.node.body), Substitution(renamed)), _MethodWriter(self, method, local))
        body = [*block.body] if isinstance(block, cst.IndentedBlock) else []
        if not in_function and body and is_docstring(body[0]):
            body = body[1:]
        return body

    def spliced(self, method: Method, call: cst.Call, local: set[str], whole: bool = False, fresh: bool = False):
        """Gives the statements and the value of a method for one call of it.

        Args:
            method: the method.
            call: the call, without the instance, its arguments written out.
            local: names of the function that they go into; what they bind is added.
            whole: whether returns stay where they are.
            fresh: whether the arguments are variables that nothing else reads.

        Raises:
            Unsupported: the method returns from within.
        """
        if method in self._open or len(self._open) > _DEPTH:
            raise Unsupported("MIG153", method.node, f"{method.name} makes layers and calls itself")
        if not self.keeps_instance:
            self.facts.check(method)
        mapping, prologue = self._bound(method, call, local, fresh)
        self._open.append(method)
        body = self.written(method, local)
        self._open.pop()
        value = None
        if not whole:
            body = self._returning_last(body, method, local)
            match body[-1:]:
                case [cst.SimpleStatementLine(body=[cst.Return(value=value)])]:
                    body = body[:-1]
            if any(map(returns, body)):
                raise Unsupported("MIG126", method.node, f"{method.name} keeps tensors on its instance and returns from within")
        rename = Substitution(mapping)
        first = [assignment(mapping.get(name, cst.Name(name)), given) for name, given in prologue]
        statements = [*first, *(rewrite(one, rename) for one in body)]
        local |= set().union(*(effects(one).changes for one in statements), set())
        return statements, None if value is None else rewrite(value, rename)

    def _returning_last(self, body: list[cst.BaseStatement], method: Method, local: set[str]) -> list[cst.BaseStatement]:
        """Statements whose last one, within scopes, returns: the return behind the scopes; what makes layers stays within."""
        match body[-1:]:
            case [cst.With(body=cst.IndentedBlock(body=inner)) as scope]:
                *kept, last = self._returning_last(list(inner), method, local)
                match last:
                    case cst.SimpleStatementLine(body=[cst.Return(value=value)]) if value is not None:
                        facts = self.facts.facts
                        if any(facts.makes(call) or self.facts.called(call, method) or facts.called(call) for call in find(value, cst.Call)):
                            name = cst.Name(free_name("outputs", local))
                            local.add(name.value)
                            kept.append(assignment(name, value).with_changes(leading_lines=last.leading_lines))
                            last = last.with_changes(body=[cst.Return(name)], leading_lines=[])
                        return [*body[:-1], scope.with_changes(body=scope.body.with_changes(body=kept)), last] if kept else [
                            *body[:-1], last]
        return body

    def _bound(self, method: Method, call: cst.Call, local: set[str], fresh: bool):
        """What stands for the parameters and local names of a method that is taken in."""
        given = bind(call, without_instance(method))
        renamed = self.renamed(method)
        stored = {self.attribute_names[name] for name in self.facts.stores(method)}
        attributes = {self.attribute_names[name] for name, _ in attributes_of(method) if name in self.attribute_names}
        own = set(local_names(method.node)) - {method.instance}
        used = local | set(self.attribute_names.values())
        rebound = _rebound(method)
        inner = bound_inside(method.node.body)
        mapping: dict[str, cst.BaseExpression] = {}
        prologue = []
        for param in parameters(without_instance(method).params):
            name = param.name.value
            value = given.get(name, param.default)
            if value is None:
                raise Unsupported("MIG120", call, f"{method.name} is called without {name}")
            plain = name not in rebound and not uses(value) & (stored | inner) and (
                isinstance(value, cst.Name) or count_names(method.node.body, name) <= 1)
            here = renamed.get(name, name)
            if here in stored:  # The parameter is the variable of an attribute from now on.
                if not (isinstance(value, cst.Name) and value.value == here):
                    prologue.append((here, value))
                continue
            if plain or fresh and isinstance(value, cst.Name) or isinstance(value, cst.Name) and (
                    value.value == name and name not in rebound):
                mapping[here] = value
                continue
            prologue.append((here, value))
            if here in used:
                mapping[here] = cst.Name(free_name(here, used | own))
        for name in sorted(own - {param.name.value for param in parameters(method.node.params)} - renamed.keys()):
            if name in used and name not in attributes:
                mapping[name] = cst.Name(free_name(name, used | own))
        for index, (_, value) in enumerate(prologue):
            before = set().union(*(uses(mapping.get(name, cst.Name(name))) for name, _ in prologue[:index]))
            if uses(value) & before:
                raise Unsupported("MIG126", call, f"{method.name} exchanges what its caller keeps under the same names")
        return mapping, prologue


class _MethodWriter(cst.CSTTransformer):
    """Writes the attributes of the instance as names, and calls of methods as calls or as their statements."""

    def __init__(self, writer: ClassWriter, method: Method, local: set[str]):
        super().__init__()
        self.writer = writer
        self.facts = writer.facts
        self.method = method
        self.local = local
        self._depth = 0
        self._statements: dict[cst.Call, tuple[Method, cst.Call]] = {}

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        self._depth += 1

    def leave_FunctionDef(self, original, updated):
        self._depth -= 1
        return updated

    visit_Lambda = visit_FunctionDef

    def leave_Lambda(self, original, updated):
        self._depth -= 1
        return updated

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        if self._depth and any(isinstance(one, cst.Attribute) and self._is_instance(one.value) for one in walk(node)):
            raise Unsupported("MIG126", node, f"a function in {self.method.name} keeps tensors on the instance")

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> None:
        match node.body:
            case [cst.Expr(value=cst.Call() as call) | cst.Assign(value=cst.Call() as call) | cst.Return(
                    value=cst.Call() as call)] if not self._depth:
                called = self.facts.called(call, self.method)
                if called is not None and self.facts.stores(called[0]):
                    self._statements[call] = called

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        if original in self._statements:
            return updated
        called = self.facts.called(original, self.method)
        if called is None:
            return updated
        method, plain = called
        if self.facts.stores(method):
            raise Unsupported("MIG126", original, f"{method.name} keeps tensors on its instance, and is called within an expression")
        if self.writer.keeps_instance:
            return self.writer.call_of(method, updated, func=updated.func) if self.facts.reads(method) else updated
        return self.writer.call_of(method, updated.with_changes(args=updated.args[len(original.args) - len(plain.args):]))

    def leave_Attribute(self, original: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        name = original.attr.value
        if self.writer.keeps_instance and (not self._is_instance(original.value) or name not in self.writer.attribute_names):
            if self._is_instance(original.value) and self.facts.is_property(name) and self.facts.reads(self.facts.plain.lookup(name)):
                raise Unsupported("MIG126", original, f"the property {name} reads tensors that are kept on the instance")
            return updated
        if not self._is_instance(original.value):
            owner = self.method.owner.names.definition(original.value)
            if any(one.node is owner for one in self.facts.plain.line()) and self.facts.plain.constant(name) is not None:
                return self.facts.plain.constant(name)
            return updated
        if self.facts.is_property(name):
            return self.writer.call_of(self.facts.plain.lookup(name), cst.Call(cst.Name("_")))
        if self.facts.plain.lookup(name) is not None:
            return updated
        return cst.Name(self.writer.attribute_names[name], lpar=updated.lpar, rpar=updated.rpar)

    def _is_instance(self, node: cst.CSTNode) -> bool:
        return isinstance(node, cst.Name) and node.value == self.method.instance

    def leave_SimpleStatementLine(self, original, updated):
        match original.body, updated.body:
            case [cst.Expr(value=cst.Call() as call)], _ if self.facts.is_void_super(call, self.method):
                return cst.RemoveFromParent()
            case [cst.Expr(value=before) | cst.Assign(value=before) | cst.Return(value=before)], [small] if before in self._statements:
                return cst.FlattenSentinel(self._taken_in(before, small, updated))
            case _, [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=cst.Name(value=value))] if (
                    name == value):
                return cst.RemoveFromParent()
        return updated

    def _taken_in(self, original: cst.Call, small: cst.BaseSmallStatement, line) -> list[cst.BaseStatement]:
        """The statements of a method that keeps something on the instance, and what is done with its value."""
        method, plain = self._statements[original]
        args = small.value.args[len(original.args) - len(plain.args):]
        statements, value = self.writer.spliced(method, small.value.with_changes(args=args), self.local)
        last = []
        if isinstance(small, cst.Expr):
            last = [] if value is None or isinstance(value, (cst.Name, cst.Tuple)) else [small.with_changes(value=value)]
        elif not is_noop(small, value):
            last = [small.with_changes(value=value if value is not None else cst.Name("None"))]
        made = [*statements, *(cst.SimpleStatementLine([one]) for one in last)]
        if made:
            made[0] = made[0].with_changes(leading_lines=[*line.leading_lines, *made[0].leading_lines])
        return made


def is_noop(small: cst.BaseSmallStatement, value: cst.BaseExpression | None) -> bool:
    """Whether an assignment gives a name its own value."""
    match small:
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
            return isinstance(value, cst.Name) and value.value == name
    return False


def _is_global(name: str, method: Method) -> bool:
    """Whether a method means something by a name that is not its own."""
    return name not in local_names(method.node) and name in uses(method.node.body)


def _is_same(name: str, short: str, method: Method) -> bool:
    """Whether a local name and an attribute of a method can be one variable.

    They can if the one is made of the other before anything else is done with the attribute, and the local name is not
    used for something else later: ``self.units = units``, ``self.units = units or 8`` and ``units = self.units``.
    """
    accesses = [node for found, node in attributes_of(method) if found == name]
    order = {node: index for index, node in enumerate(walk(method.node.body))}
    for node in order:
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=target)], value=value) if accesses and accesses[0] in (target, value):
                behind = [one for one in order if isinstance(one, cst.Name) and one.value == short and order[one] > order[node]
                          and not _is_part(one, node) and _is_variable(one, method)]
                stored = any(_is_stored(one, method) for one in accesses[1:])
                if isinstance(value, cst.Name) and value.value == short or isinstance(target, cst.Name) and target.value == short:
                    return not stored and not any(_binds(one, method) for one in behind)
                return target is accesses[0] and not behind and short in uses(value)
    return False


def _is_variable(name: cst.Name, method: Method) -> bool:
    return method.owner.names.is_use(name) or _binds(name, method)


def _is_part(node: cst.CSTNode, tree: cst.CSTNode) -> bool:
    return any(one is node for one in walk(tree))


def _binds(name: cst.Name, method: Method) -> bool:
    """Whether a name stands where a method binds it."""
    for node in walk(method.node.body):
        match node:
            case cst.AssignTarget(target=target) | cst.AugAssign(target=target) | cst.For(target=target) | cst.CompFor(target=target):
                if _is_part(name, target):
                    return True
    return False


def _is_stored(attribute: cst.Attribute, method: Method) -> bool:
    return any(isinstance(node, (cst.AssignTarget, cst.AugAssign, cst.For)) and _is_part(attribute, node.target)
               for node in walk(method.node.body))


def _rebound(method: Method) -> set[str]:
    """The names that the body of a method binds anew or changes in place."""
    return set(effects(method.node.body).changes)


def without_instance(method: Method) -> cst.FunctionDef:
    """Gives a method as a function that is not given the instance."""
    if method.kind == "static":
        return method.node
    params = method.node.params
    return method.node.with_changes(params=params.with_changes(params=params.params[1:]))


def is_without_parameters(method: Method) -> bool:
    """Whether a method takes nothing but the instance."""
    return not parameters(without_instance(method).params)


def with_keyword_only(params: cst.Parameters, names: Sequence[str]) -> cst.Parameters:
    """Adds parameters that are given by name."""
    plain = [param.with_changes(comma=cst.MaybeSentinel.DEFAULT) for param in params.params]
    if not names:
        return params.with_changes(params=plain)
    star = params.star_arg if isinstance(params.star_arg, (cst.Param, cst.ParamStar)) else cst.ParamStar()
    more = [cst.Param(cst.Name(name)) for name in names]
    return params.with_changes(params=plain, star_arg=star, kwonly_params=[
        *(param.with_changes(comma=cst.MaybeSentinel.DEFAULT) for param in params.kwonly_params), *more])


def plain_args(args: Sequence[cst.Arg]) -> list[cst.Arg]:
    """Gives arguments that others may follow, on one line."""
    return [arg.with_changes(comma=cst.MaybeSentinel.DEFAULT, whitespace_after_arg=cst.SimpleWhitespace("")) for arg in args]


def keyword_arg(name: str, value: cst.BaseExpression) -> cst.Arg:
    """``name=value``"""
    return cst.Arg(value, keyword=cst.Name(name), equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")))


def assignment(target: cst.BaseExpression, value: cst.BaseExpression) -> cst.BaseStatement:
    """``target = value``"""
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(target)], value)])


def as_block(body: cst.BaseSuite) -> cst.IndentedBlock:
    """Gives the body of a function as lines of their own."""
    if isinstance(body, cst.IndentedBlock):
        return body
    return cst.IndentedBlock([cst.SimpleStatementLine([one.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)]) for one in body.body])


def is_docstring(statement: cst.BaseStatement) -> bool:
    """Whether a statement is a string that stands alone."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())]):
            return True
    return False


def returns(node: cst.CSTNode) -> bool:
    """Whether a statement returns from its function."""
    if isinstance(node, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
        return False
    return isinstance(node, cst.Return) or any(returns(child) for child in children(node))


def free_name(name: str, taken: set[str]) -> str:
    """Makes a name that is not taken."""
    while name in taken:
        name += "_"
    return name


def lead_of_function(lines: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    """The lines before a function of a module: two blank ones, and the comments."""
    blank = [cst.EmptyLine(indent=False), cst.EmptyLine(indent=False)]
    return [*blank, *(line for line in lines if line.comment is not None)]


def tuple_of(values: list[cst.BaseExpression]) -> cst.BaseExpression:
    """Gives one value as it is, several as a tuple without brackets."""
    if len(values) == 1:
        return values[0]
    return cst.Tuple([cst.Element(one) for one in values], lpar=[], rpar=[])
