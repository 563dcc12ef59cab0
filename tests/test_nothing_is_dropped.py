"""What a user wrote is in the output or in the ledger: without any one argument of a TF1 call, one of both is another."""
from collections import Counter
from pathlib import Path

import libcst as cst
import pytest

from migrator.engine import migrate_source
from migrator.names import Names
from migrator.trees import walk

TESTS = Path(__file__).parent
METHODS = {"train", "evaluate", "predict", "minimize", "compute_gradients", "apply_gradients"}

# The arguments of calls that the ledger says are removed, or that only some of their own arguments say.
SAID_OF_THE_WHOLE_CALL = {
    "tf.estimator.EstimatorSpec", "tf.contrib.tpu.TPUEstimatorSpec", "tf.estimator.export.PredictOutput", "tf.summary.histogram",
    "tf.summary.scalar", "tf.summary.image", "tf.train.LoggingTensorHook", "tf.identity", "tf.name_scope",
    "tf.variable_scope", "tf.keras.regularizers.l2",
    "tf.ConfigProto", "tf.contrib.tpu.TPUConfig", "tf.fixed_size_partitioner", "tf.min_max_variable_partitioner"}

# Arguments that are TF1's defaults, written out.
DEFAULTS = {
    ("tf.contrib.rnn.MultiRNNCell", "state_is_tuple"): "True", ("tf.contrib.rnn.AttentionCellWrapper", "state_is_tuple"): "True",
    ("tf.app.run", "#0"): "main", ("tf.assign_add", "#1"): "1",
    ("tf.contrib.layers.batch_norm", "is_training"): "True", ("tf.contrib.layers.sparse_column_with_hash_bucket", "combiner"): '"sum"',
    ("tf.contrib.layers.convolution2d", "data_format"): "'NHWC'", ("tf.contrib.layers.layer_norm", "begin_params_axis"): "-1",
    ("tf.estimator.inputs.numpy_input_fn", "num_epochs"): "1", ("tf.feature_column.input_layer", "trainable"): "True",
    ("tf.feature_column.linear_model", "trainable"): "True",
    ("tf.keras.optimizers.SGD", "decay"): "0.0", ("tf.layers.BatchNormalization", "fused"): "True",
    ("tf.losses.sigmoid_cross_entropy", "label_smoothing"): "0", ("tf.losses.sparse_softmax_cross_entropy", "weights"): "1.0",
    ("tf.train.MomentumOptimizer", "use_nesterov"): "False", ("tf.contrib.rnn.LayerNormBasicLSTMCell", "dropout_keep_prob"): "1.0",
}

# optimize_loss runs the update ops by itself; a schedule casts the step by itself.
DONE_ANYWAY = {("tf.control_dependencies", "#0"), ("tf.cast", "#1")}


def is_default(key, value, code):
    return value in ("None", "tf.float32") or DEFAULTS.get(key) == value or key in DONE_ANYWAY


def places():
    """For each parameter of a TF1 function that a program gives: the smallest such program, its tree, call and argument."""
    found = {}
    paths = sorted([*TESTS.glob("programs/*/before.py"), *TESTS.glob("golden/*/*/before.py")],
                   key=lambda path: (path.stat().st_size, str(path)))
    for path in paths:
        module = cst.parse_module(path.read_bytes())
        names = Names(module)
        for call in walk(module):
            if not isinstance(call, cst.Call):
                continue
            symbol = names.symbol(call.func) or (
                f".{call.func.attr.value}" if isinstance(call.func, cst.Attribute) and call.func.attr.value in METHODS else "")
            if not symbol.startswith(("tf.", ".")) or symbol in SAID_OF_THE_WHOLE_CALL:
                continue
            for index, argument in enumerate(call.args):
                if argument.star or argument.keyword is None and index + 1 < len(call.args):
                    continue  # What follows would move into its place.
                key = symbol, argument.keyword.value if argument.keyword else f"#{index}"
                if key not in found and not is_default(key, module.code_for_node(argument.value).strip(), module):
                    found[key] = path, module, call, argument
    return found


PLACES = places()


def without(module, call, argument):
    """The program without an argument."""
    kept = [one for one in call.args if one is not argument]
    if kept:
        kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return module.deep_replace(call, call.with_changes(args=kept)).bytes


def said(source):
    """All that a migration says, but for places and layout."""
    result = migrate_source(source)
    return (b"".join(result.after.split()), result.failure,
            Counter((one.symbol, one.disposition, one.code, one.message) for one in result.constructs),
            Counter((one.code, one.message) for one in result.findings), [(form[0], *form[2:]) for form in result.forms])


@pytest.fixture(scope="module")
def whole():
    """What is said of the whole programs, each once."""
    known = {}

    def of(path):
        if path not in known:
            known[path] = said(path.read_bytes())
        return known[path]
    return of


@pytest.mark.parametrize("key", sorted(PLACES), ids=lambda key: f"{key[0]}-{key[1]}")
def test_every_argument_counts(key, whole):
    path, module, call, argument = PLACES[key]
    is_silent = said(without(module, call, argument)) == whole(path)
    assert not is_silent, f"{path.parent.name}: {key[1]} of {key[0]} is dropped in silence"
