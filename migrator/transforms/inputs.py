"""Input functions: those of tf.estimator.inputs, and those that return an iterator's next element.

>>> from migrator.transforms.inputs import inputs
>>> before = '''import tensorflow as tf
... def input_fn():
...     dataset = tf.data.Dataset.range(8).batch(4)
...     return dataset.make_one_shot_iterator().get_next()
... '''
>>> print(inputs(before).after.decode())
import tensorflow as tf
def input_fn():
    dataset = tf.data.Dataset.range(8).batch(4)
    return dataset
<BLANKLINE>
"""
from __future__ import annotations

import itertools
from collections.abc import Iterable

import libcst as cst

from migrator.analysis.def_use import effects, uses
from migrator.analysis.fed_iterators import without_initializations
from migrator.analysis.input_fns import returned_values
from migrator.analysis.input_queues import queued_input
from migrator.names import Names
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.registry import CallSite, Kind, Left, Transform
from migrator.trees import children, find, nodes, walk

inputs = Transform("inputs", "input functions to functions that return a tf.data.Dataset")

_NUMPY = "x y batch_size num_epochs shuffle queue_capacity num_threads"
_PANDAS = f"{_NUMPY} target_column"
_ITERATORS = {"make_one_shot_iterator", "make_initializable_iterator"}
_ITERATOR_SYMBOLS = {f"tf.data.{name}" for name in _ITERATORS}


