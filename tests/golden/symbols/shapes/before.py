import tensorflow as tf


def compute(vectors, ids):
    column = tf.expand_dims(vectors, dim=1)
    row = tf.squeeze(column, squeeze_dims=[1])
    same = tf.squeeze(column, [1])
    empty = tf.zeros_like(vectors, optimize=False)
    filled = tf.ones_like(tensor=vectors)
    constant = tf.constant(2, tf.float32, [2, 3], 'two', verify_shape=False)
    nested = tf.batch_gather(tf.cast(vectors, tf.float32), ids % 6)
    size = tf.convert_to_tensor(vectors, preferred_dtype=tf.float32)
    return [row, same, empty, filled, constant, nested, size]
