"""Recurrent cells of TF1 as Keras layers, and the functions that run them over sequences.

A cell keeps TF1's one kernel for the inputs and the state, whose columns are the gates in TF1's order, so that what it
starts from, what clips its gradients and what a checkpoint holds are those of TF1.
"""
import keras
import tensorflow as tf

from migrator.support.rnn_cells import LSTMStateTuple


class RecurrentCell(keras.layers.Layer):
    """A layer that is called with inputs and a state, and gives outputs and the next state.

    Attributes:
        state_size: the number of columns of the state, or a structure of such numbers.
        output_size: that of the outputs.
    """

    def zero_state(self, batch_size, dtype=tf.float32):
        """Returns the state before the first step: zeros."""
        return tf.nest.map_structure(lambda size: tf.zeros([batch_size, size], dtype), self.state_size)


class BasicRecurrentCell(RecurrentCell):
    """`tf.nn.rnn_cell.BasicRNNCell`."""

    def __init__(self, num_units, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.num_units = self.state_size = self.output_size = num_units
        self.activation = keras.activations.get(activation or "tanh")

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=[input_shape[-1] + self.num_units, self.num_units])
        self.bias = self.add_weight(name="bias", shape=[self.num_units], initializer="zeros")

    def call(self, inputs, state):
        outputs = self.activation(tf.matmul(tf.concat([inputs, state], 1), self.kernel) + self.bias)
        return outputs, outputs


class PackedGRUCell(RecurrentCell):
    """`tf.nn.rnn_cell.GRUCell`: the reset gate is applied before the state is multiplied, the gates' bias starts at one."""

    def __init__(self, num_units, activation=None, kernel_initializer=None, bias_initializer=None, **kwargs):
        super().__init__(**kwargs)
        self.num_units = self.state_size = self.output_size = num_units
        self.activation = keras.activations.get(activation or "tanh")
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer

    def build(self, input_shape):
        rows, units = input_shape[-1] + self.num_units, self.num_units
        kernel, bias = self.kernel_initializer, self.bias_initializer
        self.gate_kernel = self.add_weight(name="gate_kernel", shape=[rows, 2 * units], initializer=kernel)
        self.gate_bias = self.add_weight(name="gate_bias", shape=[2 * units], initializer=bias or "ones")
        self.candidate_kernel = self.add_weight(name="candidate_kernel", shape=[rows, units], initializer=kernel)
        self.candidate_bias = self.add_weight(name="candidate_bias", shape=[units], initializer=bias or "zeros")

    def call(self, inputs, state):
        gates = tf.sigmoid(tf.matmul(tf.concat([inputs, state], 1), self.gate_kernel) + self.gate_bias)
        reset, update = tf.split(gates, 2, axis=1)
        candidate = tf.matmul(tf.concat([inputs, reset * state], 1), self.candidate_kernel) + self.candidate_bias
        outputs = update * state + (1 - update) * self.activation(candidate)
        return outputs, outputs


class PackedLSTMCell(RecurrentCell):
    """`tf.nn.rnn_cell.LSTMCell`; without its options it is `BasicLSTMCell`.

    The state is an `LSTMStateTuple`.
    """

    def __init__(
        self, num_units, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None, proj_clip=None,
        forget_bias=1.0, activation=None, **kwargs,
    ):
        super().__init__(**kwargs)
        self.num_units = num_units
        self.use_peepholes = use_peepholes
        self.cell_clip = cell_clip
        self.initializer = initializer
        self.num_proj = num_proj
        self.proj_clip = proj_clip
        self.forget_bias = forget_bias
        self.activation = keras.activations.get(activation or "tanh")

    @property
    def output_size(self):
        return self.num_proj or self.num_units

    @property
    def state_size(self):
        return LSTMStateTuple(self.num_units, self.output_size)

    def build(self, input_shape):
        rows, units = input_shape[-1] + self.output_size, self.num_units
        self.kernel = self.add_weight(name="kernel", shape=[rows, 4 * units], initializer=self.initializer)
        self.bias = self.add_weight(name="bias", shape=[4 * units], initializer="zeros")
        if self.use_peepholes:
            self.w_f_diag, self.w_i_diag, self.w_o_diag = (
                self.add_weight(name=name, shape=[units], initializer=self.initializer)
                for name in ("w_f_diag", "w_i_diag", "w_o_diag")
            )
        if self.num_proj:
            self.projection = self.add_weight(
                name="projection", shape=[units, self.num_proj], initializer=self.initializer
            )

    def call(self, inputs, state):
        c, h = state
        i, j, f, o = tf.split(tf.matmul(tf.concat([inputs, h], 1), self.kernel) + self.bias, 4, axis=1)
        if self.use_peepholes:
            i, f = i + self.w_i_diag * c, f + self.w_f_diag * c
        c = tf.sigmoid(f + self.forget_bias) * c + tf.sigmoid(i) * self.activation(j)
        if self.cell_clip is not None:
            c = tf.clip_by_value(c, -self.cell_clip, self.cell_clip)
        if self.use_peepholes:
            o += self.w_o_diag * c
        h = tf.sigmoid(o) * self.activation(c)
        if self.num_proj:
            h = tf.matmul(h, self.projection)
            if self.proj_clip is not None:
                h = tf.clip_by_value(h, -self.proj_clip, self.proj_clip)
        return h, LSTMStateTuple(c, h)


