"""Every row of docs/apis.md: the example is run under TF1 and migrated, and both give the same."""
import ast

import pytest

from apis.measure import measure
from apis.members import FAMILIES
from migrator.fates import fate, symbols
from migrator.members import families

ROWS = [(title, index, member) for title, members in families().items() for index, member in enumerate(members)]
NAMES = [f"{title}-{index}-{member.symbol}" for title, index, member in ROWS]


@pytest.fixture(scope="module")
def measured(tf115):
    return measure(tf115)


@pytest.mark.parametrize("title, index, member", ROWS, ids=NAMES)
def test_row(title, index, member, measured):
    row = measured[title][index]
    assert "error" not in row, row["error"]
    assert (row["before"], row.get("after", ""), row.get("code", "")) == (member.before, member.after, member.code)
    if member.is_drawn:
        assert row["difference"] <= 0.05
    elif not member.code:
        assert row["difference"] <= max(10 * member.difference, 1e-6)


def test_rows_are_exact():
    for _, _, member in ROWS:
        assert fate(member.symbol) is not None, member.symbol
        assert member.code or member.difference <= (0.05 if member.is_drawn else 1e-5), member


def test_examples_are_shown():
    assert {title: [one.before for one in examples] for title, examples in FAMILIES.items()} == {
        title: [member.before for member in members] for title, members in families().items()}


# Members of the families without an example: no computation, or nothing that a public program was seen to use.
WITHOUT_EXAMPLE = {
    "tf.layers": "InputSpec Layer experimental.keras_style_scope experimental.set_keras_style",
    "tf.losses": "Reduction add_loss get_losses get_regularization_loss get_regularization_losses get_total_loss",
    "tf.metrics": "",
    "tf.nn.rnn_cell": "LSTMStateTuple RNNCell",
    "tf.initializers": "global_variables local_variables tables_initializer uniform_unit_scaling variables orthogonal",
    "tf.contrib.losses": "add_loss get_losses get_regularization_losses get_total_loss",
    "tf.contrib.crf": "CrfDecodeBackwardRnnCell CrfDecodeForwardRnnCell CrfForwardRnnCell",
}


@pytest.mark.parametrize("family", WITHOUT_EXAMPLE)
def test_no_member_is_missing(family):
    shown = {one.symbol for rows in FAMILIES.values() for one in rows}
    absent = {symbol.removeprefix(f"{family}.") for symbol in symbols() if symbol.startswith(f"{family}.") and symbol not in shown}
    assert absent - {""} == set(WITHOUT_EXAMPLE[family].split())


# What changes no number: names of ops and scopes, collections, locks.
NAMELESS = set("name scope reuse _reuse _scope use_locking metrics_collections updates_collections outputs_collections "
               "variables_collections loss_collection trainable dtype kwargs args".split())
NOT_GIVEN = {("tf.train.FtrlOptimizer", "accum_name"), ("tf.train.FtrlOptimizer", "linear_name"),
             ("tf.nn.rnn_cell.LSTMCell", "num_unit_shards"), ("tf.nn.rnn_cell.LSTMCell", "num_proj_shards")}
WHOLE = ("tf.layers", "tf.contrib.layers", "tf.losses", "tf.contrib.losses", "tf.metrics", "tf.contrib.metrics", "Optimizers",
         "Learning rates", "Recurrent cells", "tf.contrib.crf")


def signatures(symbols):
    """Gives the parameters of functions and classes; sent to TF1 as source."""
    import inspect
    from tensorflow.python.util import tf_inspect
    found = {}
    for symbol in symbols:
        value = tf
        for part in symbol.split(".")[1:]:
            value = getattr(value, part)
        spec = tf_inspect.getfullargspec(value.__init__ if inspect.isclass(value) else value)
        found[symbol] = [name for name in spec.args + spec.kwonlyargs if name != "self"]
    return found


def test_every_argument_is_in_an_example(tf115):
    members = [member for title in WHOLE for member in families()[title]]
    rewritten = sorted({member.symbol for member in members if not member.code})
    parameters = tf115.run(signatures, rewritten)
    given = {symbol: set() for symbol in rewritten}
    for member in members:
        for call in ast.walk(ast.parse(member.before, mode="eval")):
            if isinstance(call, ast.Call) and (symbol := ast.unparse(call.func)) in given:
                given[symbol] |= {*parameters[symbol][:len(call.args)], *(keyword.arg for keyword in call.keywords)}
    missing = {(symbol, name) for symbol in rewritten for name in parameters[symbol]
               if name not in given[symbol] and name not in NAMELESS}
    assert missing <= NOT_GIVEN
