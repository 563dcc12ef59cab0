"""`tf.nn.rnn_cell`, for graphs; `tf.compat.v1.nn.dynamic_rnn` and its kin run these cells."""
import typing

import tensorflow as tf

from migrator.support.crf import crf_log_likelihood
from migrator.support.graph_layers import GraphLayer, activated


class LSTMStateTuple(typing.NamedTuple):
    """`tf.nn.rnn_cell.LSTMStateTuple`: the state of a cell, and its output."""

    c: object
    h: object


def zeros_of(size, batch_size, dtype):
    """Returns a structure of zeros for a structure of sizes."""

    def zeros(size):
        dims = tf.TensorShape(size).as_list()
        made = tf.zeros(tf.concat([[batch_size], dims], 0), dtype)
        made.set_shape([tf.get_static_value(batch_size), *dims])
        return made

    return tf.nest.map_structure(zeros, size)


class RNNCell(GraphLayer):
    """`tf.nn.rnn_cell.RNNCell`: a layer that is called with inputs and a state, and gives outputs and a state."""

    def __init__(self, trainable=True, name=None, dtype=None, _reuse=None, **kwargs):
        super().__init__(trainable, name, dtype, reuse=_reuse, **kwargs)

    def __call__(self, inputs, state, scope=None):
        if scope is None:
            return super().__call__(inputs, state)
        with tf.compat.v1.variable_scope(scope) as entered:
            return super().__call__(inputs, state, scope=entered)

    @property
    def state_size(self):
        raise NotImplementedError("a cell says what state it has")

    @property
    def output_size(self):
        raise NotImplementedError("a cell says what it gives")

    def zero_state(self, batch_size, dtype):
        with tf.name_scope(f"{type(self).__name__}ZeroState"):
            return zeros_of(self.state_size, batch_size, dtype)

    def get_initial_state(self, inputs=None, batch_size=None, dtype=None):
        if inputs is not None:
            batch_size, dtype = tf.shape(inputs)[0], inputs.dtype
        return self.zero_state(batch_size, dtype)


class BasicRNNCell(RNNCell):
    """`tf.nn.rnn_cell.BasicRNNCell`."""

    def __init__(self, num_units, activation=None, reuse=None, name=None, dtype=None, **kwargs):
        super().__init__(name=name, dtype=dtype, _reuse=reuse, **kwargs)
        self.num_units = num_units
        self.activation = activation or tf.tanh

    @property
    def state_size(self):
        return self.num_units

    output_size = state_size

    def build(self, input_shape):
        self.kernel = self.add_weight("kernel", [input_shape[-1] + self.num_units, self.num_units])
        self.bias = self.add_weight("bias", [self.num_units], initializer=tf.compat.v1.zeros_initializer())

    def call(self, inputs, state):
        outputs = tf.matmul(tf.concat([inputs, state], 1), self.kernel)
        outputs = activated(tf.nn.bias_add(outputs, self.bias), self.activation)
        return outputs, outputs


class GRUCell(RNNCell):
    """`tf.nn.rnn_cell.GRUCell`."""

    def __init__(
        self, num_units, activation=None, reuse=None, kernel_initializer=None, bias_initializer=None, name=None, dtype=None,
        **kwargs,
    ):
        super().__init__(name=name, dtype=dtype, _reuse=reuse, **kwargs)
        self.num_units = num_units
        self.activation = activation or tf.tanh
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer

    @property
    def state_size(self):
        return self.num_units

    output_size = state_size

    def build(self, input_shape):
        ones, zeros = tf.compat.v1.ones_initializer(), tf.compat.v1.zeros_initializer()
        rows = input_shape[-1] + self.num_units
        self.gate_kernel = self.add_weight("gates/kernel", [rows, 2 * self.num_units], initializer=self.kernel_initializer)
        self.gate_bias = self.add_weight("gates/bias", [2 * self.num_units], initializer=self.bias_initializer or ones)
        self.candidate_kernel = self.add_weight(
            "candidate/kernel", [rows, self.num_units], initializer=self.kernel_initializer
        )
        self.candidate_bias = self.add_weight(
            "candidate/bias", [self.num_units], initializer=self.bias_initializer or zeros
        )

    def call(self, inputs, state):
        gates = tf.nn.bias_add(tf.matmul(tf.concat([inputs, state], 1), self.gate_kernel), self.gate_bias)
        reset, update = tf.split(tf.sigmoid(gates), 2, axis=1)
        candidate = tf.matmul(tf.concat([inputs, reset * state], 1), self.candidate_kernel)
        candidate = activated(tf.nn.bias_add(candidate, self.candidate_bias), self.activation)
        outputs = update * state + (1 - update) * candidate
        return outputs, outputs


