import tensorflow as tf


def loss_fn(labels, logits, weights):
  # The main loss.
  main = tf.losses.sparse_softmax_cross_entropy(
      labels=labels,  # [batch]
      logits=logits,  # [batch, classes]
      weights=weights,  # of the examples
      scope="main")
  extra = tf.losses.huber_loss(labels, logits,
                               delta=2.0)  # robust
  return main + 0.1 * extra + tf.losses.compute_weighted_loss(
      # Made elsewhere.
      penalty(logits))
