"""tf.layers functions and classes to keras.layers.

Every layer becomes ``keras.layers.X(configuration)(inputs)``; the structural transform takes
the configuration to the constructor. Facts: numerics, section 3.
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.registry import CallSite, Kind, Transform

layers = Transform("layers", "tf.layers functions and classes to keras.layers")

_DENSE = ("activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
          "activity_regularizer kernel_constraint bias_constraint trainable name")


@layers.call("tf.layers.dense", f"inputs units {_DENSE} reuse", Kind.LAYER)
def dense(site: CallSite, context: Context) -> cst.BaseExpression:
    """A dense layer; equal to Keras's."""
    inputs = site.arguments.pop("inputs")
    site.arguments.pop("reuse")
    layer = site.arguments.call(context.keras("layers.Dense"), f"units {_DENSE}".split()[:9])
    return cst.Call(layer, [cst.Arg(inputs)])
