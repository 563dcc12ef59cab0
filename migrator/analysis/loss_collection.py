"""The collection of losses made explicit: what tf.losses.get_total_loss() added up, written as a sum.

In TF1 every tf.losses function entered its result into a collection of the graph. Where a function
asks for that collection, the losses that it had entered by then are named in it instead.
"""
from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import effects, uses
from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import calls_in
from migrator.analysis.steps import Unsupported
from migrator.arguments import Arguments, Unbindable
from migrator.names import Names
from migrator.trees import children, rewrite

_TOTAL, _LIST, _ADD = "tf.losses.get_total_loss", "tf.losses.get_losses", "tf.losses.add_loss"
_READING = {_TOTAL, _LIST}
_OTHERS = {*_READING, _ADD, "tf.losses.get_regularization_loss", "tf.losses.get_regularization_losses"}


@dataclass(eq=False)
class _Entry:
    """A place that enters a loss into the collection.

    Attributes:
        call: the call that does.
        statement: its statement.
        blocks: the blocks that the statement stands in, outermost first.
        value: the expression of the loss behind the statement; None until it is named.
        name: name to hoist it to, or "" where it has a variable of its own.
        goes: the statement does nothing else.
    """

    call: cst.Call
    statement: cst.SimpleStatementLine
    blocks: tuple[cst.CSTNode, ...]
    value: cst.BaseExpression | None = None
    name: str = ""
    goes: bool = False


@dataclass(eq=False)
class _Place:
    """A statement, with the blocks that it stands in."""

    statement: cst.SimpleStatementLine
    blocks: tuple[cst.CSTNode, ...]


def with_losses_named(function: cst.FunctionDef, names: Names) -> cst.FunctionDef:
    """Replaces the readings of the collection of losses in a function.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        names: the module's names.

    Returns:
        The function as it would be without the collection; the same where it does not read it.

    Raises:
        Unsupported: it can't be seen which losses are in the collection.
    """
    writer = _Collection(function, names)
    if not any(writer.reads(call) for call in calls_in(function.body)):
        return function
    writer.collect()
    return rewrite(function, _Writer(writer))


