"""The cells of tf.contrib.rnn as Keras layers against TF1: outputs, states and gradients."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.support import contrib_cells, recurrent
from support import few_examples
from support.test_recurrent import UNITS, assert_same, data, run_here, tf1_run

CELLS = {
    "R.NASCell(3)": lambda: contrib_cells.ArchitectureSearchCell(UNITS),
    "R.NASCell(3, num_proj=2, use_bias=True)": lambda: contrib_cells.ArchitectureSearchCell(UNITS, num_proj=2, use_bias=True),
    "R.CoupledInputForgetGateLSTMCell(3)": lambda: contrib_cells.CoupledGateLSTMCell(UNITS),
    "R.CoupledInputForgetGateLSTMCell(3, use_peepholes=True, num_proj=2, proj_clip=0.1, forget_bias=0.3, activation=tf.nn.relu)":
        lambda: contrib_cells.CoupledGateLSTMCell(
            UNITS, use_peepholes=True, num_proj=2, proj_clip=0.1, forget_bias=0.3, activation="relu"),
    "R.CoupledInputForgetGateLSTMCell(3, layer_norm=True)": lambda: contrib_cells.CoupledGateLSTMCell(UNITS, layer_norm=True),
    "R.SRUCell(3, activation=tf.nn.relu)": lambda: contrib_cells.SimpleRecurrentUnitCell(UNITS, activation="relu"),
    "R.IndRNNCell(3)": lambda: contrib_cells.IndependentCell(UNITS),
    "R.IndyLSTMCell(3, forget_bias=0.3)": lambda: contrib_cells.IndependentLSTMCell(UNITS, forget_bias=0.3),
    "R.HighwayWrapper(N.GRUCell(3))": lambda: contrib_cells.HighwayCell(recurrent.PackedGRUCell(UNITS)),
    "R.HighwayWrapper(N.LSTMCell(3), couple_carry_transform_gates=False, carry_bias_init=0.3)":
        lambda: contrib_cells.HighwayCell(
            recurrent.PackedLSTMCell(UNITS), couple_carry_transform_gates=False, carry_bias_init=0.3),
    "R.InputProjectionWrapper(N.GRUCell(3), 2, activation=tf.nn.relu)":
        lambda: contrib_cells.InputProjectionCell(recurrent.PackedGRUCell(UNITS), 2, "relu"),
    "R.OutputProjectionWrapper(N.LSTMCell(3), 2)":
        lambda: contrib_cells.OutputProjectionCell(recurrent.PackedLSTMCell(UNITS), 2),
    "R.AttentionCellWrapper(N.GRUCell(3), 2)": lambda: contrib_cells.AttentionCell(recurrent.PackedGRUCell(UNITS), 2),
    "R.AttentionCellWrapper(N.LSTMCell(3), 3, attn_size=2, attn_vec_size=4, input_size=5)":
        lambda: contrib_cells.AttentionCell(
            recurrent.PackedLSTMCell(UNITS), 3, attn_size=2, attn_vec_size=4, input_size=5),
    "N.MultiRNNCell([R.NASCell(3), R.AttentionCellWrapper(N.GRUCell(2), 2)])":
        lambda: recurrent.StackedCells([
            contrib_cells.ArchitectureSearchCell(UNITS), contrib_cells.AttentionCell(recurrent.PackedGRUCell(2), 2)]),
}


@pytest.mark.parametrize("cell", CELLS)
@settings(few_examples, max_examples=2)
@given(batch=st.integers(1, 4), steps=st.integers(1, 5), ragged=st.booleans())
def test_cells(tf115, cell, batch, steps, ragged):
    sequences, lengths = data(batch, steps)
    lengths = lengths if ragged else None
    made = CELLS[cell]()
    actual = run_here(lambda inputs: recurrent.dynamic_rnn(made, inputs, lengths), [made], sequences)
    assert_same(actual, tf115.run(tf1_run, f"tf.nn.dynamic_rnn({cell}, x, n, dtype=tf.float32)", sequences, lengths))
