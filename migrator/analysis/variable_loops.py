"""Loops that put the trainable variables into lists by their names, as comprehensions.

    for v in tf.trainable_variables():
        if v.name.startswith("generator"):
            g_vars.append(v)
        else:
            d_vars.append(v)

and loops that do something with those that they choose by their names, as loops over a comprehension. A choice of those that
another list has not (``v not in g_vars``) says by which names that list was chosen.
"""
from __future__ import annotations

import libcst as cst

from migrator.names import Names
from migrator.trees import find, rewrite, walk

_ALL = {"tf.trainable_variables", "tf.get_collection", "tf.global_variables", "tf.all_variables"}


def with_lists_of_variables(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Writes such loops as comprehensions, where the lists are empty before.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.
    """
    bound: dict[str, list] = {}
    for node in walk(function.body):
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value):
                bound.setdefault(name, []).append(value)
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple(elements=targets))], value=cst.Tuple(elements=values)) if (
                    len(targets) == len(values)):
                for target, value in zip(targets, values):
                    if isinstance(target.value, cst.Name):
                        bound.setdefault(target.value.value, []).append(value.value)
    return rewrite(function, _Writer(names, bound)) if any(
        names.symbol(call.func) in _ALL for call in find(function.body, cst.Call)) else function


class _Writer(cst.CSTTransformer):
    def __init__(self, names: Names, bound: dict[str, list]):
        super().__init__()
        self.names = names
        self.bound = bound

    def leave_For(self, original: cst.For, updated: cst.For):
        if not isinstance(updated.target, cst.Name) or updated.orelse is not None or not self._lists(original.iter):
            return updated
        match updated.body:
            case cst.IndentedBlock(body=[cst.If() as choice]):
                made = self._lists_of(choice, updated, None)
                if made:
                    first = made[0].with_changes(leading_lines=[*updated.leading_lines, *choice.leading_lines])
                    return cst.FlattenSentinel([first, *made[1:]])
        return self._over_chosen(updated)

    def leave_ListComp(self, original: cst.ListComp, updated: cst.ListComp) -> cst.ListComp:
        clause = updated.for_in
        if not isinstance(clause.target, cst.Name) or clause.inner_for_in is not None or not self._lists(original.for_in.iter):
            return updated
        ifs = [one.with_changes(test=self._by_names(one.test, clause.target.value)) for one in clause.ifs]
        if all(one.test is other.test for one, other in zip(ifs, clause.ifs)):
            return updated
        return updated.with_changes(for_in=clause.with_changes(ifs=ifs))

    def _by_names(self, test: cst.BaseExpression, variable: str) -> cst.BaseExpression:
        """What ``v in some`` says of the name of ``v``, where ``some`` is a choice of the variables by their names."""
        match test:
            case cst.Comparison(left=cst.Name(value=name), comparisons=[cst.ComparisonTarget(
                    operator=cst.In() | cst.NotIn() as operator, comparator=cst.Name(value=some))]) if name == variable:
                chosen = self._choice(some, variable)
                if chosen is not None:
                    return _not(chosen) if isinstance(operator, cst.NotIn) else _grouped(chosen)
            case cst.UnaryOperation(operator=cst.Not(), expression=inner):
                return test.with_changes(expression=_grouped(self._by_names(inner, variable)))
            case cst.BooleanOperation(left=left, right=right):
                return test.with_changes(left=self._by_names(left, variable), right=self._by_names(right, variable))
        return test

    def _choice(self, some: str, variable: str) -> cst.BaseExpression | None:
        """The condition on a variable by which a list of variables was chosen."""
        match self.bound.get(some):
            case [cst.ListComp(elt=cst.Name(value=taken), for_in=cst.CompFor(
                    target=cst.Name(value=bound), iter=every, ifs=[cst.CompIf(test=test)], inner_for_in=None))] if (
                        taken == bound and self._lists(every)):
                return _renamed(test, bound, variable)
            case [cst.Call(args=[cst.Arg(value=cst.SimpleString() as scope, keyword=None | cst.Name(value="scope"))]) as call] if (
                    self.names.symbol(call.func) == "tf.trainable_variables"):
                return cst.parse_expression(f"{variable}.name.startswith({scope.value})")
        return None

    def _over_chosen(self, loop: cst.For) -> cst.For | cst.FlattenSentinel:
        """A loop whose body is under a condition on the name, as one over the variables that fulfil it."""
        if not isinstance(loop.body, cst.IndentedBlock):
            return loop
        said, rest = [], list(loop.body.body)
        while rest and _only_says(rest[0], self.names):
            said.append(rest.pop(0))
        match rest:
            case [cst.If(test=test, body=cst.IndentedBlock() as body, orelse=None) as choice]:
                kept = body
            case [cst.If(test=test, body=body, orelse=None) as choice, *others] if others and _continues(body):
                test, kept = _not(test), loop.body.with_changes(body=others)
            case _:
                return loop
        if not _asks_for_name(test, loop.target.value):
            return loop
        chosen = cst.ListComp(loop.target, cst.CompFor(loop.target, loop.iter, [cst.CompIf(test)]))
        if choice.leading_lines:
            first = kept.body[0]
            kept = kept.with_changes(body=[first.with_changes(leading_lines=[*choice.leading_lines, *first.leading_lines]), *kept.body[1:]])
        over = loop.with_changes(iter=chosen, body=kept)
        if not said:
            return over
        saying = loop.with_changes(body=loop.body.with_changes(body=said, footer=[]), leading_lines=[])
        return cst.FlattenSentinel([saying, over])

    def _lists(self, node: cst.BaseExpression) -> bool:
        if isinstance(node, cst.Name):
            values = self.bound.get(node.value, [])
            return len(values) == 1 and self._lists(values[0])
        return isinstance(node, cst.Call) and self.names.symbol(node.func) in _ALL

    def _lists_of(self, choice: cst.If, loop: cst.For, before: cst.BaseExpression | None) -> list[cst.BaseStatement] | None:
        """The comprehensions of a chain of conditions; None where one does anything else than to append."""
        test = choice.test if before is None else cst.BooleanOperation(before, cst.And(), _grouped(choice.test))
        made = self._list_of(choice.body, loop, test)
        otherwise = _not(choice.test) if before is None else cst.BooleanOperation(before, cst.And(), _not(choice.test))
        match choice.orelse:
            case None:
                rest = []
            case cst.If() as other:
                rest = self._lists_of(other, loop, otherwise)
            case cst.Else(body=body):
                rest = self._list_of(body, loop, otherwise)
        return None if made is None or rest is None else [*made, *rest]

    def _list_of(self, body: cst.BaseSuite, loop: cst.For, test: cst.BaseExpression) -> list[cst.BaseStatement] | None:
        lines = body.body if isinstance(body, cst.IndentedBlock) else [cst.SimpleStatementLine(body.body)]
        match lines:
            case [cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call(
                    func=cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value="append")),
                    args=[cst.Arg(value=cst.Name(value=appended))]))])] if (
                        appended == loop.target.value and self._is_empty_before(name)):
                clause = cst.CompFor(loop.target, loop.iter, [cst.CompIf(test)])
                value = cst.ListComp(cst.Name(appended), clause)
                return [cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(name))], value)])]
        return None

    def _is_empty_before(self, name: str) -> bool:
        match self.bound.get(name):
            case [cst.List(elements=[])] | [cst.Call(func=cst.Name(value="list"), args=[])]:
                return True
        return False


def _renamed(test: cst.BaseExpression, before: str, name: str) -> cst.BaseExpression:
    """A condition about one variable as one about another."""
    if before == name:
        return test

    class Renaming(cst.CSTTransformer):
        def leave_Name(self, original, updated):
            return updated.with_changes(value=name) if updated.value == before else updated

    return rewrite(test, Renaming())


def _only_says(statement: cst.BaseStatement, names: Names) -> bool:
    """Whether a statement prints or logs, and does nothing else."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call(func=func))]):
            said = func.value if isinstance(func, cst.Name) else func.attr.value if isinstance(func, cst.Attribute) else ""
            symbol = names.symbol(func) or ""
            return symbol.startswith(("tf.logging.", "logging.", "absl.logging.")) or not symbol and said in (
                "print", "debug", "info", "warning", "warn")
    return False


def _continues(body: cst.BaseSuite) -> bool:
    """Whether a body is ``continue`` and nothing else."""
    lines = body.body if not isinstance(body, cst.IndentedBlock) else getattr(body.body[0], "body", ()) if len(body.body) == 1 else ()
    return len(lines) == 1 and isinstance(lines[0], cst.Continue)


def _asks_for_name(test: cst.BaseExpression, variable: str) -> bool:
    return any(isinstance(node, cst.Attribute) and node.attr.value in ("name", "op") and isinstance(node.value, cst.Name)
               and node.value.value == variable for node in walk(test))


def _grouped(test: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(test, (cst.Name, cst.Call)) or test.lpar:
        return test
    return test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _not(test: cst.BaseExpression) -> cst.BaseExpression:
    return cst.UnaryOperation(cst.Not(), _grouped(test))
