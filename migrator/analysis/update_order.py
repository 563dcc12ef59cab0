"""What a train_op computes after an update, from the weights that the update has changed."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.helpers import calls_in
from migrator.analysis.modes import Mode
from migrator.analysis.specs import reaching
from migrator.analysis.steps import Step, Unsupported
from migrator.names import Names
from migrator.trees import find, walk

_UPDATES = ("minimize", "apply_gradients")
_FORWARD = ("tf.layers.", "tf.contrib.layers.", "tf.keras.layers.", "tf.nn.", "tf.losses.", "tf.matmul", "tf.reduce_")


def check_update_order(graph: GraphFunction) -> None:
    """Refuses a forward pass that control dependencies put behind an update of an optimizer.

    A class computes all that it needs before its first update.

    Raises:
        Unsupported: the function has one.
    """
    for index, step in enumerate(graph.body.steps):
        if Mode.TRAIN in step.modes and _computes(step, graph) and any(
                scope.kind == "dependencies" and _waits_for_update(scope.call, index, graph) for scope in step.scopes):
            raise Unsupported("MIG118", step.statement, "a part of the network is computed once more after an update, from the "
                                                        "weights that it changed")


def _computes(step: Step, graph: GraphFunction) -> bool:
    names = graph.facts.names
    return any((names.symbol(call.func) or "").startswith(_FORWARD) or isinstance(names.definition(call.func), cst.FunctionDef)
               for call in calls_in(step.statement))


def _waits_for_update(node: cst.CSTNode, end: int, graph: GraphFunction) -> bool:
    """Whether an expression, or what the names in it stand for, updates weights."""
    for one in walk(node):
        if isinstance(one, cst.Attribute) and one.attr.value in _UPDATES:
            return True
        index = reaching(graph, Mode.TRAIN, one.value, end) if isinstance(one, cst.Name) else None
        if index is not None and _waits_for_update(graph.body.steps[index].statement, index, graph):
            return True
    return False


_CHANGES = (*_UPDATES, "assign", "assign_add", "assign_sub", "scatter_update", "scatter_add", "scatter_sub", "apply",
            "updates", "get_updates_for")
_CHANGING = ("tf.assign", "tf.scatter_", "tf.GraphKeys.UPDATE_OPS", "tf.group", "tf.cond", "tf.case", "tf.while_loop", "tf.py_func", "tf.print",
             "tf.Print", "tf.Assert", "tf.assert_", "tf.debugging.", "tf.contrib.layers.optimize_loss", "tf.contrib.training.",
             "tf.contrib.slim.learning.", "tf.metrics.", "tf.no_op")


def only_computes(node: cst.CSTNode, end: int, graph: GraphFunction, depth: int = 0) -> bool:
    """Whether an expression, with what the names in it stand for, gives tensors and changes nothing: gradients, a loss.

    Args:
        node: the expression.
        end: the step before which it stands.
        graph: the function that it stands in.
        depth: how many names were followed to it.
    """
    if depth > 9:
        return False
    names = graph.facts.names
    for one in walk(node):
        if isinstance(one, cst.Attribute) and one.attr.value in _CHANGES or (names.symbol(one) or "").startswith(_CHANGING):
            return False
        if isinstance(one, cst.Call) and isinstance(names.definition(one.func), cst.FunctionDef) and not only_computes(
                names.definition(one.func), end, graph, 9):
            return False
        for index in _changed_by(one, end, graph) if isinstance(one, cst.Name) and depth < 9 else ():
            if not only_computes(graph.body.steps[index].statement, index, graph, depth + 1):
                return False
    return True


def _changed_by(name: cst.Name, end: int, graph: GraphFunction) -> list[int]:
    """The steps of training that a name has its value of: the last that binds it, and what adds to that."""
    steps = graph.body.steps[:end]
    found = [index for index, step in enumerate(steps) if Mode.TRAIN in step.modes and name.value in step.effects.changes]
    bound = max((place for place, index in enumerate(found) if steps[index].target == name.value), default=0)
    return found[bound:]


def gradients_after_update(functions: Iterable[cst.CSTNode], names: Names) -> list[cst.Call]:
    """Finds the calls that compute gradients behind an update of other weights, by control dependencies.

    Args:
        functions: a model_fn and what it calls.
        names: the names of their program.
    """
    found = []
    for function in functions:
        for block in find(function, cst.With):
            behind = any(isinstance(item.item, cst.Call) and names.symbol(item.item.func) == "tf.control_dependencies"
                         and _names_update(item.item, names) for item in block.items)
            found += [call for call in calls_in(block.body) if _computes_gradients(call, names)
                      and not _is_computed_again(call, block, names)] if behind else []
    return list(dict.fromkeys(found))


def _is_computed_again(call: cst.Call, block: cst.With, names: Names) -> bool:
    """Whether a block applies a network anew for what is differentiated: all is computed from the weights as they are then."""
    losses = [arg.value for index, arg in enumerate(call.args)
              if index == 0 and arg.keyword is None or arg.keyword is not None and arg.keyword.value in ("loss", "ys")]
    waiting, seen = [node for loss in losses for node in walk(loss)], set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, cst.Call) and _applies_network(node, names):
            return True
        if isinstance(node, cst.Name) and node.value not in seen:
            seen.add(node.value)
            waiting += [inner for one in find(block.body, cst.Assign)
                        if any(isinstance(target, cst.Name) and target.value == node.value
                               for each in one.targets for target in walk(each.target)) for inner in walk(one.value)]
    return False


def _applies_network(call: cst.Call, names: Names) -> bool:
    symbol = names.symbol(call.func)
    if symbol is not None:
        return symbol.startswith(("tf.layers.", "tf.contrib.layers.", "tf.contrib.slim.", "tf.keras.layers.", "tf.matmul"))
    definition = names.definition(call.func)
    values = [binding.value for binding in names.bindings(call.func)] if isinstance(call.func, cst.Name) else []
    makers = [names.definition(value.func) for value in values if isinstance(value, cst.Call)]
    return any(isinstance(one, cst.FunctionDef) and any(_applies_network(inner, names) for inner in calls_in(one.body))
               or isinstance(one, cst.ClassDef) for one in [definition, *makers])


def _computes_gradients(call: cst.Call, names: Names) -> bool:
    return names.symbol(call.func) == "tf.gradients" or isinstance(call.func, cst.Attribute) and call.func.attr.value in (
        "minimize", "compute_gradients")


def _names_update(node: cst.CSTNode, names: Names, depth: int = 0) -> bool:
    """Whether an expression, or what the names in it were assigned, updates weights."""
    for one in walk(node):
        if isinstance(one, cst.Attribute) and one.attr.value in (*_UPDATES, "assign"):
            return True
        values = (binding.value for binding in names.bindings(one)) if isinstance(one, cst.Name) and depth < 4 else ()
        if any(value is not None and _names_update(value, names, depth + 1) for value in values):
            return True
    return False
