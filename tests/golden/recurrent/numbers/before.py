"""Every cell over sequences of unequal length."""
import numpy as np
import tensorflow as tf
from tensorflow.contrib import rnn


def waves(shape, dtype=None, partition_info=None):
    return tf.constant(np.cos(np.arange(np.prod(shape)) * 0.7).reshape(shape).astype(np.float32))


def compute(sequences, labels):
    lengths = labels[:2] + 3
    cell = tf.nn.rnn_cell.LSTMCell(3, initializer=waves, use_peepholes=True, cell_clip=0.8)
    outputs, (c, h) = tf.nn.dynamic_rnn(cell, sequences, sequence_length=lengths, dtype=tf.float32)
    gru = rnn.GRUCell(3, kernel_initializer=waves)
    start = gru.zero_state(2, tf.float32) + 0.5
    by_step, last = tf.nn.dynamic_rnn(gru, tf.transpose(outputs, [1, 0, 2]), initial_state=start, time_major=True)
    field, _ = tf.contrib.crf.crf_log_likelihood(outputs, tf.ones([2, 5], tf.int32), lengths, tf.eye(3))
    tags, score = tf.contrib.crf.crf_decode(outputs, tf.eye(3), lengths)
    return [outputs, c, h, by_step, last, field, tags, score]
