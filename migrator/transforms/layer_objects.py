"""Plain classes that hold layers, as Keras layers: else Keras would not see, nor train, what they hold."""
from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from migrator.analysis.helpers import FunctionFacts, calls_in
from migrator.analysis.optimizer_classes import is_optimizer_class
from migrator.analysis.steps import Unsupported
from migrator.emission.naming import RESERVED
from migrator.transforms.context import Context
from migrator.transforms.registry import Kind
from migrator.trees import rewrite

_READ_ONLY = {"input", "output", "layers", "variables", "weights", "losses", "metrics", "dtype", "path", "call",
              "build", "trainable_variables", "compute_dtype", "non_trainable_variables"}
_STATELESS = {"tf.layers.flatten", "tf.layers.dropout", "tf.layers.max_pooling1d", "tf.layers.max_pooling2d",
              "tf.layers.max_pooling3d", "tf.layers.average_pooling1d", "tf.layers.average_pooling2d",
              "tf.layers.average_pooling3d"}


def held_classes(functions: Iterable[cst.FunctionDef], facts: FunctionFacts) -> list[cst.ClassDef]:
    """Gives the plain classes of the module, instantiated in some functions, that hold layers.

    Raises:
        Unsupported: one of them creates variables in another way than by layer objects.
    """
    found = []
    for call in (call for function in functions for call in calls_in(function.body)):
        defined = facts.names.definition(call.func)
        if not isinstance(defined, cst.ClassDef) or facts.is_keras_class(defined) or defined in found or (
                is_optimizer_class(defined, facts.names)):
            continue
        inner = [one for base in _with_bases(defined, facts) for one in calls_in(base.body)]
        kinds = {facts.names.symbol(one.func): facts.kind(facts.names.symbol(one.func)) for one in inner}
        creates = any(kind is Kind.VARIABLE or kind is Kind.LAYER and symbol not in _STATELESS
                      for symbol, kind in kinds.items())
        if creates:
            raise Unsupported("MIG126", call, f"the class {defined.name.value} creates variables")
        if any(facts.is_layer_constructor(one) for one in inner):
            if not _methods(defined) >= {"__init__", "__call__"} or not _is_plain(defined):
                raise Unsupported("MIG126", call, f"the class {defined.name.value} holds layers and is not callable")
            if _methods(defined) & RESERVED:
                raise Unsupported("MIG126", call, f"the class {defined.name.value} holds layers and has methods that "
                                                  "a Keras layer has too")
            found.append(defined)
    return found


def _with_bases(defined: cst.ClassDef, facts: FunctionFacts) -> list[cst.ClassDef]:
    """A class, and the classes of the program that it derives from."""
    found = [defined]
    for one in found:
        bases = [facts.names.definition(base.value) for base in one.bases]
        found += [base for base in bases if isinstance(base, cst.ClassDef) and base not in found]
    return found


def _methods(defined: cst.ClassDef) -> set[str]:
    return {one.name.value for one in defined.body.body if isinstance(one, cst.FunctionDef)}


def _is_plain(defined: cst.ClassDef) -> bool:
    return not defined.keywords and all(
        isinstance(base.value, cst.Name) and base.value.value == "object" for base in defined.bases)


def as_layer(updated: cst.ClassDef, context: Context) -> cst.ClassDef:
    """Makes a plain class that holds layers a Keras layer: ``__call__`` becomes ``call``."""
    base = cst.Arg(context.keras("layers.Layer"))
    updated = rewrite(updated, _FreeAttributes())
    body = [_as_call(statement) for statement in updated.body.body]
    return updated.with_changes(bases=[base], lpar=cst.LeftParen(), rpar=cst.RightParen(),
                                body=updated.body.with_changes(body=body))


class _FreeAttributes(cst.CSTTransformer):
    """Renames attributes of the instance that Keras layers have for themselves, such as ``output``."""

    def leave_Attribute(self, original, updated):
        match updated:
            case cst.Attribute(value=cst.Name(value="self"), attr=cst.Name(value=name)) if name in _READ_ONLY:
                return updated.with_changes(attr=cst.Name(f"{name}_layer"))
        return updated


def _as_call(statement: cst.BaseStatement) -> cst.BaseStatement:
    match statement:
        case cst.FunctionDef(name=cst.Name(value="__call__")):
            return statement.with_changes(name=cst.Name("call"))
        case cst.FunctionDef(name=cst.Name(value="__init__")):
            return statement.with_changes(body=_with_super(statement.body))
    return statement


def _with_super(body: cst.BaseSuite) -> cst.BaseSuite:
    """Calls the constructor of the base class first, unless the class does already."""
    statements = list(body.body)
    for statement in statements:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Expr(value=cst.Call(func=cst.Attribute(
                    value=cst.Call(func=cst.Name(value="super")), attr=cst.Name(value="__init__"))))]):
                return body
    first = 0
    match statements[:1]:
        case [cst.SimpleStatementLine(body=[cst.Expr(value=cst.SimpleString() | cst.ConcatenatedString())])]:
            first = 1
    statements.insert(first, cst.parse_statement("super().__init__()"))
    return body.with_changes(body=statements)
