import tensorflow as tf


def encode(words, lengths, units, keep_prob):
    """Runs over sentences in both directions."""
    with tf.variable_scope("encoder"):
        forwards = tf.nn.rnn_cell.LSTMCell(units)
        forwards = tf.nn.rnn_cell.DropoutWrapper(forwards, output_keep_prob=keep_prob)
        backwards = tf.nn.rnn_cell.LSTMCell(units)
        outputs, states = tf.nn.bidirectional_dynamic_rnn(
            forwards, backwards, words, sequence_length=lengths, dtype=tf.float32,
            parallel_iterations=64, swap_memory=True, scope="both")
        return tf.concat(outputs, 2), states


def unrolled(steps, cell):
    outputs, state = tf.contrib.rnn.static_rnn(cell, steps, dtype=tf.float32)
    return tf.nn.static_rnn(cell, outputs, initial_state=state)
