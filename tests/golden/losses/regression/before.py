from __future__ import division

import tensorflow.compat.v1 as tf


def compute(vectors, one_hot, logits, probabilities):
  mse = tf.losses.mean_squared_error(one_hot, logits)
  mae = tf.losses.absolute_difference(labels=one_hot, predictions=logits,
                                      loss_collection=None)
  huber_loss = tf.losses.huber_loss(one_hot, logits, delta=0.3)
  log_loss = tf.losses.log_loss(one_hot, probabilities, epsilon=1e-5)
  hinge = tf.losses.hinge_loss(one_hot, logits)
  cosine = tf.losses.cosine_distance(
      tf.nn.l2_normalize(one_hot, 1), tf.nn.l2_normalize(logits, 1), dim=1)
  pairwise = tf.losses.mean_pairwise_squared_error(one_hot, logits)
  return mse, mae, huber_loss, log_loss, hinge, cosine, pairwise
