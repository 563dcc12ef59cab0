"""When each expression of a model_fn is known.

A model_fn is Python that runs once and makes a graph that runs every step. In a Keras model the
two stages are apart: what is known when the model is constructed goes to ``__init__``, what
needs the shape of an input can't go before ``build``, and the rest is computed in ``call``.
"""
from __future__ import annotations

import enum
from collections.abc import Callable, Mapping

import libcst as cst

from migrator.analysis.decay_steps import is_constant, is_global_step, step_argument
from migrator.analysis.def_use import effects
from migrator.names import Names
from migrator.transforms.registry import Kind
from migrator.trees import children


class Time(enum.IntEnum):
    """When a value is known, from the earliest to the latest."""

    CONSTRUCT = 0  # when the model is constructed: hyperparameters
    BUILD = 1  # when the input's static shape is known
    TRACE = 2  # when the step is traced: the mode
    RUN = 3  # in every step: tensors


_STATIC = {"shape", "get_shape", "as_list", "ndims", "ndim", "rank", "dtype", "name", "dims", "keys"}
# What a model of Keras has only once it is built, or anew in every step.
_OF_BUILT_MODELS = {"losses", "updates", "trainable_variables", "trainable_weights", "non_trainable_variables", "non_trainable_weights"}
_CONFIGURATION = ("tf.keras.", "keras.", "tf.feature_column.", "tf.contrib.feature_column.", "tf.initializers.",
                  "tf.flags.", "tf.logging.", "tf.gfile.", "tf.io.gfile.", "tf.contrib.training.HParams",
                  "tf.TensorShape", "tf.Dimension", "tf.train.latest_checkpoint", "tf.as_dtype", "tf.DType",
                  "tf.contrib.layers.real_valued_column", "tf.contrib.layers.sparse_column", "tf.estimator.",
                  "tf.constant_initializer", "np.", "absl.", "functools.")
# Functions of TF that run when they are called, and give no tensors.
OF_PYTHON = ("tf.flags.", "tf.gfile.", "tf.logging.", "tf.contrib.training.", "tf.test.", "tf.config.", "tf.sysconfig.")
_BY_KIND = {Kind.CONFIGURATION, Kind.OPTIMIZER, Kind.LAYER_CLASS, Kind.SCHEDULE}


def _without_step(call: cst.Call, symbol: str, names: Names) -> list[cst.Arg]:
    """The arguments of a schedule without the global step, which the Keras schedule finds itself."""
    step = step_argument(call, symbol)
    return [arg for arg in call.args if arg.value is not step or not (is_global_step(step, names) or is_constant(step, names))]


_OWN_TIMES = frozenset((cst.Name, cst.Attribute, cst.Comparison, cst.BooleanOperation, cst.UnaryOperation, cst.Lambda, cst.ListComp,
                        cst.GeneratorExp, cst.SetComp, cst.DictComp))  # More than the sum of their parts.


