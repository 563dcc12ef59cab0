"""Code around a `tf.Session` that builds its graph by itself: it means the same in a graph of its own.

    features, labels = input_fn()               # the region: from the first statement that makes a tensor
    with tf.Session() as session:               # of what the session runs
        print(session.run(features))
"""
from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import Effects, effects
from migrator.analysis.parents import Parents
from migrator.names import Names
from migrator.trees import children, nodes, walk

_RUNS = ("train", "evaluate", "predict", "export_savedmodel", "export_saved_model", "train_and_evaluate", "fit")
_ITERATING = ("make_one_shot_iterator", "make_initializable_iterator", "get_next")
_DEFINING = (cst.FunctionDef, cst.ClassDef)
_NO_TENSORS = ("tf.flags", "tf.app", "tf.logging", "tf.gfile", "tf.errors", "tf.test", "tf.compat.as_", "tf.io.gfile")
_LIBRARIES = ("tf.estimator", "tf.contrib", "tf.keras", "keras", "tf.layers", "tf.train.SessionRun", "tf.train.LoggingTensorHook")


# What they give depends on all that was built before, whoever names it.
_OF_THE_GRAPH = ("tf.get_default_graph", "tf.get_collection", "tf.global_variables", "tf.all_variables", "tf.trainable_variables",
                 "tf.local_variables", "tf.model_variables", "tf.train.Saver", "tf.train.get_global_step",
                 "tf.train.get_or_create_global_step", "tf.summary.merge_all", "tf.report_uninitialized_variables", "tf.losses.get_")


@dataclass(eq=False)
class GraphRegions:
    """The regions of a module.

    Attributes:
        statements: for each statement of a region all its statements, in order.
        own_graph: the regions that are one `with` statement that sets a graph already.
        indents: for the first statement of each region how much its block is indented, where that is not as the module's are.
    """

    statements: dict[cst.CSTNode, list[cst.BaseStatement]] = field(default_factory=dict)
    own_graph: set[cst.CSTNode] = field(default_factory=set)
    indents: dict[cst.CSTNode, str | None] = field(default_factory=dict)

    def add(self, region: list[cst.BaseStatement], own_graph: bool) -> None:
        """Adds a region."""
        self.statements |= dict.fromkeys(region, region)
        if own_graph:
            self.own_graph.add(region[0])

    def holds(self, function: cst.FunctionDef) -> bool:
        """Whether a region stands in a function."""
        return bool(self.statements) and any(one in self.statements for one in walk(function.body))


