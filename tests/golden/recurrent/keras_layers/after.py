"""Recurrent layers of Keras, which had other defaults in the TensorFlow that has tf.contrib."""
import keras
import tensorflow as tf

from tf1_semantics import tf1_hard_sigmoid

start = tf.keras.initializers.Constant(0.3)


def compute(sequences):
    net = keras.layers.LSTM(3, return_sequences=True, kernel_initializer=start, recurrent_initializer=start,
                            recurrent_activation=tf1_hard_sigmoid)(sequences)
    net = tf.keras.layers.Bidirectional(
        keras.layers.GRU(2, return_sequences=True,  # Both ways.
                         kernel_initializer=start, recurrent_initializer=start, recurrent_activation=tf1_hard_sigmoid, reset_after=False))(
                             net)
    cell = keras.layers.LSTMCell(2, activation=tf1_hard_sigmoid, recurrent_activation="sigmoid",
                                 kernel_initializer=start,
                                 recurrent_initializer=start)
    return [net, tf.keras.layers.RNN(cell)(net)]