class BindingTimes:
    """The binding times of expressions in one function body.

    Args:
        names: the module's resolved names.
        kind: gives the `Kind` of a TF1 symbol, or None where no transform knows it.
        time_of_result: gives of a function of this module when its result is known, given when
            its arguments are.
        is_mode_test: says whether an expression is decided by the mode.
    """

    def __init__(self, names: Names, kind: Callable[[str], Kind | None],
                 time_of_result: Callable[[cst.FunctionDef, Time], Time],
                 is_mode_test: Callable[[cst.BaseExpression], bool]):
        self._names = names
        self._kind = kind
        self._time_of_result = time_of_result
        self._is_mode_test = is_mode_test

    def of(self, node: cst.CSTNode, known: Mapping[str, Time]) -> Time:
        """Gives the time at which an expression is known.

        Args:
            node: the expression.
            known: the times of local names; other names are known when the model is constructed.
        """
        kind = type(node)
        if kind is cst.Call:
            return self._of_call(node, known)
        if kind is cst.Arg:
            return self.of(node.value, known)
        match node if kind in _OWN_TIMES else None:
            case cst.Name(value=name):
                if self._is_mode_test(node):
                    return Time.TRACE
                return known.get(name, Time.CONSTRUCT)
            case cst.Attribute(value=value, attr=cst.Name(value=attr)):
                if self._names.symbol(node) is not None:
                    return self._of_symbol(self._names.symbol(node))
                time = self.of(value, known)
                if attr in _OF_BUILT_MODELS:
                    return Time.RUN
                return min(time, Time.BUILD) if attr in _STATIC else time
            case cst.Comparison() | cst.BooleanOperation() | cst.UnaryOperation() if self._is_mode_test(node):
                return Time.TRACE
            case cst.Lambda(params=params, body=body):
                inner = dict(known)
                for param in params.params:
                    inner[param.name.value] = Time.CONSTRUCT
                captured = self._names_in(body, inner)
                return captured
            case cst.ListComp() | cst.GeneratorExp() | cst.SetComp() | cst.DictComp():
                return self._of_comprehension(node, known)
        return max((self.of(child, known) for child in children(node)), default=Time.CONSTRUCT)

    def _names_in(self, node, known) -> Time:
        """The latest time of the names in a function's body, without what it computes when called."""
        return max((known.get(name, Time.CONSTRUCT) for name in effects(node).uses), default=Time.CONSTRUCT)

    def _of_symbol(self, symbol: str) -> Time:
        return Time.TRACE if ".ModeKeys." in symbol else Time.CONSTRUCT

    def _of_comprehension(self, node, known) -> Time:
        inner = dict(known)
        clause = node.for_in
        time = Time.CONSTRUCT
        while clause is not None:
            of_iter = self.of(clause.iter, inner)
            time = max(time, of_iter)
            for name in effects(cst.For(clause.target, cst.Name("_"), cst.SimpleStatementSuite([cst.Pass()]))).changes:
                inner[name] = of_iter
            clause = clause.inner_for_in
        parts = [node.key, node.value] if isinstance(node, cst.DictComp) else [node.elt]
        return max(time, *(self.of(part, inner) for part in parts))

    def _of_call(self, node: cst.Call, known) -> Time:
        symbol = self._names.symbol(node.func)
        if symbol is not None and self._is_mode_test(node):
            return Time.TRACE
        given = node.args if self._kind(symbol) is not Kind.SCHEDULE else _without_step(node, symbol, self._names)
        args = max((self.of(arg.value, known) for arg in given), default=Time.CONSTRUCT)
        if symbol is not None:
            return self._of_symbol_call(symbol, args)
        definition = self._names.definition(node.func)
        if isinstance(definition, cst.FunctionDef):
            return max(self._time_of_result(definition, args), args)
        if isinstance(node.func, cst.Name) and node.func.value == "len":
            return min(args, Time.BUILD)
        if isinstance(node.func, cst.Call):
            return max(args, Time.RUN)
        return max(args, self.of(node.func, known))

    def _of_symbol_call(self, symbol: str, args: Time) -> Time:
        kind = self._kind(symbol)
        if kind in _BY_KIND:
            return args
        if kind is None and symbol.startswith(_CONFIGURATION) or symbol.endswith("_initializer"):
            return args
        if kind in (Kind.OPERATION, None) and symbol.startswith(OF_PYTHON):
            return args
        return Time.RUN

    def after(self, step, known: Mapping[str, Time]) -> dict[str, Time]:
        """Gives the times of local names after a step."""
        known = dict(known)
        self._statement(step.statement, known, Time.CONSTRUCT)
        return known

    def _statement(self, node: cst.CSTNode, known: dict[str, Time], condition: Time) -> None:
        """Enters what a statement binds; twice for loops, whose bodies see their own results."""
        match node:
            case cst.Assign(targets=targets, value=value):
                time = max(self.of(value, known), condition)
                for target in targets:
                    self._bind(target.target, value, time, known)
            case cst.AnnAssign(target=target, value=value) if value is not None:
                self._bind(target, value, max(self.of(value, known), condition), known)
            case cst.AugAssign(target=target, value=value):
                time = max(self.of(value, known), self.of(target, known), condition)
                self._bind(target, value, time, known)
            case cst.For(target=target, iter=iterable, body=body):
                time = max(self.of(iterable, known), condition)
                self._bind(target, None, time, known)
                for _ in range(2):
                    self._statement(body, known, max(condition, time))
            case cst.While(test=test, body=body):
                for _ in range(2):
                    self._statement(body, known, max(condition, self.of(test, known)))
            case cst.If(test=test, body=body, orelse=orelse):
                inner = max(condition, self.of(test, known))
                before = dict(known)
                self._statement(body, known, inner)
                other = dict(before)
                if orelse is not None:
                    self._statement(orelse, other, inner)
                for name in {*known, *other}:
                    known[name] = max(known.get(name, Time.CONSTRUCT), other.get(name, Time.CONSTRUCT))
            case cst.Expr(value=cst.Call(func=cst.Attribute(value=cst.Name(value=name)), args=args)) if name in known:
                time = max((self.of(arg.value, known) for arg in args), default=Time.CONSTRUCT)
                known[name] = max(known[name], time, condition)
            case cst.FunctionDef(name=name):
                known[name.value] = max(self._names_in(node, known), condition)
            case cst.With(items=items, body=body):
                for item in items:
                    if item.asname is not None:
                        self._bind(item.asname.name, None, self.of(item.item, known), known)
                self._statement(body, known, condition)
            case _:
                for child in children(node):
                    if isinstance(child, (cst.BaseStatement, cst.BaseSmallStatement, cst.BaseSuite, cst.Else,
                                          cst.ExceptHandler, cst.Finally)):
                        self._statement(child, known, condition)

    def _bind(self, target, value, time: Time, known: dict[str, Time]) -> None:
        match target:
            case cst.Name(value=name):
                known[name] = time
            case cst.Tuple(elements=elements) | cst.List(elements=elements):
                parts = value.elements if isinstance(value, (cst.Tuple, cst.List)) and len(
                    value.elements) == len(elements) else None
                for index, element in enumerate(elements):
                    of_part = time if parts is None else self.of(parts[index].value, known)
                    self._bind(element.value, None, of_part, known)
            case cst.Subscript(value=value) | cst.Attribute(value=value):
                while isinstance(value, (cst.Attribute, cst.Subscript)):
                    value = value.value
                if isinstance(value, cst.Name) and value.value in known:
                    known[value.value] = max(known[value.value], time)
