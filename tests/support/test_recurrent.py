"""Recurrent cells as Keras layers, and conditional random fields, against TF1."""
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.support import crf, recurrent
from support import few_examples

UNITS = 3
CELLS = {
    "N.BasicRNNCell(3)": lambda: recurrent.BasicRecurrentCell(UNITS),
    "N.GRUCell(3, activation=tf.nn.relu)": lambda: recurrent.PackedGRUCell(UNITS, activation="relu"),
    "N.BasicLSTMCell(3, forget_bias=0.3)": lambda: recurrent.PackedLSTMCell(UNITS, forget_bias=0.3),
    "N.LSTMCell(3, use_peepholes=True, cell_clip=0.5, num_proj=2, proj_clip=0.4)":
        lambda: recurrent.PackedLSTMCell(UNITS, use_peepholes=True, cell_clip=0.5, num_proj=2, proj_clip=0.4),
    "tf.contrib.rnn.LSTMBlockCell(3, use_peephole=True)": lambda: recurrent.PackedLSTMCell(UNITS, use_peepholes=True),
    "N.MultiRNNCell([N.GRUCell(3), N.ResidualWrapper(N.BasicLSTMCell(3))])":
        lambda: recurrent.StackedCells([recurrent.PackedGRUCell(UNITS), recurrent.ResidualCell(recurrent.PackedLSTMCell(UNITS))]),
    "N.DropoutWrapper(N.LSTMCell(3), output_keep_prob=1.0)": lambda: recurrent.DropoutCell(recurrent.PackedLSTMCell(UNITS)),
}


def waves(shape):
    return np.float32(np.cos(np.arange(np.prod(shape)) * 0.7).reshape(shape) * 0.5)


def tf1_run(call, sequences, lengths):
    """Runs what `call` says in TF1, all variables set by their shapes; returns the tensors and the gradient of the inputs."""
    nest = tf.contrib.framework.nest
    inputs, N, R = tf.constant(sequences), tf.nn.rnn_cell, tf.contrib.rnn
    lengths = None if lengths is None else tf.constant(lengths)
    outputs = nest.flatten(eval(call, dict(tf=tf, N=N, R=R, x=inputs, n=lengths)))
    gradient = tf.gradients(tf.add_n([tf.reduce_sum(tf.square(one)) for one in outputs]), inputs)
    with tf.Session() as session:
        for variable in tf.global_variables():
            shape = variable.shape.as_list()
            variable.load(np.float32(np.cos(np.arange(np.prod(shape)) * 0.7).reshape(shape) * 0.5), session)
        return session.run(outputs + gradient)


def run_here(call, layers, sequences):
    """Runs `call` twice: to make the variables, and in a graph after they are set."""
    call(tf.constant(sequences))
    for layer in layers:
        for variable in layer.variables:
            variable.assign(waves(variable.shape))

    @tf.function
    def run(inputs):
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = tf.nest.flatten(call(inputs))
            total = tf.add_n([tf.reduce_sum(tf.square(one)) for one in outputs])
        return outputs + [tape.gradient(total, inputs)]

    return run(tf.constant(sequences))


def assert_same(actual, expected):
    for left, right in zip(actual, expected, strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-5, atol=2e-6)


def data(batch, steps, seed=0):
    random = np.random.RandomState(seed)
    return np.float32(random.normal(size=(batch, steps, UNITS))), random.randint(0, steps + 1, size=batch).astype(np.int32)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("ragged", [False, True])
def test_cells(tf115, cell, ragged):
    sequences, lengths = data(4, 5)
    lengths = lengths if ragged else None
    made = CELLS[cell]()
    actual = run_here(lambda inputs: recurrent.dynamic_rnn(made, inputs, lengths), [made], sequences)
    assert_same(actual, tf115.run(tf1_run, f"tf.nn.dynamic_rnn({cell}, x, n, dtype=tf.float32)", sequences, lengths))


@settings(few_examples, max_examples=5)
@given(st.integers(1, 4), st.integers(1, 6))
def test_both_directions(tf115, batch, steps):
    sequences, lengths = data(batch, steps)
    cells = [recurrent.PackedLSTMCell(UNITS), recurrent.PackedGRUCell(UNITS)]
    actual = run_here(lambda inputs: recurrent.bidirectional_dynamic_rnn(*cells, inputs, lengths), cells, sequences)
    call = "tf.nn.bidirectional_dynamic_rnn(N.LSTMCell(3), N.GRUCell(3), x, n, dtype=tf.float32)"
    assert_same(actual, tf115.run(tf1_run, call, sequences, lengths))