class RegionFinder:
    """Finds the regions of a module.

    Args:
        names: the module's resolved names.
        in_graph: nodes that are built into a graph anyway, as those of model_fns.
        stays: whether a symbol of TF1 means in a graph of TF 2 what it meant.
        is_eager: whether it means the same outside of a graph too.
        elements: the functions that give an iterator's next element.
        stays_graph: whether what builds graphs in this module goes on doing so.
    """

    def __init__(self, names: Names, in_graph: Collection[cst.CSTNode], stays: Callable[[str], bool],
                 is_eager: Callable[[str], bool], elements: Collection[cst.FunctionDef], stays_graph: bool = False):
        self.names = names
        self.parents = Parents(names.module)
        self.in_graph = in_graph
        self.stays = stays
        self.is_eager = is_eager
        self.elements = elements
        self.stays_graph = stays_graph
        self._modules = frozenset(name for name, bindings in names.top.bindings.items()
                                  if any(binding.symbol or binding.imported for binding in bindings))
        self._closures: dict[cst.CSTNode, bool] = {}

    def find(self) -> GraphRegions:
        """Finds the regions that may go into graphs of their own."""
        found = GraphRegions()
        taken: set[cst.CSTNode] = set()
        for reference in self.names.references:
            if reference.symbol not in ("tf.Session", "tf.Graph") or reference.node in taken:
                continue
            region = self._with_graph(reference.node)
            if region is not None:
                found.add([region], own_graph=True)
                taken |= nodes(region)
        for reference in self.names.references:
            if reference.symbol == "tf.Session" and reference.node not in taken and reference.node not in self.in_graph:
                region = self._around(reference.node)
                if region:
                    found.add(region, own_graph=False)
                    found.indents[region[0]] = getattr(self.parents.of(region[0]), "indent", None)
                    taken = taken.union(*map(nodes, region))
        return found

    def _with_graph(self, node: cst.CSTNode) -> cst.With | None:
        """The outermost `with` around a node, in its function, that sets a graph: ``with tf.Graph().as_default():``."""
        outermost = None
        while node is not None and not isinstance(node, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
            if isinstance(node, cst.With) and any(self._sets_graph(item.item) for item in node.items):
                outermost = node
            node = self.parents.of(node)
        return outermost if outermost is not None and self._fits([outermost]) else None

    def _sets_graph(self, item: cst.BaseExpression) -> bool:
        match item:
            case cst.Call(func=cst.Attribute(value=graph, attr=cst.Name(value="as_default"))):
                return self._is_graph(graph)
            case cst.Call(func=function, args=args) if self.names.symbol(function) == "tf.Session":
                return any(arg.keyword is not None and arg.keyword.value == "graph" for arg in args)
        return False

    def _is_graph(self, node: cst.BaseExpression) -> bool:
        if isinstance(node, cst.Call):
            return self.names.symbol(node.func) == "tf.Graph"
        bindings = self.names.bindings(node) if isinstance(node, cst.Name) else []
        return len(bindings) == 1 and isinstance(bindings[0].value, cst.Call) and self._is_graph(bindings[0].value)

    # Regions without a graph of their own.

    def _around(self, session: cst.CSTNode) -> list[cst.BaseStatement]:
        """The statements of a block from the first that makes what a session runs to the last that uses the session."""
        statement = session
        while not isinstance(self.parents.of(statement), (cst.IndentedBlock, cst.Module)):
            statement = self.parents.of(statement)
            if statement is None:
                return []
        block = list(self.parents.of(statement).body)
        index = block.index(statement)
        end = self._end(block, index)
        if end is None:
            return []
        tensors = self._with_tensors(block[:index])
        start = self._start(block, tensors, index, end)
        region = block[start:end + 1]
        made = [block[place] for place in sorted(tensors) if place >= start]
        if self._asks_the_graph(region) and (any(place < start for place in tensors) or self._is_built_on(block)):
            return []
        return region if self._fits(region) and not self._escapes(made, block, end) else []

    def _asks_the_graph(self, region: Sequence[cst.BaseStatement]) -> bool:
        return any((self.names.symbol(node) or "").startswith(_OF_THE_GRAPH) for one in region for node in walk(one))

    def _is_built_on(self, block: Sequence[cst.BaseStatement]) -> bool:
        """Whether the module's own statements may have built something into the default graph that a block is not part of."""
        top = list(self.names.module.body)
        return block[0] not in top and bool(self._with_tensors(top))

    def _end(self, block: Sequence[cst.BaseStatement], index: int) -> int | None:
        """The last statement that a session is used in; None where it is not a session of this block alone."""
        match block[index]:
            case cst.With():
                return index
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))],
                                                          value=cst.Call(func=function))]) if self.names.symbol(function) == "tf.Session":
                if not all(map(self._is_asked, (node for one in block for node in walk(one) if _is_name(node, name)))):
                    return None
                later = [place for place, one in enumerate(block) if place > index and _mentions(one, name)]
                scope = self.parents.enclosing(block[index], cst.FunctionDef) or self.names.module
                inside = sum(_is_name(node, name) for one in block for node in walk(one))
                everywhere = sum(_is_name(node, name) for node in walk(scope))
                return max(later, default=index) if inside == everywhere else None
        return None

    def _is_asked(self, session: cst.Name) -> bool:
        """Whether a use of a session does not give it to another name: ``session.run(x)``, ``saver.save(session, path)``."""
        return isinstance(self.parents.of(session), (cst.Attribute, cst.Arg, cst.WithItem, cst.AssignTarget))

    def _start(self, block: Sequence[cst.BaseStatement], tensors: set[int], index: int, end: int) -> int:
        """The first statement of the backward slice of a session that makes a tensor."""
        wanted = frozenset().union(*(self._effects(one).uses for one in block[index:end + 1]))
        start = index
        for place in range(index - 1, -1, -1):
            said = self._effects(block[place])
            if place in tensors and said.changes & wanted:
                start = place
                wanted |= said.uses
        return start

    def _with_tensors(self, block: Sequence[cst.BaseStatement]) -> set[int]:
        """The statements that make tensors, or compute with such."""
        tainted: set[str] = set()
        found = set()
        for place, statement in enumerate(block):
            if isinstance(statement, _DEFINING) or _imports(statement):
                continue
            said = self._effects(statement)
            if said.uses & tainted or self._makes_tensors(statement):
                found.add(place)
                tainted |= said.changes
        return found

    def _makes_tensors(self, statement: cst.BaseStatement) -> bool:
        for node in walk(statement):
            match node:
                case cst.Attribute(attr=cst.Name(value=name)) if name in _ITERATING:
                    return True
                case cst.Name() | cst.Attribute():
                    symbol = self.names.symbol(node)
                    if symbol is not None and symbol.startswith(("tf.", "keras.")) and not symbol.startswith(_NO_TENSORS):
                        return True
                case cst.Call(func=function):
                    definition = self.names.definition(function)
                    if definition is not None and self._reaches_tf(definition):
                        return True
        return False

    def _reaches_tf(self, definition: cst.CSTNode) -> bool:
        return any(symbol.startswith(("tf.", "keras.")) and not symbol.startswith(_NO_TENSORS) for symbol in self._symbols(definition))

    def _escapes(self, making: Sequence[cst.BaseStatement], block: Sequence[cst.BaseStatement], end: int) -> bool:
        """Whether the tensors that some statements make for a session are used outside of its region."""
        made = frozenset().union(*(self._effects(one).changes for one in making)) - self._values(block[:end + 1])
        alive = set(made)
        for statement in block[end + 1:]:
            said = self._effects(statement)
            if said.uses & alive:
                return True
            alive -= said.defines
        around = set().union(*map(nodes, block))
        scopes = {self.names.scope(node) for one in making for node in walk(one) if isinstance(node, cst.Name)}
        return any(name.value in made and name not in around and self.names.is_use(name) and self._scope(name) in scopes
                   for name in self.names.names)

    def _values(self, statements: Sequence[cst.BaseStatement]) -> set[str]:
        """The names that a session gives values to: ``x = session.run(x)``."""
        return {name for one in statements for node in walk(one) if isinstance(node, cst.Assign) and any(
            isinstance(inner, cst.Call) and isinstance(inner.func, cst.Attribute) and inner.func.attr.value in ("run", "eval")
            for inner in walk(node.value)) for name in self._effects(node).changes}

    def _scope(self, name: cst.Name):
        """The scope that a name is bound in."""
        scope = self.names.scope(name)
        found = scope.lookup(name.value) if scope is not None else None
        return found[0] if found else None

    def _effects(self, node: cst.CSTNode) -> Effects:
        """What a statement does to names, modules aside: calling something of one does not change it."""
        said = effects(node)
        return Effects(said.uses - self._modules, said.defines - self._modules, said.may_define - self._modules)

    # What may stand in a region.

    def _fits(self, region: Sequence[cst.BaseStatement]) -> bool:
        return not any(isinstance(one, _DEFINING) or _imports(one) or _ends_a_cell(one) for one in region) and all(map(self._stays, region))

    def _stays(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Attribute) and self.names.symbol(node) is not None:
            return self._means_the_same(node)  # What it is taken from is a module.
        return self._means_the_same(node) and all(map(self._stays, children(node)))

    def _means_the_same(self, node: cst.CSTNode) -> bool:
        """Whether a node means the same in a graph of TF 2."""
        match node:
            case cst.Global() | cst.Nonlocal() | cst.Yield():
                return False
            case cst.Call(func=cst.Attribute(value=cst.Name(), attr=cst.Name(value=name))) if name in _RUNS and (
                    self.names.symbol(node.func) is None):
                return False
            case cst.AssignTarget(target=cst.Attribute()):
                return False
            case cst.Name() | cst.Attribute():
                symbol = self.names.symbol(node)
                if symbol is not None:
                    return not symbol.startswith(_LIBRARIES) and self.stays(symbol)
                definition = self.names.definition(node)
                return (definition is None or definition in self.elements or definition in self.in_graph and self.stays_graph
                        or self._is_plain(definition))
        return True

    def _is_plain(self, definition: cst.CSTNode) -> bool:
        """Whether a function or class holds nothing that is rewritten for eager tensors."""
        if definition not in self._closures:
            self._closures[definition] = not self._reached(definition) & set(self.elements) and all(
                not symbol.startswith(_LIBRARIES) and self.is_eager(symbol) for symbol in self._symbols(definition))
        return self._closures[definition]

    def _symbols(self, definition: cst.CSTNode) -> Iterator[str]:
        for one in self._reached(definition):
            waiting = [one]
            while waiting:
                node = waiting.pop()
                symbol = self.names.symbol(node)
                if symbol is not None:
                    yield symbol
                else:
                    waiting += children(node)

    def _reached(self, definition: cst.CSTNode) -> set[cst.CSTNode]:
        """A function or class and all those that it names, directly or not."""
        found, waiting = {definition}, [definition]
        while waiting:
            for node in walk(waiting.pop()):
                reached = self.names.definition(node) if isinstance(node, (cst.Name, cst.Attribute)) else None
                if reached is not None and reached not in found:
                    found.add(reached)
                    waiting.append(reached)
        return found


def _mentions(statement: cst.CSTNode, name: str) -> bool:
    return any(_is_name(node, name) for node in walk(statement))


def _ends_a_cell(statement: cst.CSTNode) -> bool:
    """Whether the next cell of a notebook begins here: no block goes on in another cell."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString(value=text))]):
            return text.startswith("'%% cell ")
    return False


def _is_name(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _imports(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and any(
        isinstance(one, (cst.Import, cst.ImportFrom)) for one in statement.body)
