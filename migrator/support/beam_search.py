"""`tf.contrib.seq2seq.BeamSearchDecoder`, for graphs."""
import typing

import tensorflow as tf

from migrator.support.seq2seq import Decoder


def gather_tree(step_ids, parent_ids, max_sequence_lengths, end_token):
    """`tf.contrib.seq2seq.gather_tree`: the ids of each beam [time, batch, beam], found back from its last step.

    Behind a sequence's end, and behind the first end token, are end tokens.
    """
    beams = tf.broadcast_to(tf.range(tf.shape(step_ids)[2]), tf.shape(step_ids)[1:])
    times = tf.range(tf.shape(step_ids)[0])

    def back(carried, level):
        _, parents = carried
        time, ids, parents_there = level
        within = (time < max_sequence_lengths)[:, tf.newaxis]
        found = tf.where(within, tf.gather(ids, parents, batch_dims=1), end_token)
        return found, tf.where(within, tf.gather(parents_there, parents, batch_dims=1), parents)

    ids, _ = tf.scan(back, (times, step_ids, parent_ids), (tf.zeros_like(beams), beams), reverse=True)
    ended = tf.cumsum(tf.cast(tf.equal(ids, end_token), tf.int32), 0, exclusive=True) > 0
    return tf.where(ended, end_token, ids)


class BeamSearchDecoderState(typing.NamedTuple):
    """`tf.contrib.seq2seq.BeamSearchDecoderState`."""

    cell_state: object
    log_probs: object
    finished: object
    lengths: object
    accumulated_attention_probs: object


class BeamSearchDecoderOutput(typing.NamedTuple):
    """`tf.contrib.seq2seq.BeamSearchDecoderOutput`."""

    scores: object
    predicted_ids: object
    parent_ids: object


class FinalBeamSearchDecoderOutput(typing.NamedTuple):
    """`tf.contrib.seq2seq.FinalBeamSearchDecoderOutput`."""

    predicted_ids: object
    beam_search_decoder_output: object


