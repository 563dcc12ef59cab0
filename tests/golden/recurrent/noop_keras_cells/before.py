import keras
import tensorflow as tf

cell = keras.layers.LSTMCell(64)
outputs = keras.layers.RNN(cell)(words)
rnn = lambda cell, inputs: tf.scan(cell, inputs)
outputs, state = rnn.dynamic_rnn(cell, words)
