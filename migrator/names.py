"""Which TF symbol or project definition a name means.

One walk over a module collects the scopes and what binds each name in them; a name is then
resolved by looking outwards from the scope that it stands in, as Python does. A name that is
bound to one thing only is resolved; one that is rebound to something else is not.
"""
from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from migrator.private_names import is_private
from migrator.scopes import Binding, Imported, Scope, ScopeWalk, dotted, shorten
from migrator.trees import code, visit

_OBJECTS = {"tf.flags.FLAGS", "tf.app.flags.FLAGS"}  # Values, not modules: their attributes are the user's.


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
        scopes, scope_of, uses, symbols, private: what `Names` knows by node, of all modules.
    """

    def __init__(self):
        self.scopes: dict[cst.CSTNode, Scope] = {}
        self.scope_of: dict[cst.Name, Scope] = {}
        self.uses: set[cst.Name] = set()
        self.symbols: dict[cst.CSTNode, str] = {}
        self.private: set[cst.CSTNode] = set()

    def module(self, importer: Names, imported: Imported) -> Names | None:
        """Gives the module of the program that an import statement of another asks for, or None."""
        return None

    def trees(self) -> list[cst.Module]:
        """Gives the trees of all modules, where there are several."""
        return []

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
        private: the uses that take something public from a private module of TensorFlow.
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
        walk = ScopeWalk(module)
        visit(module, walk)
        self.scopes: dict[cst.CSTNode, Scope] = _OfNodes(walk.scopes, self.linker.scopes)
        self.names: list[cst.Name] = walk.names
        self.arguments: list[cst.Arg] = walk.arguments
        self.chains, self._stars = walk.chains, walk.stars
        self._scope_of, self._uses, self._symbols = self.linker.scope_of, self.linker.uses, self.linker.symbols
        self._scope_of.update(walk.scope_of)
        self._uses.update(root for _, root in walk.chains)
        self._definitions: dict[cst.CSTNode, cst.CSTNode | None] = {}
        self._resolving: set[tuple[int, str]] = set()
        self._resolved: dict[tuple[int, str], str | None] = {}
        self.references: list[Reference] = []
        self.private = self.linker.private
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
        kind = type(node)
        return self._symbols.get(node) if kind is cst.Name or kind is cst.Attribute else None

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
        if type(node) is not cst.Name and type(node) is not cst.Attribute:
            return None
        if node not in self._definitions:
            self._definitions[node] = self._find_definition(node)
        return self._definitions[node]

    def _find_definition(self, node: cst.CSTNode | None) -> cst.CSTNode | None:
        seen: set[cst.CSTNode] = set()
        while isinstance(node, (cst.Name, cst.Attribute)) and node not in seen:
            seen.add(node)
            binding = self.binding(node)
            if binding is None:
                return None
            if isinstance(binding.node, (cst.FunctionDef, cst.ClassDef)):
                return binding.node
            node = binding.value
        return None

    def used(self, chain: cst.BaseExpression) -> cst.CSTNode | None:
        """Gives the function or class that a name stands for, or one that the attribute of a name is taken from."""
        return self.definition(chain) or self.definition(chain.value if isinstance(chain, cst.Attribute) else None)

    def binding(self, node: cst.Name | cst.Attribute) -> Binding | None:
        """What alone binds a name or a name in an imported module, in whatever module of the program that is."""
        name, path = node, []
        while type(name) is cst.Attribute:
            path.append(name.attr.value)
            name = name.value
        if type(name) is not cst.Name:
            return None
        bindings = self.bindings(name)
        if len(bindings) != 1:
            return None
        if bindings[0].imported is None:
            return bindings[0] if not path else None
        home = self.linker.home(self._scope_of[name].top.node) or self  # What an import means depends on where it stands.
        return home.followed(bindings[0], path[::-1])

    def followed(self, binding: Binding, path: list[str], seen: frozenset[Binding] = frozenset()) -> Binding | None:
        """Follows a binding through imports and the names in imported modules to what it comes from.

        Args:
            binding: one of this module.
            path: the names that are taken from it, in order.
            seen: what was followed on the way here: modules may import a name from one another.
        """
        imported = binding.imported
        if imported is None:
            return binding if not path else None
        if binding in seen:
            return None
        for wanted, rest in _splits(imported, path):
            source = self.linker.module(self, wanted)
            if source is None or not rest:
                continue
            found = source.top.bindings.get(rest[0], [])
            if len(found) == 1:
                return source.followed(found[0], rest[1:], seen | {binding})
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
            path = f"{symbol}.{link.attr.value}"
            symbol = shorten(path)
            self._symbols[link] = symbol
            if is_private(path) and not is_private(symbol):
                self.private.add(link)
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
        symbol = shorten(f"{symbol}.{rest}" if rest else symbol)
        return None if symbol in _OBJECTS else symbol


def _splits(imported: Imported, path: list[str]):
    """The ways to read a name that is taken from something imported: (module, the names in it), longest path first."""
    names = [*([imported.name] if imported.name is not None else []), *path]
    for end in range(len(names), -1, -1):
        module = ".".join(part for part in (imported.module, *names[:end]) if part)
        yield Imported(imported.level, module), names[end:]
