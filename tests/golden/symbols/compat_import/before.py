# Written for 1.14.
import tensorflow.compat.v1 as tf


def compute(vectors, labels):
  """Log-odds."""
  odds = tf.log(tf.reduce_sum(tf.exp(vectors), axis=1, keep_dims=True))
  return [odds, tf.where(tf.equal(labels, 1), vectors, -vectors), tf.random_uniform([2], 1.0, 1.0000001)]
