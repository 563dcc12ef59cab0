"""The scopes of a module, what binds each name in them, and the uses of names, collected in one walk."""
from __future__ import annotations

import functools
from dataclasses import dataclass, field

import libcst as cst

from migrator.private_names import is_private, public_name
from migrator.trees import visit

_ROOTS = {"tensorflow": "tf", "tf_slim": "tf.contrib.slim", "tensorflow_gan": "tf.contrib.gan",
          "keras": "keras", "absl": "absl", "numpy": "np",
          "functools": "functools"}
LIBRARIES = frozenset(_ROOTS)  # The modules whose symbols are known.
_SAME_AS_TF = ("tf.compat.v1", "tf.compat.v2", "tf.python.keras.api.v1", "tf._api.v1")
_INTERNAL = {  # Private modules that many programs import in place of the public ones.
    "tf.python.platform.tf_logging": "tf.logging", "tf.python.platform.flags": "tf.flags",
    "tf.python.platform.app": "tf.app", "tf.python.platform.gfile": "tf.gfile", "tf.python.data": "tf.data",
}


def canonical(path: str) -> str | None:
    """Gives the canonical name of a dotted import path.

    Args:
        path: a path as imported, such as ``tensorflow.compat.v1.layers``.

    Returns:
        A name that starts with ``tf.``, ``keras.``, … or None for a module that is not ours to know.
    """
    root, _, rest = path.partition(".")
    if root not in _ROOTS:
        return None
    return shorten(_ROOTS[root] + ("." + rest if rest else ""))


def shorten(symbol: str) -> str:
    """Gives a symbol the shortest of the names that it has: without ``compat.v1`` and private modules."""
    for internal, public in _INTERNAL.items():
        if symbol == internal or symbol.startswith(internal + "."):
            return public + symbol[len(internal):]
    if is_private(symbol) and (public := public_name(symbol)) is not None:
        return public
    for prefix in _SAME_AS_TF:
        if symbol == prefix or symbol.startswith(prefix + "."):
            return shorten("tf" + symbol[len(prefix):])
    if symbol.startswith("tf.app.flags"):
        return "tf.flags" + symbol[len("tf.app.flags"):]
    return symbol


@dataclass(frozen=True)
class Imported:
    """What an import statement asks for.

    Attributes:
        level: the number of dots that a relative import begins with.
        module: dotted path of the module, empty in ``from . import name``.
        name: what is taken from the module; None where it is the module itself.
    """

    level: int
    module: str
    name: str | None = None


@dataclass(eq=False)
class Binding:
    """One thing that binds a name.

    Attributes:
        node: the node that binds: an import, a definition, an assigned value, a parameter, or None.
        symbol: canonical TF name where the binding is an import of one.
        value: the assigned expression of a plain ``name = value``.
        imported: what is imported, where the binding is an import of something that is not ours to know.
    """

    node: cst.CSTNode | None = None
    symbol: str | None = None
    value: cst.BaseExpression | None = None
    imported: Imported | None = None


