"""`tf.contrib.seq2seq`, for graphs: decoders, what gives them their inputs, and attention."""
import typing

import tensorflow as tf

from migrator.support.graph_layers import Dense
from migrator.support.rnn_cells import RNNCell, zeros_of


def tile_batch(t, multiplier, name=None):
    """`tf.contrib.seq2seq.tile_batch`: repeats each example, one behind the other, in all tensors of a structure."""

    def tiled(tensor):
        tensor = tf.convert_to_tensor(tensor)
        repeated = tf.repeat(tensor, multiplier, axis=0)
        batch = tensor.shape[0]
        repeated.set_shape([None if batch is None else batch * multiplier, *tensor.shape[1:]])
        return repeated

    return tf.nest.map_structure(tiled, t)


def hardmax(logits, name=None):
    """`tf.contrib.seq2seq.hardmax`: 1 at the highest logit, 0 elsewhere."""
    return tf.one_hot(tf.argmax(logits, -1), tf.shape(logits)[-1], dtype=logits.dtype)


class Helper:
    """`tf.contrib.seq2seq.Helper`: samples from the outputs of a step, and gives the inputs of the next one."""

    sample_ids_dtype = tf.int32

    def initialize(self, name=None):
        raise NotImplementedError

    def sample(self, time, outputs, state, name=None):
        return tf.argmax(outputs, -1, tf.int32)

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        raise NotImplementedError


class TrainingHelper(Helper):
    """`tf.contrib.seq2seq.TrainingHelper`: the inputs are those of the data."""

    def __init__(self, inputs, sequence_length, time_major=False, name=None):
        def by_step(values):
            values = tf.convert_to_tensor(values)
            return values if time_major else tf.transpose(values, [1, 0, *range(2, values.shape.rank)])

        self.inputs = inputs
        self.by_step = tf.nest.map_structure(by_step, inputs)
        self.sequence_length = tf.convert_to_tensor(sequence_length)
        self.batch_size = tf.size(self.sequence_length)

    def at(self, time, finished):
        """Returns the inputs of a step; zeros where all sequences are at their end."""

        def of(values):
            zeros = tf.zeros_like(values[0])
            return tf.cond(tf.reduce_all(finished), lambda: zeros, lambda: values[time])

        return tf.nest.map_structure(of, self.by_step)

    def initialize(self, name=None):
        finished = tf.equal(0, self.sequence_length)
        return finished, self.at(0, finished)

    def next_inputs(self, time, outputs, state, sample_ids=None, name=None):
        finished = time + 1 >= self.sequence_length
        return finished, self.at(time + 1, finished), state


class GreedyEmbeddingHelper(Helper):
    """`tf.contrib.seq2seq.GreedyEmbeddingHelper`: the inputs are the embeddings of the likeliest ids before."""

    def __init__(self, embedding, start_tokens, end_token):
        self.embedding = embedding if callable(embedding) else lambda ids: tf.nn.embedding_lookup(embedding, ids)
        self.start_tokens = tf.convert_to_tensor(start_tokens, tf.int32)
        self.end_token = tf.convert_to_tensor(end_token, tf.int32)
        self.batch_size = tf.size(self.start_tokens)
        self.start_inputs = self.embedding(self.start_tokens)

    def initialize(self, name=None):
        return tf.fill([self.batch_size], False), self.start_inputs

    def next_inputs(self, time, outputs, state, sample_ids, name=None):
        finished = tf.equal(sample_ids, self.end_token)
        inputs = tf.cond(tf.reduce_all(finished), lambda: self.start_inputs, lambda: self.embedding(sample_ids))
        return finished, inputs, state


class SampleEmbeddingHelper(GreedyEmbeddingHelper):
    """`tf.contrib.seq2seq.SampleEmbeddingHelper`: the inputs are the embeddings of ids drawn from the outputs before."""

    def __init__(self, embedding, start_tokens, end_token, softmax_temperature=None, seed=None):
        super().__init__(embedding, start_tokens, end_token)
        self.softmax_temperature = softmax_temperature
        self.seed = seed

    def sample(self, time, outputs, state, name=None):
        if self.softmax_temperature is not None:
            outputs /= self.softmax_temperature
        return tf.random.categorical(outputs, 1, tf.int32, seed=self.seed)[:, 0]


