"""Calls and uses of renamed symbols, rewritten by what `migrator.fates` says of them."""
from __future__ import annotations

import ast

import libcst as cst

from migrator.arguments import Arguments
from migrator.fates import Fate, Kind, fate
from migrator.result import Disposition
from migrator.transforms.context import Context
from migrator.transforms.registry import CallSite, Left
from migrator.trees import code


def renamed_call(site: CallSite, context: Context, found: Fate) -> cst.BaseExpression | None:
    """Rewrites a call of a symbol that has a native counterpart.

    Args:
        site: the call.
        context: the module's context.
        found: the symbol's fate, of kind renamed.

    Returns:
        The new call; None where the call means the same as it stands.

    Raises:
        Left: the arguments can't be told apart, or one has no counterpart.
    """
    stays = found.to == site.symbol and not is_spelled_compat(site.original.func)
    function = site.updated.func if stays else target(context, found.to)
    if found.signature is None or not _has_other_arguments(found):
        return None if stays else _read_alike(site.updated.with_changes(func=function), found)
    if stays and any(arg.star for arg in site.original.args):
        return None
    arguments = site.arguments
    for name, default in found.dropped.items():
        if name not in arguments:
            continue
        if default is not None and not _is_literal(arguments.get(name), default):
            return _with_all_arguments(site, context, found, name)
        if default is None:
            site.drop(name)
        arguments.pop(name)
    for old, new in found.keywords.items():
        if old in arguments and new in arguments:
            # TF1 took both names as long as one was None.
            arguments.pop(old if _is_literal(arguments.get(old), "None") else new)
        arguments.rename(old, new)
    for name, value in found.added.items():
        _insert(arguments, name, _value(context, value), found.order)
    call = arguments.call(function, found.order or found.signature)
    if found.added:
        call = _by_position(call, found)
    return None if stays and code(call) == code(site.updated) else call


def compat_call(site: CallSite, context: Context, found: Fate) -> cst.BaseExpression | None:
    """Calls what only tf.compat.v1 has. Where that was never run under TF 2, it is to be reviewed."""
    if not found.works:
        context.review(site, "MIG240", f"{found.to} was never compared with {site.symbol}", "symbols")
    if is_spelled_compat(site.original.func):
        context.settle(site.original.func, Disposition.REWRITTEN, "symbols")
        return None
    return site.updated.with_changes(func=target(context, found.to))


def renamed_use(symbol: str, node: cst.BaseExpression, context: Context, found: Fate) -> cst.BaseExpression | None:
    """Rewrites a use of a symbol that is no call: as a value, a base class, an owner of members."""
    if found.kind in (Kind.COMPAT, Kind.CHANGED):
        return target(context, found.to)
    if found.to == symbol:
        return None
    if found.added:
        context.imports.add(("functools", None))
        fixed = ", ".join(f"{name}={code(_value(context, value))}" for name, value in found.added.items())
        return cst.parse_expression(f"functools.partial({code(target(context, found.to))}, {fixed})")
    if found.reordered and symbol.rpartition(".")[2] == found.to.rpartition(".")[2]:
        return target(context, found.to)
    if found.reordered:
        raise Left("MIG102", f"{found.to} takes its arguments in another order than {symbol}")
    return target(context, found.to)


def target(context: Context, symbol: str) -> cst.BaseExpression:
    """Names a symbol of the target as the module spells it, and has its module imported."""
    root, _, path = symbol.partition(".")
    return {"tf": context.tf, "keras": context.keras, "absl": context.absl}[root](path)


def is_spelled_compat(node: cst.BaseExpression) -> bool:
    """Whether a dotted chain says ``compat.v1`` itself, whatever the module's imports are."""
    while isinstance(node, cst.Attribute):
        match node:
            case cst.Attribute(attr=cst.Name("v1"), value=cst.Attribute(attr=cst.Name("compat")) | cst.Name("compat")):
                return True
        node = node.value
    return False


def _has_other_arguments(found: Fate) -> bool:
    return bool(found.keywords or found.dropped or found.added or found.order)


def _with_all_arguments(site, context, found, name):
    """Keeps an argument that the counterpart lacks, by calling what still takes it."""
    kept = Fate(found.symbol, Kind.COMPAT, "tf.compat.v1" + found.symbol[len("tf"):], works=True)
    if not found.symbol.startswith("tf.") or found.symbol.startswith("tf.contrib."):
        raise Left("MIG102", f"{found.to} has no counterpart of {name}= of {found.symbol}")
    return compat_call(site, context, kept)


def _value(context: Context, source: str) -> cst.BaseExpression:
    return target(context, source) if source.startswith("tf.") else cst.parse_expression(source)


def _insert(arguments: Arguments, name: str, value: cst.BaseExpression, order: tuple[str, ...]) -> None:
    """Adds an argument before those that come later in the signature."""
    later = [other for other in arguments if other in order[order.index(name):]]
    values = {other: arguments.pop(other) for other in later}
    arguments.add(name, value)
    for other in later:
        arguments.add(other, values[other])


def _read_alike(call: cst.Call, found: Fate) -> cst.Call:
    """Names the arguments whose positions mean something else in TF1's own function of the counterpart's name."""
    meaning = fate(found.to)
    own = meaning.signature if meaning is not None else None
    if own is None or any(arg.star for arg in call.args):
        return call
    tight = cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
    args = [arg.with_changes(keyword=cst.Name(name), equal=tight) if arg.keyword is None and name not in own[index:index + 1] else arg
            for index, (arg, name) in enumerate(zip(call.args, (*found.signature, *call.args)))]
    return call.with_changes(args=args)


def _by_position(call: cst.Call, found: Fate) -> cst.Call:
    """Gives the type of a cast by position, as everybody writes it: ``tf.cast(x, tf.float32)``."""
    match call.args:
        case [cst.Arg(keyword=None) as value, cst.Arg(keyword=cst.Name("dtype")) as dtype, *others] if (
                found.to == "tf.cast"):
            dtype = dtype.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)
            return call.with_changes(args=[value, dtype, *others])
    return call


def _is_literal(node: cst.BaseExpression, source: str) -> bool:
    try:
        return ast.literal_eval(code(node)) == ast.literal_eval(source)
    except (ValueError, SyntaxError):
        return False