class NormalizedLSTMCell(RecurrentCell):
    """`tf.contrib.rnn.LayerNormBasicLSTMCell` without dropout: each gate and the memory are normalized.

    The state is an `LSTMStateTuple`.
    """

    def __init__(
        self, num_units, forget_bias=1.0, activation=None, layer_norm=True, norm_gain=1.0, norm_shift=0.0, **kwargs
    ):
        super().__init__(**kwargs)
        self.num_units = self.output_size = num_units
        self.state_size = LSTMStateTuple(num_units, num_units)
        self.forget_bias = forget_bias
        self.activation = keras.activations.get(activation or "tanh")
        self.layer_norm = layer_norm
        self.norm_gain = norm_gain
        self.norm_shift = norm_shift

    def build(self, input_shape):
        units = self.num_units
        self.kernel = self.add_weight(name="kernel", shape=[input_shape[-1] + units, 4 * units])
        if not self.layer_norm:
            self.bias = self.add_weight(name="bias", shape=[4 * units])
            return
        gain, shift = keras.initializers.Constant(self.norm_gain), keras.initializers.Constant(self.norm_shift)
        self.gammas, self.betas = {}, {}
        for part in ("input", "transform", "forget", "output", "state"):
            self.gammas[part] = self.add_weight(name=f"{part}_gamma", shape=[units], initializer=gain)
            self.betas[part] = self.add_weight(name=f"{part}_beta", shape=[units], initializer=shift)

    def normalized(self, values, part):
        if not self.layer_norm:
            return values
        mean, variance = tf.nn.moments(values, [1], keepdims=True)
        return tf.nn.batch_normalization(values, mean, variance, self.betas[part], self.gammas[part], 1e-12)

    def call(self, inputs, state):
        c, h = state
        gates = tf.matmul(tf.concat([inputs, h], 1), self.kernel)
        if not self.layer_norm:
            gates += self.bias
        parts = zip(tf.split(gates, 4, axis=1), ("input", "transform", "forget", "output"))
        i, j, f, o = (self.normalized(values, part) for values, part in parts)
        c = tf.sigmoid(f + self.forget_bias) * c + tf.sigmoid(i) * self.activation(j)
        c = self.normalized(c, "state")
        h = tf.sigmoid(o) * self.activation(c)
        return h, LSTMStateTuple(c, h)


