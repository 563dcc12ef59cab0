import keras
import tensorflow as tf

from tf1_semantics import weighted_loss

loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))
loss += weighted_loss(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits), weights)
