"""A program of TF 2 that calls TF1's functions as compat.v1."""
import tensorflow as tf

tf.compat.v1.set_random_seed(1)
net = tf.keras.layers.LSTM(3)(tf.zeros([1, 2, 3]))
