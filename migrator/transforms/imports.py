"""The import statements of a rewritten module: what it needs is added, what it no longer uses goes."""
from __future__ import annotations

import sys
from collections.abc import Collection

import libcst as cst

from migrator.fates import Kind, fate
from migrator.names import Names
from migrator.private_names import is_private, public_name
from migrator.scopes import canonical
from migrator.transforms.removal import without
from migrator.trees import children, find

_GONE = ("tf.contrib", "tf.estimator", "tf.layers", "tf.python", "tf.losses", "tf.metrics", "tf.train", "tf.flags",
         "tf.app", "tf.logging", "tf.gfile")
_PYTHON_2 = {"absolute_import", "division", "print_function", "unicode_literals", "with_statement", "generators",
             "nested_scopes"}


def revise_imports(module: cst.Module, needed: set[tuple[str, str | None]], support: tuple[str, set[str]],
                   consumed: Collection[str] = ()) -> cst.Module:
    """Adds the imports that a module needs and drops those of TF1 that it no longer uses.

    Args:
        module: the rewritten module.
        needed: what to import, as (module, None), (module, name) or (module, "as alias").
        support: the support module's name and the names to import from it.
        consumed: names imported of the program's own modules, to be dropped as well where nothing uses them any more.

    Returns:
        The module with its imports revised.
    """
    used = used_names(module) - _bound_by(needed)
    body = list(module.body)
    for line in _missing(needed, body):
        body = _insert(body, line)  # While the old ones still show where imports go.
    if support[1]:
        body = _insert_support(body, *support)
    pruned = [(statement, _prune(statement, used, consumed)) for statement in body]
    gone = {statement for statement, kept in pruned if kept is None}
    body, footer = without([kept or statement for statement, kept in pruned], module.footer, gone.__contains__)
    return module.with_changes(body=body, footer=footer)


def replaces_imports(needed: set[tuple[str, str | None]], names: Names) -> bool:
    """Whether what is needed takes the place of what the module imports of TF1 under the same name.

    So ``logging.info(x)`` means absl's now and reads as before: only ``from tensorflow import logging`` changes.
    """
    bindings = names.scopes[names.module].bindings
    return any((binding.symbol or "").startswith("tf.") for name in _bound_by(needed) for binding in bindings.get(name, ()))


def _bound_by(needed: set[tuple[str, str | None]]) -> set[str]:
    """The names that will be imported from elsewhere: TF1's import of such a name goes."""
    names = {name.rpartition("as ")[2] for _, name in needed if name is not None}
    return names - {"tf", "np"}


def used_names(module: cst.Module) -> set[str]:
    """Gives the names that a module uses, its import statements aside.

    Args:
        module: the module.
    """
    return _used_in(module)


def _used_in(node: cst.CSTNode) -> set[str]:
    names = set()
    stack: list[cst.CSTNode] = [node]
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is cst.Name:
            names.add(node.value)
        elif kind is cst.Attribute or kind is cst.Arg:
            stack.append(node.value)
        elif kind is cst.Assign and any(_is_name(target.target, "__all__") for target in node.targets) or kind is cst.Subscript and (
                isinstance(node.value, cst.Call) and _is_name(node.value.func, "globals")):
            names.update(str(text.evaluated_value) for text in find(node, cst.SimpleString))
            stack += children(node)
        elif kind is not cst.Import and kind is not cst.ImportFrom:
            stack += children(node)
    return names


