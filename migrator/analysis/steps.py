"""A function body as a list of steps, each with the modes that it runs in.

Conditions that the mode decides are resolved, early returns too; blocks that only open a scope
are dissolved, and each step remembers the scopes that it stood in. What remains are plain
statements, and loops and conditions over hyperparameters, taken whole.
"""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import Effects, effects
from migrator.analysis.modes import ALL_MODES, Mode, Modes
from migrator.names import Names
from migrator.trees import children, find

SCOPES = {"tf.variable_scope": "variable", "tf.name_scope": "name", "tf.device": "device",
          "tf.control_dependencies": "dependencies", "tf.contrib.framework.arg_scope": None,
          "tf.contrib.tpu.bfloat16_scope": "device", "tf.tpu.bfloat16_scope": "device",
          "tf.compat.v1.variable_scope": "variable", "tf.init_scope": None}

_DEFAULTS_OF_SCOPES = {"initializer", "regularizer", "constraint", "custom_getter", "dtype"}


class Unsupported(Exception):
    """A function body that can't be taken apart.

    Args:
        code: a key of `migrator.findings.CODES`.
        node: the place.
        message: the reason, in a sentence.
    """

    def __init__(self, code: str, node: cst.CSTNode, message: str):
        super().__init__(message)
        self.code = code
        self.node = node
        self.message = message


@dataclass(frozen=True, eq=False)
class ScopeEntry:
    """A ``with`` block around a step.

    Attributes:
        kind: "variable", "name", "device" or "dependencies".
        call: the call that opens it.
        bound: the variable that ``as`` binds to it, or "".
    """

    kind: str
    call: cst.Call
    bound: str = ""


@dataclass(eq=False)
class Step:
    """A statement of a function body.

    Attributes:
        statement: a simple statement on a line of its own, or a compound one.
        modes: the modes that it runs in.
        scopes: the scopes that it stands in, outermost first.
        effects: what it does to the local names of the function.
    """

    statement: cst.BaseStatement
    modes: frozenset[Mode]
    scopes: tuple[ScopeEntry, ...]
    effects: Effects

    @property
    def simple(self) -> cst.BaseSmallStatement | None:
        """The small statement of a simple step, or None."""
        if isinstance(self.statement, cst.SimpleStatementLine):
            return self.statement.body[0]
        return None

    @property
    def target(self) -> str | None:
        """The one name that a plain assignment binds, or None."""
        match self.simple:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))]):
                return name
            case cst.AnnAssign(target=cst.Name(value=name), value=value) if value is not None:
                return name
        return None

    @property
    def value(self) -> cst.BaseExpression | None:
        """The expression that an assignment assigns, or that stands alone, or None."""
        match self.simple:
            case cst.Assign(value=value) | cst.Expr(value=value):
                return value
            case cst.AnnAssign(value=value):
                return value
        return None


@dataclass(frozen=True, eq=False)
class Reused:
    """A call of ``reuse_variables``.

    Attributes:
        test: the condition that it stands under, or None.
        step: the number of steps before it.
        scopes: the scopes that it stands in.
        modes: the modes that it runs in.
    """

    test: cst.BaseExpression | None
    step: int
    scopes: tuple[ScopeEntry, ...]
    modes: frozenset[Mode]


@dataclass(eq=False)
class Body:
    """A flattened function body.

    Attributes:
        steps: the steps, in the order in which they run.
        returns: for each mode the returned expression and the number of steps before it.
        modes: the mode tests of the body.
        local: names of parameters and local variables.
        return_scopes: for each return its expression, the number of steps before it, and its scopes.
        reused: where the program says that a scope reuses its variables from there on.
    """

    steps: list[Step]
    returns: dict[Mode, tuple[cst.BaseExpression | None, int]]
    modes: Modes
    local: frozenset[str]
    return_scopes: list[tuple[cst.BaseExpression | None, int, tuple[ScopeEntry, ...]]] = field(default_factory=list)
    reused: list[Reused] = field(default_factory=list)

    def of_mode(self, mode: Mode) -> list[Step]:
        """The steps that run in a mode, up to its return."""
        end = self.returns[mode][1] if mode in self.returns else len(self.steps)
        return [step for step in self.steps[:end] if mode in step.modes]