def test_stacked_directions(tf115):
    sequences, lengths = data(4, 5)
    cells = [recurrent.PackedLSTMCell(UNITS) for _ in range(4)]
    actual = run_here(lambda inputs: recurrent.stack_bidirectional_dynamic_rnn(
        cells[:2], cells[2:], inputs, sequence_length=lengths), cells, sequences)
    call = ("R.stack_bidirectional_dynamic_rnn([N.LSTMCell(3), N.LSTMCell(3)], [N.LSTMCell(3), N.LSTMCell(3)], x, "
            "dtype=tf.float32, sequence_length=n)")
    assert_same(actual, tf115.run(tf1_run, call, sequences, lengths))


@pytest.mark.parametrize("kind", ["static_rnn", "static_bidirectional_rnn"])
def test_unrolled(tf115, kind):
    sequences, lengths = data(4, 5)
    cells = [recurrent.PackedLSTMCell(UNITS) for _ in range(1 + ("bi" in kind))]
    run = getattr(recurrent, kind)
    actual = run_here(lambda inputs: run(*cells, tf.unstack(inputs, axis=1), sequence_length=lengths), cells, sequences)
    made = ", ".join("N.LSTMCell(3)" for _ in cells)
    call = f"tf.nn.{kind}({made}, tf.unstack(x, axis=1), dtype=tf.float32, sequence_length=n)"
    assert_same(actual, tf115.run(tf1_run, call, sequences, lengths))


@pytest.mark.parametrize("options", ["", ", use_peephole=True", ", forget_bias=0.5"])
@pytest.mark.parametrize("reverse", [False, True])
def test_whole_sequences(tf115, options, reverse):
    sequences, lengths = data(5, 4)
    lengths = np.minimum(lengths, 4)[:4]  # The steps come first.
    made = eval(f"recurrent.FusedLSTM(3{options})".replace("peephole", "peepholes"))
    fused = recurrent.TimeReversed(made) if reverse else made
    actual = run_here(lambda inputs: fused(inputs, sequence_length=tf.constant(lengths)), [made], sequences)
    cell = f"R.LSTMBlockFusedCell(3{options})"
    cell = f"R.TimeReversedFusedRNN({cell})" if reverse else cell
    assert_same(actual, tf115.run(tf1_run, f"{cell}(x, dtype=tf.float32, sequence_length=n)", sequences, lengths))


def test_an_initial_state(tf115):
    sequences, _ = data(2, 4)
    cell = recurrent.PackedGRUCell(UNITS)
    actual = run_here(lambda inputs: recurrent.dynamic_rnn(
        cell, inputs, initial_state=cell.zero_state(2, tf.float32) + 0.5, time_major=False), [cell], sequences)
    call = "tf.nn.dynamic_rnn(N.GRUCell(3), x, initial_state=tf.fill([2, 3], 0.5))"
    assert_same(actual, tf115.run(tf1_run, call, sequences, None))


def tf1_crf(function, potentials, *rest):
    outputs = getattr(tf.contrib.crf, function)(tf.constant(potentials), *[tf.constant(one) for one in rest])
    with tf.Session() as session:
        return list(session.run(outputs if isinstance(outputs, tuple) else (outputs,)))


@settings(few_examples, max_examples=8)
@given(st.integers(1, 4), st.integers(1, 5), st.sampled_from([np.int32, np.int64]))
def test_random_fields(tf115, batch, steps, dtype):
    random = np.random.RandomState(batch + 10 * steps)
    potentials, transitions = np.float32(random.normal(size=(batch, steps, 4))), np.float32(random.normal(size=(4, 4)))
    tags, lengths = random.randint(0, 4, (batch, steps)).astype(dtype), random.randint(0, steps + 1, batch).astype(dtype)
    for function, rest in (("crf_log_likelihood", (tags, lengths, transitions)), ("crf_decode", (transitions, lengths)),
                           ("crf_log_norm", (lengths, transitions)), ("crf_sequence_score", (tags, lengths, transitions))):
        actual = getattr(crf, function)(potentials, *rest)
        actual = actual if isinstance(actual, tuple) else (actual,)
        assert_same(actual, tf115.run(tf1_crf, function, potentials, *rest))
