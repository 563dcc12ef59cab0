"""One traversal that applies the rules of all selected transforms."""
from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

import libcst as cst

from migrator.fates import Kind as FateKind
from migrator.fates import fate, is_tf1_only
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.dataset_functions import applied, described
from migrator.transforms.removal import without
from migrator.transforms.registry import CallEntry, CallSite, Kind, Left, NameEntry, Transform
from migrator.trees import children

PRIVATE = "tf.python"  # Whose rule says how what it has under another name is called.
_SUPPRESSION = re.compile(r"#\s*migrator:\s*ignore\b")


@dataclass(eq=False)
class Rules:
    """The merged tables of several transforms."""

    calls: dict[str, CallEntry] = field(default_factory=dict)
    names: dict[str, NameEntry] = field(default_factory=dict)

    @functools.cached_property
    def kinds(self) -> dict[str, Kind | None]:
        """What the symbols are whose calls there are rules for."""
        return {symbol: entry.kind for symbol, entry in self.calls.items()}

    def use(self, symbol: str) -> NameEntry | None:
        """Gives the rule for a use of a symbol: its own, or that of the class or module it belongs to."""
        owner = symbol
        while owner:
            if owner in self.names:
                return self.names[owner]
            owner = owner.rpartition(".")[0]
        return None

    def knows(self, symbol: str) -> bool:
        """Whether there is a rule for calls or other uses of a symbol."""
        return symbol in self.calls or self.use(symbol) is not None

    @classmethod
    def of(cls, transforms: list[Transform]) -> Rules:
        """Merges the tables of `transforms`; an earlier transform's rule stands."""
        rules = cls()
        for transform in reversed(transforms):
            rules.calls.update(transform.calls)
            rules.names.update(transform.names)
        return rules

    def over(self, others: Rules) -> Rules:
        """Gives these rules and, for what they do not know, those of others."""
        return Rules({**others.calls, **self.calls}, {**others.names, **self.names})


