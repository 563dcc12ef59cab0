"""Recurrent cells of `tf.contrib.rnn`, as Keras layers; see `recurrent`."""
import keras
import tensorflow as tf

from migrator.support.recurrent import CellAround, RecurrentCell, build_cell
from migrator.support.rnn_cells import LSTMStateTuple


class ArchitectureSearchCell(RecurrentCell):
    """`tf.contrib.rnn.NASCell`: the cell that neural architecture search found.

    The state is an `LSTMStateTuple`.
    """

    def __init__(self, num_units, num_proj=None, use_bias=False, **kwargs):
        super().__init__(**kwargs)
        self.num_units = num_units
        self.num_proj = num_proj
        self.use_bias = use_bias
        self.output_size = num_proj or num_units
        self.state_size = LSTMStateTuple(num_units, self.output_size)

    def build(self, input_shape):
        columns = 8 * self.num_units
        self.recurrent_kernel = self.add_weight(name="recurrent_kernel", shape=[self.output_size, columns])
        self.kernel = self.add_weight(name="kernel", shape=[input_shape[-1], columns])
        self.bias = self.add_weight(name="bias", shape=[columns], initializer="zeros") if self.use_bias else 0.0
        if self.num_proj is not None:
            self.projection = self.add_weight(name="projection_weights", shape=[self.num_units, self.num_proj])

    def call(self, inputs, state):
        c, h = state
        recurrent = tf.split(tf.matmul(h, self.recurrent_kernel) + self.bias, 8, axis=1)
        new = tf.split(tf.matmul(inputs, self.kernel), 8, axis=1)
        sums = [one + other for one, other in zip(new, recurrent)]
        first = tf.tanh(tf.tanh(tf.sigmoid(sums[0]) * tf.nn.relu(sums[1])) + c)
        second = tf.tanh(tf.sigmoid(sums[2]) + tf.nn.relu(new[3] * recurrent[3]))
        third = tf.tanh(tf.tanh(sums[4]) * tf.sigmoid(sums[5]))
        fourth = tf.sigmoid(tf.tanh(sums[6]) + tf.sigmoid(sums[7]))
        c = first * second
        h = tf.tanh(c * tf.tanh(third + fourth))
        if self.num_proj is not None:
            h = tf.matmul(h, self.projection)
        return h, LSTMStateTuple(c, h)


class CoupledGateLSTMCell(RecurrentCell):
    """`tf.contrib.rnn.CoupledInputForgetGateLSTMCell`: what is not forgotten is not replaced.

    The state is an `LSTMStateTuple`.
    """

    def __init__(
        self, num_units, use_peepholes=False, num_proj=None, proj_clip=None, forget_bias=1.0, activation=None,
        layer_norm=False, norm_gain=1.0, norm_shift=0.0, **kwargs,
    ):
        super().__init__(**kwargs)
        self.num_units = num_units
        self.use_peepholes = use_peepholes
        self.num_proj = num_proj
        self.proj_clip = proj_clip
        self.forget_bias = forget_bias
        self.activation = keras.activations.get(activation or "tanh")
        self.layer_norm = layer_norm
        self.norm_gain = norm_gain
        self.norm_shift = norm_shift
        self.output_size = num_proj or num_units
        self.state_size = LSTMStateTuple(num_units, self.output_size)

    def build(self, input_shape):
        units = self.num_units
        self.kernel = self.add_weight(name="W", shape=[input_shape[-1] + self.output_size, 3 * units])
        self.bias = self.add_weight(name="B", shape=[3 * units], initializer="zeros")
        if self.use_peepholes:
            self.w_f_diag, self.w_o_diag = (self.add_weight(name=name, shape=[units]) for name in ("W_F_diag", "W_O_diag"))
        if self.num_proj is not None:
            self.projection = self.add_weight(name="W_P", shape=[units, self.num_proj])
        self.norms = {}
        for part in ("transform", "forget", "output", "state") if self.layer_norm else ():
            self.norms[part] = [
                self.add_weight(name=f"{part}_{name}", shape=[units], initializer=keras.initializers.Constant(value))
                for name, value in (("gamma", self.norm_gain), ("beta", self.norm_shift))
            ]

    def normalized(self, values, part):
        if not self.layer_norm:
            return values
        gamma, beta = self.norms[part]
        mean, variance = tf.nn.moments(values, [1], keepdims=True)
        return tf.nn.batch_normalization(values, mean, variance, beta, gamma, 1e-12)

    def call(self, inputs, state):
        c, h = state
        gates = tf.matmul(tf.concat([inputs, h], 1), self.kernel)
        if not self.layer_norm:
            gates += self.bias
        parts = zip(tf.split(gates, 3, axis=1), ("transform", "forget", "output"))
        j, f, o = (self.normalized(values, part) for values, part in parts)
        if self.use_peepholes:
            f += self.w_f_diag * c
        kept = tf.sigmoid(f + self.forget_bias)
        c = self.normalized(kept * c + (1 - kept) * self.activation(j), "state")
        if self.use_peepholes:
            o += self.w_o_diag * c
        h = tf.sigmoid(o) * self.activation(c)
        if self.num_proj is not None:
            h = tf.matmul(h, self.projection)
            if self.proj_clip is not None:
                h = tf.clip_by_value(h, -self.proj_clip, self.proj_clip)
        return h, LSTMStateTuple(c, h)


