"""The symbols and platform transforms: what the golden cases don't show, ledgers, markers, gradients."""
import doctest
import importlib

import numpy as np
import pytest

from migrator import fates
from migrator.findings import CODES
from migrator.result import Disposition
from migrator.transforms.platform import platform
from migrator.transforms.symbols import symbols


def ledger(transform, program):
    result = transform("import tensorflow as tf\n" + program)
    assert result.failure is None
    return [(construct.symbol, construct.disposition, construct.code) for construct in result.constructs]


def rewritten(transform, line):
    lines = transform("import tensorflow as tf\n" + line + "\n").after.decode().splitlines()
    return [line for line in lines if not line.startswith(("import ", "from ")) and line]


@pytest.mark.parametrize("name", ["symbols", "platform"])
def test_examples_in_the_documentation(name):
    module = importlib.import_module(f"migrator.transforms.{name}")
    assert doctest.testmod(module).attempted > 0
    assert doctest.testmod(module).failed == 0


def test_old_forms_are_in_the_ledger_and_new_forms_are_not():
    program = "a = tf.reduce_sum(x, keep_dims=True)\nb = tf.reduce_sum(x, axis=1)\nc = tf.where(m)\n"
    assert ledger(symbols, program) == [("tf.reduce_sum", Disposition.REWRITTEN, None)]


def test_what_was_never_compared_is_to_be_reviewed():
    assert ledger(symbols, "y = tf.scatter_nd_add(x, i, u)\n") == [
        ("tf.scatter_nd_add", Disposition.REVIEW, "MIG240")]
    assert rewritten(symbols, "y = tf.scatter_nd_add(x, i, u)") == ["y = tf.compat.v1.scatter_nd_add(x, i, u)"]


@pytest.mark.parametrize("line, code", [
    ("tf.logging.fatal('x')", "MIG241"),
    ("tf.logging.set_verbosity(args.verbosity)", "MIG242"),
    ("import numpy as np; np.random.seed(1); tf.set_random_seed(1)", "MIG243"),
    ("FLAGS = tf.flags.FLAGS; print(FLAGS.steps)", "MIG244"),
])
def test_reviews_of_the_platform(line, code):
    assert (Disposition.REVIEW, code) in [entry[1:] for entry in ledger(platform, line + "\n")]


@pytest.mark.parametrize("line", [
    "tf.logging.set_verbosity(tf.logging.INFO)", "tf.logging.set_verbosity(30)", "tf.logging.set_verbosity('debug')",
    "tf.set_random_seed(1)", "import numpy as np; r = np.random.RandomState(1); tf.set_random_seed(1)",
    "FLAGS = tf.flags.FLAGS\ndef main(_):\n  print(FLAGS.steps)",
])
def test_no_review_without_reason(line):
    assert {disposition for _, disposition, _ in ledger(platform, line + "\n")} == {Disposition.REWRITTEN}


def test_switches_are_removed_and_say_why():
    assert ledger(platform, "tf.disable_v2_behavior()\n") == [("tf.disable_v2_behavior", Disposition.REMOVED, "MIG300")]


@pytest.mark.parametrize("transform, line, code", [
    (symbols, "y = tf.count_nonzero(*args)", "MIG101"),
    (symbols, "y = tf.contrib.layers.recompute_grad(f, use_data_dep=True)", "MIG102"),
    (platform, "tf.app.run()", "MIG102"),
    (platform, "level = tf.logging.TaskLevelStatusMessage", "MIG102"),
])
def test_what_is_left_is_marked(transform, line, code):
    marker, statement = rewritten(transform, line)
    assert marker.startswith(f"# TODO(migrator): {code} ")
    assert statement == line
    assert code in CODES


def test_every_renamed_symbol_has_a_rule():
    handled = {*symbols.calls, *platform.calls, *platform.names, *symbols.names}
    renamed = {symbol for symbol in fates.symbols() if fates.fate(symbol).kind is fates.Kind.RENAMED}
    unhandled = {symbol for symbol in renamed - handled
                 if not any(symbol.startswith(f"{owner}.") for owner in platform.names)}
    assert {symbol for symbol in unhandled if not symbol.startswith("tf.app.")} == set()


def test_an_argument_that_matters_is_not_dropped():
    assert rewritten(symbols, "y = tf.cond(p, f, g, strict=True)") == ["y = tf.compat.v1.cond(p, f, g, strict=True)"]
    assert rewritten(symbols, "y = tf.cond(p, f, g, strict=False)") == ["y = tf.cond(p, f, g)"]


@pytest.mark.parametrize("keep, rate", [
    ("0.9", "0.1"), ("0.5", "0.5"), ("1.0", "0.0"), ("1", "0.0"), ("keep", "1 - keep"), ("1 - rate", "rate"),
    ("a + b", "1 - (a + b)"), ("a if b else c", "1 - (a if b else c)"), ("params['k']", "1 - params['k']"),
])
def test_rates_of_dropout(keep, rate):
    assert rewritten(symbols, f"y = tf.nn.dropout(x, {keep})") == [f"y = tf.nn.dropout(x, rate={rate})"]


def gradient_of_cross_entropy(function_name, scores, logits):
    scores, logits = tf.constant(scores), tf.constant(logits)
    labels = tf.nn.softmax(scores)
    loss = tf.reduce_sum(getattr(tf.nn, function_name)(labels=labels, logits=logits))
    with tf.Session() as session:
        gradients = [g for g in tf.gradients(loss, [scores, logits]) if g is not None]
        return [loss.eval()] + session.run(gradients)


@pytest.mark.parametrize("name", ["softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits_v2"])
def test_gradients_into_labels(name, tf115):
    import tensorflow as tf
    random = np.random.RandomState(0)
    scores, logits = np.float32(random.normal(size=(2, 4, 3)))
    expected = tf115.run(gradient_of_cross_entropy, name, scores, logits)

    program = f"import tensorflow as tf\ndef loss(labels, logits):\n  return tf.nn.{name}(labels=labels, logits=logits)\n"
    namespace = {}
    exec(symbols(program).after, namespace)
    scores, logits = tf.constant(scores), tf.constant(logits)
    with tf.GradientTape() as tape:
        tape.watch([scores, logits])
        loss = tf.reduce_sum(namespace["loss"](tf.nn.softmax(scores), logits))
    actual = [loss, *(g for g in tape.gradient(loss, [scores, logits]) if g is not None)]
    assert len(actual) == len(expected)
    for ours, theirs in zip(actual, expected):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-6)
