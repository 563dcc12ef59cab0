"""Recurrent cells, the functions that run them over sequences, and conditional random fields.

>>> from migrator.transforms import recurrent
>>> before = "import tensorflow as tf\\ncell = tf.nn.rnn_cell.BasicLSTMCell(64)\\n"
>>> print(recurrent(before).after.decode())
from tf1_semantics import PackedLSTMCell
cell = PackedLSTMCell(64)
<BLANKLINE>

A cell is a part of the model; what wraps it may depend on the mode, so it stays where it is. Facts: numerics, section 3.5.
"""
from __future__ import annotations

import libcst as cst

from migrator.transforms.canned import is_of_tf2
from migrator.transforms.context import Context
from migrator.transforms.expressions import is_literal, number
from migrator.transforms.initializers import CLASSES
from migrator.transforms.layer_forms import activation, drop_reuse
from migrator.transforms.registry import CallRule, CallSite, Kind, Left, Transform

recurrent = Transform("recurrent", "RNN cells, dynamic_rnn and its kin, and tf.contrib.crf")

_HOMES = ("nn.rnn_cell", "contrib.rnn")


def _symbols(*names: str, homes=_HOMES) -> str:
    return " ".join(f"tf.{home}.{name}" for home in homes for name in names)


# TF1's parameters, and the support definition with those that it has, in its order.
_CELLS = {
    "BasicRNNCell": ("num_units activation reuse name dtype", "BasicRecurrentCell", "num_units activation"),
    "GRUCell": ("num_units activation reuse kernel_initializer bias_initializer name dtype", "PackedGRUCell",
                "num_units activation kernel_initializer bias_initializer"),
    **{name: ("num_units cell_size reuse name", "PackedGRUCell", "num_units") for name in ("GRUBlockCell", "GRUBlockCellV2")},
    "UGRNNCell": ("num_units initializer forget_bias activation reuse", "UpdateGateCell",
                  "num_units initializer forget_bias activation"),
    "LayerNormBasicLSTMCell": (
        "num_units forget_bias input_size activation layer_norm norm_gain norm_shift dropout_keep_prob dropout_prob_seed reuse",
        "NormalizedLSTMCell", "num_units forget_bias"),
    "BasicLSTMCell": ("num_units forget_bias state_is_tuple activation reuse name dtype", "PackedLSTMCell", "num_units"),
    "LSTMCell": ("num_units use_peepholes cell_clip initializer num_proj proj_clip num_unit_shards num_proj_shards "
                 "forget_bias state_is_tuple activation reuse name dtype", "PackedLSTMCell",
                 "num_units use_peepholes cell_clip initializer num_proj proj_clip forget_bias activation"),
    "LSTMBlockCell": ("num_units forget_bias cell_clip use_peephole dtype reuse name", "PackedLSTMCell", "num_units"),
    "NASCell": ("num_units num_proj use_bias reuse", "ArchitectureSearchCell", "num_units num_proj use_bias"),
    "CoupledInputForgetGateLSTMCell": (
        "num_units use_peepholes initializer num_proj proj_clip num_unit_shards num_proj_shards forget_bias state_is_tuple "
        "activation reuse layer_norm norm_gain norm_shift", "CoupledGateLSTMCell", "num_units use_peepholes"),
    "SRUCell": ("num_units activation reuse name", "SimpleRecurrentUnitCell", "num_units activation"),
    "IndRNNCell": ("num_units activation reuse name dtype", "IndependentCell", "num_units activation"),
    "IndyLSTMCell": ("num_units forget_bias activation reuse kernel_initializer bias_initializer name dtype",
                     "IndependentLSTMCell", "num_units forget_bias activation kernel_initializer bias_initializer"),
    "LSTMBlockFusedCell": ("num_units forget_bias cell_clip use_peephole reuse dtype name", "FusedLSTM", "num_units"),
}
_WITH_WEIGHTS = {  # What stands around a cell and has variables of its own.
    "AttentionCellWrapper": ("cell attn_length attn_size attn_vec_size input_size state_is_tuple reuse", "AttentionCell",
                             "cell attn_length attn_size attn_vec_size input_size"),
    "HighwayWrapper": ("cell couple_carry_transform_gates carry_bias_init", "HighwayCell",
                       "cell couple_carry_transform_gates carry_bias_init"),
    "InputProjectionWrapper": ("cell num_proj activation input_size reuse", "InputProjectionCell", "cell num_proj activation"),
    "OutputProjectionWrapper": ("cell output_size activation reuse", "OutputProjectionCell", "cell output_size activation"),
}
_AROUND = {
    "MultiRNNCell": ("cells state_is_tuple", "StackedCells", "cells"),
    "DropoutWrapper": ("cell input_keep_prob output_keep_prob state_keep_prob variational_recurrent input_size dtype seed "
                       "dropout_state_filter_visitor", "DropoutCell",
                       "cell input_keep_prob output_keep_prob state_keep_prob seed"),
    "ResidualWrapper": ("cell residual_fn", "ResidualCell", "cell residual_fn"),
    "TimeReversedFusedRNN": ("cell", "TimeReversed", "cell"),
}
_RUNS = {
    "dynamic_rnn": ("cell inputs sequence_length initial_state dtype parallel_iterations swap_memory time_major scope",
                    "cell inputs sequence_length initial_state dtype time_major"),
    "bidirectional_dynamic_rnn": (
        "cell_fw cell_bw inputs sequence_length initial_state_fw initial_state_bw dtype parallel_iterations swap_memory "
        "time_major scope",
        "cell_fw cell_bw inputs sequence_length initial_state_fw initial_state_bw dtype time_major"),
    "static_rnn": ("cell inputs initial_state dtype sequence_length scope",
                   "cell inputs initial_state dtype sequence_length"),
    "static_bidirectional_rnn": (
        "cell_fw cell_bw inputs initial_state_fw initial_state_bw dtype sequence_length scope",
        "cell_fw cell_bw inputs initial_state_fw initial_state_bw dtype sequence_length"),
    "stack_bidirectional_dynamic_rnn": (
        "cells_fw cells_bw inputs initial_states_fw initial_states_bw dtype sequence_length parallel_iterations time_major "
        "scope swap_memory",
        "cells_fw cells_bw inputs initial_states_fw initial_states_bw dtype sequence_length time_major"),
}
_CRF = {
    "crf_log_likelihood": "inputs tag_indices sequence_lengths transition_params",
    "crf_decode": "potentials transition_params sequence_length",
    "crf_log_norm": "inputs sequence_lengths transition_params",
    "crf_sequence_score": "inputs tag_indices sequence_lengths transition_params",
    "crf_unary_score": "tag_indices sequence_lengths inputs",
    "crf_binary_score": "tag_indices sequence_lengths transition_params",
    "crf_multitag_sequence_score": "inputs tag_bitmap sequence_lengths transition_params",
    "viterbi_decode": "score transition_params",
}
_OF_STEPS = {  # Functions of tf.contrib.seq2seq that have no variables.
    "tile_batch": "t multiplier name",
    "hardmax": "logits name",
    "gather_tree": "step_ids parent_ids max_sequence_lengths end_token name",
}


