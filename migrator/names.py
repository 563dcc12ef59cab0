"""Which TF symbol or project definition a name means.

One walk over a module collects the scopes and what binds each name in them; a name is then
resolved by looking outwards from the scope that it stands in, as Python does. A name that is
bound to one thing only is resolved; one that is rebound to something else is not.
"""
from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from migrator.trees import code, visit

_ROOTS = {"tensorflow": "tf", "tf_slim": "tf.contrib.slim", "keras": "keras", "absl": "absl", "numpy": "np",
          "functools": "functools"}
_SAME_AS_TF = ("tf.compat.v1", "tf.compat.v2", "tf.python.keras.api.v1", "tf._api.v1")
_INTERNAL = {  # Private modules that many programs import in place of the public ones.
    "tf.python.platform.tf_logging": "tf.logging", "tf.python.platform.flags": "tf.flags",
    "tf.python.platform.app": "tf.app", "tf.python.platform.gfile": "tf.gfile", "tf.python.data": "tf.data",
}
_OBJECTS = {"tf.flags.FLAGS", "tf.app.flags.FLAGS"}  # Values, not modules: their attributes are the user's.


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
    return _shorten(_ROOTS[root] + ("." + rest if rest else ""))


def _shorten(symbol: str) -> str:
    for internal, public in _INTERNAL.items():
        if symbol == internal or symbol.startswith(internal + "."):
            return public + symbol[len(internal):]
    for prefix in _SAME_AS_TF:
        if symbol == prefix or symbol.startswith(prefix + "."):
            return _shorten("tf" + symbol[len(prefix):])
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

    def lookup(self, name: str) -> tuple[Scope, list[Binding]] | None:
        """Finds the scope that binds `name` as seen from here, and its bindings."""
        scope: Scope | None = self
        while scope is not None:
            visible = scope is self or not isinstance(scope.node, cst.ClassDef)
            if visible and name in scope.bindings:
                return scope, scope.bindings[name]
            scope = scope.parent
        return None


@dataclass(frozen=True, eq=False)
class Reference:
    """A use of a known symbol: the longest dotted chain that names one.

    Attributes:
        node: the ``Name`` or ``Attribute`` of the whole chain.
        root: the ``Name`` that the chain starts with.
        symbol: canonical name, such as ``tf.layers.dense``.
        scope: the scope that it stands in.
    """

    node: cst.BaseExpression
    root: cst.Name
    symbol: str
    scope: Scope


class Linker:
    """What a module may ask about the other modules of its program. This one is of a program of one module.

    Attributes:
        scopes, scope_of, uses, symbols: what `Names` knows by node, of all modules.
    """

    def __init__(self):
        self.scopes: dict[cst.CSTNode, Scope] = {}
        self.scope_of: dict[cst.Name, Scope] = {}
        self.uses: set[cst.Name] = set()
        self.symbols: dict[cst.CSTNode, str] = {}

    def module(self, importer: Names, imported: Imported) -> Names | None:
        """Gives the module of the program that an import statement of another asks for, or None."""
        return None

    def home(self, node: cst.CSTNode) -> Names | None:
        """Gives the module that a definition is in, where it is one of several."""
        return None


class _OfNodes(dict):
    """Facts about a module's nodes. A lookup also finds those of the program's other modules."""

    def __init__(self, own: dict, everywhere: dict):
        super().__init__(own)
        self._everywhere = everywhere
        everywhere.update(own)

    def __missing__(self, node: cst.CSTNode):
        return self._everywhere[node]