class UpdateGateCell(RecurrentCell):
    """`tf.contrib.rnn.UGRNNCell`: one gate between the state and a candidate."""

    def __init__(self, num_units, initializer=None, forget_bias=1.0, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.num_units = self.state_size = self.output_size = num_units
        self.initializer = initializer
        self.forget_bias = forget_bias
        self.activation = keras.activations.get(activation or "tanh")

    def build(self, input_shape):
        rows, units = input_shape[-1] + self.num_units, self.num_units
        self.kernel = self.add_weight(name="kernel", shape=[rows, 2 * units], initializer=self.initializer)
        self.bias = self.add_weight(name="bias", shape=[2 * units], initializer="zeros")

    def call(self, inputs, state):
        gate, candidate = tf.split(tf.matmul(tf.concat([inputs, state], 1), self.kernel) + self.bias, 2, axis=1)
        gate = tf.sigmoid(gate + self.forget_bias)
        outputs = gate * state + (1 - gate) * self.activation(candidate)
        return outputs, outputs


class StackedCells(RecurrentCell):
    """`tf.nn.rnn_cell.MultiRNNCell`: cells one behind the other; the state is a tuple of theirs."""

    def __init__(self, cells, **kwargs):
        super().__init__(**kwargs)
        self.cells = list(cells)

    @property
    def state_size(self):
        return tuple(cell.state_size for cell in self.cells)

    @property
    def output_size(self):
        return self.cells[-1].output_size

    def build(self, input_shape):
        for cell in self.cells:
            build_cell(cell, input_shape)
            input_shape = (input_shape[0], cell.output_size)

    def call(self, inputs, state):
        states = []
        for cell, before in zip(self.cells, state):
            inputs, after = cell(inputs, before)
            states.append(after)
        return inputs, tuple(states)


class CellAround(RecurrentCell):
    """A cell around another one, which has its variables and its state."""

    def __init__(self, cell, **kwargs):
        super().__init__(**kwargs)
        self.cell = cell

    @property
    def state_size(self):
        return self.cell.state_size

    @property
    def output_size(self):
        return self.cell.output_size

    def build(self, input_shape):
        build_cell(self.cell, input_shape)


class DropoutCell(CellAround):
    """`tf.nn.rnn_cell.DropoutWrapper`: drops, at each step anew and in every mode, inputs, outputs and state."""

    def __init__(self, cell, input_keep_prob=1.0, output_keep_prob=1.0, state_keep_prob=1.0, seed=None, **kwargs):
        super().__init__(cell, **kwargs)
        self.keep_probs = input_keep_prob, output_keep_prob, state_keep_prob
        self.seed = seed

    def call(self, inputs, state):
        of_inputs, of_outputs, of_state = self.keep_probs
        outputs, state = self.cell(self.dropped(inputs, of_inputs), state)
        return self.dropped(outputs, of_outputs), self.dropped_state(state, of_state)

    def dropped(self, values, keep_prob):
        if not tf.is_tensor(keep_prob) and keep_prob >= 1:
            return values
        return tf.nn.dropout(values, rate=1 - keep_prob, seed=self.seed)

    def dropped_state(self, state, keep_prob):
        if isinstance(state, LSTMStateTuple):  # The memory itself is kept.
            return LSTMStateTuple(state.c, self.dropped(state.h, keep_prob))
        if isinstance(state, (list, tuple)):
            return tuple(self.dropped_state(part, keep_prob) for part in state)
        return self.dropped(state, keep_prob)


class ResidualCell(CellAround):
    """`tf.nn.rnn_cell.ResidualWrapper`: adds the inputs to the outputs."""

    def __init__(self, cell, residual_fn=None, **kwargs):
        super().__init__(cell, **kwargs)
        self.residual_fn = residual_fn or tf.add

    def call(self, inputs, state):
        outputs, state = self.cell(inputs, state)
        return self.residual_fn(inputs, outputs), state


def build_cell(cell, input_shape):
    """Makes the variables of a cell, unless it has them; a loop over steps can't."""
    if not cell.built:
        cell.build(tuple(input_shape))


def dynamic_rnn(cell, inputs, sequence_length=None, initial_state=None, dtype=None, time_major=False):
    """`tf.nn.dynamic_rnn`: runs a cell over sequences.

    Args:
        cell: the cell.
        inputs: a tensor [batch, time, size], or [time, batch, size] if `time_major`.
        sequence_length: the lengths of the sequences, [batch]: behind them the outputs are zeros and the state stays.
        initial_state: the state before the first step; zeros if None.
        dtype: the type of these zeros; that of the inputs if None.
        time_major: whether the steps are the first axis of inputs and outputs.

    Returns:
        The outputs [batch, time, size], and the last state of each sequence.
    """
    inputs = tf.convert_to_tensor(inputs)
    by_step = inputs if time_major else tf.transpose(inputs, [1, 0, 2])
    build_cell(cell, by_step.shape[1:])
    steps, batch = tf.unstack(tf.shape(by_step)[:2])
    if initial_state is None:
        initial_state = cell.zero_state(batch, dtype or inputs.dtype)
    if sequence_length is not None:
        sequence_length = tf.cast(sequence_length, tf.int32)
    arrays = tf.TensorArray(tf.nest.flatten(initial_state)[0].dtype, steps, element_shape=[by_step.shape[1], cell.output_size])

    def step(time, arrays, state):
        outputs, after = cell(by_step[time], state)
        if sequence_length is not None:
            goes_on = (time < sequence_length)[:, tf.newaxis]
            outputs = tf.where(goes_on, outputs, tf.zeros_like(outputs))
            after = tf.nest.map_structure(lambda new, old: tf.where(goes_on, new, old), after, state)
        return time + 1, arrays.write(time, outputs), after

    invariants = (tf.TensorShape([]), tf.TensorShape(None), tf.nest.map_structure(
        lambda part: tf.TensorShape([None, part.shape[1]]), initial_state))
    _, arrays, state = tf.while_loop(
        lambda time, *_: time < steps, step, (0, arrays, initial_state), invariants, maximum_iterations=steps)
    outputs = arrays.stack()
    outputs.set_shape([by_step.shape[0], by_step.shape[1], cell.output_size])
    return outputs if time_major else tf.transpose(outputs, [1, 0, 2]), state


def static_rnn(cell, inputs, initial_state=None, dtype=None, sequence_length=None):
    """`tf.nn.static_rnn`: runs a cell over a list of steps, each [batch, size].

    Returns:
        The list of outputs, and the last state.
    """
    outputs, state = dynamic_rnn(cell, tf.stack(inputs), sequence_length, initial_state, dtype, time_major=True)
    return tf.unstack(outputs, len(inputs)), state


def bidirectional_dynamic_rnn(
    cell_fw, cell_bw, inputs, sequence_length=None, initial_state_fw=None, initial_state_bw=None, dtype=None, time_major=False
):
    """`tf.nn.bidirectional_dynamic_rnn`: one cell forwards, the other backwards from the end of each sequence.

    Returns:
        The outputs of both, and the states of both.
    """
    forwards = dynamic_rnn(cell_fw, inputs, sequence_length, initial_state_fw, dtype, time_major)
    outputs, state = dynamic_rnn(
        cell_bw, turned(inputs, sequence_length, time_major), sequence_length, initial_state_bw, dtype, time_major)
    return (forwards[0], turned(outputs, sequence_length, time_major)), (forwards[1], state)


def static_bidirectional_rnn(
    cell_fw, cell_bw, inputs, initial_state_fw=None, initial_state_bw=None, dtype=None, sequence_length=None
):
    """`tf.nn.static_bidirectional_rnn`: as `bidirectional_dynamic_rnn`, for a list of steps.

    Returns:
        The list of the outputs of both beside each other, the state of the first and that of the second.
    """
    outputs, (forwards, backwards) = bidirectional_dynamic_rnn(
        cell_fw, cell_bw, tf.stack(inputs), sequence_length, initial_state_fw, initial_state_bw, dtype, time_major=True)
    return tf.unstack(tf.concat(outputs, 2), len(inputs)), forwards, backwards


def stack_bidirectional_dynamic_rnn(
    cells_fw, cells_bw, inputs, initial_states_fw=None, initial_states_bw=None, dtype=None, sequence_length=None,
    time_major=False,
):
    """`tf.contrib.rnn.stack_bidirectional_dynamic_rnn`: pairs of cells, each over the outputs of the pair before.

    Returns:
        The outputs of the last pair beside each other, the states of the first cells and those of the second.
    """
    states_fw, states_bw = [], []
    for index, (cell_fw, cell_bw) in enumerate(zip(cells_fw, cells_bw)):
        outputs, (forwards, backwards) = bidirectional_dynamic_rnn(
            cell_fw, cell_bw, inputs, sequence_length, initial_states_fw[index] if initial_states_fw else None,
            initial_states_bw[index] if initial_states_bw else None, dtype, time_major)
        inputs = tf.concat(outputs, 2)
        states_fw.append(forwards)
        states_bw.append(backwards)
    return inputs, tuple(states_fw), tuple(states_bw)


def turned(inputs, sequence_length, time_major):
    """Returns sequences back to front; what is behind their ends stays where it is."""
    time, batch = (0, 1) if time_major else (1, 0)
    if sequence_length is None:
        return tf.reverse(inputs, [time])
    return tf.reverse_sequence(inputs, sequence_length, seq_axis=time, batch_axis=batch)


class FusedLSTM(PackedLSTMCell):
    """`tf.contrib.rnn.LSTMBlockFusedCell`: an LSTM that is called with whole sequences, [time, batch, size]."""

    def call(self, inputs, initial_state=None, dtype=None, sequence_length=None):
        if initial_state is not None:
            initial_state = LSTMStateTuple(*initial_state)
        return dynamic_rnn(OneStep(self), inputs, sequence_length, initial_state, dtype, time_major=True)


class OneStep:
    """The cell that an LSTM over whole sequences takes its steps by."""

    def __init__(self, lstm):
        self.lstm = lstm
        self.built = lstm.built
        self.output_size = lstm.output_size
        self.zero_state = lstm.zero_state

    def __call__(self, inputs, state):
        return PackedLSTMCell.call(self.lstm, inputs, state)


class TimeReversed:
    """`tf.contrib.rnn.TimeReversedFusedRNN`: runs an LSTM over sequences, [time, batch, size], back to front."""

    def __init__(self, cell):
        self.cell = cell

    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None):
        outputs, state = self.cell(
            turned(inputs, sequence_length, True), initial_state=initial_state, dtype=dtype, sequence_length=sequence_length)
        return turned(outputs, sequence_length, True), state