def _cell(to: str, order: str) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        """A cell with TF1's variables."""
        _refuse(site, {"state_is_tuple": "True", "num_unit_shards": "None", "num_proj_shards": "None"})
        if to == "CoupledGateLSTMCell":
            site.drop("initializer", reason="the cell never used it")
        if number(site.arguments.get("dropout_keep_prob") or cst.Float("1.0")) == 1:
            site.arguments.pop("dropout_keep_prob")
        _refuse(site, {"cell_size": "None", "input_size": "None", "dropout_keep_prob": "None", "dropout_prob_seed": "None"})
        if "Block" in site.symbol:  # Its gradient passes the clip as if there were none.
            _refuse(site, {"cell_clip": "None"})
        drop_reuse(site)
        _take_name(site)
        arguments = site.arguments
        if _is_float32(site, context):
            arguments.pop("dtype")
        arguments.rename("use_peephole", "use_peepholes")
        if arguments.get("activation") is not None:
            arguments.replace("activation", activation(site.original_argument("activation"), arguments.get("activation"), context))
        for name in ("initializer", "kernel_initializer", "bias_initializer"):
            given = site.original_argument(name) if name in arguments else None
            if given is not None and context.names.symbol(given) in CLASSES:
                arguments.replace(name, cst.Call(arguments.get(name)))
        return arguments.call(context.supported(to), order.split())
    return rule


def _take_name(site: CallSite) -> None:
    value = site.arguments.get("name")
    if value is not None and not isinstance(value, cst.SimpleString):
        site.drop("name", reason="Keras allows no path as a name")


def _is_float32(site: CallSite, context: Context) -> bool:
    given = site.original_argument("dtype")
    return given is not None and context.names.symbol(given) == "tf.float32"


def _refuse(site: CallSite, defaults: dict[str, str]) -> None:
    """Takes out arguments that only their defaults have a counterpart of."""
    for name, default in defaults.items():
        value = site.arguments.pop(name)
        if value is not None and not is_literal(value, default):
            raise Left("MIG102", f"{site.symbol} with {name} is not rewritten yet")


