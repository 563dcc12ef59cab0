"""What became of TF1's symbols: every one is known, and every target is there."""
import importlib
import json
import subprocess
from pathlib import Path

import pytest

import reference
from migrator import fates
from migrator.fates import Fate, Kind, fate, is_tf1_only

WALK = Path(__file__).parent.parent / "tools" / "namespace_walk.py"


@pytest.fixture(scope="session")
def tf1_namespace():
    """Descriptions of the public names of real TF 1.15, by canonical name."""
    try:
        python = reference.tf115_python()
    except reference.Unavailable as reason:
        pytest.skip(str(reason))
    done = subprocess.run([python, str(WALK), "tensorflow"], capture_output=True, check=True)
    return json.loads(done.stdout)["tensorflow"]


def test_every_public_name_of_tf1_has_a_fate(tf1_namespace):
    assert len(tf1_namespace) > 4000
    assert [name for name in tf1_namespace if fate(name) is None] == []


def test_signatures_are_those_of_tf1(tf1_namespace):
    wrong = {}
    for name, described in tf1_namespace.items():
        recorded = fate(name).signature
        actual = (described.get("parameters") or {}).get("positional", [])
        actual = [parameter for parameter in actual if parameter not in ("_sentinel", "keyword_required")]
        if recorded is not None and list(recorded) != actual:
            wrong[name] = recorded, actual
    assert wrong == {}


@pytest.mark.parametrize("family", ["tf.layers.", "tf.losses.", "tf.metrics.", "tf.estimator.", "tf.contrib.layers."])
def test_functions_that_transforms_bind_have_signatures(family, tf1_namespace):
    functions = [name for name, described in tf1_namespace.items() if name.startswith(family)
                 and described["kind"] == "function" and (described["parameters"] or {}).get("positional")]
    assert functions
    assert [name for name in functions if fate(name).signature is None] == []


def resolves(symbol):
    """Whether a symbol of the target is really there."""
    root, _, path = symbol.partition(".")
    value = importlib.import_module({"tf": "tensorflow"}.get(root, root))
    for name in path.split("."):
        try:
            value = getattr(value, name)
        except AttributeError:
            if root != "absl":
                return False
            value = importlib.import_module(f"absl.{name}")
    return True


@pytest.mark.parametrize("kind", [Kind.SAME, Kind.RENAMED, Kind.COMPAT, Kind.CHANGED])
def test_targets_exist(kind):
    targets = {found.to for symbol in fates.symbols() if (found := fate(symbol)).kind is kind and found.to}
    assert targets
    assert sorted(target for target in targets if not resolves(target)) == []


def test_gone_symbols_have_no_target():
    gone = [fate(symbol) for symbol in fates.symbols() if fate(symbol).kind is Kind.GONE]
    assert gone and all(found.to is None for found in gone)


def test_arguments_fit_their_target():
    for symbol in fates.symbols():
        found = fate(symbol)
        if found.kind is not Kind.RENAMED or found.order is None or found.signature is None:
            continue
        mapped = {found.keywords.get(name, name) for name in found.signature if name not in found.dropped}
        keyword_only = mapped - set(found.order)
        assert len(keyword_only) <= 2, f"{symbol}: {keyword_only} are not parameters of {found.to}"


