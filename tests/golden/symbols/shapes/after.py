import tensorflow as tf


def compute(vectors, ids):
    column = tf.expand_dims(vectors, axis=1)
    row = tf.squeeze(column, axis=[1])
    same = tf.squeeze(column, [1])
    empty = tf.zeros_like(vectors)
    filled = tf.ones_like(input=vectors)
    constant = tf.constant(2, tf.float32, [2, 3], 'two')
    nested = tf.compat.v1.batch_gather(tf.cast(vectors, tf.float32), ids % 6)
    size = tf.convert_to_tensor(vectors, dtype_hint=tf.float32)
    return [row, same, empty, filled, constant, nested, size]