def _with_weights(to: str, order: str) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        """A wrapper that has variables."""
        _refuse(site, {"state_is_tuple": "True"})
        if to != "AttentionCell":
            site.drop("input_size", reason="TF1 did not use it")
        drop_reuse(site)
        arguments = site.arguments
        if arguments.get("activation") is not None:
            arguments.replace("activation", activation(site.original_argument("activation"), arguments.get("activation"), context))
        return arguments.call(context.supported(to), order.split())
    return rule


def _around(to: str, order: str) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        """What stands around cells."""
        _refuse(site, {"state_is_tuple": "True", "variational_recurrent": "False", "dropout_state_filter_visitor": "None"})
        site.drop("input_size", "dtype", reason="it only serves the variational form")
        return site.arguments.call(context.supported(to), order.split())
    return rule


def _run(to: str, order: str) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        """Runs a cell over sequences."""
        site.drop("parallel_iterations", "swap_memory", reason="it chose between memory and speed, and changes no number")
        site.drop("scope", reason="the cell has its variables")
        if _is_float32(site, context):
            site.arguments.pop("dtype")
        return site.arguments.call(context.supported(to), order.split())
    return rule


def _random_field(to: str, order: str) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        """The same function, of today's TensorFlow."""
        if to == "crf_log_likelihood" and site.arguments.get("transition_params") is None:
            raise Left("MIG102", f"{site.symbol} without transition_params makes a variable")
        return site.arguments.call(context.supported(to), order.split())
    return rule


for _name, (_parameters, _to, _order) in _CELLS.items():
    recurrent.call(_symbols(_name), _parameters, Kind.PART)(_cell(_to, _order))
for _name, (_parameters, _to, _order) in _WITH_WEIGHTS.items():
    recurrent.call(f"tf.contrib.rnn.{_name}", _parameters, Kind.PART)(_with_weights(_to, _order))
for _name, (_parameters, _to, _order) in _AROUND.items():
    recurrent.call(_symbols(_name), _parameters)(_around(_to, _order))
for _name, (_parameters, _order) in _RUNS.items():
    recurrent.call(_symbols(_name, homes=("nn", "contrib.rnn")), _parameters)(_run(_name, _order))
for _name, _parameters in _CRF.items():
    recurrent.call(f"tf.contrib.crf.{_name}", _parameters)(_random_field(_name, _parameters))


def _of_steps(to: str) -> CallRule:
    def rule(site: CallSite, context: Context) -> cst.BaseExpression:
        """The same function, of today's TensorFlow."""
        site.drop("name")
        return site.arguments.call(context.supported(to), site.parameters)
    return rule


for _name, _parameters in _OF_STEPS.items():
    recurrent.call(f"tf.contrib.seq2seq.{_name}", _parameters)(_of_steps(_name))


_SEQUENCE_LOSS = ("logits targets weights average_across_timesteps average_across_batch sum_over_timesteps sum_over_batch "
                  "softmax_loss_function name")


@recurrent.call("tf.contrib.seq2seq.sequence_loss", _SEQUENCE_LOSS)
def sequence_loss(site: CallSite, context: Context) -> cst.BaseExpression:
    """The same function, of today's TensorFlow."""
    site.drop("name")
    return site.arguments.call(context.supported("sequence_loss"), _SEQUENCE_LOSS.split())


@recurrent.call(_symbols("LSTMStateTuple"), "c h")
def lstm_state(site: CallSite, context: Context) -> cst.BaseExpression:
    """The state of an LSTM."""
    return site.arguments.call(context.supported("LSTMStateTuple"), ["c", "h"])


def keras_layer(site: CallSite, context: Context) -> cst.BaseExpression:
    """A recurrent layer of TF1's Keras, which had other defaults, and a hard sigmoid of another slope."""
    arguments = site.arguments
    if is_of_tf2(site.original.func, context.names):
        return site.updated
    for name in ("activation", "recurrent_activation"):
        given = arguments.get(name)
        hard = isinstance(given, cst.SimpleString) and given.evaluated_value == "hard_sigmoid"
        if hard or given is None and name == "recurrent_activation":
            arguments.add(name, context.supported("tf1_hard_sigmoid"))
    layer = site.symbol.rpartition(".")[2]
    if layer.startswith("GRU") and "reset_after" not in arguments:
        arguments.add("reset_after", cst.Name("False"))
    return arguments.call(context.keras(f"layers.{layer}"), ["units"])


KERAS_LAYERS = " ".join(f"tf.keras.layers.{name}" for name in ("LSTM", "GRU", "LSTMCell", "GRUCell"))
KERAS_PARAMETERS = "units activation recurrent_activation"
recurrent.call(KERAS_LAYERS, KERAS_PARAMETERS, Kind.LAYER_CLASS)(keras_layer)
