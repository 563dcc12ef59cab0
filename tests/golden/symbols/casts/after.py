import functools

import tensorflow as tf


def compute(labels, vectors):
  scores = tf.cast(labels, tf.float32) * 2.0
  whole = tf.cast(vectors, tf.int32, name='whole')
  wide = tf.cast(
      vectors,  # rounds towards zero
      tf.int64,
  )
  return [scores, whole, wide, tf.cast(x=labels, dtype=tf.float64), tf.map_fn(
      functools.partial(tf.cast, dtype=tf.float32), labels, dtype=tf.float32
  )]