class Names:
    """The resolved names of one module.

    Attributes:
        module: the module's tree. Facts are keyed by the identity of its nodes.
        references: every use of a known symbol, in source order.
        scopes: the scope that each function, class, lambda or the module itself opens.
        names: every ``Name`` of the module, in source order.
        arguments: every argument of a call, in source order.
        chains: every use of a name, with the attributes taken from it: (the whole, the name).
        linker: knows the other modules of the program.
    """

    def __init__(self, module: cst.Module, linker: Linker | None = None):
        """Resolves a module's names.

        Args:
            module: its tree.
            linker: knows the other modules, and calls `link` when it knows all; None for a program of one module.
        """
        self.module = module
        self.linker = linker or Linker()
        walk = _Walk(module)
        visit(module, walk)
        self.scopes: dict[cst.CSTNode, Scope] = _OfNodes(walk.scopes, self.linker.scopes)
        self.names: list[cst.Name] = walk.names
        self.arguments: list[cst.Arg] = walk.arguments
        self.chains, self._stars = walk.chains, walk.stars
        self._scope_of, self._uses, self._symbols = self.linker.scope_of, self.linker.uses, self.linker.symbols
        self._scope_of.update(walk.scope_of)
        self._uses.update(root for _, root in walk.chains)
        self._resolving: set[tuple[int, str]] = set()
        self._resolved: dict[tuple[int, str], str | None] = {}
        self.references: list[Reference] = []
        if linker is None:
            self.link()

    def link(self) -> None:
        """Resolves every use of a known symbol, as soon as all modules of the program are there."""
        for scope, imported in self._stars:
            for name in self._exported(imported):
                scope.bind(name, Binding(imported=Imported(imported.level, imported.module, name)))
        self.references = [reference for chain, root in self.chains if (reference := self._resolve_chain(chain, root))]

    def _exported(self, imported: Imported) -> list[str]:
        source = self.linker.module(self, imported)
        return [name for name in source.top.bindings if not name.startswith("_")] if source is not None else []

    @property
    def top(self) -> Scope:
        """The module's own scope."""
        return self.scopes[self.module]

    def symbol(self, node: cst.CSTNode | None) -> str | None:
        """Gives the canonical symbol that an expression names, or None.

        Args:
            node: an expression of this module's tree.
        """
        match node:
            case cst.Name() | cst.Attribute():
                return self._symbols.get(node)
        return None

    def define(self, node: cst.CSTNode, symbol: str) -> None:
        """Says what an expression means that is not of the module's tree."""
        self._symbols[node] = symbol

    def scope(self, name: cst.Name) -> Scope | None:
        """Gives the scope that a name is used in."""
        return self._scope_of.get(name)

    def bindings(self, name: cst.Name) -> list[Binding]:
        """Gives everything that may bind a name as seen from where it is used."""
        scope = self._scope_of.get(name)
        found = scope.lookup(name.value) if scope else None
        return found[1] if found else []

    def definition(self, node: cst.CSTNode | None) -> cst.CSTNode | None:
        """Gives the function or class of this program that an expression names, or None.

        Follows ``f = g`` assignments and imports; None where a name has several bindings.
        """
        seen: set[cst.CSTNode] = set()
        while isinstance(node, (cst.Name, cst.Attribute)) and node not in seen:
            seen.add(node)
            binding = self._binding(node)
            if binding is None:
                return None
            if isinstance(binding.node, (cst.FunctionDef, cst.ClassDef)):
                return binding.node
            node = binding.value
        return None

    def used(self, chain: cst.BaseExpression) -> cst.CSTNode | None:
        """Gives the function or class that a name stands for, or one that the attribute of a name is taken from."""
        return self.definition(chain) or self.definition(chain.value if isinstance(chain, cst.Attribute) else None)

    def _binding(self, node: cst.Name | cst.Attribute) -> Binding | None:
        """What alone binds a name or a name in an imported module, in whatever module of the program that is."""
        chain = dotted(node)
        if chain is None:
            return None
        path = chain.split(".")[1:]
        name = node
        while isinstance(name, cst.Attribute):
            name = name.value
        bindings = self.bindings(name)
        if len(bindings) != 1:
            return None
        return self.followed(bindings[0], path)

    def followed(self, binding: Binding, path: list[str]) -> Binding | None:
        """Follows a binding through imports and the names in imported modules to what it comes from.

        Args:
            binding: one of this module.
            path: the names that are taken from it, in order.
        """
        imported = binding.imported
        if imported is None:
            return binding if not path else None
        for wanted, rest in _splits(imported, path):
            source = self.linker.module(self, wanted)
            if source is None or not rest:
                continue
            found = source.top.bindings.get(rest[0], [])
            if len(found) == 1:
                return source.followed(found[0], rest[1:])
        return None

    def is_use(self, name: cst.Name) -> bool:
        """Whether a name stands for a variable, and is no attribute, keyword or parameter."""
        return name in self._uses

    def binds(self, name: str) -> bool:
        """Whether the module binds `name` anywhere."""
        return any(name in scope.bindings for scope in self.scopes.values())

    def code(self, node: cst.CSTNode) -> str:
        """Gives the source of a node, with the module's indentation and line ends."""
        return code(node, self.module)

    def spelling(self, symbol: str) -> str | None:
        """How the module's top level spells a symbol that it imported: ``tf`` for ``tf``, or None."""
        for name, bindings in self.top.bindings.items():
            if any(binding.symbol == symbol for binding in bindings):
                return name
        return None

    def _resolve_chain(self, chain: cst.BaseExpression, root: cst.Name) -> Reference | None:
        scope = self._scope_of[root]
        symbol = self._resolve(scope, root.value)
        if symbol is None:
            return None
        self._symbols[root] = symbol
        links = []
        node = chain
        while node is not root:
            links.append(node)
            node = node.value
        for link in reversed(links):
            symbol = _shorten(f"{symbol}.{link.attr.value}")
            self._symbols[link] = symbol
        return Reference(chain, root, symbol, scope)

    def _resolve(self, scope: Scope, name: str) -> str | None:
        found = scope.lookup(name)
        if found is None:
            return None
        key = (id(found[0]), name)
        if key not in self._resolved:
            if key in self._resolving:
                return None
            self._resolving.add(key)
            symbols = {self._symbol_of(found[0], binding) for binding in found[1]}
            self._resolved[key] = symbols.pop() if len(symbols) == 1 else None
        return self._resolved[key]

    def _symbol_of(self, scope: Scope, binding: Binding) -> str | None:
        if binding.symbol is not None:
            return binding.symbol
        if binding.imported is not None and binding.imported.name is not None:
            source = self.linker.module(self, binding.imported)
            return source._resolve(source.top, binding.imported.name) if source is not None else None
        path = dotted(binding.value)
        if path is None:
            return None
        root, _, rest = path.partition(".")
        symbol = self._resolve(scope, root)
        if symbol is None:
            return None
        symbol = _shorten(f"{symbol}.{rest}" if rest else symbol)
        return None if symbol in _OBJECTS else symbol


def _splits(imported: Imported, path: list[str]):
    """The ways to read a name that is taken from something imported: (module, the names in it), longest path first."""
    names = [*([imported.name] if imported.name is not None else []), *path]
    for end in range(len(names), -1, -1):
        module = ".".join(part for part in (imported.module, *names[:end]) if part)
        yield Imported(imported.level, module), names[end:]


def dotted(node: cst.CSTNode | None) -> str | None:
    """Gives the text of a dotted chain of names, or None for anything else."""
    match node:
        case cst.Name(value=value):
            return value
        case cst.Attribute(value=value, attr=cst.Name(value=attr)):
            head = dotted(value)
            return f"{head}.{attr}" if head else None
    return None


class _Walk(cst.CSTVisitor):
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
