"""Functions of tf.contrib.layers and slim that have no variables.

>>> from migrator.transforms import contrib_functions
>>> print(contrib_functions("import tensorflow as tf\\nodds = tf.contrib.layers.softmax(net)\\n").after.decode())
import tensorflow as tf
odds = tf.nn.softmax(net)
<BLANKLINE>
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.context import Context
from migrator.transforms.contrib_layers import check, symbols
from migrator.transforms.registry import CallSite, Left, Transform

contrib_functions = Transform("contrib_functions", "functions of tf.contrib.layers that have no variables")


@contrib_functions.call(symbols("softmax"), "logits scope")
def softmax(site: CallSite, context: Context) -> cst.BaseExpression:
    """tf.nn.softmax; contrib's flattened and restored its inputs."""
    site.drop("scope")
    return site.arguments.call(context.tf("nn.softmax"), ["logits"])


@contrib_functions.call(symbols("maxout"), "inputs num_units axis scope")
@contrib_functions.call(symbols("unit_norm"), "inputs dim epsilon scope")
def supported(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support function of the same name."""
    check(site, context)
    site.drop("scope")
    name = site.symbol.rpartition(".")[2]
    return site.arguments.call(context.supported(name), [one for one in site.parameters if one != "scope"])


@contrib_functions.call("tf.contrib.layers.embedding_lookup_unique", "params ids partition_strategy name")
def embedding_lookup_unique(site: CallSite, context: Context) -> cst.BaseExpression:
    """It only looked each row up once."""
    arguments = site.arguments
    if "partition_strategy" in arguments or isinstance(arguments.get("params"), cst.List | cst.Tuple | cst.ListComp):
        raise Left("MIG102", f"{site.symbol} of several tables")
    return arguments.call(context.tf("nn.embedding_lookup"), ["params", "ids"])
