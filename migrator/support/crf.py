"""`tf.contrib.crf`: a linear chain of tags whose neighbours depend on each other."""
import numpy as np
import tensorflow as tf


def crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params):
    """Returns the score [batch] of the tags `tag_indices` [batch, time] for the potentials `inputs` [batch, time, tags]."""
    return crf_unary_score(tag_indices, sequence_lengths, inputs) + crf_binary_score(
        tag_indices, sequence_lengths, transition_params)


def crf_unary_score(tag_indices, sequence_lengths, inputs):
    """Returns the sum of the tags' own potentials, [batch]."""
    own = tf.gather(inputs, tag_indices, axis=2, batch_dims=2)
    return tf.reduce_sum(own * tf.sequence_mask(sequence_lengths, tf.shape(own)[1], own.dtype), 1)


def crf_binary_score(tag_indices, sequence_lengths, transition_params):
    """Returns the sum of the potentials of neighbouring tags, [batch]."""
    pairs = tf.stack([tag_indices[:, :-1], tag_indices[:, 1:]], 2)
    scores = tf.gather_nd(transition_params, pairs)
    return tf.reduce_sum(scores * tf.sequence_mask(sequence_lengths - 1, tf.shape(scores)[1], scores.dtype), 1)


def crf_log_norm(inputs, sequence_lengths, transition_params):
    """Returns the logarithm of the sum over all tags that there could be, [batch]; 0 where a sequence is empty."""
    transitions = tf.convert_to_tensor(transition_params)
    lengths = tf.cast(sequence_lengths, tf.int32)
    steps = tf.transpose(inputs, [1, 0, 2])
    time, tags = tf.shape(steps)[0], steps.shape[2]

    def step(index, alphas):
        after = steps[index] + tf.reduce_logsumexp(alphas[:, :, tf.newaxis] + transitions, 1)
        return index + 1, tf.where((index < lengths)[:, tf.newaxis], after, alphas)

    _, alphas = tf.while_loop(
        lambda index, _: index < time, step, (1, steps[0]), (tf.TensorShape([]), tf.TensorShape([None, tags])))
    norm = tf.reduce_logsumexp(alphas, 1)
    return tf.where(lengths > 0, norm, tf.zeros_like(norm))


def crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params):
    """Returns the logarithm of the likelihood of tags, [batch], and the potentials of neighbours."""
    scores = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    return scores - crf_log_norm(inputs, sequence_lengths, transition_params), transition_params


def crf_decode(potentials, transition_params, sequence_length):
    """Returns the tags of the highest score, [batch, time], zeros behind a sequence's end, and that score, [batch]."""
    transitions = tf.convert_to_tensor(transition_params)
    lengths = tf.cast(sequence_length, tf.int32)
    steps = tf.transpose(potentials, [1, 0, 2])
    time, batch = tf.unstack(tf.shape(steps)[:2])
    tags = steps.shape[2]

    def forwards(index, scores, pointers):
        arriving = scores[:, :, tf.newaxis] + transitions
        goes_on = (index < lengths)[:, tf.newaxis]
        came_from = tf.where(goes_on, tf.argmax(arriving, 1, tf.int32), tf.range(tags)[tf.newaxis])
        after = tf.where(goes_on, steps[index] + tf.reduce_max(arriving, 1), scores)
        return index + 1, after, pointers.write(index, came_from)

    def backwards(index, tag, found):
        before = tf.gather(pointers.read(index), tag, axis=1, batch_dims=1)
        return index - 1, before, found.write(index - 1, before)

    empty = tf.TensorArray(tf.int32, time, element_shape=[None, tags], clear_after_read=False)
    _, scores, pointers = tf.while_loop(
        lambda index, *_: index < time, forwards, (1, steps[0], empty),
        (tf.TensorShape([]), tf.TensorShape([None, tags]), tf.TensorShape(None)))
    last = tf.argmax(scores, 1, tf.int32)
    found = tf.TensorArray(tf.int32, time, element_shape=[None], clear_after_read=False).write(time - 1, last)
    _, _, found = tf.while_loop(
        lambda index, *_: index > 0, backwards, (time - 1, last, found),
        (tf.TensorShape([]), tf.TensorShape([None]), tf.TensorShape(None)))
    decoded = tf.transpose(found.stack()) * tf.sequence_mask(tf.maximum(lengths, 1), time, tf.int32)
    decoded.set_shape(potentials.shape[:2])
    return decoded, tf.reduce_max(scores, 1)


def crf_multitag_sequence_score(inputs, tag_bitmap, sequence_lengths, transition_params):
    """Returns the score [batch] of all tags that the bits `tag_bitmap` [batch, time, tags] allow."""
    allowed = tf.where(tag_bitmap, inputs, tf.fill(tf.shape(inputs), tf.constant(float("-inf"), inputs.dtype)))
    return crf_log_norm(allowed, sequence_lengths, transition_params)


def viterbi_decode(score, transition_params):
    """`tf.contrib.crf.viterbi_decode`, of arrays: the tags of the highest score, a list, and that score.

    Args:
        score: the potentials of one sequence, [time, tags].
        transition_params: those of neighbouring tags, [tags, tags].
    """
    best, pointers = np.array(score[0]), []
    for potentials in score[1:]:
        arriving = best[:, np.newaxis] + transition_params
        pointers.append(np.argmax(arriving, 0).astype(np.int32))
        best = potentials + np.max(arriving, 0)
    tags = [np.argmax(best)]
    for pointer in reversed(pointers):
        tags.append(pointer[tags[-1]])
    return tags[::-1], np.max(best)
