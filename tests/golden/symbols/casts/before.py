import tensorflow as tf


def compute(labels, vectors):
  scores = tf.to_float(labels) * 2.0
  whole = tf.to_int32(vectors, name='whole')
  wide = tf.to_int64(
      vectors,  # rounds towards zero
  )
  return [scores, whole, wide, tf.to_double(x=labels), tf.map_fn(tf.to_float, labels, dtype=tf.float32)]