def _is_name(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name


def _prune(statement, used: set[str], consumed: Collection[str]):
    """Drops from an import statement what is gone and not used; None where nothing remains."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.ImportFrom() as node]) if not isinstance(node.names, cst.ImportStar):
            module = _dotted(node.module) if node.module is not None else ""
            if module == "__future__":
                kept = [alias for alias in node.names if alias.name.value not in _PYTHON_2]
            else:
                root = canonical(module) if not node.relative else None
                ours = root is not None and root.startswith("tf")
                kept = [alias for alias in node.names if _bound(alias) in used or not ours and _bound(alias) not in consumed]
            statement = _with_names(statement, node, kept)
            return _of_public_module(statement, module) if statement is not None and not node.relative else statement
        case cst.SimpleStatementLine(body=[cst.Import(names=names) as node]):
            kept = [alias for alias in names
                    if _bound(alias) in used or not _is_tf(alias) and _bound(alias) not in consumed]
            statement = _with_names(statement, node, kept)
            return _modern(statement) if statement is not None else None
    return statement


def _modern(statement):
    """Imports today's tensorflow where the module imported its TF1 face."""
    match statement:
        case cst.SimpleStatementLine(body=[cst.Import(names=[alias]) as node]):
            if _dotted(alias.name) == "tensorflow.compat.v1" and alias.asname is not None:
                alias = alias.with_changes(name=cst.Name("tensorflow"))
                return statement.with_changes(body=[node.with_changes(names=[alias])])
    return statement


def _of_public_module(statement, module: str):
    """Imports from a public module of TensorFlow what the module took from a private one, where all of it is there."""
    node = statement.body[0]
    private = [f"{module}.{alias.name.value}".replace("tensorflow", "tf", 1) for alias in node.names]
    public = [public_name(one) if is_private(one) else None for one in private]
    homes = {one.rpartition(".")[0] for one in public if one is not None}
    if None in public or len(homes) != 1 or any(
            (known := fate(name)) is None or known.to != name or known.kind not in (Kind.SAME, Kind.RENAMED)
            or name.rpartition(".")[2] != alias.name.value for name, alias in zip(public, node.names)):
        return statement
    path = cst.parse_expression(homes.pop().replace("tf", "tensorflow", 1))
    return statement.with_changes(body=[node.with_changes(module=path)])


def _with_names(statement, node, kept):
    if not kept:
        return None
    if len(kept) == len(node.names):
        return statement
    kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return statement.with_changes(body=[node.with_changes(names=kept)])


def _is_tf(alias: cst.ImportAlias) -> bool:
    symbol = canonical(_dotted(alias.name))
    return symbol is not None and (symbol == "tf" or symbol.startswith("tf."))


def _bound(alias: cst.ImportAlias) -> str:
    if alias.asname is not None:
        return alias.asname.name.value
    return _dotted(alias.name).partition(".")[0]


def _dotted(node) -> str:
    return node.value if isinstance(node, cst.Name) else f"{_dotted(node.value)}.{node.attr.value}"


def _missing(needed: set[tuple[str, str | None]], body: list) -> list[cst.SimpleStatementLine]:
    """The statements for what is needed and not imported yet, absl's names in one line."""
    present = {key for statement in body for key in _imported(statement)}
    lines, grouped = [], {}
    for module, name in sorted(needed, key=str):
        if name is None:
            if (module, None) not in present:
                lines.append(f"import {module}")
        elif name.startswith("as "):
            if (module, name) not in present:
                lines.append(f"import {module} {name}")
        elif (module, name) not in present:
            grouped.setdefault(module, []).append(name)
    lines.extend(f"from {module} import {', '.join(names)}" for module, names in grouped.items())
    return [cst.parse_statement(line) for line in sorted(lines, key=_sort_key)]


def _imported(statement):
    match statement:
        case cst.SimpleStatementLine(body=[cst.ImportFrom(names=names) as node]) if not isinstance(names, cst.ImportStar):
            for alias in names:
                if alias.asname is None:
                    yield (_from(node), alias.name.value)
        case cst.SimpleStatementLine(body=[cst.Import(names=names)]):
            for alias in names:
                if alias.asname is None:
                    yield (_dotted(alias.name), None)
                elif isinstance(alias.asname.name, cst.Name):
                    yield (_dotted(alias.name), f"as {alias.asname.name.value}")


def _sort_key(line: str) -> str:
    return line.split()[1].lower()


_THIRD_PARTY = {"tensorflow", "numpy", "pandas", "absl", "keras", "sklearn", "scipy", "six", "matplotlib"}


def _module_of(statement) -> str | None:
    match statement:
        case cst.SimpleStatementLine(body=[cst.Import(names=[alias, *_])]):
            return _dotted(alias.name)
        case cst.SimpleStatementLine(body=[cst.ImportFrom(module=module, relative=relative)]) if (
                module is not None and not relative):
            return _dotted(module)
    return None


def _is_import(statement) -> bool:
    return isinstance(statement, cst.SimpleStatementLine) and isinstance(statement.body[0], (cst.Import, cst.ImportFrom))


def _insert(body: list, line: cst.SimpleStatementLine) -> list:
    """Inserts an import into its group, the standard library's or the third parties', by its module's name."""
    wanted = (_module_of(line) or "").lower()
    top = body[:_first_use(body, {_bound(alias) for alias in line.body[0].names})]
    if not _is_standard(wanted) and wanted.partition(".")[0] not in _THIRD_PARTY:  # The program's own: after the others.
        last = max((index for index, statement in enumerate(top) if _is_import(statement)), default=_after_prologue(body) - 1)
        return [*body[:last + 1], line, *body[last + 1:]]
    is_standard = _is_standard(wanted)
    group = [index for index, statement in enumerate(top) if (name := _module_of(statement)) is not None
             and (_is_standard(name) if is_standard else name.partition(".")[0] in _THIRD_PARTY)]
    if not group:
        index = _after_prologue(body)
        if is_standard and index < len(body) and _module_of(body[index]) is not None:
            line, body = _before(line, body, index, [cst.EmptyLine(indent=False)])
        return [*body[:index], line, *body[index:]]
    run = _run_from(body, group[0])
    place = next((index for index in run if (_module_of(body[index]) or "").lower() > wanted), None)
    if place is None:
        return [*body[:run[-1] + 1], line, *body[run[-1] + 1:]]
    if place == run[0]:
        line, body = _before(line, body, place, [])
    return [*body[:place], line, *body[place:]]


def _first_use(body: list, names: Collection[str]) -> int:
    """The index of the first statement that uses one of some names, where a module imports in several places."""
    imports = [index for index, statement in enumerate(body) if _is_import(statement)]
    if all(_is_import(statement) for statement in body[_after_prologue(body):imports[-1] if imports else 0]):
        return len(body)
    return next((index for index, statement in enumerate(body) if not names.isdisjoint(_used_in(statement))), len(body))


def _before(line, body: list, index: int, gap: list[cst.EmptyLine]):
    """Gives a line what stands above the statement at `index`, which gets `gap` instead."""
    follower = body[index]
    line = line.with_changes(leading_lines=follower.leading_lines)
    return line, [*body[:index], follower.with_changes(leading_lines=gap), *body[index + 1:]]


def _is_standard(module: str) -> bool:
    return module != "__future__" and module.partition(".")[0] in sys.stdlib_module_names


def _run_from(body: list, start: int) -> list[int]:
    """The run of imports from `start` that no blank line or comment interrupts."""
    run = [start]
    while run[-1] + 1 < len(body) and _module_of(body[run[-1] + 1]) is not None and not body[run[-1] + 1].leading_lines:
        run.append(run[-1] + 1)
    return run


def _after_prologue(body: list) -> int:
    """The index after a docstring and the imports from __future__."""
    index = 0
    for number, statement in enumerate(body):
        is_docstring = number == 0 and isinstance(statement, cst.SimpleStatementLine) and isinstance(
            statement.body[0], cst.Expr) and isinstance(statement.body[0].value, cst.SimpleString)
        if is_docstring or _module_of(statement) == "__future__":
            index = number + 1
    return index


def _insert_support(body: list, module: str, names: set[str]) -> list:
    """Imports the support definitions after the last import that stands before their first use."""
    for index, statement in enumerate(body):
        match statement:
            case cst.SimpleStatementLine(body=[cst.ImportFrom(names=[*aliases]) as node]) if (
                    _from(node) == module):
                merged = sorted({alias.name.value for alias in aliases} | names)
                line = cst.parse_statement(_support_line(module, merged))
                body = list(body)
                body[index] = line.with_changes(leading_lines=statement.leading_lines)
                return body
    top = body[:_first_use(body, names)]
    last = max((index for index, statement in enumerate(top) if _module_of(statement) is not None), default=None)
    line = cst.parse_statement(_support_line(module, sorted(names)))
    index = _after_prologue(body) if last is None else last + 1
    return [*body[:index], line.with_changes(leading_lines=[cst.EmptyLine(indent=False)]), *body[index:]]


def _from(node: cst.ImportFrom) -> str:
    return "." * len(node.relative) + (_dotted(node.module) if node.module is not None else "")


def _support_line(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if len(line) <= 100:
        return line
    return f"from {module} import (\n    " + ",\n    ".join(names) + ",\n)"