class Decoder:
    """`tf.contrib.seq2seq.Decoder`: what `dynamic_decode` takes its steps by."""

    tracks_own_finished = False

    def finalize(self, outputs, final_state, sequence_lengths):
        return outputs, final_state


class BasicDecoderOutput(typing.NamedTuple):
    """`tf.contrib.seq2seq.BasicDecoderOutput`: the outputs of steps, and the ids sampled from them."""

    rnn_output: object
    sample_id: object


class BasicDecoder(Decoder):
    """`tf.contrib.seq2seq.BasicDecoder`: a cell, fed by a helper."""

    def __init__(self, cell, helper, initial_state, output_layer=None):
        self.cell = cell
        self.helper = helper
        self.initial_state = initial_state
        self.output_layer = output_layer

    @property
    def batch_size(self):
        return self.helper.batch_size

    def output_arrays(self):
        """Returns empty arrays for the outputs of steps."""
        columns = self.cell.output_size if self.output_layer is None else self.output_layer.units
        dtype = next(part.dtype for part in tf.nest.flatten(self.initial_state) if part.dtype.is_floating)
        return BasicDecoderOutput(
            tf.TensorArray(dtype, 0, dynamic_size=True, element_shape=[None, columns]),
            tf.TensorArray(self.helper.sample_ids_dtype, 0, dynamic_size=True, element_shape=[None]))

    def initialize(self, name=None):
        return (*self.helper.initialize(), self.initial_state)

    def step(self, time, inputs, state, name=None):
        outputs, state = self.cell(inputs, state)
        if self.output_layer is not None:
            outputs = self.output_layer(outputs)
        sample_ids = self.helper.sample(time=time, outputs=outputs, state=state)
        finished, inputs, state = self.helper.next_inputs(time=time, outputs=outputs, state=state, sample_ids=sample_ids)
        return BasicDecoderOutput(outputs, sample_ids), state, inputs, finished


def dynamic_decode(
    decoder, output_time_major=False, impute_finished=False, maximum_iterations=None, parallel_iterations=32,
    swap_memory=False, scope=None,
):
    """`tf.contrib.seq2seq.dynamic_decode`: takes a decoder's steps until all sequences are at their ends.

    Returns:
        The outputs [batch, time, ...], the last state, and the lengths of the sequences.
    """
    with tf.compat.v1.variable_scope(scope, "decoder"):
        finished, inputs, state = decoder.initialize()
        if maximum_iterations is not None:
            finished |= 0 >= maximum_iterations

        def step(time, arrays, state, inputs, finished, lengths):
            outputs, next_state, next_inputs, now = decoder.step(time, inputs, state)
            next_finished = now if decoder.tracks_own_finished else now | finished
            lengths = tf.where(along(finished, lengths), lengths, tf.fill(tf.shape(lengths), time + 1))
            if impute_finished:
                outputs = tf.nest.map_structure(
                    lambda part: tf.where(along(finished, part), tf.zeros_like(part), part), outputs)
                next_state = tf.nest.map_structure(
                    lambda before, after: after if isinstance(after, tf.TensorArray) or after.shape.rank == 0
                    else tf.where(along(finished, after), before, after), state, next_state)
            arrays = tf.nest.map_structure(lambda array, part: array.write(time, part), arrays, outputs)
            return time + 1, arrays, next_state, next_inputs, next_finished, lengths

        variables = (
            tf.constant(0), decoder.output_arrays(), state, inputs, finished, tf.zeros_like(finished, tf.int32))
        _, arrays, state, _, _, lengths = tf.while_loop(
            lambda time, arrays, state, inputs, finished, lengths: ~tf.reduce_all(finished), step, variables,
            tf.nest.map_structure(loose_shape, variables), parallel_iterations=parallel_iterations,
            swap_memory=swap_memory, maximum_iterations=maximum_iterations)
        outputs, state = decoder.finalize(
            tf.nest.map_structure(lambda array: array.stack(), arrays), state, lengths)
        if not output_time_major:
            outputs = tf.nest.map_structure(
                lambda part: tf.transpose(part, [1, 0, *range(2, part.shape.rank)]), outputs)
        return outputs, state, lengths


def along(condition, values):
    """Returns a condition [batch], or [batch, width], with the rank of values [batch, ...]."""
    missing = values.shape.rank - condition.shape.rank
    return tf.reshape(condition, tf.concat([tf.shape(condition), [1] * missing], 0)) if missing > 0 else condition


