"""Which expressions are optimizers of Keras, and what the program does to their learning rates."""
from __future__ import annotations

import re

import libcst as cst

from migrator.names import Names
from migrator.trees import walk

_MODULES = ("tf.keras.optimizers.", "keras.optimizers.")
_KERAS = ("tf.keras.", "keras.")
_NAME = re.compile(r"(\w*_)?opt(im|imi[sz]er)?s?\d?", re.IGNORECASE)
_MODEL = re.compile(r"\w*(model|net|network|gan|generator|discriminator|encoder|decoder)\d?", re.IGNORECASE)
_OWNERS = ("Callback", "Model", "Sequential", "Layer")
_SETTING = ("LearningRateScheduler", "ReduceLROnPlateau", "set_value")


def is_optimizer(node: cst.BaseExpression, names: Names) -> bool:
    """Whether an expression surely or by its name is an optimizer of Keras.

    ``optimizer`` and ``opt_d`` are where the program makes them of Keras, or takes them as parameters; ``model.optimizer`` and
    ``self.optimizer`` are; ``config.optimizer`` is not.

    Args:
        node: an expression of the original tree.
        names: its module's names.
    """
    return _is_optimizer(node, names, frozenset())


def _is_optimizer(node: cst.BaseExpression, names: Names, seen: frozenset[str]) -> bool:
    match node:
        case cst.Call(func=func):
            return _makes_optimizer(func, names)
        case cst.Name(value=name):
            bindings = names.bindings(node)
            values = [one.value for one in bindings if one.value is not None]
            if values:
                return name not in seen and all(_is_optimizer(value, names, seen | {name}) for value in values)
            return bool(bindings) and _NAME.fullmatch(name) is not None and all(
                isinstance(one.node, (cst.Param, cst.For)) for one in bindings) and _has_keras(names)
        case cst.Attribute(value=owner, attr=cst.Name(value=attr)) if _NAME.fullmatch(attr):
            return names.symbol(node) is None and _has_keras(names) and _owns_optimizer(owner, attr, names)
    return False


def _makes_optimizer(function: cst.BaseExpression, names: Names) -> bool:
    symbol = names.symbol(function) or ""
    return symbol.startswith(_MODULES) and ".schedules." not in symbol


def _has_keras(names: Names) -> bool:
    return any(reference.symbol.startswith(_KERAS) for reference in names.references)


def _owns_optimizer(owner: cst.BaseExpression, attribute: str, names: Names) -> bool:
    """Whether the attribute `optimizer` of something is one of Keras: of a model, or of the instance of a class."""
    match owner:
        case cst.Name(value="self"):
            return True
        case cst.Attribute(attr=cst.Name(value=name)):
            return _MODEL.fullmatch(name) is not None
        case cst.Name(value=name):
            made = [one.value for one in names.bindings(owner)]
            symbols = [names.symbol(value.func) or "" for value in made if isinstance(value, cst.Call)]
            classes = [names.definition(value.func) for value in made if isinstance(value, cst.Call)]
            return _MODEL.fullmatch(name) is not None or any(
                symbol.startswith(_KERAS) and symbol.endswith(_OWNERS) for symbol in symbols) or any(
                isinstance(one, cst.ClassDef) and _makes_attribute(one, attribute, names) for one in classes)
    return False


def _makes_attribute(owner: cst.ClassDef, attribute: str, names: Names) -> bool:
    """Whether a class makes an attribute of its instances an optimizer."""
    for node in walk(owner):
        match node:
            case cst.Assign(targets=[cst.AssignTarget(target=cst.Attribute(
                    value=cst.Name(value="self"), attr=cst.Name(value=name)))], value=value) if name == attribute:
                return is_optimizer(value, names.linker.home(owner) or names)
    return False


def is_rate(node: cst.BaseExpression, names: Names) -> bool:
    """Whether an expression is the learning rate of an optimizer of Keras.

    Args:
        node: an expression of the original tree.
        names: its module's names.
    """
    match node:
        case cst.Attribute(value=owner, attr=cst.Name(value="lr" | "learning_rate")):
            return is_optimizer(owner, names)
    return False


def sets_rates(names: Names) -> bool:
    """Whether a module sets the learning rates of optimizers by hand, or has a callback that does.

    Args:
        names: the module's names.
    """
    if any(reference.symbol.startswith(_KERAS) and reference.symbol.endswith(_SETTING) for reference in names.references):
        return True
    for node in walk(names.module):
        match node:
            case cst.Assign(targets=targets) if any(is_rate(target.target, names) for target in targets):
                return True
            case cst.AugAssign(target=target) if is_rate(target, names):
                return True
            case cst.Call(func=cst.Attribute(value=rate, attr=cst.Name(value=method))) if method.startswith("assign") and (
                    is_rate(rate, names)):
                return True
    return False