@inputs.call("tf.estimator.inputs.numpy_input_fn tf.contrib.learn.io.numpy_input_fn", _NUMPY, Kind.CONFIGURATION)
def numpy_input_fn(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function of the same name and arguments."""
    return site.updated.with_changes(func=context.supported("numpy_input_fn"))


@inputs.call("tf.estimator.inputs.pandas_input_fn tf.contrib.learn.io.pandas_input_fn", _PANDAS, Kind.CONFIGURATION)
def pandas_input_fn(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function of the same name and arguments."""
    return site.updated.with_changes(func=context.supported("pandas_input_fn"))


@inputs.use("tf.estimator.inputs.numpy_input_fn tf.contrib.learn.io.numpy_input_fn "
            "tf.estimator.inputs.pandas_input_fn tf.contrib.learn.io.pandas_input_fn")
def input_fn_maker(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The support function, where the function itself is passed on or given another name."""
    return context.supported(symbol.rpartition(".")[2])


def element_functions(modules: Iterable[Names]) -> set[cst.FunctionDef]:
    """Gives the functions of a program that return an iterator's next element, and a Dataset when they are rewritten.

    Args:
        modules: the resolved names of its modules.
    """
    functions = {node: names for names in modules for node in names.scopes
                 if isinstance(node, cst.FunctionDef) and isinstance(node.body, cst.IndentedBlock)}
    found: set[cst.FunctionDef] = set()
    while True:
        known = len(found)
        found |= {node for node, names in functions.items()
                  if node not in found and (queued_input(node, names) is not None or _takes_iterator(node, names, found)
                                            or _passes_on(node, names, found))}
        if len(found) == known:
            return found


def makes_iterator(call: cst.Call, names: Names) -> bool:
    """Whether a call is ``dataset.make_one_shot_iterator()``, of something that is no module of TF."""
    return isinstance(call.func, cst.Attribute) and call.func.attr.value in _ITERATORS and names.symbol(call.func) is None


def element_of_lambda(node: cst.Lambda) -> cst.BaseExpression | None:
    """Gives the Dataset of ``lambda: dataset.make_one_shot_iterator().get_next()``, or None."""
    return _next_of(node.body, {})


def _takes_iterator(function: cst.FunctionDef, names: Names, elements: set[cst.FunctionDef]) -> bool:
    if any(names.symbol(node) == "tf.Session" for node in walk(function.body)):
        return False  # It runs what it takes.
    try:
        return _block(list(function.body.body), names, elements) is not None
    except Left:
        return False


def _passes_on(function: cst.FunctionDef, names: Names, elements: set[cst.FunctionDef]) -> bool:
    """Whether all that a function returns is what such functions return, or a part of it."""
    returned = returned_values(function)
    return bool(returned) and all(gives_element(part_of(value) or value, names, elements) for value in returned)


def gives_element(call: cst.BaseExpression, names: Names, elements: set[cst.FunctionDef]) -> bool:
    """Whether an expression calls one of some functions, or a method of that name where all such methods are among them.

    Args:
        call: the expression.
        names: its module's names.
        elements: the functions.
    """
    if not isinstance(call, cst.Call) or not elements:
        return False
    definition = names.definition(call.func)
    if definition is not None or not isinstance(call.func, cst.Attribute) or names.symbol(call.func) is not None:
        return definition in elements
    method = call.func.attr.value
    if not any(one.name.value == method and _is_method(one) for one in elements):
        return False
    return all(node in elements for node in names.scopes if isinstance(node, cst.FunctionDef) and node.name.value == method)


def _is_method(function: cst.FunctionDef) -> bool:
    first = [param.name.value for param in function.params.params[:1]]
    return first in (["self"], ["cls"])


def part_of(value: cst.BaseExpression | None) -> cst.BaseExpression | None:
    """Gives what an expression takes a part of by its number, or None."""
    match value:
        case cst.Subscript(value=whole, slice=[cst.SubscriptElement(slice=cst.Index(value=cst.Integer()))]):
            return whole
    return None


def mapped_part(part: cst.Subscript) -> cst.Call:
    """Makes ``dataset.map(lambda *element: element[0])`` of ``dataset[0]``."""
    chosen = part.with_changes(value=cst.Name("element"), lpar=[], rpar=[])
    function = cst.Lambda(cst.Parameters(star_arg=cst.Param(cst.Name("element"), star="*")), chosen)
    return cst.Call(cst.Attribute(part.value, cst.Name("map")), [cst.Arg(function)])


def without_iterator(original: cst.FunctionDef, updated: cst.FunctionDef, context: Context,
                     elements: set[cst.FunctionDef]) -> cst.FunctionDef:
    """Makes an input function return the Dataset whose iterator's next element it returned.

    What it computed from that element goes into a function that the Dataset maps.

    Args:
        original: the function in the original tree.
        updated: the same, with its expressions rewritten.
        context: the state of rewriting the module.
        elements: the functions of the program that are rewritten so.

    Returns:
        The function without its iterator, or `updated` where it has none.
    """
    if not isinstance(updated.body, cst.IndentedBlock):
        return updated
    updated = migrator.transforms.input_queues.without_queue(original, updated, context)
    body = _block(list(updated.body.body), context.names, elements)
    if body is not None:
        inside = nodes(original)
        for reference in context.names.references:
            if reference.symbol in _ITERATOR_SYMBOLS and reference.node in inside:
                context.settle(reference.node, Disposition.REWRITTEN, "inputs")
        for statement in find(original, cst.Expr):
            if isinstance(statement.value, cst.Call) and _has_initializer(statement.value):
                gone = nodes(statement)
                for reference in context.names.references:
                    if reference.node in gone:
                        context.settled.pop(reference.node, None)
                        context.settle(reference.node, Disposition.REMOVED, "inputs", "MIG308", "a Dataset needs no initialization")
    return updated if body is None else updated.with_changes(body=updated.body.with_changes(body=body))


def _block(body: list[cst.BaseStatement], names: Names, elements: set[cst.FunctionDef]) -> list[cst.BaseStatement] | None:
    """Takes the iterator out of a block; None where it has none."""
    datasets: dict[str, cst.BaseExpression] = {}
    kept: list[cst.BaseStatement] = []
    found = False
    body = without_initializations(body)
    for index, statement in enumerate(body):
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name(value=name))],
                                                          value=value)]) if (source := _iterated(value)) is not None:
                datasets[name] = source
                found = True
                continue
            case cst.SimpleStatementLine(body=[cst.Expr(value=value)]) if _initializes(value, datasets):
                continue
            case cst.SimpleStatementLine(body=[cst.Return(value=value)]) if (
                    source := _next_of(value, datasets) or _element(value, names, elements)) is not None:
                kept.append(statement.with_changes(body=[cst.Return(source, statement.body[0].whitespace_after_return)]))
                return kept
            case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=target)], value=value)]) if (
                    source := _next_of(value, datasets) or _element(value, names, elements)) is not None:
                return [*kept, *_mapped(target, source, body[index + 1:], statement.leading_lines)]
            case cst.With(body=cst.IndentedBlock(body=inner)):
                changed = _block(list(inner), names, elements)
                if changed is not None:
                    statement = statement.with_changes(body=statement.body.with_changes(body=changed))
                    found = True
        kept.append(statement)
    if datasets:
        raise Left("MIG141", "an iterator whose next element is taken where it can't be followed")
    return kept if found else None


def _iterated(value: cst.BaseExpression) -> cst.BaseExpression | None:
    """Gives the Dataset of ``dataset.make_one_shot_iterator()``."""
    match value:
        case cst.Call(func=cst.Attribute(value=source, attr=cst.Name(value=name)), args=args) if name in _ITERATORS:
            return _within_brackets(args[0].value if args else source, value)
    return None


def _within_brackets(part: cst.BaseExpression, whole: cst.BaseExpression) -> cst.BaseExpression:
    """Gives a part of an expression the brackets of the whole: it may stand on several lines."""
    return part.with_changes(lpar=whole.lpar, rpar=whole.rpar) if whole.lpar and not part.lpar else part


def _next_of(value, datasets: dict[str, cst.BaseExpression]) -> cst.BaseExpression | None:
    """Gives the Dataset of ``iterator.get_next()``."""
    match value:
        case cst.Call(func=cst.Attribute(value=cst.Name(value=name), attr=cst.Name(value="get_next"))):
            return datasets.get(name)
        case cst.Call(func=cst.Attribute(value=inner, attr=cst.Name(value="get_next"))):
            source = _iterated(inner)
            return _within_brackets(source, value) if source is not None else None
    return None


def _element(value, names: Names, elements: set[cst.FunctionDef]) -> cst.BaseExpression | None:
    """Gives the call of a function that gave an iterator's next element, and gives the Dataset now."""
    return value if gives_element(value, names, elements) else None


def _initializes(value: cst.BaseExpression, datasets) -> bool:
    """Whether a statement only has an iterator initialized."""
    return isinstance(value, cst.Call) and bool(uses(value) & set(datasets)) and _has_initializer(value)


def _has_initializer(call: cst.Call) -> bool:
    """Whether a call is given the initializer of an iterator."""
    return any(isinstance(arg.value, cst.Attribute) and arg.value.attr.value == "initializer" for arg in call.args)


def _mapped(target, source, rest: list[cst.BaseStatement], lead) -> list[cst.BaseStatement]:
    """Returns the Dataset, mapped by what the rest of the function does with an element."""
    match rest:
        case [cst.SimpleStatementLine(body=[cst.Return(value=returned)])] if _same(target, returned):
            returning = cst.SimpleStatementLine([cst.Return(source)], leading_lines=lead)
            return [returning]
    if not rest or not isinstance(rest[-1], cst.SimpleStatementLine) or not isinstance(rest[-1].body[0], cst.Return):
        raise Left("MIG141", "an iterator whose next element is not returned at the function's end")
    names = [element.value for element in target.elements] if isinstance(target, (cst.Tuple, cst.List)) else [target]
    if not all(isinstance(name, cst.Name) for name in names):
        raise Left("MIG141", "an iterator whose next element is taken apart")
    if not _computes(rest, {name.value for name in names}):
        raise Left("MIG141", "an element that is not what the function returns something of")
    star = "" if isinstance(target, (cst.Tuple, cst.List)) else "*"
    if star and _subscripted(rest, names[0].value) is False:
        star = ""
    parameters = ", ".join(star + name.value for name in names)
    shell = cst.parse_statement(f"def take_apart({parameters}):\n    pass")
    function = shell.with_changes(body=cst.IndentedBlock(rest), leading_lines=[
        cst.EmptyLine(indent=False), *itertools.dropwhile(lambda line: line.comment is None, lead)])
    mapped = cst.Call(cst.Attribute(source, cst.Name("map")), [cst.Arg(cst.Name("take_apart"))])
    return [function, cst.SimpleStatementLine([cst.Return(mapped)], leading_lines=[cst.EmptyLine(indent=False)])]


_DRIVES = {"train", "evaluate", "predict", "train_and_evaluate", "fit", "export_savedmodel", "export_saved_model", "run", "eval"}


def _computes(rest: list[cst.BaseStatement], taken: set[str]) -> bool:
    """Whether statements do no more with an element than compute what they return: no training, no session."""
    known = set(taken)
    for statement in rest:
        if any(isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value in _DRIVES
               for node in walk(statement)):
            return False
        said = effects(statement)
        if said.uses & known:
            known |= said.changes
    return bool(effects(rest[-1]).uses & known)


def _subscripted(rest, name: str) -> bool:
    stack: list[cst.CSTNode] = list(rest)
    while stack:
        node = stack.pop()
        match node:
            case cst.Subscript(value=cst.Name(value=found), slice=[cst.SubscriptElement(slice=cst.Index(value=cst.Integer()))]):
                if found == name:
                    return True
        stack.extend(children(node))
    return False


def _same(target, returned) -> bool:
    """Whether what is returned is what was taken, in the same order."""
    if returned is None:
        return False
    return _flat(target) == _flat(returned) != []


def _flat(node) -> list[str]:
    match node:
        case cst.Name(value=name):
            return [name]
        case cst.Tuple(elements=elements) | cst.List(elements=elements):
            parts = [element.value for element in elements]
            return [part.value for part in parts] if all(isinstance(part, cst.Name) for part in parts) else []
    return []


import migrator.transforms.input_queues  # noqa: E402,F401  Its rules are rules of this transform.
import migrator.transforms.dataset_functions  # noqa: E402,F401  Its rules are rules of this transform.