@dataclass(eq=False)
class _Collection:
    function: cst.FunctionDef
    names: Names
    places: list[_Place] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)
    readings: list[tuple[cst.Call, _Place]] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    totals: dict[cst.Call, cst.BaseExpression] = field(default_factory=dict)

    def reads(self, call: cst.Call) -> bool:
        """Whether a call gives the losses of the collection, or their sum."""
        symbol = self.names.symbol(call.func)
        return symbol in _READING or symbol == "tf.get_collection" and bool(call.args) and self._is_losses(call.args[0].value)

    def _is_losses(self, key: cst.BaseExpression) -> bool:
        if isinstance(key, cst.SimpleString):
            return key.evaluated_value == "losses"
        return self.names.symbol(key) == "tf.GraphKeys.LOSSES"

    def enters(self, call: cst.Call) -> bool:
        """Whether a call enters a loss."""
        symbol = self.names.symbol(call.func)
        if symbol == "tf.add_to_collection":
            return bool(call.args) and self._is_losses(call.args[0].value)
        if symbol is None or not symbol.startswith("tf.losses.") or symbol in _OTHERS - {_ADD} or symbol.count(".") > 2:
            return False
        given = next((arg.value for arg in call.args if arg.keyword and arg.keyword.value == "loss_collection"), None)
        return given is None or self._is_losses(given)

    def collect(self) -> None:
        """Finds the entries and the readings, and what each reading gives."""
        self.taken = set(local_names(self.function))
        self._walk(self.function.body, ())
        for reading, place in self.readings:
            position = self.places.index(place)
            before = [entry for entry in self.entries if self._position(entry) < position]
            for entry in before:
                if entry.blocks != place.blocks[:len(entry.blocks)]:
                    raise Unsupported("MIG130", reading, "a loss that only a condition or a loop makes is in the collection")
                self._name(entry, position)
            self.totals[reading] = self._value(reading, before)

    def _position(self, entry: _Entry) -> int:
        return next(index for index, place in enumerate(self.places) if place.statement is entry.statement)

    def _walk(self, node: cst.CSTNode, blocks: tuple[cst.CSTNode, ...]) -> None:
        if isinstance(node, cst.SimpleStatementLine):
            self._enter(_Place(node, blocks))
            return
        if isinstance(node, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
            return  # What it does when it is called is seen at its calls.
        if isinstance(node, cst.With):
            for child in node.body.body:
                self._walk(child, blocks)
            return
        inner = (*blocks, node) if isinstance(node, cst.BaseSuite) and blocks else (*blocks, self.function.body) if (
            node is self.function.body) else blocks
        for child in children(node):
            self._walk(child, inner)

    def _enter(self, place: _Place) -> None:
        self.places.append(place)
        for call in calls_in(place.statement):
            self._refuse_hidden(call)
            if self.reads(call):
                self.readings.append((call, place))
            elif self.enters(call):
                self.entries.append(_Entry(call, place.statement, place.blocks))

    def _refuse_hidden(self, call: cst.Call) -> None:
        definition = self.names.definition(call.func)
        if isinstance(definition, cst.FunctionDef) and definition is not self.function and any(
                self.enters(inner) or self.reads(inner) for inner in calls_in(definition.body)):
            raise Unsupported("MIG130", call, f"{definition.name.value} enters losses into the collection")

    def _name(self, entry: _Entry, reading: int) -> None:
        """Finds the expression of an entry's loss as seen from a reading."""
        if entry.value is not None:
            return
        small = entry.statement.body[0]
        symbol = self.names.symbol(entry.call.func)
        if symbol in (_ADD, "tf.add_to_collection"):
            loss = entry.call.args[symbol != _ADD].value
            entry.goes = isinstance(small, cst.Expr) and small.value is entry.call
            if entry.goes and self._unchanged(entry, uses(loss), reading):
                entry.value = loss
                return
            raise Unsupported("MIG130", entry.call, "the added loss depends on a variable that is bound again")
        match small:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))], value=value) if (
                    value is entry.call and self._unchanged(entry, {name}, reading)):
                entry.value = cst.Name(name)
                return
        entry.name = symbol.rpartition(".")[2]
        while entry.name in self.taken:
            entry.name += "_"
        self.taken.add(entry.name)
        entry.value = cst.Name(entry.name)

    def _unchanged(self, entry: _Entry, read: set[str], reading: int) -> bool:
        """Whether no variable of some is bound again between an entry and a reading."""
        between = self.places[self._position(entry) + 1:reading]
        return not any(effects(place.statement).changes & read for place in between)

    def _value(self, reading: cst.Call, entries: list[_Entry]) -> cst.BaseExpression:
        if not entries:
            raise Unsupported("MIG130", reading, "no loss is seen that is in the collection")
        values = [entry.value for entry in entries]
        if self.names.symbol(reading.func) != _TOTAL:
            if len(reading.args) > (self.names.symbol(reading.func) == "tf.get_collection"):
                raise Unsupported("MIG130", reading, "it asks for the losses of one scope")
            return cst.List([cst.Element(value) for value in values])
        condition = self._penalties_count(reading)
        if condition is not None:
            penalty = cst.parse_expression("tf.losses.get_regularization_loss()")
            self.names.define(penalty.func, "tf.losses.get_regularization_loss")
            values.append(penalty if _is_true(condition) else cst.IfExp(
                condition, penalty, cst.Float("0.0"), lpar=[cst.LeftParen()], rpar=[cst.RightParen()]))
        total = values[0]
        for value in values[1:]:
            total = cst.BinaryOperation(total, cst.Add(), value)
        return total

    def _penalties_count(self, reading: cst.Call) -> cst.BaseExpression | None:
        """The condition under which a total contains the regularization losses; None where it never does."""
        try:
            arguments = Arguments(reading, ["add_regularization_losses", "name", "scope"])
        except Unbindable as reason:
            raise Unsupported("MIG130", reading, f"get_total_loss: {reason}") from None
        scope = arguments.get("scope")
        if scope is not None and not (isinstance(scope, cst.Name) and scope.value == "None"):
            raise Unsupported("MIG130", reading, "it asks for the losses of one scope")
        given = arguments.get("add_regularization_losses") or cst.Name("True")
        if isinstance(given, cst.Name) and given.value in ("False", "None") or not _gives_regularizer(self.names.module):
            return None
        return given


def _is_true(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "True"


def _gives_regularizer(module: cst.Module) -> bool:
    """Whether anything in a module is given a regularizer."""
    stack: list[cst.CSTNode] = [module]
    while stack:
        node = stack.pop()
        match node:
            case cst.Arg(keyword=cst.Name(value=keyword), value=value) if keyword.endswith("regularizer"):
                if not (isinstance(value, cst.Name) and value.value == "None"):
                    return True
        stack.extend(children(node))
    return False


class _Writer(cst.CSTTransformer):
    """Puts the losses in the place of the readings, and names those that have no variable."""

    def __init__(self, collection: _Collection):
        super().__init__()
        self._totals = collection.totals
        self._statements = {entry.statement for entry in collection.entries if entry.goes}
        self._entries = {entry.call: entry for entry in collection.entries if entry.name}
        self._hoisted: list[cst.BaseStatement] = []

    def leave_Call(self, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        if original in self._totals:
            total = self._totals[original]
            if isinstance(total, cst.BinaryOperation) and original.lpar:
                return total.with_changes(lpar=original.lpar, rpar=original.rpar)
            return total
        entry = self._entries.get(original)
        if entry is None:
            return updated
        self._hoisted.append(cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(entry.name))], updated)]))
        return cst.Name(entry.name)

    def leave_SimpleStatementLine(self, original, updated):
        hoisted, self._hoisted = self._hoisted, []
        if original in self._statements:
            return cst.RemoveFromParent()
        if not hoisted:
            return updated
        lead = updated.leading_lines
        match updated.body:
            case [cst.Expr(value=cst.Name())]:
                return cst.FlattenSentinel([hoisted[0].with_changes(leading_lines=lead), *hoisted[1:]])
        return cst.FlattenSentinel([hoisted[0].with_changes(leading_lines=lead), *hoisted[1:],
                                    updated.with_changes(leading_lines=[])])