def flatten(function: cst.FunctionDef, modes: Modes, local: frozenset[str], branches: bool = False) -> Body:
    """Flattens a function body.

    Args:
        function: the function.
        modes: what is known of the mode; flags found on the way are entered into it.
        local: names of the function's parameters and local variables.
        branches: whether a return within a loop or a condition over hyperparameters may stay there.

    Raises:
        Unsupported: it returns from within a loop or a condition that the mode does not decide.
    """
    refuse_scoped_defaults(function, modes.names)
    flattener = _Flattener(modes, local, branches)
    rest = flattener.block(function.body, ALL_MODES, ())
    for mode in rest:
        flattener.returns.setdefault(mode, (None, len(flattener.steps)))
    return Body(flattener.steps, flattener.returns, modes, local, flattener.return_scopes, flattener.reused)


@dataclass(eq=False)
class _Flattener:
    modes: Modes
    local: frozenset[str]
    branches: bool = False
    steps: list[Step] = field(default_factory=list)
    returns: dict[Mode, tuple[cst.BaseExpression | None, int]] = field(default_factory=dict)
    return_scopes: list = field(default_factory=list)
    reused: list[Reused] = field(default_factory=list)

    def block(self, body: cst.BaseSuite, modes: frozenset[Mode], scopes, lead: Sequence[cst.EmptyLine] = ()):
        """Flattens a block; gives the modes that run on behind it."""
        statements = list(body.body)
        if isinstance(body, cst.SimpleStatementSuite):
            statements = [cst.SimpleStatementLine([small]) for small in body.body]
        for statement in statements:
            if not modes:
                break
            modes = self.statement(statement, modes, scopes, lead)
            lead = ()
        footer = getattr(body, "footer", ())
        if any(line.comment for line in footer):
            self.trailing = footer
        return modes

    def statement(self, statement, modes, scopes, lead):
        if lead:
            own = statement.leading_lines
            statement = statement.with_changes(leading_lines=[*lead, *own])
        if reused_scope(statement) is not None and not (isinstance(statement, cst.If) and self._is_mode_test(statement.test)):
            test = statement.test if isinstance(statement, cst.If) else None
            self.reused.append(Reused(test, len(self.steps), scopes, modes))
            return modes
        match statement:
            case cst.SimpleStatementLine(body=[cst.Return(value=value)]):
                for mode in modes:
                    self.returns[mode] = (value, len(self.steps))
                self.return_scopes.append((value, len(self.steps), scopes))
                return frozenset()
            case cst.SimpleStatementLine(body=[cst.Raise()]):
                return frozenset() if modes != ALL_MODES else self._keep(statement, modes, scopes)
            case cst.SimpleStatementLine(body=[cst.Assert(test=test)]) if self._is_mode_test(test):
                return modes
            case cst.SimpleStatementLine(body=smalls):
                return self._simple(statement, smalls, modes, scopes)
            case cst.If():
                return self._if(statement, modes, scopes)
            case cst.With() if (entries := self._scope_entries(statement)) is not None:
                return self.block(statement.body, modes, (*scopes, *entries), statement.leading_lines)
        return self._keep(statement, modes, scopes)

    def _is_mode_test(self, test) -> bool:
        return all(self.modes.truth(test, mode) is not None for mode in Mode)

    def _simple(self, statement, smalls, modes, scopes):
        for index, small in enumerate(smalls):
            if isinstance(small, cst.Return):
                return self.statement(cst.SimpleStatementLine([small]), modes, scopes, ())
            line = statement if len(smalls) == 1 else cst.SimpleStatementLine(
                [small.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)],
                leading_lines=statement.leading_lines if index == 0 else [])
            self._keep(line, modes, scopes)
        return modes

    def _keep(self, statement, modes, scopes):
        if not self.branches:
            _refuse_returns(statement)
        found = effects(statement)
        local = self.local
        step = Step(statement, modes, scopes, Effects(found.uses & local, found.defines & local, found.may_define & local))
        self.steps.append(step)
        if step.target is not None and step.value is not None:
            self._flag(step.target, step.value, modes)
        return modes

    def _flag(self, name: str, value: cst.BaseExpression, modes: frozenset[Mode]) -> None:
        """Remembers names that hold a mode test; one that is rebound to something else is none."""
        first = not any(name in step.effects.changes for step in self.steps[:-1])
        if self.modes.is_test(value) and name not in self.modes.flags and (modes == ALL_MODES or first):
            self.modes.flags[name] = value
        elif name in self.modes.flags:
            del self.modes.flags[name]

    def _scope_entries(self, statement: cst.With) -> list[ScopeEntry] | None:
        entries = []
        for item in statement.items:
            if not isinstance(item.item, cst.Call):
                return None
            kind = SCOPES.get(self.modes.names.symbol(item.item.func))
            if kind is None:
                return None
            bound = item.asname.name if item.asname is not None else None
            entries.append(ScopeEntry(kind, item.item, bound.value if isinstance(bound, cst.Name) else ""))
        return entries

    def _if(self, statement: cst.If, modes, scopes):
        values = {mode: self.modes.truth(statement.test, mode) for mode in modes}
        unknown = frozenset(mode for mode, value in values.items() if value is None)
        if unknown:
            if _returns(statement) and not self.branches:
                raise Unsupported("MIG110", statement.test, "a return under a condition that the mode does not decide")
            rest = modes - unknown
            self._keep(statement, unknown, scopes)
            if not rest:
                return modes
            if any(values[mode] for mode in rest) or statement.orelse is not None:
                raise Unsupported("MIG110", statement.test, "a condition that the mode decides only in part")
            return modes
        true = frozenset(mode for mode, value in values.items() if value)
        rest = self.block(statement.body, true, scopes, statement.leading_lines) if true else frozenset()
        false = modes - true
        match statement.orelse:
            case None:
                return rest | false
            case cst.Else(body=body, leading_lines=lead):
                return rest | (self.block(body, false, scopes, lead) if false else false)
            case cst.If() as other:
                return rest | (self._if(other, false, scopes) if false else false)


