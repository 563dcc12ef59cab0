import keras
import tensorflow as tf
import tf1_semantics

from tf1_semantics import cosine_distance, hinge_loss, mean_pairwise_squared_error


def compute(vectors, one_hot, logits, probabilities):
  mse = tf.reduce_mean(keras.losses.mean_squared_error(one_hot, logits))
  mae = tf.reduce_mean(keras.losses.mean_absolute_error(one_hot, logits))
  huber_loss = tf.reduce_mean(keras.losses.huber(one_hot, logits, delta=0.3))
  log_loss = tf.reduce_mean(
      tf1_semantics.log_loss(one_hot, probabilities, epsilon=1e-5))
  hinge = tf.reduce_mean(hinge_loss(one_hot, logits))
  cosine = tf.reduce_mean(cosine_distance(
      tf.nn.l2_normalize(one_hot, 1), tf.nn.l2_normalize(logits, 1), axis=1))
  pairwise = mean_pairwise_squared_error(one_hot, logits)
  return mse, mae, huber_loss, log_loss, hinge, cosine, pairwise
