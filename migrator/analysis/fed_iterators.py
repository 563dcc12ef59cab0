"""Iterators that a hook of the session initializes, and what it feeds to their placeholders.

    hook.initializer_func = lambda session: session.run(iterator.initializer, feed_dict={images: train_images})
"""
from __future__ import annotations

import libcst as cst

from migrator.memory import remembered
from migrator.names import Names
from migrator.trees import children


@remembered(4)
def fed_placeholders(names: Names) -> dict[cst.Call, cst.BaseExpression]:
    """Gives for each placeholder that only an iterator's initialization is fed with, what it is fed.

    Args:
        names: the names of a module.
    """
    found: dict[cst.Call, cst.BaseExpression] = {}
    stack: list[cst.CSTNode] = [names.module]
    while stack:
        node = stack.pop()
        stack.extend(children(node))
        if isinstance(node, cst.SimpleStatementLine) and initializes_by_hook(node) is not None:
            for key, value in _feeds(node.body[0].value.body, names):
                bindings = names.bindings(key)
                if len(bindings) == 1 and isinstance(bindings[0].value, cst.Call) and (
                        names.symbol(bindings[0].value.func) == "tf.placeholder"):
                    found[bindings[0].value] = value
    return found


def is_initialization(call: cst.Call) -> bool:
    """Whether a call is ``session.run(iterator.initializer)``."""
    match call:
        case cst.Call(func=cst.Attribute(attr=cst.Name(value="run")),
                      args=[cst.Arg(value=cst.Attribute(attr=cst.Name(value="initializer"))), *_]):
            return True
    return False


def _fed(call: cst.Call) -> cst.BaseExpression | None:
    return next((arg.value for arg in call.args[1:] if arg.keyword is None or arg.keyword.value == "feed_dict"), None)


def _feeds(call: cst.Call, names: Names) -> list[tuple[cst.Name, cst.BaseExpression]]:
    fed = _fed(call)
    if isinstance(fed, cst.Name):
        bindings = names.bindings(fed)
        fed = bindings[0].value if len(bindings) == 1 else None
    if not isinstance(fed, cst.Dict):
        return []
    return [(element.key, element.value) for element in fed.elements
            if isinstance(element, cst.DictElement) and isinstance(element.key, cst.Name)]


def initializes_by_hook(statement: cst.CSTNode) -> str | None:
    """Gives the attribute of a hook that a statement sets to a function that initializes an iterator, or None."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Assign(
                targets=[cst.AssignTarget(target=cst.Attribute(attr=cst.Name(value=name)))],
                value=cst.Lambda(body=cst.Call() as call))]) if is_initialization(call):
            return name
    return None


def without_initializations(body: list[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """Takes out of a block the statements that have a hook initialize an iterator, and the dicts that only they feed."""
    fed = {value.value for statement in body if initializes_by_hook(statement) is not None
           and isinstance(value := _fed(statement.body[0].value.body), cst.Name)}

    def goes(statement: cst.BaseStatement) -> bool:
        match statement:
            case cst.SimpleStatementLine(body=[cst.Assign(
                    targets=[cst.AssignTarget(target=cst.Name(value=name))], value=cst.Dict())]) if name in fed:
                return True
        return initializes_by_hook(statement) is not None

    return [statement for statement in body if not goes(statement)]


def hook_attributes(names: Names) -> set[str]:
    """Gives the attributes of hooks that hold nothing but functions that initialize iterators."""
    found, others = set(), set()
    stack: list[cst.CSTNode] = [names.module]
    while stack:
        node = stack.pop()
        stack.extend(children(node))
        if isinstance(node, cst.SimpleStatementLine):
            initialized = initializes_by_hook(node)
            if initialized is not None:
                found.add(initialized)
            else:
                others |= {target.target.attr.value for line in node.body if isinstance(line, cst.Assign)
                           for target in line.targets if isinstance(target.target, cst.Attribute)
                           and not (isinstance(line.value, cst.Name) and line.value.value == "None")}
    return found - others
