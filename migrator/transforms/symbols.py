"""TF1 symbols that were renamed, or whose arguments were, and those that only tf.compat.v1 has.

>>> from migrator.transforms.symbols import symbols
>>> before = "import tensorflow as tf\\ny = tf.log(tf.reduce_sum(x, keep_dims=True))\\n"
>>> print(symbols(before).after.decode())
import tensorflow as tf
y = tf.math.log(tf.reduce_sum(x, keepdims=True))
<BLANKLINE>
"""
from __future__ import annotations

from migrator import fates
from migrator.fates import Kind
from migrator.private_names import is_private
from migrator.transforms import changed_symbols, checkpoint_reading, lookup_tables, renaming
from migrator.transforms.registry import Kind as CallKind
from migrator.transforms.registry import Left, Transform
from migrator.transforms.rewriter import PRIVATE

symbols = Transform("symbols", "renamed functions, argument names and argument orders of TF1's namespace")

_CONFIGURATION = ("tf.io.gfile.", "tf.train.", "tf.data.", "tf.test.", "tf.lookup.", "tf.distribute.", "tf.config.",
                  "tf.queue.", "tf.io.FixedLen", "tf.io.VarLen", "tf.io.TFRecord", "tf.version.", "tf.sysconfig.",
                  "tf.saved_model.", "tf.compat.v1.ConfigProto", "tf.compat.v1.GPUOptions")


def _call(site, context):
    found = fates.fate(site.symbol)
    rewrite = renaming.renamed_call if found.kind is Kind.RENAMED else renaming.compat_call
    return rewrite(site, context, found)


def _use(symbol, node, context):
    if renaming.is_spelled_compat(node) and fates.fate(symbol).kind is not Kind.RENAMED:
        return node
    return renaming.renamed_use(symbol, node, context, fates.fate(symbol))


@symbols.use(PRIVATE)
def public_name(symbol, node, context):
    """Something public that was taken from a private module; what has no public name is left."""
    if is_private(symbol + "."):
        raise Left("MIG100", fates.explanation(symbol))
    return renaming.target(context, symbol)


def _kind(found: fates.Fate) -> CallKind:
    if found.to == "tf.Variable":
        return CallKind.VARIABLE
    return CallKind.CONFIGURATION if found.to.startswith(_CONFIGURATION) else CallKind.OPERATION


def _is_ours(found: fates.Fate) -> bool:
    if found.to is None or found.to.startswith(("absl.", "keras.")) or found.symbol.startswith("tf.gfile."):
        return False
    if found.kind is Kind.RENAMED or found.works:
        return True
    in_a_family = found.symbol.startswith(("tf.losses.", "tf.initializers.")) or found.symbol.endswith("_initializer")
    return found.kind in (Kind.COMPAT, Kind.CHANGED) and not found.needs_graph and not in_a_family


def _register() -> None:
    for symbol in fates.symbols():
        found = fates.fate(symbol)
        if not _is_ours(found):
            continue
        symbols.call(symbol, " ".join(found.signature or ()), _kind(found))(_call)
        if not found.by_call:
            symbols.use(symbol)(_use)
    for symbol, rule in changed_symbols.RULES.items():
        signature = fates.fate(symbol).signature or changed_symbols.SIGNATURES[symbol]
        symbols.call(symbol, " ".join(signature), CallKind.OPERATION)(rule)


_register()
lookup_tables.register(symbols)
checkpoint_reading.register(symbols)
