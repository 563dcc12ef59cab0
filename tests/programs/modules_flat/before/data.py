import numpy as np
import tensorflow as tf

_rng = np.random.RandomState(0)
X = _rng.randn(64, 3).astype(np.float32)
Y = (X[:, :1] + X[:, 1:2] > 0).astype(np.float32)


def train_input_fn():
    ds = tf.data.Dataset.from_tensor_slices(({'x': X}, Y)).repeat().batch(16)
    return ds.make_one_shot_iterator().get_next()


def eval_input_fn():
    return tf.data.Dataset.from_tensor_slices(({'x': X}, Y)).batch(16)
