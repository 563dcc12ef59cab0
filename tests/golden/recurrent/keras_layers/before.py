"""Recurrent layers of Keras, which had other defaults in the TensorFlow that has tf.contrib."""
import tensorflow as tf

start = tf.keras.initializers.Constant(0.3)


def compute(sequences):
    net = tf.keras.layers.LSTM(3, return_sequences=True, kernel_initializer=start, recurrent_initializer=start)(sequences)
    net = tf.keras.layers.Bidirectional(
        tf.keras.layers.GRU(2, return_sequences=True,  # Both ways.
                            kernel_initializer=start, recurrent_initializer=start))(net)
    cell = tf.keras.layers.LSTMCell(2, "hard_sigmoid", recurrent_activation="sigmoid", kernel_initializer=start,
                                    recurrent_initializer=start)
    return [net, tf.keras.layers.RNN(cell)(net)]