def loose_shape(value):
    """Returns the shape that a loop variable keeps, whose batch may be of any size."""
    if isinstance(value, tf.TensorArray):
        return tf.TensorShape(None)
    shape = tf.convert_to_tensor(value).shape
    return shape if not shape.rank else tf.TensorShape([None, *shape[1:]])


class AttentionMechanism:
    """Base of `tf.contrib.seq2seq.BahdanauAttention` and `LuongAttention`: weighs the steps of a memory."""

    def __init__(
        self, num_units, memory, memory_sequence_length, probability_fn, score_mask_value, dtype, custom_key_value_fn
    ):
        dtype = tf.as_dtype(dtype or tf.float32)
        self.num_units = num_units
        self.probability_fn = probability_fn or tf.nn.softmax
        memory = tf.convert_to_tensor(memory)
        self.mask = None
        if memory_sequence_length is not None:
            self.mask = tf.sequence_mask(memory_sequence_length, tf.shape(memory)[1])
            memory *= tf.cast(self.mask, memory.dtype)[:, :, tf.newaxis]
        self.score_mask_value = dtype.as_numpy_dtype("-inf") if score_mask_value is None else score_mask_value
        self.memory_layer = Dense(num_units, name="memory_layer", use_bias=False)
        self.values = memory
        self.keys = self.memory_layer(memory)
        if custom_key_value_fn is not None:
            self.keys, self.values = custom_key_value_fn(self.keys, self.values)
        self.batch_size = tf.shape(self.keys)[0]
        self.alignments_size = self.keys.shape[1] or tf.shape(self.keys)[1]
        self.state_size = self.alignments_size

    def probabilities(self, score):
        if self.mask is not None:
            score = tf.where(self.mask, score, tf.fill(tf.shape(score), tf.cast(self.score_mask_value, score.dtype)))
        return self.probability_fn(score)

    def initial_alignments(self, batch_size, dtype):
        return tf.zeros([batch_size, self.alignments_size], dtype)

    initial_state = initial_alignments


class BahdanauAttention(AttentionMechanism):
    """`tf.contrib.seq2seq.BahdanauAttention`: additive attention, normalized if it is told to."""

    def __init__(
        self, num_units, memory, memory_sequence_length=None, normalize=False, probability_fn=None, score_mask_value=None,
        dtype=None, custom_key_value_fn=None, name="BahdanauAttention",
    ):
        super().__init__(
            num_units, memory, memory_sequence_length, probability_fn, score_mask_value, dtype, custom_key_value_fn)
        self.query_layer = Dense(num_units, name="query_layer", use_bias=False)
        self.normalize = normalize

    def __call__(self, query, state):
        variable = tf.compat.v1.get_variable
        with tf.compat.v1.variable_scope(None, "bahdanau_attention", [query]):
            sums = self.keys + self.query_layer(query)[:, tf.newaxis]
            v = variable("attention_v", [self.num_units], query.dtype)
            if self.normalize:
                g = variable("attention_g", [], query.dtype, tf.compat.v1.constant_initializer((1 / self.num_units) ** 0.5))
                b = variable("attention_b", [self.num_units], query.dtype, tf.compat.v1.zeros_initializer())
                v, sums = g * v * tf.math.rsqrt(tf.reduce_sum(tf.square(v))), sums + b
            alignments = self.probabilities(tf.reduce_sum(v * tf.tanh(sums), 2))
        return alignments, alignments


class LuongAttention(AttentionMechanism):
    """`tf.contrib.seq2seq.LuongAttention`: multiplicative attention, scaled if it is told to."""

    def __init__(
        self, num_units, memory, memory_sequence_length=None, scale=False, probability_fn=None, score_mask_value=None,
        dtype=None, custom_key_value_fn=None, name="LuongAttention",
    ):
        super().__init__(
            num_units, memory, memory_sequence_length, probability_fn, score_mask_value, dtype, custom_key_value_fn)
        self.scale = scale

    def __call__(self, query, state):
        with tf.compat.v1.variable_scope(None, "luong_attention", [query]):
            score = tf.linalg.matvec(self.keys, query)
            if self.scale:
                score *= tf.compat.v1.get_variable("attention_g", [], query.dtype, tf.compat.v1.ones_initializer())
            alignments = self.probabilities(score)
        return alignments, alignments


