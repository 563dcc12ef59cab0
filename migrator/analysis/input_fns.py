"""What the input functions of a module give."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.input_queues import queued_input
from migrator.names import Names
from migrator.trees import children

_DATASETS = ("tf.data.Dataset.", "tf.data.TFRecordDataset", "tf.data.TextLineDataset", "tf.data.FixedLengthRecordDataset",
             "tf.data.experimental.make_csv_dataset", "tf.data.experimental.make_batched_features_dataset",
             "tf.contrib.data.make_csv_dataset", "tf.contrib.data.make_batched_features_dataset",
             "tf.data.experimental.CsvDataset", "tf.contrib.data.Dataset.", "tf.contrib.data.TFRecordDataset",
             "tf.contrib.data.TextLineDataset", "tf.contrib.data.FixedLengthRecordDataset")
_METHODS = {"batch", "repeat", "map", "shuffle", "prefetch", "take", "skip", "cache", "filter", "flat_map", "apply",
            "padded_batch", "interleave", "shard", "concatenate", "zip", "unbatch", "with_options", "enumerate"}
_INPUTS = ("tf.estimator.inputs.", "tf.contrib.learn.io.")


def gives_dataset(names: Names, node: cst.BaseExpression | None, depth: int = 0) -> bool:
    """Whether an expression surely gives a Dataset.

    Args:
        names: the module's resolved names.
        node: the expression.
        depth: how many functions have been followed.
    """
    match node:
        case cst.Call(func=function):
            symbol = names.symbol(function)
            if symbol is not None:
                return symbol.startswith(_DATASETS)
            definition = names.definition(function)
            if isinstance(definition, cst.FunctionDef):
                return depth < 5 and returns_dataset(names, definition, depth + 1)
            if isinstance(function, cst.Attribute) and function.attr.value in _METHODS:
                return gives_dataset(names, function.value, depth)
        case cst.Name():
            values = [binding.value for binding in names.bindings(node)]
            return bool(values) and depth < 5 and any(
                value is not None and not _mentions_only_itself(value, node.value)
                and gives_dataset(names, value, depth + 1) for value in values)
    return False


def _mentions_only_itself(value: cst.BaseExpression, name: str) -> bool:
    return isinstance(value, cst.Name) and value.value == name


def returns_dataset(names: Names, function: cst.FunctionDef, depth: int = 0) -> bool:
    """Whether a function surely returns a Dataset, once its iterators are taken out."""
    values = returned_values(function)
    if queued_input(function, names) is not None:
        return True
    return bool(values) and all(gives_dataset(names, value, depth) or is_next(names, value) or _next_names(
        names, function, value) for value in values)


def returned_values(function: cst.FunctionDef) -> list[cst.BaseExpression | None]:
    """Gives what a function returns, nested functions aside."""
    found = []
    stack: list[cst.CSTNode] = [function.body]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is cst.Return:
            found.append(node.value)
        elif kind is not cst.FunctionDef and kind is not cst.Lambda and kind is not cst.ClassDef:
            stack.extend(children(node))
    return found


def is_next(names: Names, node: cst.CSTNode | None) -> bool:
    """Whether an expression takes the next element of an iterator: ``iterator.get_next()``."""
    match node:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="get_next"))):
            return names.symbol(node.func) is None
    return False


def _next_names(names: Names, function: cst.FunctionDef, value) -> bool:
    """Whether a function takes the next element of an iterator before it returns."""
    stack: list[cst.CSTNode] = [function.body]
    while stack:
        node = stack.pop()
        if isinstance(node, (cst.FunctionDef, cst.Lambda, cst.ClassDef)):
            continue
        if isinstance(node, cst.Assign) and is_next(names, node.value):
            return True
        stack.extend(children(node))
    return False


def is_input_fn_maker(names: Names, node: cst.BaseExpression | None, depth: int = 0) -> bool:
    """Whether an expression calls what surely gives an input function that gives a Dataset.

    That is numpy_input_fn, pandas_input_fn, or a function of the module that returns such a function.

    Args:
        names: the module's resolved names.
        node: the expression.
        depth: how many functions have been followed.
    """
    match node:
        case cst.Name():
            bindings = names.bindings(node)
            return bool(bindings) and depth < 5 and all(
                is_input_fn_maker(names, binding.value, depth + 1) for binding in bindings)
        case cst.Call(func=function):
            if (names.symbol(function) or "").startswith(_INPUTS):
                return True
            definition = names.definition(function)
            values = returned_values(definition) if isinstance(definition, cst.FunctionDef) else []
            return bool(values) and depth < 5 and all(_is_input_fn(names, value, depth + 1) for value in values)
    return False


def _is_input_fn(names: Names, node: cst.BaseExpression | None, depth: int) -> bool:
    """Whether an expression is an input function that surely gives a Dataset."""
    if isinstance(node, cst.Lambda):
        return gives_dataset(names, node.body, depth)
    definition = names.definition(node)
    if isinstance(definition, cst.FunctionDef):
        return returns_dataset(names, definition, depth)
    return is_input_fn_maker(names, node, depth)