@dataclass(eq=False)
class Scope:
    """A module, class or function and the names that it binds."""

    node: cst.CSTNode
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)  # global and nonlocal names

    def bind(self, name: str, binding: Binding) -> None:
        """Enters a binding of `name` in this scope."""
        if name not in self.elsewhere:
            self.bindings.setdefault(name, []).append(binding)

    @property
    def top(self) -> Scope:
        """The module's scope that this one is within."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def lookup(self, name: str) -> tuple[Scope, list[Binding]] | None:
        """Finds the scope that binds `name` as seen from here, and its bindings."""
        scope: Scope | None = self
        while scope is not None:
            visible = scope is self or not isinstance(scope.node, cst.ClassDef)
            if visible and name in scope.bindings:
                return scope, scope.bindings[name]
            scope = scope.parent
        return None


def dotted_name(path: str) -> cst.Name | cst.Attribute:
    """Gives a dotted name, such as ``keras.layers.Dense``, as an expression: what parsing it gives, in a tenth of the time."""
    root, *rest = path.split(".")
    return functools.reduce(lambda value, name: cst.Attribute(value, cst.Name(name)), rest, cst.Name(root))


def dotted(node: cst.CSTNode | None) -> str | None:
    """Gives the text of a dotted chain of names, or None for anything else."""
    names = []
    while type(node) is cst.Attribute:
        names.append(node.attr.value)
        node = node.value
    if type(node) is not cst.Name:
        return None
    names.append(node.value)
    return ".".join(reversed(names))


class ScopeWalk(cst.CSTVisitor):
    """Collects scopes, bindings and attribute chains in one pass."""

    def __init__(self, module: cst.Module):
        self.scope = Scope(module)
        self.scopes: dict[cst.CSTNode, Scope] = {module: self.scope}
        self.names: list[cst.Name] = []
        self.arguments: list[cst.Arg] = []
        self.scope_of: dict[cst.Name, Scope] = {}
        self.chains: list[tuple[cst.BaseExpression, cst.Name]] = []
        self.stars: list[tuple[Scope, Imported]] = []

    def _enter(self, node: cst.CSTNode) -> None:
        self.scope = self.scopes[node] = Scope(node, self.scope)

    def _leave(self) -> None:
        self.scope = self.scope.parent

    def visit_Name(self, node: cst.Name) -> bool:
        self.names.append(node)
        if node not in self.scope_of:
            self.scope_of[node] = self.scope
            self.chains.append((node, node))
        return False

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        value = node.value
        while isinstance(value, cst.Attribute):
            value = value.value
        if not isinstance(value, cst.Name):
            self.scope_of[node.attr] = self.scope  # Not a use of a name: marked as seen.
            return True
        attributes = [node.attr]
        link = node.value
        while isinstance(link, cst.Attribute):
            attributes.append(link.attr)
            link = link.value
        self.scope_of[value] = self.scope
        self.chains.append((node, value))
        self.names.append(value)
        self.names.extend(reversed(attributes))
        return False

    def visit_Arg(self, node: cst.Arg) -> None:
        self.arguments.append(node)
        if node.keyword is not None:
            self.scope_of[node.keyword] = self.scope

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        self.scope.bind(node.name.value, Binding(node))
        for decorator in node.decorators:
            visit(decorator, self)
        self.names.append(node.name)
        self._defaults(node.params)
        if node.returns is not None:
            visit(node.returns, self)
        self._enter(node)
        self._parameters(node.params)
        visit(node.body, self)
        self._leave()
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        self._defaults(node.params)
        self._enter(node)
        self._parameters(node.params)
        visit(node.body, self)
        self._leave()
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        self.scope.bind(node.name.value, Binding(node))
        for decorator in node.decorators:
            visit(decorator, self)
        self.names.append(node.name)
        for argument in (*node.bases, *node.keywords):
            visit(argument, self)
        self._enter(node)
        visit(node.body, self)
        self._leave()
        return False

    def _defaults(self, params: cst.Parameters) -> None:
        for param in _all_parameters(params):
            if param.annotation is not None:
                visit(param.annotation, self)
            if param.default is not None:
                visit(param.default, self)

    def _parameters(self, params: cst.Parameters) -> None:
        for param in _all_parameters(params):
            self.names.append(param.name)
            self.scope.bind(param.name.value, Binding(param))

    def visit_Global(self, node: cst.Global) -> bool:
        self.scope.elsewhere.update(item.name.value for item in node.names)
        return False

    def visit_Nonlocal(self, node: cst.Nonlocal) -> bool:
        self.scope.elsewhere.update(item.name.value for item in node.names)
        return False

    def visit_Import(self, node: cst.Import) -> bool:
        for alias in node.names:
            path = dotted(alias.name)
            if alias.asname is not None and isinstance(alias.asname.name, cst.Name):
                self.scope.bind(alias.asname.name.value, Binding(alias, canonical(path), imported=Imported(0, path)))
            else:
                root = path.partition(".")[0]
                self.scope.bind(root, Binding(alias, canonical(root), imported=Imported(0, root)))
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        level, module = len(node.relative), dotted(node.module) or ""
        if isinstance(node.names, cst.ImportStar):
            self.stars.append((self.scope, Imported(level, module)))
            return False
        for alias in node.names:
            name = alias.name.value
            bound = alias.asname.name.value if alias.asname is not None else name
            symbol = canonical(f"{module}.{name}") if not level else None
            self.scope.bind(bound, Binding(alias, symbol, imported=Imported(level, module, name)))
        return False

    def visit_Assign(self, node: cst.Assign) -> None:
        for target in node.targets:
            self._bind_target(target.target, node.value, node)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self._bind_target(node.target, node.value, node)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._bind_target(node.target, None, node)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self._bind_target(node.target, node.value, node)

    def visit_For(self, node: cst.For) -> None:
        self._bind_target(node.target, None, node)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        self._bind_target(node.target, None, node)

    def visit_AsName(self, node: cst.AsName) -> None:
        self._bind_target(node.name, None, node)

    def _bind_target(self, target: cst.BaseExpression, value: cst.BaseExpression | None, node: cst.CSTNode) -> None:
        match target:
            case cst.Name(value=name):
                self.scope.bind(name, Binding(node, value=value))
                self.scope_of[target] = self.scope  # Bound here, not used.
            case cst.Tuple(elements=elements) | cst.List(elements=elements):
                for element in elements:
                    self._bind_target(element.value, None, node)


def _all_parameters(params: cst.Parameters) -> list[cst.Param]:
    found = [*params.posonly_params, *params.params]
    if isinstance(params.star_arg, cst.Param):
        found.append(params.star_arg)
    found.extend(params.kwonly_params)
    if params.star_kwarg is not None:
        found.append(params.star_kwarg)
    return found
