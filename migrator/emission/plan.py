"""Which step of a model_fn goes to which method of the model.

The forward pass is what predictions and loss share without labels, and whatever creates layers;
what of it the rest needs is what `call` returns.
"""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from migrator.analysis.binding_times import Time
from migrator.analysis.def_use import uses
from migrator.analysis.graph_function import GraphFunction, variable_names
from migrator.analysis.helpers import calls_in
from migrator.analysis.modes import Mode
from migrator.analysis.named_variables import differentiates_by_weights
from migrator.analysis.specs import Spec
from migrator.analysis.steps import Step
from migrator.analysis.train_ops import TrainOp

_TRAIN = frozenset({Mode.TRAIN})


@dataclass(eq=False)
class Slicer:
    """Backward slices over a function's run-time steps.

    Attributes:
        graph: the function.
        skipped: steps that no slice contains: those of the constructor and tests of the mode.
    """

    graph: GraphFunction
    skipped: frozenset[int]

    def slice(self, mode: Mode, wanted: Iterable[str], end: int, stop: frozenset[int] = frozenset()) -> tuple[set[int], set[str]]:
        """Gives the steps that names depend on in a mode, and the names needed from elsewhere.

        Args:
            mode: the mode.
            wanted: the names whose values are wanted before step `end`.
            end: the step before which they are wanted.
            stop: steps that are computed elsewhere: what they bind is needed from there.
        """
        chosen, outside = self.versions(mode, wanted, end, stop)
        return chosen, set(outside)

    def versions(self, mode: Mode, wanted: Iterable[str], end: int, stop: frozenset[int]) -> tuple[set[int], dict[str, int]]:
        """Gives a slice as `slice` does; for each name needed from elsewhere the last step that binds it, -1 if none does."""
        steps = self.graph.body.steps
        live, chosen, outside = set(wanted), set(), {}
        for index in range(end - 1, -1, -1):
            step = steps[index]
            if mode not in step.modes or index in self.skipped or not live & step.effects.changes:
                continue
            if index in stop:
                for name in live & step.effects.changes:
                    outside.setdefault(name, index)
                live -= step.effects.defines
            else:
                chosen.add(index)
                live = (live - step.effects.defines) | step.effects.uses
        return chosen, {**dict.fromkeys(live, -1), **outside}


@dataclass(eq=False)
class Plan:
    """Where the steps of a model_fn go, by their indices.

    Attributes:
        forward: steps of `call`.
        predictions: steps that only the predictions need.
        loss: steps that only the loss needs.
        metrics: steps of `test_step`.
        train: steps of `train_step`, and of the optimizer's construction.
        crossing: names that `call` returns.
        loss_results: names that the loss method returns beside the loss.
        partial_predict: in PREDICT the forward pass is only a part of `call`.
        takes_labels: the forward pass needs the labels, as where a network is conditioned on them.
    """

    forward: list[int] = field(default_factory=list)
    predictions: list[int] = field(default_factory=list)
    loss: list[int] = field(default_factory=list)
    metrics: list[int] = field(default_factory=list)
    train: list[int] = field(default_factory=list)
    crossing: list[str] = field(default_factory=list)
    loss_results: list[str] = field(default_factory=list)
    partial_predict: bool = False
    takes_labels: bool = False


def skipped_steps(graph: GraphFunction) -> frozenset[int]:
    """Steps that belong to the constructor, and those that hold a test of the mode."""
    flags = graph.body.modes.flags
    variables = variable_names(graph)
    return frozenset(
        index for index, step in enumerate(graph.body.steps)
        if graph.is_constructed(index) or step.target in graph.step_names or step.target in variables
        or step.target in flags and graph.body.modes.is_test(step.value))


