"""tf.contrib.layers.stack and repeat, written out as the layers that they apply one after another.

``net = stack(net, fully_connected, [8, 4])`` becomes two statements, ``net = stack(net, fully_connected, sizes)`` a loop, in
the scope that TF1 opened for them.
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.graph_function import local_names
from migrator.analysis.helpers import FunctionFacts
from migrator.arguments import Arguments, Unbindable
from migrator.emission.naming import free
from migrator.transforms.registry import Kind
from migrator.trees import rewrite

_MODULES = ("tf.contrib.layers", "tf.contrib.slim", "tf.contrib.slim.layers")
_PARAMETERS = {"stack": ["inputs", "layer", "stack_args"], "repeat": ["inputs", "repetitions", "layer"]}
_OWN_NAMES = {"relu": "fully_connected", "relu6": "fully_connected", "elu": "fully_connected", "linear": "fully_connected",
              "conv1d": "convolution1d", "conv2d": "convolution2d", "conv3d": "convolution3d",
              "conv2d_transpose": "convolution2d_transpose", "separable_conv2d": "separable_convolution2d"}
_MOST = 8  # Layers that are written out one by one; more are a loop.


def with_stacks_written_out(function: cst.FunctionDef, facts: FunctionFacts) -> cst.FunctionDef:
    """Writes such statements out.

    Args:
        function: the function; its nodes, but for what is replaced, are those of the module's tree.
        facts: what is known of the module's functions.
    """
    return rewrite(function, _Writer(function, facts))


class _Writer(cst.CSTTransformer):
    def __init__(self, function: cst.FunctionDef, facts: FunctionFacts):
        super().__init__()
        self.function = function
        self.facts = facts
        self.taken: set[str] = set()

    def leave_SimpleStatementLine(self, original, updated):
        match updated.body:
            case [cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=target))], value=cst.Call() as call)]:
                written = self._written(call, target)
                if written is not None:
                    first = written[0].with_changes(leading_lines=updated.leading_lines)
                    return cst.FlattenSentinel([first, *written[1:]])
        return updated

    def _written(self, call: cst.Call, target: str) -> list[cst.BaseStatement] | None:
        module, _, kind = (self.facts.names.symbol(call.func) or "").rpartition(".")
        if module not in _MODULES or kind not in _PARAMETERS:
            return None
        further = [f"#{index}" for index in range(len(call.args))] if kind == "repeat" else []
        try:
            given = Arguments(call, [*_PARAMETERS[kind], *further])
        except Unbindable:
            return None
        layer, scope = given.get("layer"), given.get("scope")
        symbol = self.facts.names.symbol(layer) if layer is not None else None
        if any(name not in given for name in _PARAMETERS[kind]) or self.facts.kind(symbol) is not Kind.LAYER or (
                scope is not None and not isinstance(scope, cst.SimpleString)):
            return None
        own = symbol.rpartition(".")[2]
        stem = str(scope.evaluated_value) if scope is not None else _OWN_NAMES.get(own, own)
        rest = [(name, given.get(name)) for name in given if name not in (*_PARAMETERS[kind], "scope")]
        block = _Block(layer, rest, stem, target)
        inputs = given.get("inputs")
        if kind == "stack":
            made = self._stacked(block, inputs, given.get("stack_args"))
        else:
            made = self._repeated(block, inputs, given.get("repetitions"))
        if made is None:
            return None
        ahead, inside = made
        return [*ahead, self._scope(scope, kind.title(), inside)]

    def _stacked(self, block: _Block, inputs, given):
        if isinstance(given, (cst.List, cst.Tuple)) and 0 < len(given.elements) <= _MOST and not any(
                isinstance(one, cst.StarredElement) for one in given.elements):
            several = [[part.value for part in one.value.elements] if isinstance(one.value, (cst.List, cst.Tuple)) else [one.value]
                       for one in given.elements]
            return [], [block.applied(cst.Name(block.target) if index else inputs, each, str(index + 1))
                        for index, each in enumerate(several)]
        if not isinstance(given, (cst.Name, cst.Attribute, cst.Subscript)):
            return None
        index, size = self._free("index"), self._free("size")
        loop = cst.For(_pair(index, size), _call("enumerate", given, cst.Integer("1")),
                       cst.IndentedBlock([block.applied(cst.Name(block.target), [cst.Name(size)], index=index)]))
        return block.start(inputs), [loop]

    def _repeated(self, block: _Block, inputs, given):
        if isinstance(given, cst.Integer) and 0 < given.evaluated_value <= _MOST:
            return [], [block.applied(cst.Name(block.target) if index else inputs, [], str(index + 1))
                        for index in range(given.evaluated_value)]
        if not isinstance(given, (cst.Name, cst.Attribute, cst.Subscript)):
            return None
        index = self._free("index")
        loop = cst.For(cst.Name(index), _call("range", cst.Integer("1"), cst.BinaryOperation(given, cst.Add(), cst.Integer("1"))),
                       cst.IndentedBlock([block.applied(cst.Name(block.target), [], index=index)]))
        return block.start(inputs), [loop]

    def _free(self, name: str) -> str:
        self.taken = self.taken or set(local_names(self.function))
        return free(name, self.taken)

    def _scope(self, scope: cst.SimpleString | None, default: str, body: list[cst.BaseStatement]) -> cst.With:
        function = cst.parse_expression("tf.variable_scope")
        self.facts.names.define(function, "tf.variable_scope")
        args = [cst.Arg(scope)] if scope is not None else [cst.Arg(cst.Name("None")), cst.Arg(cst.SimpleString(f'"{default}"'))]
        return cst.With([cst.WithItem(cst.Call(function, args))], cst.IndentedBlock(body))


class _Block:
    """What is applied again and again: a layer, its further arguments, the stem of its names, the variable that it is bound to."""

    def __init__(self, layer: cst.BaseExpression, rest: list[tuple[str, cst.BaseExpression]], stem: str, target: str):
        self.layer = layer
        self.rest = rest
        self.stem = stem
        self.target = target

    def start(self, inputs: cst.BaseExpression) -> list[cst.BaseStatement]:
        """The statement in front of a loop that gives the variable what the first layer is applied to."""
        is_there = isinstance(inputs, cst.Name) and inputs.value == self.target
        return [] if is_there else [_assignment(self.target, inputs)]

    def applied(self, inputs: cst.BaseExpression, sizes: list, number: str = "", index: str = "") -> cst.SimpleStatementLine:
        """The statement that applies the layer once more."""
        name = cst.SimpleString(f'"{self.stem}_{number}"')
        if index:
            name = cst.BinaryOperation(cst.SimpleString(f'"{self.stem}_%d"'), cst.Modulo(), cst.Name(index))
        args = [cst.Arg(inputs), *map(cst.Arg, sizes)]
        args += [cst.Arg(value) if name.startswith("#") else _keyword(name, value) for name, value in self.rest]
        return _assignment(self.target, cst.Call(self.layer, [*map(_followed, args), _keyword("scope", name)]))


def _followed(arg: cst.Arg) -> cst.Arg:
    """An argument with a comma behind it."""
    return arg.with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" ")), whitespace_after_arg=cst.SimpleWhitespace(""))


def _keyword(name: str, value: cst.BaseExpression) -> cst.Arg:
    space = cst.SimpleWhitespace("")
    return cst.Arg(value, keyword=cst.Name(name), equal=cst.AssignEqual(space, space))


def _assignment(target: str, value: cst.BaseExpression) -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Assign([cst.AssignTarget(cst.Name(target))], value)])


def _pair(first: str, second: str) -> cst.Tuple:
    return cst.Tuple([cst.Element(cst.Name(first)), cst.Element(cst.Name(second))], lpar=[], rpar=[])


def _call(function: str, *args: cst.BaseExpression) -> cst.Call:
    return cst.Call(cst.Name(function), [cst.Arg(arg) for arg in args])
