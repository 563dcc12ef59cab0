"""The placeholders of serving input functions, and whether anything is computed from them there."""
from __future__ import annotations

import libcst as cst

from migrator.analysis.parents import Parents
from migrator.memory import remembered
from migrator.names import Names
from migrator.trees import children

# TF1's, and the support definitions in their places, by which a migrated program is known again.
_RECEIVERS = {"ServingInputReceiver", "TensorServingInputReceiver", "build_raw_serving_input_receiver_fn"}
PLACEHOLDERS = {"tf.placeholder", "tf.placeholder_with_default", "tf.sparse_placeholder"}
_CONTAINERS = (cst.Dict, cst.DictElement, cst.StarredDictElement, cst.List, cst.Tuple, cst.Element, cst.DictComp)


@remembered(4)
def placeholders_of_receivers(names: Names) -> dict[cst.Call, bool]:
    """Finds the placeholders that serving input functions make, themselves or by functions that they call.

    Args:
        names: the names of a module.

    Returns:
        For each call that makes one whether it is only passed on, so that its type says all.
    """
    parents = Parents(names.module)
    receiving = {_owner(_scope(name, names, parents)) for name in names.names if name.value in _RECEIVERS}
    building = _with_callees(names, {owner for owner in receiving if owner is not names.module}, parents)
    found = {}
    for reference in names.references:
        call = parents.of(reference.node)
        if reference.symbol in PLACEHOLDERS and isinstance(call, cst.Call) and call.func is reference.node:
            passed = _is_passed_on(call, names, parents)
            if passed or _owner(reference.scope) in building:
                found[call] = passed
    return found


def _scope(name: cst.Name, names: Names, parents: Parents):
    """The scope that a name stands in, also where it is an attribute."""
    around = names.scope(name)
    if around is None:
        function = parents.enclosing(name, cst.FunctionDef)
        around = names.scopes[function if function is not None else names.module]
    return around


def _owner(scope) -> cst.CSTNode:
    """The function that a scope belongs to, or the module."""
    while isinstance(scope.node, (cst.ClassDef, cst.Lambda)) and scope.parent is not None:
        scope = scope.parent
    return scope.node


def _with_callees(names: Names, functions: set, parents: Parents) -> set:
    """Adds to functions those of the module that they call, or may call as a method of that name."""
    by_name: dict[str, list[cst.FunctionDef]] = {}
    for node in names.scopes:
        if isinstance(node, cst.FunctionDef):
            by_name.setdefault(node.name.value, []).append(node)
    found, stack = set(), list(functions)
    while stack:
        function = stack.pop()
        if function in found:
            continue
        found.add(function)
        inner: list[cst.CSTNode] = [function.body]
        while inner:
            node = inner.pop()
            inner.extend(children(node))
            match node:
                case cst.Call(func=cst.Name() as name):
                    definition = names.definition(name)
                    stack.extend([definition] if isinstance(definition, cst.FunctionDef) else [])
                case cst.Call(func=cst.Attribute(attr=cst.Name(value=method))):
                    stack.extend(by_name.get(method, ()))
    return found


def _is_passed_on(call: cst.Call, names: Names, parents: Parents) -> bool:
    """Whether a placeholder only gets into dicts and lists, and with them into a receiver."""
    if names.symbol(call.func) != "tf.placeholder":
        return False
    followed, received, stack = set(), False, [call]
    while stack:
        node, parent = _out_of_containers(stack.pop(), parents)
        match parent:
            case cst.Arg():
                receiver = parents.of(parent)
                if not isinstance(receiver, cst.Call) or _last(receiver.func) not in _RECEIVERS:
                    return False
                received = True
            case cst.Assign(targets=targets) if parent.value is node:
                held = [_held(target.target) for target in targets]
                if None in held:
                    return False
                for name in held:
                    if name.value not in followed:
                        followed.add(name.value)
                        stack.extend(_reads(name, names, parents))
            case _:
                return False
    return received


def _out_of_containers(node: cst.CSTNode, parents: Parents) -> tuple[cst.CSTNode, cst.CSTNode | None]:
    """The outermost dict or list that a value is put into where it stands, and what holds that."""
    parent = parents.of(node)
    while isinstance(parent, _CONTAINERS) or isinstance(parent, cst.Arg) and _is_dict(parents.of(parent)):
        node = parents.of(parent) if isinstance(parent, cst.Arg) else parent
        parent = parents.of(node)
    return node, parent


def _is_dict(call: cst.CSTNode | None) -> bool:
    return isinstance(call, cst.Call) and _last(call.func) in ("dict", "OrderedDict")


def _last(function: cst.BaseExpression) -> str | None:
    """The last name of a dotted one."""
    last = function.attr if isinstance(function, cst.Attribute) else function
    return last.value if isinstance(last, cst.Name) else None


def _held(target: cst.BaseExpression) -> cst.Name | None:
    """The variable that is bound, or whose element is."""
    held = target.value if isinstance(target, cst.Subscript) else target
    return held if isinstance(held, cst.Name) else None


def _reads(name: cst.Name, names: Names, parents: Parents) -> list[cst.Name]:
    """The uses of a variable, but those that bind its elements."""
    bindings = names.bindings(name)
    found = []
    for other in names.names:
        if other.value != name.value or not names.is_use(other) or not any(
                one in bindings for one in names.bindings(other)):
            continue
        parent = parents.of(other)
        if not (isinstance(parent, cst.Subscript) and isinstance(parents.of(parent), cst.AssignTarget)):
            found.append(other)
    return found
