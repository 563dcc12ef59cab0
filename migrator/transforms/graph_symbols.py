"""Rules for functions that go on building a graph of TF1: each symbol keeps its meaning and its arguments.

What only `tf.compat.v1` still has is named there, where a graph gives it the meaning that it had; for what is gone
altogether, such as `tf.layers`, a support definition takes the same arguments.
"""
from __future__ import annotations

import functools
from dataclasses import replace

import libcst as cst

from migrator import fates
from migrator.analysis.drivers import RUN_CONFIGS
from migrator.analysis.gan_estimators import GAN_ESTIMATOR
from migrator.fates import Kind
from migrator.transforms import renaming
from migrator.transforms.context import Context
from migrator.transforms.contrib_metrics import STREAMING, labels_first
from migrator.transforms.estimator_api import SUPPORTED_FIELDS, check_not_distributed, run_config
from migrator.transforms.expressions import call
from migrator.transforms.heads import heads
from migrator.transforms.recurrent import KERAS_LAYERS, KERAS_PARAMETERS, keras_layer
from migrator.transforms.registry import CallRule, CallSite, Left, Transform
from migrator.transforms.rewriter import Rules
from migrator.transforms.tables import transform

graph_symbols = Transform("model_fns", "TF1 symbols in functions that go on building a graph")

_SHARED = ("inputs", "drivers", "regularizers", "platform", "symbols", "numpy_names")  # Their rules hold in a graph too, but for a few.
_LAYERS = ("Dense Conv1D Conv2D Conv3D Conv2DTranspose Conv3DTranspose SeparableConv1D SeparableConv2D MaxPooling1D "
           "MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D AveragePooling3D Flatten Dropout BatchNormalization "
           "dense conv1d conv2d conv3d conv2d_transpose conv3d_transpose separable_conv1d separable_conv2d max_pooling1d "
           "max_pooling2d max_pooling3d average_pooling1d average_pooling2d average_pooling3d flatten dropout "
           "batch_normalization").split()
_CONTRIB_LAYERS = {
    **{name: name for name in ("fully_connected linear batch_norm layer_norm max_pool2d avg_pool2d embed_sequence "
                               "one_hot_encoding repeat stack optimize_loss xavier_initializer variance_scaling_initializer "
                               "convolution1d convolution2d convolution3d convolution2d_transpose separable_convolution2d"
                               ).split()},
    "conv1d": "convolution1d", "conv2d": "convolution2d", "conv3d": "convolution3d",
    "conv2d_transpose": "convolution2d_transpose", "separable_conv2d": "separable_convolution2d",
    "dropout": "contrib_dropout", "flatten": "contrib_flatten", "xavier_initializer_conv2d": "xavier_initializer",
}
_CELLS = ("RNNCell BasicRNNCell GRUCell BasicLSTMCell LSTMCell LSTMStateTuple MultiRNNCell DropoutWrapper "
          "ResidualWrapper").split()
_SUPPORTED = {
    **{f"tf.contrib.{module}.{name}": to for module in ("layers", "slim", "slim.layers") for name, to in _CONTRIB_LAYERS.items()},
    **{f"tf.contrib.{module}.{name}": name for module in ("framework", "slim")
       for name in ("arg_scope", "add_arg_scope", "model_variable")},
    **{f"tf.{module}.{name}": name for module in ("nn.rnn_cell", "contrib.rnn") for name in _CELLS},
    **{f"tf.contrib.rnn.{name}": name for name in ("LSTMBlockFusedCell", "TimeReversedFusedRNN")},
    **{f"tf.contrib.crf.crf_{name}": f"crf_{name}" for name in (
        "sequence_score", "unary_score", "binary_score", "log_norm", "decode", "multitag_sequence_score")},
    "tf.contrib.crf.viterbi_decode": "viterbi_decode",
    "tf.contrib.crf.crf_log_likelihood": "graph_crf_log_likelihood",
    **{f"tf.contrib.gan.{name}": name for name in (
        "gan_model gan_loss gan_train_ops get_sequential_train_hooks get_joint_train_hooks RunTrainOpsHook GANModel GANLoss GANTrainOps "
        "GANTrainSteps").split()},
    **{f"tf.contrib.gan.losses.{loss}": loss for loss in (
        "wasserstein_generator_loss wasserstein_discriminator_loss wasserstein_hinge_generator_loss wasserstein_hinge_discriminator_loss "
        "minimax_generator_loss minimax_discriminator_loss modified_generator_loss modified_discriminator_loss "
        "least_squares_generator_loss least_squares_discriminator_loss wasserstein_gradient_penalty").split()},
    "tf.contrib.training.create_train_op": "create_train_op",
    **{f"tf.contrib.seq2seq.{name}": name for name in (
        "sequence_loss AttentionWrapper AttentionWrapperState BahdanauAttention BasicDecoder BasicDecoderOutput "
        "BeamSearchDecoder BeamSearchDecoderOutput BeamSearchDecoderState Decoder FinalBeamSearchDecoderOutput gather_tree "
        "GreedyEmbeddingHelper Helper LuongAttention SampleEmbeddingHelper TrainingHelper dynamic_decode hardmax tile_batch"
    ).split()},
    "tf.contrib.opt.MovingAverageOptimizer": "MovingAverageOptimizer",
    "tf.layers.Layer": "GraphLayer",
    **{f"tf.layers.{name}": name for name in _LAYERS},
    "tf.estimator.EstimatorSpec": "EstimatorSpec",
    "tf.contrib.training.HParams": "HParams",
    "tf.contrib.tpu.TPUEstimatorSpec": "TPUEstimatorSpec",
    "tf.estimator.tpu.TPUEstimatorSpec": "TPUEstimatorSpec",
}
_HOOKS = ("CheckpointSaverHook CheckpointSaverListener FeedFnHook FinalOpsHook GlobalStepWaiterHook LoggingTensorHook "
          "NanLossDuringTrainingError NanTensorHook ProfilerHook SecondOrStepTimer SessionRunArgs SessionRunContext "
          "SessionRunHook SessionRunValues StepCounterHook StopAtStepHook SummarySaverHook").split()