class BasicLSTMCell(RNNCell):
    """`tf.nn.rnn_cell.BasicLSTMCell`."""

    def __init__(
        self, num_units, forget_bias=1.0, state_is_tuple=True, activation=None, reuse=None, name=None, dtype=None, **kwargs
    ):
        super().__init__(name=name, dtype=dtype, _reuse=reuse, **kwargs)
        self.num_units = num_units
        self.forget_bias = forget_bias
        self.state_is_tuple = state_is_tuple
        self.activation = activation or tf.tanh

    @property
    def state_size(self):
        return LSTMStateTuple(self.num_units, self.num_units) if self.state_is_tuple else 2 * self.num_units

    @property
    def output_size(self):
        return self.num_units

    def build(self, input_shape):
        self.kernel = self.add_weight("kernel", [input_shape[-1] + self.num_units, 4 * self.num_units])
        self.bias = self.add_weight("bias", [4 * self.num_units], initializer=tf.compat.v1.zeros_initializer())

    def call(self, inputs, state):
        c, h = state if self.state_is_tuple else tf.split(state, 2, axis=1)
        gates = tf.nn.bias_add(tf.matmul(tf.concat([inputs, h], 1), self.kernel), self.bias)
        i, j, f, o = tf.split(gates, 4, axis=1)
        new_c = c * tf.sigmoid(f + self.forget_bias) + tf.sigmoid(i) * activated(j, self.activation)
        new_h = activated(new_c, self.activation) * tf.sigmoid(o)
        return new_h, LSTMStateTuple(new_c, new_h) if self.state_is_tuple else tf.concat([new_c, new_h], 1)


class LSTMCell(RNNCell):
    """`tf.nn.rnn_cell.LSTMCell`."""

    def __init__(
        self, num_units, use_peepholes=False, cell_clip=None, initializer=None, num_proj=None, proj_clip=None,
        num_unit_shards=None, num_proj_shards=None, forget_bias=1.0, state_is_tuple=True, activation=None, reuse=None,
        name=None, dtype=None, **kwargs,
    ):
        super().__init__(name=name, dtype=dtype, _reuse=reuse, **kwargs)
        if num_unit_shards is not None or num_proj_shards is not None:
            raise ValueError("num_unit_shards and num_proj_shards are not supported.")
        self.num_units = num_units
        self.use_peepholes = use_peepholes
        self.cell_clip = cell_clip
        self.initializer = initializer
        self.num_proj = num_proj
        self.proj_clip = proj_clip
        self.forget_bias = forget_bias
        self.state_is_tuple = state_is_tuple
        self.activation = activation or tf.tanh

    @property
    def state_size(self):
        sizes = LSTMStateTuple(self.num_units, self.output_size)
        return sizes if self.state_is_tuple else sum(sizes)

    @property
    def output_size(self):
        return self.num_proj or self.num_units

    def build(self, input_shape):
        rows = input_shape[-1] + self.output_size
        self.kernel = self.add_weight("kernel", [rows, 4 * self.num_units], initializer=self.initializer)
        self.bias = self.add_weight("bias", [4 * self.num_units], initializer=tf.compat.v1.zeros_initializer())
        if self.use_peepholes:
            self.w_f_diag, self.w_i_diag, self.w_o_diag = (
                self.add_weight(name, [self.num_units], initializer=self.initializer)
                for name in ("w_f_diag", "w_i_diag", "w_o_diag")
            )
        if self.num_proj:
            self.projection = self.add_weight(
                "projection/kernel", [self.num_units, self.num_proj], initializer=self.initializer
            )

    def call(self, inputs, state):
        c, m = state if self.state_is_tuple else tf.split(state, [self.num_units, self.output_size], axis=1)
        gates = tf.nn.bias_add(tf.matmul(tf.concat([inputs, m], 1), self.kernel), self.bias)
        i, j, f, o = tf.split(gates, 4, axis=1)
        peeps = (self.w_f_diag * c, self.w_i_diag * c) if self.use_peepholes else (0.0, 0.0)
        new_c = tf.sigmoid(f + self.forget_bias + peeps[0]) * c
        new_c += tf.sigmoid(i + peeps[1]) * activated(j, self.activation)
        if self.cell_clip is not None:
            new_c = tf.clip_by_value(new_c, -self.cell_clip, self.cell_clip)
        gate = tf.sigmoid(o + self.w_o_diag * new_c) if self.use_peepholes else tf.sigmoid(o)
        new_m = gate * activated(new_c, self.activation)
        if self.num_proj:
            new_m = tf.matmul(new_m, self.projection)
            if self.proj_clip is not None:
                new_m = tf.clip_by_value(new_m, -self.proj_clip, self.proj_clip)
        return new_m, LSTMStateTuple(new_c, new_m) if self.state_is_tuple else tf.concat([new_c, new_m], 1)