SPOT_CHECKS = [
    ("tf.reshape", Kind.SAME, "tf.reshape"),
    ("tf.log", Kind.RENAMED, "tf.math.log"),
    ("tf.reduce_sum", Kind.RENAMED, "tf.reduce_sum"),
    ("tf.random_uniform", Kind.RENAMED, "tf.random.uniform"),
    ("tf.to_float", Kind.RENAMED, "tf.cast"),
    ("tf.gfile.Exists", Kind.RENAMED, "tf.io.gfile.exists"),
    ("tf.logging.warn", Kind.RENAMED, "absl.logging.warning"),
    ("tf.flags.DEFINE_string", Kind.RENAMED, "absl.flags.DEFINE_string"),
    ("tf.placeholder", Kind.COMPAT, "tf.compat.v1.placeholder"),
    ("tf.image.resize_bilinear", Kind.COMPAT, "tf.compat.v1.image.resize_bilinear"),
    ("tf.losses.mean_squared_error", Kind.COMPAT, "tf.compat.v1.losses.mean_squared_error"),
    ("tf.where", Kind.CHANGED, "tf.compat.v1.where"),
    ("tf.summary.scalar", Kind.CHANGED, "tf.compat.v1.summary.scalar"),
    ("tf.layers.dense", Kind.GONE, None),
    ("tf.estimator.Estimator", Kind.GONE, None),
    ("tf.contrib.layers.fully_connected", Kind.GONE, None),
    ("tf.contrib.slim.conv2d", Kind.GONE, None),
    ("tf.contrib.framework.nest.flatten", Kind.RENAMED, "tf.nest.flatten"),
    # Members have the fate of what they belong to.
    ("tf.estimator.ModeKeys.TRAIN", Kind.GONE, None),
    ("tf.GraphKeys.UPDATE_OPS", Kind.COMPAT, "tf.compat.v1.GraphKeys.UPDATE_OPS"),
    ("tf.Summary.Value", Kind.COMPAT, "tf.compat.v1.Summary.Value"),
    ("tf.data.Dataset.from_tensors", Kind.SAME, "tf.data.Dataset.from_tensors"),
    ("tf.flags.FLAGS.steps", Kind.RENAMED, "absl.flags.FLAGS.steps"),
    # Modules.
    ("tf.layers", Kind.GONE, None),
    ("tf.contrib.slim", Kind.GONE, None),
    ("tf.nn", Kind.SAME, "tf.nn"),
    # Names that TF 1.15 did not export, in modules that are gone.
    ("tf.contrib.no_such_module.thing", Kind.GONE, None),
    ("tf.python.ops.math_ops", Kind.GONE, None),
]


@pytest.mark.parametrize("symbol, kind, to", SPOT_CHECKS, ids=[symbol for symbol, *_ in SPOT_CHECKS])
def test_spot_checks(symbol, kind, to):
    found = fate(symbol)
    assert (found.symbol, found.kind, found.to) == (symbol, kind, to)


@pytest.mark.parametrize("symbol", ["tf", "tf.math.no_such_function", "keras.layers.Dense", "np.log", "log", "tf.losses.Huber"])
def test_no_tf1_symbol(symbol):
    assert fate(symbol) is None
    assert not is_tf1_only(symbol)


def test_argument_facts():
    assert fate("tf.argmax").signature == ("input", "axis", "name", "dimension", "output_type")
    assert fate("tf.argmax").order == ("input", "axis", "output_type", "name")
    assert fate("tf.argmax").reordered
    assert fate("tf.reduce_sum").keywords == {"keep_dims": "keepdims", "reduction_indices": "axis"}
    assert not fate("tf.reduce_sum").reordered
    assert fate("tf.cond").dropped == {"strict": "False"}  # may go where it is False
    assert fate("tf.nn.conv2d").dropped == {"use_cudnn_on_gpu": None}  # may always go
    assert fate("tf.to_float").added == {"dtype": "tf.float32"}
    assert fate("tf.contrib.slim.conv2d").alias == "tf.contrib.layers.conv2d"


@pytest.mark.parametrize("symbol, expected", [
    ("tf.layers.dense", True), ("tf.log", True), ("tf.summary.scalar", True), ("tf.estimator.ModeKeys.EVAL", True),
    ("tf.reshape", False), ("tf.keras.layers.Dense", False),
    ("tf.reduce_sum", False), ("tf.argmax", False), ("tf.where", False), ("tf.nn.dropout", False),  # only in some calls
])
def test_what_the_ledger_accounts_for(symbol, expected):
    assert is_tf1_only(symbol) is expected


def test_fates_are_immutable_and_cached():
    assert fate("tf.log") is fate("tf.log")
    with pytest.raises(AttributeError):
        fate("tf.log").to = "tf.log"
    assert isinstance(fate("tf.log"), Fate)
