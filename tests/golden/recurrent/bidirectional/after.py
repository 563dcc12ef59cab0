import tensorflow as tf

from tf1_semantics import DropoutCell, PackedLSTMCell, bidirectional_dynamic_rnn, static_rnn


def encode(words, lengths, units, keep_prob):
    """Runs over sentences in both directions."""
    with tf.variable_scope("encoder"):
        forwards = PackedLSTMCell(units)
        forwards = DropoutCell(forwards, output_keep_prob=keep_prob)
        backwards = PackedLSTMCell(units)
        outputs, states = bidirectional_dynamic_rnn(
            forwards, backwards, words, sequence_length=lengths)
        return tf.concat(outputs, 2), states


def unrolled(steps, cell):
    outputs, state = static_rnn(cell, steps)
    return static_rnn(cell, outputs, initial_state=state)