_WITHOUT_COMPAT = ("tf.contrib.", "tf.estimator.", "tf.app.", "tf.flags.", "tf.keras.")
_SESSIONS = ("tf.Session", "tf.InteractiveSession")  # They run what the module builds, and nothing of a model_fn.
_ALWAYS_COMPAT = ("tf.Variable", "tf.set_random_seed", "tf.random.set_random_seed")
_OF_CONTRIB = {
    f"tf.contrib.{module}.{name}": f"train.{name}" for module in ("framework", "slim") for name in (
        "get_global_step", "get_or_create_global_step", "create_global_step", "assert_global_step")
} | {
    f"tf.contrib.{module}.get_{old}variables": f"{new}variables" for module in ("framework", "slim") for old, new in (
        ("", "global_"), ("trainable_", "trainable_"), ("model_", "model_"), ("local_", "local_"))
} | {f"tf.contrib.rnn.static_{name}rnn": f"nn.static_{name}rnn" for name in ("", "bidirectional_", "state_saving_")} | {
    f"tf.contrib.slim.losses.{name}": f"losses.{name}" for name in (
        "get_total_loss", "get_losses", "get_regularization_losses", "add_loss")} | {
    "tf.contrib.tpu.bfloat16_scope": "tpu.bfloat16_scope",
    "tf.contrib.tpu.python.tpu.bfloat16.bfloat16_scope": "tpu.bfloat16_scope",
    "tf.contrib.slim.softmax": "nn.softmax", "tf.contrib.layers.softmax": "nn.softmax",
    "tf.contrib.summary.all_summary_ops": "summary.merge_all"}
_ESTIMATOR = "model_fn model_dir config params warm_start_from"


@functools.cache
def region_rules() -> Rules:
    """Gives the rules for code that builds a graph of its own and runs it in a session."""
    sessions = Transform("symbols", "sessions that run a graph of their own")
    for symbol in _SESSIONS:
        sessions.use(symbol)(_compat)
    return Rules.of([sessions]).over(graph_rules())


@functools.cache
def graph_rules() -> Rules:
    """Gives the rules for a module that has such functions."""
    shared = Rules.of([transform(name) for name in _SHARED])
    for symbol in fates.symbols():
        if _is_of_graphs(fates.fate(symbol)) and not shared.knows(symbol):
            graph_symbols.use(symbol)(_compat)
    own = Rules.of([graph_symbols])
    calls = {symbol: replace(entry, rule=_or_compat(entry.rule)) if _is_in_compat(symbol) else entry
             for symbol, entry in shared.calls.items() if symbol not in own.names}
    return Rules({**calls, **own.calls}, {**shared.names, **own.names})


def _is_in_compat(symbol: str) -> bool:
    found = fates.fate(symbol)
    return not symbol.startswith(_WITHOUT_COMPAT) and found is not None and found.kind is not Kind.GONE


def _or_compat(rule: CallRule) -> CallRule:
    """A rule that, where another one leaves a call, has tf.compat.v1 called, which takes all that TF1 took."""
    def rewrite(site: CallSite, context: Context) -> cst.BaseExpression | None:
        try:
            return rule(site, context)
        except Left:
            return site.updated.with_changes(func=_compat(site.symbol, site.updated.func, context))
    return rewrite


