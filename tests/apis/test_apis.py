"""Every row of docs/apis.md: the example is run under TF1 and migrated, and both give the same."""
import pytest

from apis.measure import measure
from apis.members import FAMILIES
from migrator.fates import fate, symbols
from migrator.members import families

ROWS = [(title, member) for title, members in families().items() for member in members]


@pytest.fixture(scope="module")
def measured(tf115):
    return measure(tf115)


@pytest.mark.parametrize("title, member", ROWS, ids=[member.symbol for _, member in ROWS])
def test_row(title, member, measured):
    row = measured[title][member.symbol]
    assert (row["before"], row.get("after", ""), row.get("code", "")) == (member.before, member.after, member.code)
    if not member.code:
        assert row["difference"] <= max(10 * member.difference, 1e-6)


@pytest.mark.parametrize("member", [member for _, member in ROWS], ids=[member.symbol for _, member in ROWS])
def test_is_exact(member):
    assert fate(member.symbol) is not None
    assert member.code or member.difference <= 1e-5


# Members of the families without an example: no computation, or nothing that a public program was seen to use.
WITHOUT_EXAMPLE = {
    "tf.layers": "InputSpec Layer experimental.keras_style_scope experimental.set_keras_style",
    "tf.losses": "Reduction add_loss get_losses get_regularization_loss get_regularization_losses get_total_loss",
    "tf.metrics": "",
    "tf.nn.rnn_cell": "DeviceWrapper LSTMStateTuple RNNCell",
}


@pytest.mark.parametrize("family", WITHOUT_EXAMPLE)
def test_no_member_is_missing(family):
    shown = {symbol for _, rows in FAMILIES.values() for symbol in rows}
    absent = {symbol.removeprefix(f"{family}.") for symbol in symbols() if symbol.startswith(f"{family}.") and symbol not in shown}
    assert absent == set(WITHOUT_EXAMPLE[family].split())