class Rewriter(cst.CSTTransformer):
    """Rewrites expressions by the rules, and marks what they leave.

    Works on the original tree or on any part of it. Subclasses place what the structural
    transforms move.
    """

    def __init__(self, context: Context, rules: Rules):
        super().__init__()
        self.context = context
        self.rules = rules
        self._goes: set[cst.CSTNode] = set()  # rewritten calls and assignments whose statements are taken out
        self._called: set[cst.CSTNode] = set()  # functions of calls that a call rule handles
        self._calls: list[cst.Call] = []  # the calls around the current node, innermost last
        self._left: list[tuple[str, str]] = []
        self._outer: list[list[tuple[str, str]]] = []

    # Calls and names.

    def visit_Call(self, node: cst.Call) -> bool:
        self._calls.append(node)
        if self.context.names.symbol(node.func) in self.rules.calls:
            self._called.add(node.func)
        return True

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        self._calls.pop()
        return self.rewrite_call(original, updated)

    def rewrite_call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        """Rewrites a call whose parts are rewritten; subclasses see to what they place first."""
        symbol = self.context.names.symbol(original.func)
        entry = self.rules.calls.get(symbol)
        if entry is None:
            return applied(original, updated, self.context.names)
        enclosing = self._calls[-1] if self._calls else None
        site = CallSite(symbol, original, updated, entry.parameters, enclosing)
        try:
            replacement = entry.rule(site, self.context)
        except Left as left:
            self.leave_construct(original.func, left.code, left.message, entry.transform)
            return updated
        self.account_for_dropped(site, entry.transform)
        if replacement is None:  # Valid as it stands.
            if is_tf1_only(symbol):
                self.context.settle(original.func, Disposition.REWRITTEN, entry.transform)
            return updated
        if replacement is cst.RemovalSentinel.REMOVE:
            self._goes.add(updated)
            self.context.settle(original.func, Disposition.REMOVED, entry.transform, "MIG300",
                                f"{symbol} has no meaning in TF 2 with Keras 3")
            return updated
        self.context.settle(original.func, Disposition.REWRITTEN, entry.transform)
        return replacement

    def _function_class(self, original, updated):
        """A function that is a value, as the class that it became."""
        names = self.context.names
        name = self.context.function_classes.get(names.definition(original))
        if name is None:
            return updated
        if isinstance(original, cst.Attribute):
            return updated.with_changes(attr=cst.Name(name))
        bound = names.bindings(original)
        is_variable = not names.is_use(original) or len(bound) != 1 or bound[0].value is not None
        return updated if is_variable else updated.with_changes(value=name)

    def account_for_dropped(self, site: CallSite, transform: str) -> None:
        """Enters the arguments that a rule took out into the ledger."""
        for name, code, reason in site.dropped:
            self.context.drop(site.original, site.original_argument(name), name, transform, code, reason)

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        return self.context.names.symbol(node) is None

    def leave_Attribute(self, original: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        if original.attr.value == "value" and _is_dimension(original.value):
            return updated.value  # A static dimension is a number in TF 2.
        if original.attr.value.startswith("output_") and (call := described(original, updated, self.context)) is not updated:
            return call
        return self._leave_use(original, updated)

    def leave_Name(self, original: cst.Name, updated: cst.Name) -> cst.BaseExpression:
        return self._leave_use(original, updated)

    def _leave_use(self, original, updated):
        symbol = self.context.names.symbol(original)
        if symbol is None:
            return self._function_class(original, updated) if self.context.function_classes else updated
        entry = self.rules.use(symbol)
        if entry is None or original in self._called:
            return self._publicly_named(symbol, original, updated)
        try:
            replacement = entry.rule(symbol, updated, self.context)
        except Left as left:
            self.leave_construct(original, left.code, left.message, entry.transform)
            return updated
        if replacement is None:
            return updated
        self.context.settle(original, Disposition.REWRITTEN, entry.transform)
        return replacement

    def _publicly_named(self, symbol, original, updated):
        """What a private module of TensorFlow was asked for, by its public name; what is gone keeps the name that it has."""
        if original not in self.context.names.private or original not in self._called and is_tf1_only(symbol):
            return updated
        known, entry = fate(symbol), self.rules.names.get(PRIVATE)
        if known is None or known.kind is FateKind.GONE or entry is None:
            return updated
        return entry.rule(symbol, updated, self.context)

    # Markers.

    def leave_construct(self, node: cst.CSTNode, code: str, message: str, transform: str | None = None) -> None:
        """Leaves a construct as it is; the statement that it stands in gets a marker."""
        self.context.settle(node, Disposition.LEFT, transform, code, message)
        self._left.append((code, message))

    def visit_SimpleStatementLine(self, node: cst.SimpleStatementLine) -> bool:
        comment = node.trailing_whitespace.comment
        if comment is not None and _SUPPRESSION.search(comment.value):
            self._suppress(node)
            return False
        return True

    def _suppress(self, node: cst.CSTNode) -> None:
        for inner in _walk(node):
            if self.context.names.symbol(inner) is not None:
                self.context.settle(inner, Disposition.SUPPRESSED, message="suppressed by a comment")

    def leave_SimpleStatementLine(self, original, updated):
        return self._mark(updated)

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:
        self._outer.append(self._left)
        self._left = []

    def leave_IndentedBlock(self, original, updated):
        self._left = self._outer.pop()
        body, footer = without(updated.body, updated.footer, self._is_gone)
        return updated if len(body) == len(updated.body) else updated.with_changes(body=body, footer=footer)

    def leave_Module(self, original, updated):
        body, footer = without(updated.body, updated.footer, self._is_gone)
        return updated if len(body) == len(updated.body) else updated.with_changes(body=body, footer=footer)

    def leave_Assign(self, original: cst.Assign, updated: cst.Assign) -> cst.Assign:
        match updated:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(target))], value=cst.Name(value)) if (
                    target == value and not isinstance(original.value, cst.Name)):
                self._goes.add(updated)  # ``flags = tf.flags`` became ``flags = flags``
        return updated

    def _is_gone(self, statement: cst.BaseStatement) -> bool:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Expr(value=value)]):
                return value in self._goes
            case cst.SimpleStatementLine(body=[cst.Assign() as assignment]):
                return assignment in self._goes
        return False

    def leave_If(self, original, updated):
        return self._mark(updated)

    leave_For = leave_While = leave_With = leave_Try = leave_FunctionDef = leave_ClassDef = leave_If

    def _mark(self, statement):
        marked = mark(statement, self._left, self.context)
        self._left = []
        return marked


def _is_dimension(node: cst.BaseExpression) -> bool:
    """Whether an expression is one dimension of a static shape: ``x.shape[1]`` or ``x.get_shape()[1]``."""
    match node:
        case cst.Subscript(value=cst.Attribute(attr=cst.Name(value="shape" | "dims"))):
            return True
        case cst.Subscript(value=cst.Call(func=cst.Attribute(attr=cst.Name(value="get_shape" | "with_rank")))):
            return True
    return False


def mark(statement, left: list[tuple[str, str]], context: Context):
    """Puts a ``TODO(migrator)`` comment above a statement for each (code, message), once, unless it is suppressed."""
    before = [line.comment.value for line in statement.leading_lines if line.comment is not None]
    present, lines = set(), []
    for code, message in left:
        start = f"# TODO(migrator): {code} "
        comment = start + " ".join(message.split())  # A message may quote code of several lines.
        marked = any(line.startswith(start) for line in before)  # By an earlier migration, of a program that said more.
        if comment not in present and not marked and not context.suppresses(code):
            present.add(comment)
            lines.append(cst.EmptyLine(comment=cst.Comment(comment)))
    return statement.with_changes(leading_lines=[*statement.leading_lines, *lines]) if lines else statement


def is_marked(statement) -> bool:
    """Whether an earlier migration put a marker above a statement."""
    return any(line.comment is not None and line.comment.value.startswith("# TODO(migrator): MIG") for line in statement.leading_lines)


def _walk(node: cst.CSTNode):
    yield node
    for child in children(node):
        yield from _walk(child)
