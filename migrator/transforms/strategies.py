"""Distribution strategies of TF1 to those of today.

Its rules belong to the transform `drivers`.

>>> from migrator.transforms import drivers
>>> before = '''import tensorflow as tf
... strategy = tf.contrib.distribute.MirroredStrategy(num_gpus=2)
... '''
>>> print(drivers(before).after.decode().splitlines()[-1])
strategy = tf.distribute.MirroredStrategy(['/gpu:0', '/gpu:1'])
"""
from __future__ import annotations

import libcst as cst

from migrator.analysis.drivers import CANNED
from migrator.transforms.context import Context
from migrator.transforms.distribution import is_distributed
from migrator.transforms.estimator_api import estimator_api
from migrator.transforms.layer_forms import is_none
from migrator.transforms.registry import CallSite, Kind, Left

_MULTI_WORKER = {
    "tf.contrib.distribute.CollectiveAllReduceStrategy": "num_gpus_per_worker communication",
    "tf.distribute.experimental.MultiWorkerMirroredStrategy": "communication cluster_resolver",
    "tf.distribute.MultiWorkerMirroredStrategy": "cluster_resolver communication_options",
}
_PARAMETER_SERVERS = "tf.contrib.distribute.ParameterServerStrategy tf.distribute.experimental.ParameterServerStrategy"
_CLIPPING = ("tf.clip_by_global_norm", "tf.clip_by_norm", "tf.clip_by_value", "tf.contrib.estimator.clip_gradients_by_norm",
             "tf.contrib.layers.optimize_loss", "tf.contrib.training.create_train_op")


def note_replicas(context: Context) -> None:
    """Says where a program that distributes its training had TF1's replicas do something else than average their gradients."""
    if not is_distributed(context):
        return
    for reference in context.names.references:
        if reference.symbol in _CLIPPING:
            context.note(reference.node, "MIG287", "TF1 clipped the gradients of a replica after dividing them by the number of replicas")
        elif reference.symbol.endswith(".Reduction.SUM") or reference.symbol in CANNED:
            context.note(reference.node, "MIG287", "where the loss is a sum, TF1 added the gradients of the replicas up")


@estimator_api.call("tf.contrib.distribute.MirroredStrategy",
                    "devices num_gpus num_gpus_per_worker cross_device_ops auto_shard_dataset cross_tower_ops",
                    Kind.CONFIGURATION)
def mirrored(site: CallSite, context: Context) -> cst.BaseExpression:
    """The strategy of today, which is told the names of devices."""
    arguments = site.arguments
    for name in ("cross_device_ops", "auto_shard_dataset", "cross_tower_ops"):
        site.drop(name, reason="it said how the gradients are sent, which changes no number but for rounding")
    count = arguments.pop("num_gpus") or arguments.pop("num_gpus_per_worker")
    function = context.tf("distribute.MirroredStrategy")
    if count is None or is_none(count):
        return arguments.call(function, ["devices"])
    return cst.Call(function, [cst.Arg(_gpus(count, context))])


def _gpus(count: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The names of so many GPUs."""
    quote = context.quote
    if isinstance(count, cst.Integer):
        names = ", ".join(f"{quote}/gpu:{index}{quote}" for index in range(int(count.value)))
        return cst.parse_expression(f"[{names}]")
    return cst.parse_expression(f"[f{quote}/gpu:{{index}}{quote} for index in range({context.names.code(count).strip()})]")


def multi_worker(site: CallSite, context: Context) -> cst.BaseExpression:
    """The strategy that the support module makes where it is imported: later it can't be made any more."""
    if "cluster_resolver" in site.arguments:
        raise Left("MIG142", "the strategy is given a cluster_resolver")
    site.drop("num_gpus_per_worker", reason="the strategy takes all devices of a machine")
    site.drop("communication", "communication_options",
              reason="it said how the gradients are sent, which changes no number but for rounding")
    return cst.Call(context.supported("multi_worker_strategy"))


for _symbol, _parameters in _MULTI_WORKER.items():
    estimator_api.call(_symbol, _parameters, Kind.CONFIGURATION)(multi_worker)


@estimator_api.call(_PARAMETER_SERVERS, "", Kind.CONFIGURATION)
def parameter_servers(site: CallSite, context: Context) -> cst.BaseExpression:
    """Nothing of Keras 3 trains with parameter servers."""
    raise Left("MIG286", "Keras 3 trains no model with parameter servers; MultiWorkerMirroredStrategy is the nearest that works")
