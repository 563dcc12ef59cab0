"""Names outside of a model_fn that the program changes between two trainings.

The Estimator ran the model_fn anew for each training, and it read them anew; a Keras model is constructed once.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from migrator.analysis.parents import Parents
from migrator.names import Names
from migrator.scopes import Scope, dotted
from migrator.trees import nodes, walk

_ESTIMATORS = ("tf.estimator.", "tf.contrib.tpu.TPUEstimator")
_LOOPS = (cst.For, cst.While)


def changing_names(functions: Iterable[cst.FunctionDef], program: Iterable[Names]) -> dict[cst.BaseExpression, cst.CSTNode]:
    """Finds what some functions read that is bound anew, or changed, before a later training.

    Args:
        functions: a model_fn and its helpers.
        program: the names of each module.

    Returns:
        The expressions that read it, such as ``RATE`` or ``config.rate``, each with a place that changes it.
    """
    functions = list(functions)
    inside = set().union(*map(nodes, functions))
    found: dict[cst.BaseExpression, cst.CSTNode] = {}
    for names in program:
        reads = [(chain, scope) for chain, root in names.chains if root in inside and names.symbol(chain) is None
                 and (scope := _home(root, names)) is not None and scope.node not in functions]
        roots = {(scope, _path(chain)[0]) for chain, scope in reads}
        stores = [(target, root, place) for target, root, place in _stores(names.module) if root not in inside
                  and (_home(root, names), root.value) in roots] if roots else []
        order = _Order(names) if stores else None
        for target, root, place in stores:
            if order.is_between_trainings(place):
                home, path = _home(root, names), _path(target)
                found |= {chain: place for chain, scope in reads if scope is home and _are_one(_path(chain), path)}
    return found


def _path(chain: cst.BaseExpression) -> list[str]:
    """The names of a dotted chain, up to the first subscript."""
    while True:
        text = dotted(chain)
        if text is not None:
            return text.split(".")
        chain = chain.value


def _are_one(left: list[str], right: list[str]) -> bool:
    """Whether one of two chains is the other one, or an object that this is a part of."""
    return all(one == other for one, other in zip(left, right))


def _home(name: cst.Name, names: Names) -> Scope | None:
    """The module or function whose variable a name stands for."""
    scope = names.scope(name)
    found = scope.lookup(name.value) if scope is not None else None
    return found[0] if found is not None and not isinstance(found[0].node, cst.ClassDef) else None


def _stores(module: cst.Module) -> Iterator[tuple[cst.BaseExpression, cst.Name, cst.CSTNode]]:
    """What is assigned to, the variable that it is or is a part of, and the statement."""
    for node in walk(module):
        match node:
            case cst.Assign(targets=targets):
                assigned = [target.target for target in targets]
            case cst.AugAssign(target=target) | cst.AnnAssign(target=target) | cst.For(target=target):
                assigned = [target]
            case _:
                continue
        for target in assigned:
            for part in _parts(target):
                root = part
                while isinstance(root, (cst.Subscript, cst.Attribute)):
                    root = root.value
                if isinstance(root, cst.Name):
                    yield part, root, node


def _parts(target: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _parts(element.value)
    else:
        yield target


class _Order:
    """What comes before what in a module, among the constructions of Estimators and their trainings."""

    def __init__(self, names: Names):
        self.names = names
        self.parents = Parents(names.module)
        self.place = {node: index for index, node in enumerate(walk(names.module))}
        calls = [node for node in self.place if isinstance(node, cst.Call)]
        self.made = [call for call in calls if (names.symbol(call.func) or "").startswith(_ESTIMATORS)
                     and names.symbol(call.func).endswith(("Estimator", "Classifier", "Regressor"))]
        self.trainings = [call for call in calls if _trains(call, names)]
        self.calls = calls

    def is_between_trainings(self, store: cst.CSTNode) -> bool:
        """Whether a statement runs behind the construction of an Estimator and before a training of it."""
        for one in self._runs(store):
            for training in self.trainings:
                if self._function(training) is not self._function(one):
                    continue
                if any(self._is_between(one, made, training) for made in self.made):
                    return True
        return False

    def _runs(self, store: cst.CSTNode) -> list[cst.CSTNode]:
        """The places where a statement runs, as seen where trainings may stand: itself, and the calls of its function."""
        function = self._function(store)
        called = [call for call in self.calls if function is not None and self.names.definition(call.func) is function]
        return [store, *called]

    def _function(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self.parents.enclosing(node, cst.FunctionDef, cst.Lambda)

    def _is_between(self, store: cst.CSTNode, made: cst.CSTNode, training: cst.CSTNode) -> bool:
        if self._function(made) is self._function(store) and self.place[made] < self.place[store] < self.place[training]:
            return True
        around_made = set(self._loops(made)) if self._function(made) is self._function(store) else set()
        return any(loop in self._loops(training) and loop not in around_made for loop in self._loops(store))

    def _loops(self, node: cst.CSTNode) -> list[cst.CSTNode]:
        """The loops around a node in its function, and the node itself where it is one."""
        found = [node] if isinstance(node, _LOOPS) else []
        node = self.parents.enclosing(node, *_LOOPS, cst.FunctionDef, cst.Lambda)
        while isinstance(node, _LOOPS):
            found.append(node)
            node = self.parents.enclosing(node, *_LOOPS, cst.FunctionDef, cst.Lambda)
        return found


def _trains(call: cst.Call, names: Names) -> bool:
    match call.func:
        case cst.Attribute(attr=cst.Name(value="train")):
            return names.symbol(call.func) is None
    return (names.symbol(call.func) or "").endswith(".train_and_evaluate")
