"""Static shapes: which expressions read one, and of which tensor.

A layer that is configured by the shape of a tensor can't be made before that shape is known: in
the ``build`` of its class where the tensor is an argument, or when it first sees its own input.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.binding_times import Time
from migrator.analysis.graph_function import GraphFunction, Site, target_names
from migrator.analysis.helpers import Role, bind
from migrator.analysis.steps import Unsupported
from migrator.transforms.registry import Kind
from migrator.trees import children

_SHAPE_PRESERVING = {"tf.cast", "tf.to_float", "tf.to_int32", "tf.to_int64", "tf.identity", "tf.nn.relu", "tf.nn.tanh",
                     "tf.tanh", "tf.nn.sigmoid", "tf.sigmoid", "tf.stop_gradient", "tf.nn.dropout", "tf.layers.dropout",
                     "tf.layers.batch_normalization"}


def shape_owner(node: cst.CSTNode) -> cst.BaseExpression | None:
    """Gives the tensor whose static shape an expression is: of ``x.shape``, ``x.get_shape()`` or its list."""
    match node:
        case cst.Attribute(value=owner, attr=cst.Name(value="shape")):
            return owner
        case cst.Call(func=cst.Attribute(value=owner, attr=cst.Name(value="get_shape")), args=[]):
            return owner
        case cst.Call(func=cst.Attribute(value=inner, attr=cst.Name(value="as_list")), args=[]):
            return shape_owner(inner)
    return None


INPUT_NAMES = ("inputs", "input", "x", "features")  # What layer functions call the tensor that they are applied to.


def input_of(site: Site) -> cst.BaseExpression | None:
    """Gives the tensor that a layer's call is applied to."""
    for arg in site.node.args:
        if arg.keyword is None or arg.keyword.value in INPUT_NAMES:
            return arg.value
    return None


def configuration(site: Site) -> list[cst.BaseExpression]:
    """Gives the arguments of a creating call that configure what it creates."""
    if isinstance(site.node.func, cst.Call):
        return [arg.value for arg in site.node.func.args]
    skipped = (*INPUT_NAMES, "training", "is_training", "reuse", "_reuse", "scope", "name")
    first = 0 if site.kind is Kind.LAYER else None
    return [arg.value for index, arg in enumerate(site.node.args)
            if (arg.keyword.value if arg.keyword is not None else index) not in (first, *skipped)]


class ParameterShapes:
    """Shapes of tensors as they follow from the shapes of a function's parameters.

    Args:
        graph: the function.
        step: the step at which the shapes are wanted.
    """

    def __init__(self, graph: GraphFunction, step: int):
        self.graph = graph
        self.step = step
        self.parameters: set[str] = set()

    def __call__(self, node: cst.BaseExpression, before: int | None = None) -> cst.BaseExpression | None:
        """Gives the expression for a tensor's shape in ``build``, or None where it does not follow."""
        before = self.step if before is None else before
        match node:
            case cst.Name(value=name) if before == self.step and self._is_rebound_within(name):
                return None
            case cst.Name(value=name):
                return self._of_name(name, before)
            case cst.Subscript(value=value):
                inner = self(value, before)
                return None if inner is None else node.with_changes(value=inner)
            case cst.Call(func=function, args=[first, *_]) if (
                    self.graph.facts.names.symbol(function) in _SHAPE_PRESERVING):
                return self(first.value, before)
            case cst.Call(func=function, args=[_, cst.Arg(value=cst.List(elements=elements))]) if (
                    self.graph.facts.names.symbol(function) == "tf.reshape"):
                return cst.Tuple([cst.Element(_dimension(element.value)) for element in elements])
        return None

    def _is_rebound_within(self, name: str) -> bool:
        """Whether the step is a loop or a condition that rebinds a name: what it holds there is not known."""
        steps = self.graph.body.steps
        step = steps[self.step] if self.step < len(steps) else None
        return step is not None and step.simple is None and name in step.effects.changes

    def _of_name(self, name: str, before: int) -> cst.BaseExpression | None:
        for index in range(before - 1, -1, -1):
            step = self.graph.body.steps[index]
            if name in step.effects.changes:
                return self(step.value, index) if step.target == name else None
        if self.graph.times[0].get(name) is Time.RUN:
            self.parameters.add(name)
            return cst.Name(f"{name}_shape")
        return None


