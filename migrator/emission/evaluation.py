"""The metrics of a model_fn as keras.metrics objects, and the steps that update them."""
from __future__ import annotations

import re
from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.graph_function import GraphFunction
from migrator.analysis.heads import is_head_metrics
from migrator.analysis.modes import Mode
from migrator.analysis.specs import Spec, reaching
from migrator.analysis.steps import Unsupported
from migrator.emission.metric_groups import MetricGroup, read_group
from migrator.transforms.registry import Kind


@dataclass(frozen=True, eq=False)
class MetricItem:
    """One entry of eval_metric_ops.

    Attributes:
        key: its key.
        call: the ``tf.metrics`` call that makes it.
        step: the step that the call stands in.
        of_head: it is all metrics of a head, which the call updates.
    """

    key: str
    call: cst.Call
    step: int
    of_head: bool = False

    @property
    def attribute(self) -> str:
        """Name of the attribute that holds the metric."""
        return re.sub(r"\W+", "_", self.key).strip("_").lower() + "_metric"


def metric_items(graph: GraphFunction, spec: Spec | None) -> tuple[list[MetricItem], list[MetricGroup]]:
    """Reads the entries of eval_metric_ops: those that stand alone, and those that one statement makes.

    Raises:
        Unsupported: the dict or an entry of it can't be followed to a tf.metrics call.
    """
    if spec is None:
        return [], []
    value = spec.fields.get("eval_metric_ops") or spec.fields.get("eval_metrics")
    if value is None:
        return [], []
    reader = _Reader(graph)
    return reader.read(value, spec.end), reader.groups[::-1]


def _makes_dict(call: cst.Call) -> bool:
    match call.func:
        case cst.Name(value=name) | cst.Attribute(attr=cst.Name(value=name)):
            return name in ("dict", "OrderedDict")
    return False


@dataclass
class _Reader:
    graph: GraphFunction
    groups: list[MetricGroup] = field(default_factory=list)

    def read(self, value: cst.BaseExpression, end: int) -> list[MetricItem]:
        if is_head_metrics(value):
            return [MetricItem("", value, end, of_head=True)]
        match value:
            case cst.IfExp(test=test, body=body, orelse=orelse) if (
                    chosen := self.graph.body.modes.truth(test, Mode.EVAL)) is not None:
                return self.read(body if chosen else orelse, end)
            case cst.Name(value="None"):
                return []
            case cst.Dict(elements=elements):
                return [item for element in elements for item in self._element(element, end)]
            case cst.Call(args=args) if _makes_dict(value) and all(arg.keyword or not arg.star for arg in args):
                return [item for arg in args for item in (
                    [MetricItem(arg.keyword.value, *self._call(arg.value, end))] if arg.keyword else self._entries(arg.value, end))]
            case cst.Name(value=name):
                return self._read_name(name, value, end)
        raise Unsupported("MIG115", value, "the metrics are made where they can't be followed")

    def _entries(self, given: cst.BaseExpression, end: int) -> list[MetricItem]:
        """Reads what a dict is made of: another one, or pairs of a key and a value."""
        match given:
            case cst.List(elements=pairs) | cst.Tuple(elements=pairs) if all(
                    isinstance(pair.value, (cst.Tuple, cst.List)) and len(pair.value.elements) == 2 for pair in pairs):
                return [self._item(*(part.value for part in pair.value.elements), end) for pair in pairs]
        return self.read(given, end)

    def _element(self, element: cst.BaseDictElement, end: int) -> list[MetricItem]:
        if isinstance(element, cst.StarredDictElement):
            return self.read(element.value, end)
        return [self._item(element.key, element.value, end)]

    def _read_name(self, name: str, node, end: int) -> list[MetricItem]:
        """Reads a dict that a variable holds, with the entries added to it before `end`."""
        added = []
        while (index := reaching(self.graph, Mode.EVAL, name, end)) is not None:
            step = self.graph.body.steps[index]
            if step.target == name:
                return [*self.read(step.value, index), *reversed(added)]
            match step.simple:
                case cst.Assign(targets=[cst.AssignTarget(target=cst.Subscript(value=cst.Name(), slice=[
                        cst.SubscriptElement(slice=cst.Index(value=cst.SimpleString() as key))]))], value=value):
                    added.append(self._item(key, value, index))
                case cst.Expr(value=cst.Call(func=cst.Attribute(attr=cst.Name(value="update")), args=[cst.Arg(value=more)])):
                    added.extend(reversed(self.read(more, index)))
                case _:
                    group = read_group(self.graph, name, index)
                    if group is None:
                        break
                    self.groups.append(group)
            end = index
        raise Unsupported("MIG115", node, "the metrics are made where they can't be followed")

    def _item(self, key, value, end: int) -> MetricItem:
        if not isinstance(key, cst.SimpleString):
            raise Unsupported("MIG115", key, "a metric's name is not written as a string")
        return MetricItem(str(key.evaluated_value), *self._call(value, end))

    def _call(self, value, end: int) -> tuple[cst.Call, int]:
        facts = self.graph.facts
        if isinstance(value, cst.Call) and facts.kind(facts.names.symbol(value.func)) is Kind.METRIC:
            return value, end
        if isinstance(value, cst.Name):
            index = reaching(self.graph, Mode.EVAL, value.value, end)
            if index is not None and self.graph.body.steps[index].target == value.value:
                return self._call(self.graph.body.steps[index].value, index)
        raise Unsupported("MIG115", value, "a metric that is no tf.metrics call")