class MultiRNNCell(RNNCell):
    """`tf.nn.rnn_cell.MultiRNNCell`: cells one behind the other."""

    def __init__(self, cells, state_is_tuple=True):
        super().__init__()
        self.cells = list(cells)
        self.state_is_tuple = state_is_tuple

    @property
    def state_size(self):
        sizes = tuple(cell.state_size for cell in self.cells)
        return sizes if self.state_is_tuple else sum(sizes)

    @property
    def output_size(self):
        return self.cells[-1].output_size

    def zero_state(self, batch_size, dtype):
        if not self.state_is_tuple:
            return super().zero_state(batch_size, dtype)
        return tuple(cell.zero_state(batch_size, dtype) for cell in self.cells)

    def call(self, inputs, state):
        if not self.state_is_tuple:
            state = tf.split(state, [cell.state_size for cell in self.cells], axis=1)
        states = []
        for index, (cell, before) in enumerate(zip(self.cells, state)):
            with tf.compat.v1.variable_scope(f"cell_{index}"):
                inputs, after = cell(inputs, before)
            states.append(after)
        return inputs, tuple(states) if self.state_is_tuple else tf.concat(states, 1)


class CellWrapper(RNNCell):
    """A cell around another one, whose scope and state are its own."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell

    @property
    def wrapped_cell(self):
        return self.cell

    @property
    def state_size(self):
        return self.cell.state_size

    @property
    def output_size(self):
        return self.cell.output_size

    @property
    def trainable_weights(self):
        return self.cell.trainable_weights

    def zero_state(self, batch_size, dtype):
        return self.cell.zero_state(batch_size, dtype)

    def __call__(self, inputs, state, scope=None):
        return self.call_wrapped(lambda inputs, state: self.cell(inputs, state, scope=scope), inputs, state)


class DropoutWrapper(CellWrapper):
    """`tf.nn.rnn_cell.DropoutWrapper`."""

    def __init__(
        self, cell, input_keep_prob=1.0, output_keep_prob=1.0, state_keep_prob=1.0, variational_recurrent=False,
        input_size=None, dtype=None, seed=None, dropout_state_filter_visitor=None,
    ):
        super().__init__(cell)
        if variational_recurrent or dropout_state_filter_visitor is not None:
            raise ValueError("variational_recurrent and dropout_state_filter_visitor are not supported.")
        self.keep_probs = input_keep_prob, output_keep_prob, state_keep_prob
        self.seed = seed

    def call_wrapped(self, cell, inputs, state):
        of_inputs, of_outputs, of_state = self.keep_probs
        outputs, state = cell(self.dropped(inputs, of_inputs), state)
        return self.dropped(outputs, of_outputs), self.dropped_state(state, of_state)

    def dropped(self, values, keep_prob):
        if not tf.is_tensor(keep_prob) and keep_prob >= 1:
            return values
        return tf.nest.map_structure(
            lambda value: tf.compat.v1.nn.dropout(value, rate=1 - keep_prob, seed=self.seed), values
        )

    def dropped_state(self, state, keep_prob):
        if isinstance(state, LSTMStateTuple):
            return LSTMStateTuple(state.c, self.dropped(state.h, keep_prob))
        if isinstance(state, (list, tuple)):
            return type(state)(self.dropped_state(part, keep_prob) for part in state)
        return self.dropped(state, keep_prob)


class ResidualWrapper(CellWrapper):
    """`tf.nn.rnn_cell.ResidualWrapper`."""

    def __init__(self, cell, residual_fn=None):
        super().__init__(cell)
        self.residual_fn = residual_fn or (lambda inputs, outputs: tf.nest.map_structure(tf.add, inputs, outputs))

    def call_wrapped(self, cell, inputs, state):
        outputs, state = cell(inputs, state)
        return self.residual_fn(inputs, outputs), state


class LSTMBlockFusedCell(GraphLayer):
    """`tf.contrib.rnn.LSTMBlockFusedCell`: an LSTM over whole sequences, [time, batch, size]."""

    def __init__(
        self, num_units, forget_bias=1.0, cell_clip=None, use_peephole=False, reuse=None, dtype=None, name="lstm_fused_cell"
    ):
        super().__init__(name=name, dtype=dtype, reuse=reuse)
        self.num_units = num_units
        self.forget_bias = forget_bias
        self.cell_clip = -1 if cell_clip is None else cell_clip
        self.use_peephole = use_peephole

    def build(self, input_shape):
        units = self.num_units
        self.kernel = self.add_weight("kernel", [input_shape[-1] + units, 4 * units])
        self.bias = self.add_weight("bias", [4 * units], initializer=tf.compat.v1.zeros_initializer())
        self.diagonals = [
            self.add_weight(name, [units]) if self.use_peephole else tf.zeros([units])
            for name in ("w_i_diag", "w_f_diag", "w_o_diag")
        ]

    def call(self, inputs, initial_state=None, dtype=None, sequence_length=None):
        """Returns the outputs [time, batch, units], zeros behind the sequences' ends, and the last state of each sequence."""
        time, batch = tf.unstack(tf.shape(inputs)[:2])
        if initial_state is None:
            initial_state = (tf.zeros([batch, self.num_units], dtype or inputs.dtype),) * 2
        longest = time if sequence_length is None else tf.reduce_max(sequence_length)
        w_i, w_f, w_o = self.diagonals
        _, states, _, _, _, _, outputs = tf.raw_ops.BlockLSTM(
            seq_len_max=tf.cast(longest, tf.int64), x=inputs, cs_prev=initial_state[0], h_prev=initial_state[1], w=self.kernel,
            wci=w_i, wcf=w_f, wco=w_o, b=self.bias, forget_bias=self.forget_bias, cell_clip=self.cell_clip,
            use_peephole=self.use_peephole)
        if sequence_length is None:
            return outputs, LSTMStateTuple(states[-1], outputs[-1])
        outputs *= tf.transpose(tf.sequence_mask(sequence_length, time, outputs.dtype))[:, :, tf.newaxis]
        ends = tf.stack([tf.cast(sequence_length, tf.int32), tf.range(batch)], 1)
        last = [tf.gather_nd(tf.concat([first[tf.newaxis], later], 0), ends)
                for first, later in zip(initial_state, (states, outputs))]
        return outputs, LSTMStateTuple(*last)


class TimeReversedFusedRNN:
    """`tf.contrib.rnn.TimeReversedFusedRNN`: runs a fused cell back to front."""

    def __init__(self, cell):
        self.cell = cell

    def __call__(self, inputs, initial_state=None, dtype=None, sequence_length=None, scope=None):
        def turned(steps):
            if sequence_length is None:
                return tf.reverse(steps, [0])
            return tf.reverse_sequence(steps, sequence_length, seq_axis=0, batch_axis=1)

        outputs, state = self.cell(
            turned(inputs), initial_state=initial_state, dtype=dtype, sequence_length=sequence_length, scope=scope)
        return turned(outputs), state


def graph_crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params=None):
    """Returns what `crf_log_likelihood` does, with potentials of neighbours of its own where none are given."""
    if transition_params is None:
        tags = inputs.shape[2]
        transition_params = tf.compat.v1.get_variable("transitions", [tags, tags])
    return crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params)
