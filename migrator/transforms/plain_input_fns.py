"""Assigned numpy_input_fns as functions that make a Dataset.

``train_input_fn = tf.estimator.inputs.numpy_input_fn(x, y, batch_size=50, num_epochs=None, shuffle=False)`` becomes

    def train_input_fn():
        dataset = tf.data.Dataset.from_tensor_slices((x, y))
        return dataset.repeat().batch(50)

A function reads its names when it is called, the call read them at once. So this is done only where nothing
changes them in between; elsewhere the support function of the same name stands in.
"""
from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.analysis.def_use import effects, uses
from migrator.analysis.parents import Parents
from migrator.arguments import Arguments, Unbindable
from migrator.names import Names
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.trees import children

SYMBOLS = ("tf.estimator.inputs.numpy_input_fn", "tf.contrib.learn.io.numpy_input_fn")
PARAMETERS = "x y batch_size num_epochs shuffle queue_capacity num_threads".split()
_COPIES = {"np.array", "np.asarray", "np.float32", "np.float64", "np.int32", "np.int64", "np.expand_dims"}
_COPY_METHODS = {"astype", "reshape", "to_numpy", "copy"}
_SIZE = 128  # examples in a batch, where nothing else is said
_BUFFER = 1000  # of the shuffle


@dataclass(eq=False)
class PlainInputFns:
    """The numpy_input_fns of a module that become functions.

    Attributes:
        calls: the calls.
        blanks: for each of their statements the numbers of blank lines to have before and to add behind it.
    """

    calls: set[cst.Call] = field(default_factory=set)
    blanks: dict[cst.SimpleStatementLine, tuple[int, int]] = field(default_factory=dict)


def find_plain_input_fns(names: Names) -> PlainInputFns:
    """Finds the numpy_input_fns that may become functions.

    Args:
        names: the resolved names of the module.
    """
    found = PlainInputFns()
    if not any(reference.symbol in SYMBOLS for reference in names.references):
        return found
    parents = Parents(names.module)
    statements = [statement for reference in names.references if reference.symbol in SYMBOLS
                  if (statement := _statement(reference.node, parents)) is not None
                  and _is_exact(statement, statement.body[0].value, names, parents)]
    for statement in statements:
        found.calls.add(statement.body[0].value)
        found.blanks[statement] = _blanks(statement, set(statements), parents)
    return found


def _statement(node: cst.CSTNode, parents: Parents) -> cst.SimpleStatementLine | None:
    """The statement that assigns the result of a call to a variable and does nothing else."""
    call = parents.of(node)
    statement = parents.enclosing(node, cst.SimpleStatementLine)
    match statement:
        case cst.SimpleStatementLine(body=[cst.Assign(targets=[cst.AssignTarget(target=cst.Name())], value=value)]):
            return statement if value is call and call.func is node else None
    return None


def _is_exact(statement: cst.SimpleStatementLine, call: cst.Call, names: Names, parents: Parents) -> bool:
    try:
        given = Arguments(call, PARAMETERS)
    except Unbindable:
        return False
    if any(name not in PARAMETERS for name in given) or not _is_bool(given.get("shuffle")):
        return False
    x, y = given.get("x"), given.get("y")
    if x is None or not _is_data(x, names) or not (y is None or _is_none(y) or _is_data(y, names) and _is_given(y, names)):
        return False
    settings = [given.get(name) for name in ("batch_size", "num_epochs", "queue_capacity") if name in given]
    if not all(isinstance(value, (cst.Name, cst.Integer)) for value in settings):
        return False
    read = set(uses(call)) - {_root(call.func)}
    return _keeps(statement, read, names, parents)


def _root(node: cst.BaseExpression) -> str:
    while isinstance(node, cst.Attribute):
        node = node.value
    return node.value


def _is_bool(node) -> bool:
    return isinstance(node, cst.Name) and node.value in ("True", "False")


def _is_none(node) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _is_data(node: cst.BaseExpression, names: Names) -> bool:
    """Whether an expression gives the same arrays whenever it is evaluated, as long as its names stay."""
    match node:
        case cst.Name():
            return not _is_none(node)
        case cst.Dict(elements=elements):
            return bool(elements) and all(isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString)
                                          and _is_data(element.value, names) for element in elements)
        case cst.Attribute(value=value):
            return _is_data(value, names)
        case cst.Subscript(value=value):
            return _is_data(value, names) and not any(isinstance(inner, cst.Call) for inner in _walk(node))
        case cst.Call(func=function, args=args):
            copies = names.symbol(function) in _COPIES
            if isinstance(function, cst.Attribute) and function.attr.value in _COPY_METHODS and not copies:
                return _is_data(function.value, names) and all(_is_setting(arg.value) for arg in args)
            return copies and bool(args) and _is_data(args[0].value, names) and all(
                _is_setting(arg.value) for arg in args[1:])
    return False


