"""RNN cells for graphs against TF1, run by dynamic_rnn and its kin."""
import pytest

from migrator.support import rnn_cells
from support.graph_programs import assert_same, contents_here, contents_in_tf1

PROGRAMS = {
    "basic": "out = tf.nn.dynamic_rnn(layers.BasicRNNCell(5), sequences, dtype=tf.float32)",
    "gru": "out = tf.nn.dynamic_rnn(layers.GRUCell(5, activation=tf.nn.relu), sequences, dtype=tf.float32, scope='encoder')",
    "lstm": """
outputs, state = tf.nn.dynamic_rnn(layers.BasicLSTMCell(5, forget_bias=0.5), sequences, dtype=tf.float32)
out = [outputs, state.c, state.h]""",
    "lstm without tuples": """
cell = layers.BasicLSTMCell(5, state_is_tuple=False)
out = tf.nn.dynamic_rnn(cell, sequences, initial_state=cell.zero_state(tf.shape(sequences)[0], tf.float32))""",
    "peepholes, projection, clips": """
cell = layers.LSTMCell(5, use_peepholes=True, cell_clip=0.5, num_proj=3, proj_clip=0.2, initializer=tf.ones_initializer())
outputs, state = tf.nn.dynamic_rnn(cell, sequences, dtype=tf.float32)
out = [outputs, state.c, state.h]""",
    "plain LSTMCell": "out = tf.nn.dynamic_rnn(layers.LSTMCell(5), sequences, dtype=tf.float32)[0]",
    "sequence length": """
lengths = tf.cast(tf.abs(sequences[:, 0, 0]) < 1, tf.int32) + 2
out = [tf.nn.dynamic_rnn(layers.LSTMCell(5, name='named'), sequences, lengths, dtype=tf.float32)[0]]""",
    "several layers": """
cell = layers.MultiRNNCell([layers.BasicLSTMCell(size) for size in (5, 4, 3)])
outputs, states = tf.nn.dynamic_rnn(cell, sequences, dtype=tf.float32)
out = [outputs, states[-1].h, states[0].c]""",
    "wrapped": """
cell = layers.MultiRNNCell([layers.DropoutWrapper(layers.GRUCell(4), output_keep_prob=1.0), layers.ResidualWrapper(layers.GRUCell(4))])
out = tf.nn.dynamic_rnn(cell, sequences, dtype=tf.float32)[0]""",
    "fused": """
steps = tf.transpose(sequences, [1, 0, 2])
lengths = tf.cast(tf.abs(sequences[:, 0, 0]) < 1, tf.int32) + 2
first, last = layers.LSTMBlockFusedCell(3, forget_bias=0.5, cell_clip=0.3)(steps, dtype=tf.float32, sequence_length=lengths)
backwards = layers.TimeReversedFusedRNN(layers.LSTMBlockFusedCell(2))
second, state = backwards(steps, dtype=tf.float32, sequence_length=lengths)
third, _ = layers.TimeReversedFusedRNN(layers.LSTMBlockFusedCell(2, use_peephole=True, name='p'))(second, dtype=tf.float32)
out = [first, last.c, last.h, second, state.h, third]""",
    "both directions": """
outputs, states = tf.nn.bidirectional_dynamic_rnn(layers.LSTMCell(3), layers.LSTMCell(3), sequences, dtype=tf.float32)
out = [tf.concat(outputs, 2), states[0].h, states[1].c]""",
    "unrolled": """
steps = tf.unstack(sequences, axis=1)
outputs, state = tf.nn.static_rnn(layers.BasicLSTMCell(3), steps, dtype=tf.float32)
out = outputs + [state.h]""",
    "called by hand": """
cell = layers.GRUCell(3)
state = cell.zero_state(tf.shape(sequences)[0], tf.float32)
with tf.variable_scope('by_hand'):
    for step in range(5):
        if step > 0:
            tf.get_variable_scope().reuse_variables()
        outputs, state = cell(sequences[:, step], state)
out = outputs""",
    "two of them": """
with tf.variable_scope('a'):
    first, _ = tf.nn.dynamic_rnn(layers.GRUCell(3), sequences, dtype=tf.float32)
with tf.variable_scope('b'):
    out, _ = tf.nn.dynamic_rnn(layers.GRUCell(2), first, dtype=tf.float32)""",
    "a cell of the program": """
class Sum(layers.RNNCell):
    @property
    def state_size(self):
        return 4
    @property
    def output_size(self):
        return 4
    def call(self, inputs, state):
        w = tf.get_variable('w', [4], initializer=tf.ones_initializer())
        return state + inputs * w, state + inputs * w
out = tf.nn.dynamic_rnn(Sum(), sequences, dtype=tf.float32)""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_graph(tf115, name):
    expected = contents_in_tf1(tf115, PROGRAMS[name], "tf.contrib.rnn" if "Fused" in PROGRAMS[name] else "tf.nn.rnn_cell")
    assert_same(contents_here(PROGRAMS[name], rnn_cells), expected)