class AttentionWrapperState(typing.NamedTuple):
    """`tf.contrib.seq2seq.AttentionWrapperState`."""

    cell_state: object
    attention: object
    time: object
    alignments: object
    alignment_history: object
    attention_state: object

    def clone(self, **kwargs):
        return self._replace(**kwargs)


class AttentionWrapper(RNNCell):
    """`tf.contrib.seq2seq.AttentionWrapper`: a cell that sees, beside its inputs, what it attended to in the step before."""

    def __init__(
        self, cell, attention_mechanism, attention_layer_size=None, alignment_history=False, cell_input_fn=None,
        output_attention=True, initial_cell_state=None, name=None, attention_layer=None, attention_fn=None, dtype=None,
    ):
        super().__init__(name=name)
        self.is_list = isinstance(attention_mechanism, (list, tuple))
        self.mechanisms = list(attention_mechanism) if self.is_list else [attention_mechanism]
        self.cell = cell
        self.cell_input_fn = cell_input_fn or (lambda inputs, attention: tf.concat([inputs, attention], -1))
        self.attention_fn = attention_fn or attend
        self.output_attention = output_attention
        self.keeps_history = alignment_history
        self.initial_cell_state = initial_cell_state
        sizes = attention_layer_size if isinstance(attention_layer_size, (list, tuple)) else [attention_layer_size]
        sizes = list(sizes) * (len(self.mechanisms) if len(sizes) == 1 else 1)
        given = attention_layer if isinstance(attention_layer, (list, tuple)) else [attention_layer] * len(self.mechanisms)
        self.layers = [layer or (size and Dense(size, name="attention_layer", use_bias=False))
                       for layer, size in zip(given, sizes)]
        self.attention_size = sum(
            layer.units if layer else mechanism.values.shape[-1]
            for layer, mechanism in zip(self.layers, self.mechanisms))

    def of_each(self, values):
        return tuple(values) if self.is_list else list(values)[0]

    @property
    def output_size(self):
        return self.attention_size if self.output_attention else self.cell.output_size

    @property
    def state_size(self):
        sizes = self.of_each(mechanism.alignments_size for mechanism in self.mechanisms)
        history = self.of_each(() for _ in self.mechanisms)
        return AttentionWrapperState(self.cell.state_size, self.attention_size, tf.TensorShape([]), sizes, history, sizes)

    def zero_state(self, batch_size, dtype):
        cell_state = self.initial_cell_state
        if cell_state is None:
            cell_state = self.cell.zero_state(batch_size, dtype)
        alignments = self.of_each(one.initial_alignments(batch_size, dtype) for one in self.mechanisms)
        history = self.of_each(
            tf.TensorArray(dtype, 0, dynamic_size=True, element_shape=one.shape) if self.keeps_history else ()
            for one in (alignments if self.is_list else [alignments]))
        return AttentionWrapperState(
            cell_state, zeros_of(self.attention_size, batch_size, dtype), tf.zeros([], tf.int32), alignments, history, alignments)

    def call(self, inputs, state):
        outputs, cell_state = self.cell(self.cell_input_fn(inputs, state.attention), state.cell_state)
        before = state.attention_state if self.is_list else [state.attention_state]
        attended = [self.attention_fn(mechanism, outputs, one, layer)
                    for mechanism, one, layer in zip(self.mechanisms, before, self.layers)]
        attention = tf.concat([one[0] for one in attended], 1)
        history = state.alignment_history
        if self.keeps_history:
            arrays = history if self.is_list else [history]
            history = self.of_each(array.write(state.time, one[1]) for array, one in zip(arrays, attended))
        after = AttentionWrapperState(
            cell_state, attention, state.time + 1, self.of_each(one[1] for one in attended), history,
            self.of_each(one[2] for one in attended))
        return attention if self.output_attention else outputs, after


def attend(mechanism, outputs, state, layer):
    """Returns what a cell's outputs attend to, the weights of the memory's steps, and the mechanism's next state."""
    alignments, state = mechanism(outputs, state)
    context = tf.linalg.matvec(mechanism.values, alignments, transpose_a=True)
    attention = layer(tf.concat([outputs, context], 1)) if layer else context
    return attention, alignments, state