class SimpleRecurrentUnitCell(RecurrentCell):
    """`tf.contrib.rnn.SRUCell`: only the memory is recurrent, and the inputs have the size of the outputs."""

    def __init__(self, num_units, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.num_units = self.state_size = self.output_size = num_units
        self.activation = keras.activations.get(activation or "tanh")

    def build(self, input_shape):
        self.kernel = self.add_weight(name="kernel", shape=[input_shape[-1], 4 * self.num_units])
        self.bias = self.add_weight(name="bias", shape=[2 * self.num_units], initializer="zeros")

    def call(self, inputs, state):
        units = self.num_units
        candidate, gates, highway = tf.split(tf.matmul(inputs, self.kernel), [units, 2 * units, units], axis=1)
        forget, reset = tf.split(tf.sigmoid(gates + self.bias), 2, axis=1)
        state = forget * state + (1 - forget) * candidate
        return reset * self.activation(state) + (1 - reset) * highway, state


class IndependentCell(RecurrentCell):
    """`tf.contrib.rnn.IndRNNCell`: each unit sees only its own state."""

    def __init__(self, num_units, activation=None, **kwargs):
        super().__init__(**kwargs)
        self.num_units = self.state_size = self.output_size = num_units
        self.activation = keras.activations.get(activation or "tanh")

    def build(self, input_shape):
        self.kernel_w = self.add_weight(name="kernel_w", shape=[input_shape[-1], self.num_units])
        self.kernel_u = self.add_weight(
            name="kernel_u", shape=[1, self.num_units], initializer=keras.initializers.RandomUniform(-1, 1))
        self.bias = self.add_weight(name="bias", shape=[self.num_units], initializer="zeros")

    def call(self, inputs, state):
        outputs = self.activation(tf.matmul(inputs, self.kernel_w) + state * self.kernel_u + self.bias)
        return outputs, outputs


class IndependentLSTMCell(RecurrentCell):
    """`tf.contrib.rnn.IndyLSTMCell`: each unit sees only its own state, an `LSTMStateTuple`."""

    def __init__(
        self, num_units, forget_bias=1.0, activation=None, kernel_initializer=None, bias_initializer=None, **kwargs
    ):
        super().__init__(**kwargs)
        self.num_units = self.output_size = num_units
        self.state_size = LSTMStateTuple(num_units, num_units)
        self.forget_bias = forget_bias
        self.activation = keras.activations.get(activation or "tanh")
        self.kernel_initializer = kernel_initializer
        self.bias_initializer = bias_initializer

    def build(self, input_shape):
        columns, uniform = 4 * self.num_units, keras.initializers.RandomUniform(-1, 1)
        self.kernel_w = self.add_weight(
            name="kernel_w", shape=[input_shape[-1], columns], initializer=self.kernel_initializer)
        self.kernel_u = self.add_weight(name="kernel_u", shape=[1, columns], initializer=uniform)
        self.bias = self.add_weight(name="bias", shape=[columns], initializer=self.bias_initializer or "zeros")

    def call(self, inputs, state):
        c, h = state
        gates = tf.matmul(inputs, self.kernel_w) + tf.tile(h, [1, 4]) * self.kernel_u + self.bias
        i, j, f, o = tf.split(gates, 4, axis=1)
        c = c * tf.sigmoid(f + self.forget_bias) + tf.sigmoid(i) * self.activation(j)
        h = self.activation(c) * tf.sigmoid(o)
        return h, LSTMStateTuple(c, h)


class HighwayCell(CellAround):
    """`tf.contrib.rnn.HighwayWrapper`: lets a part of the inputs pass a cell by."""

    def __init__(self, cell, couple_carry_transform_gates=True, carry_bias_init=1.0, **kwargs):
        super().__init__(cell, **kwargs)
        self.couple_carry_transform_gates = couple_carry_transform_gates
        self.carry_bias_init = carry_bias_init

    def build(self, input_shape):
        super().build(input_shape)
        size, constant = input_shape[-1], keras.initializers.Constant
        self.carry_w = self.add_weight(name="carry_w", shape=[size, size])
        self.carry_b = self.add_weight(name="carry_b", shape=[size], initializer=constant(self.carry_bias_init))
        if not self.couple_carry_transform_gates:
            self.transform_w = self.add_weight(name="transform_w", shape=[size, size])
            self.transform_b = self.add_weight(name="transform_b", shape=[size], initializer=constant(-self.carry_bias_init))

    def call(self, inputs, state):
        outputs, state = self.cell(inputs, state)
        carried = tf.sigmoid(tf.matmul(inputs, self.carry_w) + self.carry_b)
        if self.couple_carry_transform_gates:
            return inputs * carried + outputs * (1 - carried), state
        return inputs * carried + outputs * tf.sigmoid(tf.matmul(inputs, self.transform_w) + self.transform_b), state


class InputProjectionCell(CellAround):
    """`tf.contrib.rnn.InputProjectionWrapper`: a projection of the inputs before a cell."""

    def __init__(self, cell, num_proj, activation=None, **kwargs):
        super().__init__(cell, **kwargs)
        self.projection = keras.layers.Dense(num_proj, activation)

    def build(self, input_shape):
        self.projection.build(input_shape)
        build_cell(self.cell, (input_shape[0], self.projection.units))

    def call(self, inputs, state):
        return self.cell(self.projection(inputs), state)


class OutputProjectionCell(CellAround):
    """`tf.contrib.rnn.OutputProjectionWrapper`: a projection of the outputs of a cell."""

    def __init__(self, cell, output_size, activation=None, **kwargs):
        super().__init__(cell, **kwargs)
        self.projection = keras.layers.Dense(output_size, activation)

    @property
    def output_size(self):
        return self.projection.units

    def build(self, input_shape):
        super().build(input_shape)
        self.projection.build((input_shape[0], self.cell.output_size))

    def call(self, inputs, state):
        outputs, state = self.cell(inputs, state)
        return self.projection(outputs), state


class AttentionCell(CellAround):
    """`tf.contrib.rnn.AttentionCellWrapper`: a cell that attends to its last `attn_length` outputs.

    The state is a tuple: the cell's state, what was attended to, and the outputs in a row.
    """

    def __init__(self, cell, attn_length, attn_size=None, attn_vec_size=None, input_size=None, **kwargs):
        super().__init__(cell, **kwargs)
        self.attn_length = attn_length
        self.attn_size = attn_size or cell.output_size
        self.attn_vec_size = attn_vec_size or self.attn_size
        self.input_size = input_size

    @property
    def state_size(self):
        return self.cell.state_size, self.attn_size, self.attn_size * self.attn_length

    @property
    def output_size(self):
        return self.attn_size

    def build(self, input_shape):
        size = self.input_size or input_shape[-1]
        self.input_projection = self.projection("input", input_shape[-1] + self.attn_size, size)
        build_cell(self.cell, (input_shape[0], size))
        self.attn_w = self.add_weight(name="attn_w", shape=[1, 1, self.attn_size, self.attn_vec_size])
        self.attn_v = self.add_weight(name="attn_v", shape=[self.attn_vec_size])
        self.query_projection = self.projection(
            "query", sum(tf.nest.flatten(self.cell.state_size)), self.attn_vec_size)
        self.output_projection = self.projection("output", self.cell.output_size + self.attn_size, self.attn_size)

    def projection(self, name, rows, columns):
        kernel = self.add_weight(name=f"{name}_kernel", shape=[rows, columns])
        bias = self.add_weight(name=f"{name}_bias", shape=[columns], initializer="zeros")
        return kernel, bias

    def project(self, parts, projection):
        kernel, bias = projection
        return tf.matmul(tf.concat(parts, 1), kernel) + bias

    def call(self, inputs, state):
        state, attended, earlier = state
        outputs, state = self.cell(self.project([inputs, attended], self.input_projection), state)
        earlier = tf.reshape(earlier, [-1, self.attn_length, self.attn_size])
        keys = tf.tensordot(earlier, self.attn_w[0, 0], 1)
        query = self.project(tf.nest.flatten(state), self.query_projection)
        weights = tf.nn.softmax(tf.reduce_sum(self.attn_v * tf.tanh(keys + query[:, tf.newaxis]), 2))
        attended = tf.reduce_sum(weights[:, :, tf.newaxis] * earlier, 1)
        outputs = self.project([outputs, attended], self.output_projection)
        earlier = tf.concat([earlier[:, 1:], outputs[:, tf.newaxis]], 1)
        return outputs, (state, attended, tf.reshape(earlier, [-1, self.attn_length * self.attn_size]))
