import numpy as np
import tensorflow as tf


def scale(values, float):
    return tf.constant(np.asarray(values, dtype=np.float)) * float


def round_up(values):
    return np.asarray(values, dtype=np.int)