def _dimension(node: cst.BaseExpression) -> cst.BaseExpression:
    match node:
        case cst.UnaryOperation(operator=cst.Minus()):
            return cst.Name("None")
    return node


def made_in_build(graph: GraphFunction) -> bool:
    """Whether a function's layers are made in ``build``, because the shape of an argument configures one."""
    return any(site.shares is None and place(graph, site) == "build" for site in graph.sites)


def place(graph: GraphFunction, site: Site) -> str:
    """Decides where what a site creates can be made.

    Returns:
        "init" where its configuration is known when the class is constructed; "build" where it
        follows from the shapes of the arguments; "input" where it follows from the shape of the
        layer's own input.

    Raises:
        Unsupported: none of these.
    """
    late = [value for value in configuration(site) if graph.time(value, site.step) is not Time.CONSTRUCT]
    if site.kind in (Kind.VARIABLE, Kind.PART):
        late = [value for value in late if graph.time(value, site.step) is Time.BUILD]
    if site.helper is not None:
        bound = bind(site.node, site.helper.node, site.helper.owner is not None)
        late = [value for name, value in bound.items() if site.helper.roles.get(name) is Role.CONSTRUCT
                and graph.time(value, site.step) is Time.BUILD]
    if not late:
        return "init"
    owners = [owner for value in late for owner in shape_owners(graph, value, site)]
    if owners and all(graph.time(value, site.step) is Time.BUILD for value in late):
        shapes = ParameterShapes(graph, site.step)
        own = input_of(site)
        if all(shapes(owner) is not None for owner in owners):
            return "build"
        if site.kind is Kind.LAYER and own is not None and all(owner.deep_equals(own) for owner in owners):
            return "input"
    code = " ".join(graph.facts.names.code(late[0]).split())
    raise Unsupported("MIG112", late[0], f"it is configured by {code}, which is not known when the model is constructed")


def shape_owners(graph: GraphFunction, node: cst.CSTNode, site: Site) -> list[cst.BaseExpression]:
    """Gives the tensors whose static shapes an expression reads, also through local variables."""
    owner = shape_owner(node)
    if owner is not None:
        return [owner]
    if isinstance(node, cst.Name):
        if graph.around(site.step).get(node.value) is not Time.BUILD:
            return []
        values = _definitions(graph, node.value, site.step)
        return [owner for value in values if value is not None and not isinstance(value, cst.Name)
                for owner in shape_owners(graph, value, site)] if None not in values else [node]
    parts = [node.value] if isinstance(node, cst.Attribute) else (
        [node.value] if isinstance(node, cst.Arg) else children(node))
    return [owner for child in parts for owner in shape_owners(graph, child, site)]


def _definitions(graph: GraphFunction, name: str, step: int) -> list[cst.BaseExpression | None]:
    """Gives all expressions assigned to a local name up to a step; None for a binding of another kind."""
    found: list[cst.BaseExpression | None] = []
    stack: list[cst.CSTNode] = [one.statement for one in graph.body.steps[:step + 1]]
    while stack:
        node = stack.pop()
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=bound))], value=value) if bound == name:
                found.append(value)
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple() as target)]) if name in target_names(target):
                found.append(None)
        stack.extend(children(node))
    return found


def definition_before(graph: GraphFunction, name: str, site: Site) -> cst.BaseExpression | None:
    """Gives the expression last assigned to a local name before a site, in its own block or before it."""
    for loop in reversed(site.loops):
        found = _assigned_in(getattr(loop, "body", None), name)
        if found is not None:
            return found
    for index in range(site.step - 1, -1, -1):
        step = graph.body.steps[index]
        if name in step.effects.changes:
            return step.value if step.target == name else None
    return None


def _assigned_in(body, name: str) -> cst.BaseExpression | None:
    if not isinstance(body, cst.IndentedBlock):
        return None
    for statement in body.body:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(
                    targets=[cst.AssignTarget(target=cst.Name(value=bound))], value=value)]) if bound == name:
                return value
            case cst.With(body=inner) if (found := _assigned_in(inner, name)) is not None:
                return found
    return None
