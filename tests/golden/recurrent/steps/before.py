import numpy as np
import tensorflow as tf
from tensorflow.contrib import seq2seq


def compute(vectors, logits):
    tiled = seq2seq.tile_batch(vectors, multiplier=3)
    best = seq2seq.hardmax(logits, name="best")
    parents = tf.constant([[[0, 0]], [[1, 0]], [[1, 1]]])
    beams = seq2seq.gather_tree(tf.constant([[[1, 2]], [[3, 4]], [[5, 6]]]), parents, tf.constant([3]), 9)
    return {"tiled": tiled, "best": best, "beams": beams}


tags, score = tf.contrib.crf.viterbi_decode(np.ones([3, 2]), np.zeros([2, 2]))
