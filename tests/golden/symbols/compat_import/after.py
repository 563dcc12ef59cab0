# Written for 1.14.
import tensorflow as tf


def compute(vectors, labels):
  """Log-odds."""
  odds = tf.math.log(tf.reduce_sum(tf.exp(vectors), axis=1, keepdims=True))
  return [odds, tf.compat.v1.where(tf.equal(labels, 1), vectors, -vectors),
          tf.random.uniform([2], 1.0, 1.0000001)]
