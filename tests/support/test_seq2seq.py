"""tf.contrib.seq2seq for graphs against TF1: variables, values and gradients."""
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.support import beam_search, graph_layers, rnn_cells, seq2seq
from support import few_examples
from support.graph_programs import assert_same, contents_here, contents_in_tf1

HEAD = """
S, N, L = layers
lengths = tf.cast(tf.abs(sequences[:, 0, 0]) < 1, tf.int32) + 2
batch = tf.shape(sequences)[0]
table = tf.get_variable("table", [7, 4])
"""
PROGRAMS = {
    "training": """
cell = N.GRUCell(3)
decoder = S.BasicDecoder(cell, S.TrainingHelper(sequences, lengths), cell.zero_state(batch, tf.float32))
outputs, state, ends = S.dynamic_decode(decoder)
out = [outputs.rnn_output, outputs.sample_id, state, ends]""",
    "an output layer, imputed, time major": """
cell = N.LSTMCell(3)
helper = S.TrainingHelper(tf.transpose(sequences, [1, 0, 2]), lengths, time_major=True)
decoder = S.BasicDecoder(cell, helper, cell.zero_state(batch, tf.float32), L.Dense(5, use_bias=False))
outputs, state, ends = S.dynamic_decode(decoder, output_time_major=True, impute_finished=True, scope="decoding")
out = [outputs.rnn_output, outputs.sample_id, state.c, state.h, ends]""",
    "greedy": """
cell = N.MultiRNNCell([N.GRUCell(3), N.GRUCell(4)])
helper = S.GreedyEmbeddingHelper(table, tf.fill([batch], 1), 3)
decoder = S.BasicDecoder(cell, helper, cell.zero_state(batch, tf.float32), L.Dense(7))
outputs, state, ends = S.dynamic_decode(decoder, maximum_iterations=6)
out = [outputs.rnn_output, outputs.sample_id, state[-1], ends]""",
    "additive attention": """
mechanism = S.BahdanauAttention(6, sequences, lengths, normalize=True)
cell = S.AttentionWrapper(N.GRUCell(3), mechanism, attention_layer_size=5)
outputs, state, _ = S.dynamic_decode(S.BasicDecoder(
    cell, S.TrainingHelper(sequences, lengths), cell.zero_state(batch, tf.float32)), impute_finished=True)
out = [outputs.rnn_output, state.attention, state.cell_state, state.alignments]""",
    "multiplicative attention": """
mechanism = S.LuongAttention(num_units=3, memory=sequences, scale=True)
cell = S.AttentionWrapper(N.LSTMCell(3), mechanism, output_attention=False, alignment_history=True)
state = cell.zero_state(batch, tf.float32)
state = state.clone(cell_state=N.LSTMCell(3).zero_state(batch, tf.float32))
outputs, state, _ = S.dynamic_decode(S.BasicDecoder(cell, S.TrainingHelper(sequences, lengths), state, L.Dense(4)))
out = [outputs.rnn_output, state.attention, state.alignment_history.stack()]""",
    "two memories": """
mechanisms = [S.BahdanauAttention(3, sequences, lengths), S.LuongAttention(4, sequences[:, :3])]
cell = S.AttentionWrapper(N.GRUCell(4), mechanisms, attention_layer_size=[2, 3])
out = tf.nn.dynamic_rnn(cell, sequences, dtype=tf.float32)[0]""",
    "beams": """
cell = N.GRUCell(4)
start = S.tile_batch(cell.zero_state(batch, tf.float32) + sequences[:, 0], multiplier=3)
decoder = S.BeamSearchDecoder(cell, table, tf.fill([batch], 1), 3, start, 3, L.Dense(7, use_bias=False))
outputs, state, ends = S.dynamic_decode(decoder, maximum_iterations=6)
out = [outputs.predicted_ids, outputs.beam_search_decoder_output.scores, state.log_probs, state.lengths, ends]""",
    "beams with attention and a penalty": """
mechanism = S.LuongAttention(3, S.tile_batch(sequences, 2), S.tile_batch(lengths, 2))
cell = S.AttentionWrapper(N.LSTMCell(3), mechanism, attention_layer_size=5)
state = cell.zero_state(2 * batch, tf.float32)
decoder = S.BeamSearchDecoder(cell, lambda ids: tf.nn.embedding_lookup(table, ids), tf.fill([batch], 2), 0, state, beam_width=2,
                              output_layer=L.Dense(7), length_penalty_weight=0.7)
outputs, state, ends = S.dynamic_decode(decoder, maximum_iterations=5, output_time_major=True)
out = [outputs.predicted_ids, outputs.beam_search_decoder_output.scores, state.log_probs, ends]""",
    "small ones": """
out = [S.tile_batch(sequences, 3), S.hardmax(sequences)]""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_equals_tf1(tf115, name):
    program = HEAD + PROGRAMS[name]
    expected = contents_in_tf1(tf115, program, "(tf.contrib.seq2seq, tf.nn.rnn_cell, tf.layers)")
    names = SimpleNamespace(**vars(seq2seq), **{name: getattr(beam_search, name) for name in ("BeamSearchDecoder", "gather_tree")})
    assert_same(contents_here(program, (names, rnn_cells, graph_layers)), expected)


def tf1_gather_tree(step_ids, parent_ids, lengths, end_token):
    with tf.Session() as session:
        return session.run(tf.contrib.seq2seq.gather_tree(step_ids, parent_ids, lengths, end_token))


@few_examples
@given(st.integers(1, 5), st.integers(1, 3), st.integers(1, 4), st.integers(0, 1000))
def test_gather_tree(tf115, steps, batch, beams, seed):
    random = np.random.RandomState(seed)
    shape = steps, batch, beams
    trees = (random.randint(0, 5, shape).astype(np.int32), random.randint(0, beams, shape).astype(np.int32),
             random.randint(0, steps + 2, batch).astype(np.int32), 4)
    np.testing.assert_array_equal(beam_search.gather_tree(*trees), tf115.run(tf1_gather_tree, *trees))