def refuse_scoped_defaults(function: cst.FunctionDef, names: Names) -> None:
    """Refuses scopes that change the variables which are made in them.

    Raises:
        Unsupported: the function opens one.
    """
    for call in find(function, cst.Call):
        if names.symbol(call.func) != "tf.variable_scope":
            continue
        for arg in call.args:
            name = arg.keyword.value if arg.keyword is not None else ""
            if name in _DEFAULTS_OF_SCOPES and not _changes_nothing(arg.value, names):
                raise Unsupported("MIG145", arg.value, f"the variables of a scope get their {name} from variable_scope")


def _changes_nothing(value: cst.BaseExpression, names: Names) -> bool:
    return isinstance(value, cst.Name) and value.value == "None" or names.symbol(value) == "tf.float32"


def reused_scope(statement: cst.BaseStatement) -> cst.BaseExpression | None:
    """Gives the scope of ``scope.reuse_variables()``, where a statement does nothing else, or does it under a condition."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call(func=cst.Attribute(
                value=scope, attr=cst.Name(value="reuse_variables"))))]):
            return scope
        case cst.If(body=cst.IndentedBlock(body=[one]), orelse=None | cst.Else(body=cst.IndentedBlock(
                body=[cst.SimpleStatementLine(body=[cst.Assert() | cst.Pass()])]))):
            return reused_scope(one) if not isinstance(one, cst.If) else None
        case cst.If(body=cst.SimpleStatementSuite(body=[cst.Expr() as one]), orelse=None):
            return reused_scope(cst.SimpleStatementLine([one]))
    return None


def _returns(node: cst.CSTNode) -> bool:
    if isinstance(node, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
        return False
    return isinstance(node, cst.Return) or any(_returns(child) for child in children(node))


def _refuse_returns(statement: cst.CSTNode) -> None:
    if isinstance(statement, (cst.For, cst.While, cst.Try, cst.With, cst.If)) and _returns(statement):
        raise Unsupported("MIG110", statement, "a return within a loop, a try or a with block")