class BeamSearchDecoder(Decoder):
    """`tf.contrib.seq2seq.BeamSearchDecoder`, without a penalty for coverage."""

    tracks_own_finished = True

    def __init__(
        self, cell, embedding, start_tokens, end_token, initial_state, beam_width, output_layer=None,
        length_penalty_weight=0.0, coverage_penalty_weight=0.0, reorder_tensor_arrays=True,
    ):
        if coverage_penalty_weight != 0.0 or any(
                isinstance(part, tf.TensorArray) for part in tf.nest.flatten(initial_state)):
            raise ValueError("coverage_penalty_weight and states with arrays are not supported.")
        self.cell = cell
        self.embedding = embedding if callable(embedding) else lambda ids: tf.nn.embedding_lookup(embedding, ids)
        self.end_token = tf.convert_to_tensor(end_token, tf.int32)
        self.beam_width = beam_width
        self.output_layer = output_layer
        self.length_penalty_weight = length_penalty_weight
        start_tokens = tf.convert_to_tensor(start_tokens, tf.int32)
        self.batch_size = tf.size(start_tokens)
        self.start_inputs = self.embedding(tf.tile(start_tokens[:, tf.newaxis], [1, beam_width]))
        self.initial_state = self.split(initial_state)

    def split(self, structure):
        """Returns tensors [batch * beam, ...] as [batch, beam, ...]; those without a batch stay."""

        def of(value):
            value = tf.convert_to_tensor(value)
            if not value.shape.rank:
                return value
            parts = tf.reshape(value, tf.concat([[self.batch_size, self.beam_width], tf.shape(value)[1:]], 0))
            parts.set_shape([None, self.beam_width, *value.shape[1:]])
            return parts

        return tf.nest.map_structure(of, structure)

    def merge(self, structure):
        """Returns tensors [batch, beam, ...] as [batch * beam, ...]."""

        def of(value):
            if not value.shape.rank:
                return value
            parts = tf.reshape(value, tf.concat([[self.batch_size * self.beam_width], tf.shape(value)[2:]], 0))
            parts.set_shape([None, *value.shape[2:]])
            return parts

        return tf.nest.map_structure(of, structure)

    @property
    def dtype(self):
        return next(part.dtype for part in tf.nest.flatten(self.initial_state) if part.dtype.is_floating)

    def output_arrays(self):
        """Returns empty arrays for the outputs of steps."""
        return BeamSearchDecoderOutput(*(
            tf.TensorArray(dtype, 0, dynamic_size=True, element_shape=[None, self.beam_width])
            for dtype in (self.dtype, tf.int32, tf.int32)))

    def initialize(self, name=None):
        zeros = tf.zeros([self.batch_size], tf.int32)
        finished = tf.one_hot(zeros, self.beam_width, on_value=False, off_value=True, dtype=tf.bool)
        log_probs = tf.one_hot(zeros, self.beam_width, on_value=0.0, off_value=float("-inf"), dtype=self.dtype)
        lengths = tf.zeros([self.batch_size, self.beam_width], tf.int64)
        return finished, self.start_inputs, BeamSearchDecoderState(self.initial_state, log_probs, finished, lengths, ())

    def step(self, time, inputs, state, name=None):
        outputs, cell_state = self.cell(self.merge(inputs), self.merge(state.cell_state))
        logits, cell_state = self.split(outputs), self.split(cell_state)
        if self.output_layer is not None:
            logits = self.output_layer(logits)
        outputs, state = self.search(logits, cell_state, state)
        inputs = tf.cond(
            tf.reduce_all(state.finished), lambda: self.start_inputs, lambda: self.embedding(outputs.predicted_ids))
        return outputs, state, inputs, state.finished

    def search(self, logits, cell_state, state):
        """Returns the best beams that go on from the ones of a state."""
        size = tf.shape(logits)[2]
        ended = tf.one_hot(self.end_token, size, 0.0, logits.dtype.min, dtype=logits.dtype)  # They go on by end tokens only.
        log_probs = tf.where(state.finished[:, :, tf.newaxis], ended, tf.nn.log_softmax(logits))
        log_probs += state.log_probs[:, :, tf.newaxis]
        grows = tf.one_hot(self.end_token, size, 0, 1, dtype=tf.int64) * tf.cast(~state.finished, tf.int64)[:, :, tf.newaxis]
        scores = log_probs / self.length_penalty(grows + state.lengths[:, :, tf.newaxis])
        best, at = tf.math.top_k(tf.reshape(scores, [self.batch_size, -1]), self.beam_width)
        ids, beams = at % size, at // size
        finished = tf.gather(state.finished, beams, batch_dims=1)
        lengths = tf.gather(state.lengths, beams, batch_dims=1) + tf.cast(~finished, tf.int64)
        after = BeamSearchDecoderState(
            tf.nest.map_structure(
                lambda part: tf.gather(part, beams, batch_dims=1) if part.shape.rank else part, cell_state),
            tf.gather(tf.reshape(log_probs, [self.batch_size, -1]), at, batch_dims=1),
            finished | tf.equal(ids, self.end_token), lengths, ())
        return BeamSearchDecoderOutput(best, ids, beams), after

    def length_penalty(self, lengths):
        if not tf.is_tensor(self.length_penalty_weight) and self.length_penalty_weight == 0:
            return 1.0
        return (5.0 + tf.cast(lengths, tf.float32)) ** self.length_penalty_weight / 6.0**self.length_penalty_weight

    def finalize(self, outputs, final_state, sequence_lengths):
        longest = tf.cast(tf.reduce_max(final_state.lengths, 1), tf.int32)
        ids = gather_tree(outputs.predicted_ids, outputs.parent_ids, longest, self.end_token)
        return FinalBeamSearchDecoderOutput(ids, outputs), final_state