def _is_setting(node: cst.BaseExpression) -> bool:
    return not any(isinstance(inner, (cst.Call, cst.Lambda, cst.NamedExpr)) for inner in _walk(node))


def _is_given(node: cst.BaseExpression, names: Names) -> bool:
    """Whether labels are surely not None."""
    if not isinstance(node, cst.Name):
        return True
    return all(binding.node is not None and not isinstance(binding.node, cst.Param) and not (
        binding.value is not None and _is_none(binding.value)) for binding in names.bindings(node))


def _walk(node: cst.CSTNode):
    yield node
    for child in children(node):
        yield from _walk(child)


def _keeps(statement: cst.SimpleStatementLine, read: set[str], names: Names, parents: Parents) -> bool:
    """Whether nothing that runs after a statement changes the names that it reads."""
    target = statement.body[0].targets[0].target.value
    if target in read or any(read & scope.elsewhere for scope in names.scopes.values()):
        return False
    node = statement
    while True:
        holder = parents.of(node)
        if isinstance(holder, (cst.IndentedBlock, cst.Module)):
            body = list(holder.body)
            if any(effects(later).changes & read for later in body[body.index(node) + 1:]):
                return False
        if isinstance(holder, (cst.Module, cst.FunctionDef)):
            return isinstance(holder, cst.FunctionDef) or not _in_functions_too(read, names)
        if isinstance(holder, (cst.For, cst.While, cst.Try, cst.ClassDef)):
            return False
        node = holder


def _in_functions_too(read: set[str], names: Names) -> bool:
    """Whether a function changes one of the module's names in place."""
    return any(effects(node.body).changes & read for node in names.scopes
               if isinstance(node, cst.FunctionDef) and not read & names.scopes[node].bindings.keys())


def _blanks(statement: cst.SimpleStatementLine, others: set, parents: Parents) -> tuple[int, int]:
    """How many blank lines a function in place of a statement needs before it and, beyond those there, behind it."""
    block = parents.of(statement)
    body = list(block.body)
    index = body.index(statement)
    wanted = 2 if isinstance(block, cst.Module) else 1
    following = body[index + 1] if index + 1 < len(body) else None
    behind = 0
    if following is not None and following not in others:
        behind = max(wanted - _leading_blanks(following), 0)
    return (wanted if index else 0), behind


def _leading_blanks(statement: cst.BaseStatement) -> int:
    count = 0
    for line in statement.leading_lines:
        if line.comment is not None:
            break
        count += 1
    return count


def write_input_fn(statement: cst.SimpleStatementLine, updated: cst.SimpleStatementLine, found: PlainInputFns,
                   context: Context) -> cst.FunctionDef:
    """Makes the function that takes a statement's place.

    Args:
        statement: the statement in the original tree.
        updated: the same with its expressions rewritten.
        found: the numpy_input_fns that become functions.
        context: the state of rewriting the module.
    """
    context.settle(statement.body[0].value.func, Disposition.REWRITTEN, "inputs")
    code = context.names.code
    given = Arguments(updated.body[0].value, PARAMETERS)
    x, y = given.get("x"), given.get("y")
    arrays = code(x).strip() if y is None or _is_none(y) else f"({code(x).strip()}, {code(y).strip()})"
    made = f"{code(context.tf('data.Dataset.from_tensor_slices'))}({arrays})"
    steps = _repeat(given.get("num_epochs"), code)
    if given.get("shuffle").value == "True":
        buffer = given.get("queue_capacity")
        steps += f".shuffle({code(buffer).strip() if buffer is not None else _BUFFER})"
    size = given.get("batch_size")
    steps += f".batch({code(size).strip() if size is not None else _SIZE})"
    body = [f"return {made}{steps}"] if "dataset" in uses(updated) else [f"dataset = {made}", f"return dataset{steps}"]
    function = cst.parse_statement(f"def {updated.body[0].targets[0].target.value}():\n    pass")
    before, behind = found.blanks[statement]
    blank = cst.EmptyLine(indent=False)
    lead = [*[blank] * max(before - _leading_blanks(updated), 0), *updated.leading_lines]
    block = cst.IndentedBlock([cst.parse_statement(line) for line in body], footer=[blank] * behind,
                              header=updated.trailing_whitespace)
    return function.with_changes(body=block, leading_lines=lead)


def _repeat(epochs: cst.BaseExpression | None, code) -> str:
    """The step that repeats the data: no step for one epoch."""
    if epochs is None or isinstance(epochs, cst.Integer) and epochs.value == "1":
        return ""
    return ".repeat()" if _is_none(epochs) else f".repeat({code(epochs).strip()})"
