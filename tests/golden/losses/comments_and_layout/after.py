import keras
import tensorflow as tf

from tf1_semantics import weighted_loss


def loss_fn(labels, logits, weights):
  # The main loss.
  main = weighted_loss(keras.losses.sparse_categorical_crossentropy(
      labels,  # [batch]
      logits,  # [batch, classes]
      # of the examples
      from_logits=True
      ), weights)
  extra = tf.reduce_mean(keras.losses.huber(labels, logits,
                                            delta=2.0))  # robust
  return main + 0.1 * extra + tf.reduce_mean((
      # Made elsewhere.
      penalty(logits)))