def _is_of_graphs(found: fates.Fate) -> bool:
    return found.symbol not in _SESSIONS and found.kind in (Kind.COMPAT, Kind.CHANGED) and (found.to or "").startswith("tf.compat.v1.")


def _compat(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The symbol of tf.compat.v1."""
    if renaming.is_spelled_compat(node):
        return node
    known = fates.fate(symbol).to or ""
    return renaming.target(context, known if known.startswith("tf.compat.v1.") else f"tf.compat.v1.{symbol.removeprefix('tf.')}")


@graph_symbols.use(" ".join(_ALWAYS_COMPAT))
def compat(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """What means something else outside of a graph."""
    return _compat(symbol, node, context)


@graph_symbols.use("tf.metrics tf.losses tf.initializers")
def module(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """A module that something is picked from by its name."""
    return node if renaming.is_spelled_compat(node) else context.tf(f"compat.v1.{symbol.removeprefix('tf.')}")


@graph_symbols.use(" ".join(f"tf.train.{hook} tf.estimator.{hook} tf.contrib.learn.{hook}" for hook in _HOOKS))
def hook(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The hooks, which run around the steps of a graph.

    Raises:
        Left: it saves with a Saver, which takes nothing but a session.
    """
    if symbol.endswith(".CheckpointSaverHook"):
        raise Left("MIG284", "CheckpointSaverHook: it takes the place of the Estimator's own checkpoints; ModelDir saves these")
    if renaming.is_spelled_compat(node):
        return node
    path = symbol.removeprefix("tf.").replace("contrib.learn.", "train.", 1).replace("estimator.", "train.", 1)
    return context.tf(f"compat.v1.{path}")


@graph_symbols.use(" ".join(_OF_CONTRIB))
def of_contrib(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """What contrib had under another name."""
    return context.tf(f"compat.v1.{_OF_CONTRIB[symbol]}")


@graph_symbols.use(" ".join(_SUPPORTED))
def supported(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The support definition with the same arguments."""
    return context.supported(_SUPPORTED[symbol])


def _streaming(site: CallSite, context: Context) -> cst.BaseExpression:
    """The function of tf.metrics, whose labels stand first."""
    labels_first(site)
    order = ["values", "threshold"] if "values" in site.arguments else ["labels", "predictions"]
    return site.arguments.call(context.tf(f"compat.v1.{site.symbol.removeprefix('tf.')}"), order)


for _name, (_, _parameters) in STREAMING.items():
    graph_symbols.call(f"tf.contrib.metrics.{_name}", _parameters)(_streaming)


@graph_symbols.call("tf.train.SyncReplicasOptimizer")
def synchronized(site: CallSite, context: Context) -> cst.BaseExpression:
    """Its queues are filled by hooks that a session of a cluster runs.

    Raises:
        Left: always.
    """
    raise Left("MIG131", f"{site.symbol} waits for other processes")


@graph_symbols.call("tf.estimator.Estimator", _ESTIMATOR)
def estimator(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support class with the same arguments."""
    if any(arg.star for arg in site.original.args):
        return site.updated.with_changes(func=context.supported("ScopedEstimator"))
    return site.arguments.call(context.supported("ScopedEstimator"), _ESTIMATOR.split())


_GAN_ESTIMATOR = (
    "model_dir generator_fn discriminator_fn generator_loss_fn discriminator_loss_fn generator_optimizer discriminator_optimizer "
    "get_hooks_fn get_eval_metric_ops_fn add_summaries use_loss_summaries config params warm_start_from is_chief")


@graph_symbols.call(GAN_ESTIMATOR, _GAN_ESTIMATOR)
def gan_estimator(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support class with the same arguments, but for a warm start."""
    given = site.arguments.get("warm_start_from")
    if given is not None and not (isinstance(given, cst.Name) and given.value == "None"):
        raise Left("MIG140", "the Estimator is given warm_start_from")
    site.arguments.pop("warm_start_from")
    site.drop("add_summaries", "use_loss_summaries", reason="summaries are not written")
    return site.arguments.call(context.supported("GANEstimator"), _GAN_ESTIMATOR.split())


@graph_symbols.use("tf.estimator.Estimator tf.contrib.tpu.TPUEstimator tf.estimator.tpu.TPUEstimator")
def estimator_class(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The support class, to derive others from and to pass on."""
    return context.supported("ScopedTPUEstimator" if "TPU" in symbol else "ScopedEstimator")


_TPU_ESTIMATOR = ("model_fn model_dir config params use_tpu train_batch_size eval_batch_size predict_batch_size batch_axis "
                  "eval_on_tpu export_to_tpu export_to_cpu warm_start_from")


@graph_symbols.call("tf.contrib.tpu.TPUEstimator tf.estimator.tpu.TPUEstimator", _TPU_ESTIMATOR)
def tpu_estimator(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support class, which runs on whatever device there is."""
    site.drop("use_tpu", "batch_axis", "eval_on_tpu", "export_to_tpu", "export_to_cpu",
              reason="the model runs on whatever device TensorFlow finds")
    kept = [name for name in _TPU_ESTIMATOR.split() if name in (
        "model_fn", "model_dir", "config", "params", "train_batch_size", "eval_batch_size", "predict_batch_size", "warm_start_from")]
    return site.arguments.call(context.supported("ScopedTPUEstimator"), kept)


# Of tf.contrib.summary, whose summaries only a TPU's host_call wrote: the names in tf.summary, and the parameters.
_SUMMARIES = {
    "scalar": ("scalar", "name tensor family step"), "histogram": ("histogram", "name tensor family step"),
    "image": ("image", "name tensor bad_color max_images family step"),
    "create_file_writer": ("create_file_writer", "logdir max_queue flush_millis filename_suffix name"),
    "always_record_summaries": ("record_if", ""), "never_record_summaries": ("record_if", ""),
}


def _summary(site: CallSite, context: Context) -> cst.BaseExpression:
    """A summary of TF1, which is not written either."""
    to, _ = _SUMMARIES[site.symbol.rpartition(".")[2]]
    arguments = site.arguments
    if to == "record_if":
        return call(context.tf("summary.record_if"), cst.Name(str("always" in site.symbol)))
    if to != "create_file_writer":
        site.drop("step", "bad_color", reason="summaries are not written")
        arguments.rename("max_images", "max_outputs")
        return arguments.call(context.tf(f"compat.v1.summary.{to}"), ["name", "tensor"])
    return arguments.call(context.tf(f"summary.{to}"), site.parameters)


for _name, (_, _given) in _SUMMARIES.items():
    graph_symbols.call(f"tf.contrib.summary.{_name}", _given)(_summary)


graph_symbols.call(KERAS_LAYERS, KERAS_PARAMETERS)(keras_layer)


def _head(site: CallSite, context: Context) -> cst.BaseExpression:
    """A head that makes specs of graphs."""
    made = [heads.calls[site.symbol].rule(site, context)]
    if not site.symbol.startswith("tf.contrib."):
        return call(context.supported("GraphHead"), *made, runs_update_ops=cst.Name("False"))
    return call(context.supported("GraphHead"), *made)


for _symbol, _entry in heads.calls.items():
    graph_symbols.call(_symbol, " ".join(_entry.parameters))(_head)


@graph_symbols.call("tf.contrib.tpu.CrossShardOptimizer tf.tpu.CrossShardOptimizer", "opt reduction name group_assignment")
@graph_symbols.call("tf.contrib.estimator.TowerOptimizer", "opt")
def cross_shard_optimizer(site: CallSite, context: Context) -> cst.BaseExpression:
    """The optimizer itself: there are no shards."""
    site.drop("reduction", "name", "group_assignment", reason="the model is not sharded over a TPU")
    return site.arguments.get("opt")


@graph_symbols.call("tf.contrib.tpu.RunConfig tf.estimator.tpu.RunConfig", "tpu_config evaluation_master master cluster")
def tpu_run_config(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support dataclass, with the fields that have a meaning without a TPU."""
    site.drop("tpu_config", "evaluation_master", "master", "cluster", "session_config", "save_summary_steps",
              reason="the model runs on whatever device TensorFlow finds")
    for name in site.arguments:
        if name not in SUPPORTED_FIELDS:
            raise Left("MIG142", f"RunConfig has the field {name}")
    return site.arguments.call(context.supported("RunConfig"))


@graph_symbols.call("tf.estimator.RunConfig", " ".join(RUN_CONFIGS["tf.estimator.RunConfig"]))
def graph_run_config(site: CallSite, context: Context) -> cst.BaseExpression:
    """The support dataclass, without a strategy."""
    check_not_distributed(site.original)
    return run_config(site, context)


@graph_symbols.call("tf.contrib.tpu.TPUConfig tf.estimator.tpu.TPUConfig", "iterations_per_loop num_shards")
def tpu_config(site: CallSite, context: Context) -> cst.BaseExpression:
    """A dict: nothing reads what was only for a TPU, but a variable may hold it."""
    if any(arg.keyword is None for arg in site.updated.args):
        raise Left("MIG102", "TPUConfig is given arguments by position")
    return site.updated.with_changes(func=cst.Name("dict"))


@graph_symbols.use("tf.contrib.tpu.InputPipelineConfig tf.estimator.tpu.InputPipelineConfig")
def input_pipeline_config(symbol: str, node: cst.BaseExpression, context: Context) -> cst.BaseExpression:
    """The name of the member, which nothing reads."""
    return context.string(symbol.rpartition(".")[2])
