"""The transforms, each usable alone.

>>> from migrator.transforms import layers
>>> print(layers("import tensorflow as tf\\nnet = tf.layers.dense(net, 128)\\n").after.decode())
import keras
net = keras.layers.Dense(128)(net)
<BLANKLINE>

A transform is a function of a program's text or bytes that returns a `migrator.Result`. Its name in
this package is that of the module that it lives in: ``migrator.transforms.layers`` is the transform,
``from migrator.transforms.layers import ...`` reaches into the module. Nothing is loaded before it is
asked for.
"""
from __future__ import annotations

import sys
import types

from migrator.transforms.tables import FAMILIES, transform

__all__ = [*FAMILIES]


class _Package(types.ModuleType):
    """A package whose modules do not hide the transforms of the same name once they are loaded."""

    def __setattr__(self, name: str, value: object) -> None:
        if name not in FAMILIES:
            super().__setattr__(name, value)

    def __getattr__(self, name: str) -> object:
        if name not in FAMILIES:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return transform(name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *FAMILIES})


sys.modules[__name__].__class__ = _Package