def make_plan(graph: GraphFunction, specs: dict[Mode, Spec], labels: str | None, train_op: TrainOp) -> tuple[Plan, Slicer]:
    """Plans the methods of a model.

    Args:
        graph: the model_fn.
        specs: its spec in each mode.
        labels: name of its labels parameter.
        train_op: what its train_op does.

    """
    slicer = Slicer(graph, skipped_steps(graph))

    def field_slice(mode: Mode, name: str, stop: frozenset[int] = frozenset()) -> set[int]:
        spec = specs.get(mode)
        if spec is None or name not in spec.fields:
            return set()
        return slicer.slice(mode, uses(spec.fields[name]), spec.end, stop)[0]

    predictions = field_slice(Mode.PREDICT, "predictions") | field_slice(Mode.EVAL, "predictions")
    loss = field_slice(Mode.TRAIN, "loss") | field_slice(Mode.EVAL, "loss")
    metrics = field_slice(Mode.EVAL, "eval_metric_ops") | field_slice(Mode.EVAL, "eval_metrics")
    train = field_slice(Mode.TRAIN, "train_op")
    for wanted, index in train_op.operands():
        train |= slicer.slice(Mode.TRAIN, uses(wanted), index)[0]
    tainted = _label_dependent(graph, labels)
    used = predictions | loss | metrics | train
    creating = {site.step for site in graph.sites if site.step in used and not graph.only_trains_again(site.step)}
    creating |= {index for index in used if graph.applies_layer(index)}
    creating |= {index for index in predictions | loss | metrics
                 if graph.body.steps[index].modes != _TRAIN and _differentiates(graph, index)}
    shared = (predictions & loss) - tainted
    forward = _closure(graph, slicer, (creating | shared) & used)
    forward = _settle_versions(graph, slicer, forward, (predictions | loss | metrics | train) - forward)
    plan = Plan(forward=sorted(forward), takes_labels=bool(forward & tainted))
    stop = frozenset(forward)
    loss |= _minimized(graph, slicer, train_op, stop) if loss else set()
    plan.predictions = sorted(predictions - forward)
    plan.loss = sorted(loss - forward - set())
    plan.metrics = sorted(field_slice(Mode.EVAL, "eval_metric_ops", stop) | field_slice(Mode.EVAL, "eval_metrics", stop))
    plan.train = sorted(train - forward - set(plan.loss))
    plan.partial_predict = _differs(graph, [graph.body.steps[index] for index in plan.forward])
    return plan, slicer


def _minimized(graph: GraphFunction, slicer: Slicer, train_op: TrainOp, stop: frozenset[int]) -> set[int]:
    """The steps that make what is minimized, where they are no part of the training only: they stand beside the loss."""
    found = set()
    for update in train_op.updates:
        value = update.arguments.get("loss")
        steps = slicer.slice(Mode.TRAIN, uses(value), update.step, stop)[0] if value is not None else set()
        if all(graph.body.steps[index].modes >= {Mode.TRAIN, Mode.EVAL} for index in steps):
            found |= steps
    return found


def _differentiates(graph: GraphFunction, index: int) -> bool:
    """Whether a step takes gradients of a part of the network."""
    return any(graph.facts.names.symbol(call.func) == "tf.gradients" and not differentiates_by_weights(graph, call)
               for call in calls_in(graph.body.steps[index].statement))


def _differs(graph: GraphFunction, steps: Sequence[Step]) -> bool:
    """Whether what runs in PREDICT is written otherwise than what runs in EVAL."""
    predict, evaluate = ([step.statement for step in steps if mode in step.modes] for mode in (Mode.PREDICT, Mode.EVAL))
    code = graph.facts.names.code
    return predict != evaluate and [code(one.with_changes(leading_lines=[])) for one in predict] != [
        code(one.with_changes(leading_lines=[])) for one in evaluate]


def _label_dependent(graph: GraphFunction, labels: str | None) -> set[int]:
    """Steps that use the labels or what was computed from them."""
    tainted_names = {labels} if labels else set()
    tainted = set()
    for index, step in enumerate(graph.body.steps):
        if step.effects.uses & tainted_names:
            tainted.add(index)
            tainted_names |= step.effects.changes
        else:
            tainted_names -= step.effects.defines
    return tainted


def _closure(graph: GraphFunction, slicer: Slicer, seeds: set[int]) -> set[int]:
    """Adds to some steps all the run-time steps that they depend on, in any mode they run in."""
    closed = set(seeds)
    for index in sorted(seeds):
        step = graph.body.steps[index]
        for mode in step.modes:
            closed |= slicer.slice(mode, step.effects.uses, index)[0]
            # What a step changes in place, or may leave as it was, was made before it.
            kept = step.effects.changes - step.effects.defines
            closed |= slicer.slice(mode, kept, index)[0]
    return closed


def _settle_versions(graph, slicer, forward: set[int], rest: set[int]) -> set[int]:
    """Takes into the forward pass what reads a variable that the forward pass later rebinds."""
    steps = graph.body.steps
    for index in sorted(rest):
        beside = [other for other in forward if steps[other].modes & steps[index].modes]
        later = set().union(*(steps[other].effects.changes for other in beside if other > index), set())
        earlier = set().union(*(steps[other].effects.changes for other in beside if other < index), set())
        if steps[index].effects.uses & later & (earlier | set(graph.times[0])):
            forward = forward | _closure(graph, slicer, {index})
    return forward


def crossing_names(graph: GraphFunction, forward: Iterable[int], wanted: Iterable[str]) -> list[str]:
    """Gives, in the order in which they are bound last, the names that leave the forward pass."""
    order: dict[str, int] = {}
    for index in forward:
        for name in graph.body.steps[index].effects.changes:
            if graph.times[index + 1].get(name, Time.CONSTRUCT) is not Time.CONSTRUCT:
                order[name] = index
    return sorted((name for name in set(wanted) if name in order), key=lambda name: (order[name], name))
